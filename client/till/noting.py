"""A reason's typed words: private, bounded, kept beside the operation and never in it (P6)."""

from shared.domain.adjusting import REASON_TEXT_MAX_LENGTH
from shared.domain.errors import FieldInvalid
from shared.operations.private import PrivatePart


def private_note(note: str, *, salt: str) -> PrivatePart | None:
    """The private part that carries ``note``; None without words. Raises ``FieldInvalid``."""
    words = " ".join(note.split())
    if len(words) > REASON_TEXT_MAX_LENGTH:
        raise FieldInvalid(field="note", reason="too_long")
    return PrivatePart(salt=salt, note=words) if words else None

"""The replica as a whole, for a device that has nothing yet (design §5).

Guests and cards come in parts, each a zstd frame of ``SnapshotRows`` named after its own hash, so
that what came is not asked for again. They show the feed up to one number; from there on the
device pulls. Whatever else it needs for its first sale stands in the manifest itself.
"""

from typing import Annotated, Literal

from pydantic import Field

from shared.operations.fields import BasisPoints, HexHash, Millis, UuidText
from shared.sync.messages import Change, Cursor, Message
from shared.sync.payloads import ChildBirth, GrantedFacts

PART_BYTES_MAX = 8 * 1024 * 1024
"""Of a part as it travels."""
PART_TEXT_BYTES_MAX = 32 * 1024 * 1024
"""Of a part unpacked."""

GuestFacts = tuple[str, str | None, str, str, str, str | None, int]
"""Guest, alias of, phone, first and last name, birth date, feed number; as in ``GuestPayload``."""
CardFacts = tuple[str, str, str, str, str, str | None, int, int, int | None, str, int]
"""Card, guest, status, level, token, display code, spent, visits, last activity, lots, feed number.

As in ``CardPayload``; the lots are JSON text, for a till keeps them so.
"""


class SnapshotPart(Message):
    """A part, by the hash of its bytes as they travel."""

    sha256: HexHash
    size_bytes: Annotated[int, Field(ge=1, le=PART_BYTES_MAX)]
    rows: int


class SnapshotReply(Message):
    """What there is to load, and what a till needs at once."""

    v: Literal[1] = 1
    is_building: bool = False
    """There will be parts, but not yet: come again."""
    cursor: Cursor
    """What the parts show; without parts the feed is followed from its start."""
    parts: tuple[SnapshotPart, ...] = ()
    changes: tuple[Change, ...] = ()
    """All but guests and cards, as it is now."""
    server_time_ms: Millis


class CardExtras(Message):
    """What else there is to a card of the same part, as in ``CardPayload``.

    Beside its facts, whose number an older till counts; by name, so that there may be more.
    """

    card_id: UuidText
    granted: tuple[GrantedFacts, ...] = ()
    discount_bp: BasisPoints | None = None
    restaurant_id: UuidText | None = None


class GuestExtras(Message):
    """What else there is to a guest of the same part, as in ``GuestPayload``."""

    guest_id: UuidText
    children: tuple[ChildBirth, ...] = ()


class SnapshotRows(Message):
    """What a part holds: guests or cards, in the order of their ids."""

    guests: tuple[GuestFacts, ...] = ()
    cards: tuple[CardFacts, ...] = ()
    extras: tuple[CardExtras, ...] = ()
    """Of the cards that have any."""
    guest_extras: tuple[GuestExtras, ...] = ()
    """Of the guests who have any."""

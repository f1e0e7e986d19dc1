"""Typed identifiers: every one is the lower-case text of a UUID (LED-15) unless said otherwise.

Knows how ids look. Must not make random ones: chance enters through ``client.ids`` and
``server`` only.
"""

import re
from functools import lru_cache
from typing import NewType

TenantId = NewType("TenantId", str)
RestaurantId = NewType("RestaurantId", str)
StaffId = NewType("StaffId", str)
DeviceId = NewType("DeviceId", str)
GuestId = NewType("GuestId", str)
CardId = NewType("CardId", str)
OperationId = NewType("OperationId", str)
CheckId = NewType("CheckId", str)
ShiftId = NewType("ShiftId", str)
ProgrammeVersionId = NewType("ProgrammeVersionId", str)
LevelId = NewType("LevelId", str)
RuleId = NewType("RuleId", str)
PromoId = NewType("PromoId", str)
LeaseId = NewType("LeaseId", str)
"""Chosen by the server; a lease born with an earning has that operation's id."""
LotId = NewType("LotId", str)
"""``<operation id>:<place>``: both sides derive it, so a lot born offline keeps its name."""

_UUID_BYTES = 16
_CARDS_KEPT = 4_096
"""Ids of cards: a run of operations asks for each more than once."""
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def is_uuid_text(text: str) -> bool:
    """Whether ``text`` is a UUID in the one spelling the protocol accepts: lower case, hyphens."""
    return _UUID.fullmatch(text) is not None


def uuid8_text(digest: bytes) -> str:
    """The first 16 bytes of ``digest`` as a version 8 UUID (RFC 9562 §5.8), lower-case text."""
    raw = bytearray(digest[:16])
    assert len(raw) == _UUID_BYTES
    raw[6] = (raw[6] & 0x0F) | 0x80
    raw[8] = (raw[8] & 0x3F) | 0x80
    text = raw.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


@lru_cache(maxsize=_CARDS_KEPT)
def card_id_of(guest_id: GuestId, restaurant_id: RestaurantId | None = None) -> CardId:
    """The id of the guest's card for the whole chain, or of his card for one restaurant (LOY-06).

    Derived, so that offline tills agree on it.
    """
    import hashlib  # noqa: PLC0415 - brings OpenSSL, and the till's first picture waits for ids

    named = guest_id if restaurant_id is None else f"{guest_id}\0{restaurant_id}"
    return CardId(uuid8_text(hashlib.sha256(b"max-loyalty card\0" + named.encode()).digest()))


def lot_id_of(operation_id: OperationId, place: int) -> LotId:
    """The id of the ``place``-th lot (from 0) that an operation creates."""
    return LotId(f"{operation_id}:{place}")

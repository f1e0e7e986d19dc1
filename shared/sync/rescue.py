"""A rescue packet: what a till did and the server may not have, in one sealed file (design §3).

Knows what is in it and how its sealed form begins. Sealing and opening are the peers' work. What
it carries are pushes as the till would have sent them, signed by its key, so the server takes
them by the one way in: whoever brings the packet, and however often, nothing is booked twice.
"""

import base64
import hashlib
from typing import Annotated, Final, Literal

from pydantic import Field

from shared.operations.fields import UuidText
from shared.sync.messages import (
    DeviceCertificate,
    Message,
    Outcome,
    PushRequest,
    Seq,
    SignedLease,
)

MAGIC: Final = b"max-loyalty rescue 1\n"
MAGIC_PACKED: Final = b"max-loyalty rescue 2\n"
"""What is sealed is a zstd frame: for where every byte counts, such as codes on a screen."""
PUBLIC_KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
SEALING_INFO: Final = b"max-loyalty rescue packet v1"
DELIVERY_TEXT_MAX: Final = 11 * 1024 * 1024
PACKET_BYTES_MAX: Final = 8 * 1024 * 1024
"""Of a sealed packet, and of one unpacked."""
_TAKEN: Final = b"max-loyalty rescue taken\n"
_TAKEN_BYTES: Final = 5
TAKEN_CODE_LETTERS: Final = 8


class RescuePacket(Message):
    """Everything a till did that no verified backup of the server is known to hold."""

    v: Literal[1] = 1
    certificate: DeviceCertificate
    leases: tuple[SignedLease, ...] = ()
    """That it holds, or that its operations name."""
    keepsakes: tuple[str, ...] = ()
    """As in ``AnnounceRequest``."""
    pushes: tuple[PushRequest, ...]
    """In the order of its chain, those of earlier epochs first."""


class RescueDelivery(Message):
    """A sealed packet, brought by any till of the tenant."""

    v: Literal[1] = 1
    packet: Annotated[str, Field(max_length=DELIVERY_TEXT_MAX)]
    """The sealed bytes, base64."""


class RescueReply(Message):
    """What became of the operations of a packet."""

    v: Literal[1] = 1
    device_id: UuidText
    outcomes: tuple[Outcome, ...]
    undecided: Annotated[Seq, Field(ge=0)] = 0
    """Operations that a restored server cannot decide before its other tills have called."""
    taken: str = ""
    """``taken_code`` of the last operation; empty while not everything is decided."""


def taken_code(head: str) -> str:
    """What proves to a till by a person's mouth that its work arrived: ``K7QA-2M4P``.

    ``head`` is the chain hash of its last operation, hex: only who opened the packet and the till
    itself know it whole, and no receipt prints what is made of it.
    """
    digest = hashlib.sha256(_TAKEN + bytes.fromhex(head)).digest()
    text = base64.b32encode(digest[:_TAKEN_BYTES]).decode()
    return f"{text[:4]}-{text[4:]}"

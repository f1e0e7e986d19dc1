"""The chain of a device's operations: each hash covers the one before it.

``h[n] = SHA-256(tag, tenant, device, epoch, n, h[n-1], body[n])``; the operation's id is the
first 16 bytes of ``h[n]`` as a version 8 UUID: unique by content and place. Whoever holds a later
receipt or head notices a deleted, edited, inserted or reordered operation (P6).
"""

import base64
import hashlib
from dataclasses import dataclass
from functools import lru_cache

from shared.domain.ids import DeviceId, OperationId, TenantId, uuid8_text

GENESIS = bytes(32)
"""What stands in the place of ``h[0]``."""
EPOCH_MAX = 2**32 - 1
_TAG = b"max-loyalty operation v1"
_CHAINS_KEPT = 256
_SHORT_HASH_BYTES = 5
_READ_AS = str.maketrans("01", "OI", "- ")
"""What a person types for letters that look like digits; spaces and dashes mean nothing."""


@dataclass(frozen=True, slots=True)
class ChainPlace:
    """Where in which chain an operation stands."""

    tenant_id: TenantId
    device_id: DeviceId
    epoch: int
    """One incarnation of the device's sequence: a random u32, new after a fork."""
    seq: int
    """Contiguous from 1 within (device, epoch)."""


def link_hash(place: ChainPlace, previous: bytes, body: str) -> bytes:
    """The 32-byte hash of the operation at ``place`` whose verbatim body is ``body``."""
    assert place.seq >= 1
    assert len(previous) == len(GENESIS)
    beginning = _beginning(place.tenant_id, place.device_id, place.epoch)
    rest = _spelt(place.seq.to_bytes(8), previous, body.encode())
    return hashlib.sha256(beginning + rest).digest()


@lru_cache(maxsize=_CHAINS_KEPT)
def _beginning(tenant_id: TenantId, device_id: DeviceId, epoch: int) -> bytes:
    """What all hashes of one chain begin with."""
    assert 0 <= epoch <= EPOCH_MAX
    return _spelt(_TAG, tenant_id.encode(), device_id.encode(), epoch.to_bytes(4))


def _spelt(*parts: bytes) -> bytes:
    """Each behind its length, so that no two lists of parts are spelt alike."""
    return b"".join([piece for part in parts for piece in (len(part).to_bytes(4), part)])


def operation_id_of(link: bytes) -> OperationId:
    """The id of the operation whose chain hash is ``link``."""
    return OperationId(uuid8_text(link))


def short_hash(link: bytes) -> str:
    """The first 40 bits of the chain hash as the receipt prints them: ``K7QA-2M4P``."""
    text = base64.b32encode(link[:_SHORT_HASH_BYTES]).decode()
    return f"{text[:4]}-{text[4:]}"


def ids_of_short_hash(typed: str) -> tuple[OperationId, OperationId]:
    """The first and the last operation id whose hash begins as that paper says.

    Raises ``ValueError`` for what no receipt prints.
    """
    raw = base64.b32decode(typed.translate(_READ_AS).upper())
    if len(raw) != _SHORT_HASH_BYTES:
        raise ValueError(typed)
    begins = f"{raw.hex()[:8]}-{raw.hex()[8:]}"
    return (
        OperationId(f"{begins}00-0000-0000-000000000000"),
        OperationId(f"{begins}ff-ffff-ffff-ffffffffffff"),
    )

"""The lock of rescue packets: what a till seals to its tenant, only the tenant's server opens (§3).

The X25519 key grows from the tenant's signing seed, so a restored server has it. A sealed packet
is an ephemeral public key, a nonce and ChaCha20-Poly1305 under a key both sides can derive. Must
not know what is in a packet.
"""

import base64
from typing import ClassVar, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from shared.domain.errors import Refusal
from shared.sync.packing import PackingInvalid, UnpackedTooLarge, unpacked
from shared.sync.rescue import (
    MAGIC,
    MAGIC_PACKED,
    NONCE_BYTES,
    PACKET_BYTES_MAX,
    PUBLIC_KEY_BYTES,
    SEALING_INFO,
)

_KEY_BYTES: Final = 32
_KEY_INFO: Final = b"max-loyalty rescue key v1"


class RescueUnreadable(Refusal):
    """The packet was not sealed to this tenant, or something in it was changed."""

    code: ClassVar[str] = "rescue_unreadable"


def rescue_public_key_of(signing_seed: bytes) -> str:
    """What tills of the tenant seal to: raw X25519, base64."""
    public = _private_key(signing_seed).public_key()
    return base64.b64encode(public.public_bytes_raw()).decode()


def unseal(signing_seed: bytes, sealed: bytes) -> bytes:
    """What was sealed to the tenant with that seed. Raises ``RescueUnreadable``."""
    magic = next((each for each in (MAGIC, MAGIC_PACKED) if sealed.startswith(each)), None)
    if magic is None:
        raise RescueUnreadable
    body = sealed[len(magic) :]
    ephemeral, nonce = body[:PUBLIC_KEY_BYTES], body[PUBLIC_KEY_BYTES:][:NONCE_BYTES]
    try:
        shared = _private_key(signing_seed).exchange(X25519PublicKey.from_public_bytes(ephemeral))
        key = HKDF(SHA256(), _KEY_BYTES, salt=ephemeral, info=SEALING_INFO).derive(shared)
        box = body[PUBLIC_KEY_BYTES + NONCE_BYTES :]
        text = ChaCha20Poly1305(key).decrypt(nonce, box, magic)
        return text if magic == MAGIC else unpacked(text, limit_bytes=PACKET_BYTES_MAX)
    except (ValueError, InvalidTag, PackingInvalid, UnpackedTooLarge) as error:
        raise RescueUnreadable from error


def _private_key(signing_seed: bytes) -> X25519PrivateKey:
    grown = HKDF(SHA256(), _KEY_BYTES, salt=None, info=_KEY_INFO).derive(signing_seed)
    return X25519PrivateKey.from_private_bytes(grown)

"""Ed25519: what this device signs, and what the tenant's key signed."""

import base64
import binascii

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from client.devices.keystore import SECRET_BYTES


class DeviceKey:
    """The key pair that is this device; its seed comes from the keystore and goes nowhere."""

    def __init__(self, seed: bytes) -> None:
        assert len(seed) == SECRET_BYTES
        self._private = Ed25519PrivateKey.from_private_bytes(seed)

    @property
    def public_text(self) -> str:
        """The raw public key, base64."""
        return base64.b64encode(self._private.public_key().public_bytes_raw()).decode()

    def sign(self, text: str) -> str:
        """The signature over ``text``, base64."""
        return base64.b64encode(self._private.sign(text.encode())).decode()


def is_signed(text: str, *, signature: str, public_key: str) -> bool:
    """Whether ``signature`` (base64) over ``text`` is by ``public_key`` (raw, base64)."""
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key, validate=True))
        key.verify(base64.b64decode(signature, validate=True), text.encode())
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True

"""Who is asking: Ed25519 signatures of devices and of tenants.

Knows the form of the ``Authorization`` header and what a signature covers. Must not know where
public keys are kept: features look them up and ask here whether a signature holds. No moment is
part of a signature, so a device with a wrong clock is let in all the same.
"""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from shared.domain.errors import Refusal
from shared.domain.ids import DeviceId, is_uuid_text
from shared.sync.messages import request_signing_text

SCHEME = "MaxLoyalty-Device"
PUBLIC_KEY_BYTES = 32
HEADER_LENGTH_MAX = 512
SIGNATURES_KEPT = 1_024
KEYS_KEPT = 1_024

_HEADER = re.compile(
    rf'{SCHEME} device_id="(?P<device_id>[^"]*)", *nonce="(?P<nonce>[0-9a-f]{{32}})", *'
    r'signature="(?P<signature>[A-Za-z0-9+/=]+)"'
)


@dataclass(eq=False)
class SignatureInvalid(Refusal):
    """The request is not signed by a device this server knows.

    One refusal for a missing header, an unknown device and a wrong signature: a stranger does not
    learn which devices exist.
    """

    code: ClassVar[str] = "signature_invalid"


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """Who claims to have sent a request, what he signed, and the signature (base64)."""

    device_id: DeviceId
    text: str
    signature: str


def signed_request(header: str | None, *, method: str, target: str, body: bytes) -> SignedRequest:
    """The claim of an ``Authorization`` header, not yet believed.

    ``target`` is the path with the query. Raises ``SignatureInvalid``.
    """
    found = _HEADER.fullmatch(header) if header and len(header) <= HEADER_LENGTH_MAX else None
    if found is None or not is_uuid_text(found["device_id"]):
        raise SignatureInvalid
    text = request_signing_text(
        method=method,
        target=target,
        nonce=found["nonce"],
        body_sha256=hashlib.sha256(body).hexdigest(),
    )
    return SignedRequest(DeviceId(found["device_id"]), text, found["signature"])


def check_signature(public_key: str, *, text: str, signature: str) -> None:
    """Raises ``SignatureInvalid`` unless ``signature`` (base64) is the key's over ``text``."""
    if not _holds(public_key, text, signature):
        raise SignatureInvalid


def is_public_key(text: str) -> bool:
    """Whether ``text`` is a raw Ed25519 public key in base64, in its one canonical spelling."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return False
    return len(raw) == PUBLIC_KEY_BYTES and base64.b64encode(raw).decode() == text


def sign(seed: bytes, text: str) -> str:
    """The signature over ``text`` of the key grown from ``seed``, base64."""
    return base64.b64encode(_grown_from(seed).sign(text.encode())).decode()


def public_key_of(seed: bytes) -> str:
    """The public half of the key grown from ``seed``, raw, base64."""
    return base64.b64encode(_grown_from(seed).public_key().public_bytes_raw()).decode()


@lru_cache(maxsize=SIGNATURES_KEPT)
def _holds(public_key: str, text: str, signature: str) -> bool:
    """Kept a while: a request is believed before it waits in line, and again in its turn."""
    try:
        raw = base64.b64decode(signature, validate=True)
        Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key)).verify(raw, text.encode())
    except (binascii.Error, ValueError, InvalidSignature):
        return False
    return True


@lru_cache(maxsize=KEYS_KEPT)
def _grown_from(seed: bytes) -> Ed25519PrivateKey:
    """Growing a key costs more than signing with it."""
    return Ed25519PrivateKey.from_private_bytes(seed)

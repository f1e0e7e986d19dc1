"""What identifies a card when it is scanned or read aloud.

The QR holds digits only: a keyboard-wedge scanner types them alike under every keyboard layout,
QR packs them densely, and an opaque token carries no personal data (G-16). Two check digits tell
a card apart from a random barcode. The 6-digit display code is for speaking (GST-02, GST-09).
"""

import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from shared.domain.errors import PhoneInvalid
from shared.domain.ids import CardId, OperationId
from shared.domain.phones import normalise_phone

TOKEN_DIGITS = 24
TOKEN_BYTES = 10
DISPLAY_CODE_DIGITS = 6
_PREFIX = "990"
"""No GS1 prefix of a coupon-free shop item and no Russian phone begins so."""
_PAYLOAD = re.compile(_PREFIX + r"\d{26}", re.ASCII)
_OPERATION_PREFIX = "991"
"""Beside the cards', and no GS1 prefix of a shop item either."""
OPERATION_DIGITS = 39
"""An id has 128 bits."""
_OPERATION_PAYLOAD = re.compile(_OPERATION_PREFIX + rf"\d{{{OPERATION_DIGITS + 2}}}", re.ASCII)
_PHONE = re.compile(r"(?:tel:)?([+\d\s().-]+)")
"""Only what looks like a phone is one: a web address may hold eleven digits as well."""
_CHECK_MODULUS = 97


class ScanKind(StrEnum):
    """What a scanned text turned out to be."""

    CARD = "card"
    DISPLAY_CODE = "display_code"
    PHONE = "phone"
    OPERATION = "operation"
    """The code on our receipt: it opens the operation that the paper speaks of."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Scan:
    """A scanned text, understood: ``value`` is the token, code, normalised phone or id."""

    kind: ScanKind
    value: str


def card_token_from(entropy: bytes) -> str:
    """The card token, 24 digits, made of 10 random bytes (80 bits)."""
    assert len(entropy) == TOKEN_BYTES
    return str(int.from_bytes(entropy)).zfill(TOKEN_DIGITS + 1)[-TOKEN_DIGITS:]


def card_token_of(card_id: CardId) -> str:
    """The token of a card nobody was there to draw one for: a migration made it (LOY-09)."""
    digest = hashlib.sha256(b"max-loyalty token\0" + card_id.encode()).digest()
    return card_token_from(digest[:TOKEN_BYTES])


def is_card_token(text: str) -> bool:
    """Whether ``text`` has the form of a card token."""
    return len(text) == TOKEN_DIGITS and text.isascii() and text.isdigit()


def qr_payload(token: str) -> str:
    """The text of the card's QR code: prefix, token, two check digits (ISO 7064 style, mod 97)."""
    assert is_card_token(token)
    return f"{_PREFIX}{token}{_check_digits(token)}"


def operation_payload(operation_id: OperationId) -> str:
    """The text of a receipt's QR code: prefix, the operation's id in digits, two check digits.

    The id begins with the very bits that the paper prints as its code (P6); it names nobody.
    """
    digits = str(UUID(operation_id).int).zfill(OPERATION_DIGITS)
    return f"{_OPERATION_PREFIX}{digits}{_check_digits(digits)}"


def understand_scan(text: str) -> Scan:
    """What a scanner read, by its grammar alone. Never raises: unknown codes are ``UNKNOWN``."""
    stripped = text.strip()
    if _PAYLOAD.fullmatch(stripped) and stripped[-2:] == _check_digits(stripped[3:-2]):
        return Scan(ScanKind.CARD, stripped[3:-2])
    if _OPERATION_PAYLOAD.fullmatch(stripped) and stripped[-2:] == _check_digits(stripped[3:-2]):
        return _operation(stripped)
    if len(stripped) == DISPLAY_CODE_DIGITS and stripped.isascii() and stripped.isdigit():
        return Scan(ScanKind.DISPLAY_CODE, stripped)
    phone = _PHONE.fullmatch(stripped)
    try:
        return Scan(ScanKind.PHONE, normalise_phone(phone[1] if phone else ""))
    except PhoneInvalid:
        return Scan(ScanKind.UNKNOWN, stripped)


def _operation(payload: str) -> Scan:
    number = int(payload[len(_OPERATION_PREFIX) : -2])
    if number >= 1 << 128:
        return Scan(ScanKind.UNKNOWN, payload)
    return Scan(ScanKind.OPERATION, str(UUID(int=number)))


def _check_digits(token: str) -> str:
    return f"{98 - int(token) * 100 % _CHECK_MODULUS:02d}"

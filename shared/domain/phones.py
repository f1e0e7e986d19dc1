"""Phones: one stored form, many typed ones.

Source: GST-20, GST-21, GST-22, C-57. Must not know where a phone is shown or stored.
"""

from shared.domain.errors import PhoneInvalid

PHONE_DIGITS = 11
LAST_DIGITS_MIN = 4
"""A search by the last digits needs this many, or it would list half of the guests."""


def normalise_phone(typed: str) -> str:
    """The 11 digits under which a phone is stored: ``79991234567``.

    Raises ``PhoneInvalid`` for anything that is not a Russian number (GST-21).
    """
    digits = digits_of(typed)
    if len(digits) == PHONE_DIGITS and digits[0] == "8":
        return "7" + digits[1:]
    if len(digits) == PHONE_DIGITS and digits[0] == "7":
        return digits
    if len(digits) == PHONE_DIGITS - 1:
        return "7" + digits
    raise PhoneInvalid(digits=len(digits))


def digits_of(typed: str) -> str:
    """The ASCII digits of ``typed``, in order."""
    return "".join(character for character in typed if character in "0123456789")


def mask_phone(phone: str) -> str:
    """A phone for logs and public places: ``+7999***4567`` (SEC-03)."""
    return f"+{phone[:4]}***{phone[-4:]}"

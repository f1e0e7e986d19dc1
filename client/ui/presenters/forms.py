"""What is typed into a form, tidied for the eyes; what a form shows of a guest who is known.

Source: CSH-15, CSH-41, CSH-48, CSH-81. Decides nothing: the till checks what is submitted.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from client.till.guest_view import GuestView
from client.ui.presenters.guests import full_name
from client.ui.presenters.refusals import refusal_text
from client.ui.presenters.texts import say
from shared.domain.codes import qr_payload
from shared.domain.errors import FieldInvalid, Refusal
from shared.domain.phones import PHONE_DIGITS, digits_of
from shared.receipt.words import Language, phone_text, points_text

BIRTH_DATE_DIGITS: Final = 8
_RUSSIAN_STARTS: Final = frozenset("78")
_NO_SUCH_DATE: Final = ("birth_date", "format")
_NOT_DIGITS: Final = re.compile(r"\D+", re.ASCII)


@dataclass(frozen=True, slots=True)
class CardScene:
    """Every word of a card on the screen."""

    name: str
    phone: str
    welcome: str
    display_code: str
    qr_payload: str


def tidy_phone(typed: str) -> str:
    """``typed`` as a phone while it grows; a full number stands as it is always written.

    What cannot be a Russian number is left as it was typed: nothing is ever eaten.
    """
    digits = digits_of(typed)
    if not digits or len(digits) > PHONE_DIGITS:
        return typed
    if digits[0] in _RUSSIAN_STARTS and len(digits) == PHONE_DIGITS:
        return phone_text("7" + digits[1:])
    if digits[0] == "9" and len(digits) == PHONE_DIGITS - 1:
        return phone_text("7" + digits)
    return typed


def tidy_birth_date(typed: str) -> str:
    """``typed`` with the points put in: ``21.1`` while it grows, ``21.11.1990`` in full."""
    first, *rest = _NOT_DIGITS.split(typed)
    groups = [*(each.zfill(2) for each in (first, *rest)[:-1] if each), (first, *rest)[-1]]
    digits = "".join(groups)[:BIRTH_DATE_DIGITS]
    parts = (digits[:2], digits[2:4], digits[4:])
    return ".".join(part for part in parts if part)


def read_birth_date(typed: str) -> date | None:
    """The date of ``dd.MM.yyyy``. Raises ``ValueError``; None for nothing typed."""
    digits = digits_of(typed)
    if not digits:
        return None
    if len(digits) != BIRTH_DATE_DIGITS:
        raise ValueError(typed)
    return date(int(digits[4:]), int(digits[2:4]), int(digits[:2]))


def field_error(refusal: Refusal, *, language: Language) -> str:
    """What stands under a field (CSH-48, CSH-81)."""
    if isinstance(refusal, FieldInvalid) and (refusal.field, refusal.reason) == _NO_SUCH_DATE:
        return say("registrationBirthInvalid", language)
    return refusal_text(refusal, language=language)


def card_scene(view: GuestView, *, language: Language) -> CardScene:
    """A card as the guest photographs it."""
    points = points_text(view.total, language=language)
    code = view.card.display_code
    return CardScene(
        name=full_name(view.guest.profile, language=language),
        phone=phone_text(view.guest.profile.phone),
        welcome=say("cardWelcome", language, points=points) if view.total else "",
        display_code=f"{code[:3]}\u00a0{code[3:]}" if code else "",
        qr_payload=qr_payload(view.card.token),
    )

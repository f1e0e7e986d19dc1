"""What is typed into a form, tidied for the eyes; what a form shows of a guest who is known.

Source: CSH-15, CSH-41, CSH-48, CSH-81. Decides nothing: the till checks what is submitted.
"""

from dataclasses import dataclass
from typing import Final

from client.till.guest_view import GuestView
from client.ui.presenters.guests import full_name
from client.ui.presenters.refusals import refusal_text
from client.ui.presenters.texts import say
from shared.domain.codes import qr_payload
from shared.domain.errors import FieldInvalid, Refusal
from shared.receipt.words import Language, number_text, phone_text

_NO_SUCH_DATE: Final = ("birth_date", "format")


@dataclass(frozen=True, slots=True)
class CardScene:
    """Every word of a card on the screen."""

    name: str
    phone: str
    welcome: str
    display_code: str
    qr_payload: str


def field_error(refusal: Refusal, *, language: Language) -> str:
    """What stands under a field (CSH-48, CSH-81)."""
    if isinstance(refusal, FieldInvalid) and (refusal.field, refusal.reason) == _NO_SUCH_DATE:
        return say("registrationBirthInvalid", language)
    return refusal_text(refusal, language=language)


def card_scene(view: GuestView, *, language: Language) -> CardScene:
    """A card as the guest photographs it."""
    points = number_text(view.total, language=language)
    code = view.card.display_code
    return CardScene(
        name=full_name(view.guest.profile, language=language),
        phone=phone_text(view.guest.profile.phone),
        welcome=say("cardWelcome", language, points=points) if view.total else "",
        display_code=f"{code[:3]}\u00a0{code[3:]}" if code else "",
        qr_payload=qr_payload(view.card.token),
    )

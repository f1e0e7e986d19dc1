"""Registering a guest, with or without the network (CSH-40…CSH-51).

The new guest can be served at once: his id is that of the operation, his card's token is chance,
his spoken code comes from the reserve of this device.
"""

from dataclasses import dataclass
from datetime import date

from client.store import guests
from client.till.done import Done, done, order_paper
from client.till.guest_view import GuestView, known_guest, view_of
from client.till.new_guest import (
    NewGuest,
    ShownTexts,
    documents_in_force,
    queue_registration,
    shown_texts,
    today_here,
)
from client.till.slip_facts import card_slip
from client.till.workplace import Act, Workplace, programme_now
from shared.domain.codes import TOKEN_BYTES, card_token_from
from shared.domain.consents import ConsentDocument
from shared.domain.guest import Profile
from shared.domain.phones import normalise_phone
from shared.domain.staff import Permission
from shared.receipt.facts import GuestCardFacts
from shared.receipt.words import Language


@dataclass(frozen=True, slots=True)
class RegistrationForm:
    """What the cashier typed and the guest agreed to."""

    phone: str
    first_name: str = ""
    last_name: str = ""
    birth_date: date | None = None
    personal_data: bool = False
    """Consent to personal data processing: without it nobody is registered (CSH-49)."""
    marketing: bool = False
    """Consent to messages: free to withhold."""
    shown: ShownTexts | None = None
    """What the guest could read; None: the documents in force, in the till's language."""
    print_card: bool = True


@dataclass(frozen=True, slots=True)
class FormTerms:
    """What the form must know: what the guest is asked to agree to, and which day it is."""

    personal_data: ConsentDocument
    marketing: ConsentDocument
    today: date
    """In the restaurant."""

    def shown_in(self, language: Language) -> ShownTexts:
        """What stands on a screen of that language."""
        return shown_texts((self.personal_data, self.marketing), language)


@dataclass(frozen=True, slots=True)
class Registered(Done):
    """A new guest, with the card to show or to take home (CSH-46)."""

    card: GuestCardFacts


class Registration:
    """The registration form's commands."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    async def find_duplicate(self, phone: str) -> GuestView | None:
        """The guest who has that phone already, or None (CSH-43). Raises ``PhoneInvalid``."""
        normalised = normalise_phone(phone)
        return await self._workplace.look(
            Permission.READ_GUEST, lambda act: _guest_of_phone(act, normalised)
        )

    async def terms(self) -> FormTerms:
        """What to let the guest read, as the server told it last. Raises ``TillNotReady``."""
        return await self._workplace.look(Permission.CREATE_GUEST, _terms)

    async def register(self, form: RegistrationForm) -> Registered:
        """Register the guest, with the welcome points of the programme (CSH-45).

        Raises ``PhoneInvalid``, ``FieldInvalid``, ``ConsentMissing``, ``GuestExists``,
        ``GuestLimitReached``, ``TenantFrozen`` or ``TillNotReady``.
        """
        chance = self._workplace.chance
        new = NewGuest(
            profile=Profile(form.phone, form.first_name, form.last_name, form.birth_date),
            personal_data=form.personal_data,
            marketing=form.marketing,
            shown=form.shown,
            card_token=card_token_from(chance.token_bytes(TOKEN_BYTES)),
            salt=chance.salt(),
            receipt_id=chance.uuid(),
            is_online=self._workplace.is_online(),
        )
        return await self._workplace.book(
            Permission.CREATE_GUEST,
            lambda act: _register(act, new, print_card=form.print_card),
        )


def _guest_of_phone(act: Act, phone: str) -> GuestView | None:
    record = guests.by_phone(act.db, phone)
    return view_of(act, record.guest.guest_id) if record else None


def _terms(act: Act) -> FormTerms:
    return FormTerms(*documents_in_force(act), today_here(act, programme_now(act)))


def _register(act: Act, new: NewGuest, *, print_card: bool) -> Registered:
    guest_id = queue_registration(act, new)
    made = done(act, new.receipt_id, guest_id=guest_id)
    card = card_slip(
        act.db,
        known_guest(act.db, guest_id),
        staff_id=act.staff_member.staff_id,
        programme=made.view.programme,
    )
    if print_card:
        order_paper(act, card)
    return Registered(made.receipt_id, made.facts, made.operation_ids, made.view, card)

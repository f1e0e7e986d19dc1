"""Registrations: guests, cards and consents are what their registrations say.

A guest's row is compared with the body, the outcome and, where it is not erased, the private part
of his registration. Not found here: a changed name or phone whose private part has been erased.
"""

from collections.abc import Iterator
from itertools import groupby

from pydantic import ValidationError
from sqlalchemy import Connection, bindparam, select

from server.database import table_of
from server.guests.stored import stored_consents, stored_guests
from server.ledger.tables import OperationRow
from server.ledger.verification.outcomes import is_copy, outcome_of
from server.ledger.verification.people import People, people
from server.prepared import Fields, one_of, stream
from shared.domain.errors import PhoneInvalid
from shared.domain.ids import GuestId, TenantId, card_id_of
from shared.domain.phones import normalise_phone
from shared.operations.bodies import RegistrationBody, parse_body
from shared.operations.private import PrivatePart, profile_of
from shared.sync.messages import Outcome

_OPERATION = table_of(OperationRow)
_REGISTRATIONS = (
    select(_OPERATION)
    .where(
        _OPERATION.c.tenant_id == bindparam("tenant_id"),
        _OPERATION.c.kind == "registration",
        one_of(_OPERATION.c.status, ("applied", "adjusted")),
    )
    .order_by(_OPERATION.c.original_id)
)


def check_registrations(conn: Connection, tenant_id: TenantId) -> Iterator[str]:
    """What does not fit between the tenant's registrations and what they made."""
    booked, everybody = _Booked(conn, tenant_id), people(conn, tenant_id)
    consents = groupby(stored_consents(conn, tenant_id), key=lambda row: str(row.guest_id))
    next_consents = _read(consents)
    for guest in stored_guests(conn, tenant_id):
        while next_consents is not None and next_consents[0] < guest.guest_id:
            next_consents = _read(consents)
        given: list[Fields] = []
        if next_consents is not None and next_consents[0] == guest.guest_id:
            given = next_consents[1]
        yield from booked.strangers_before(guest.guest_id)
        row = booked.take(guest.guest_id)
        if row is None:
            yield f"guest {guest.guest_id} was never registered"
            continue
        wrongs = _wrongs(guest, row, given, everybody=everybody)
        yield from (f"guest {guest.guest_id}: {problem}" for problem in wrongs)
    yield from booked.strangers_before(None)


def _read(groups: Iterator[tuple[str, Iterator[Fields]]]) -> tuple[str, list[Fields]] | None:
    found = next(groups, None)
    return (found[0], list(found[1])) if found is not None else None


class _Booked:
    """The booked registrations, in order of the guests they made; copies are passed over."""

    def __init__(self, conn: Connection, tenant_id: TenantId) -> None:
        self._rows = stream(conn, _REGISTRATIONS, tenant_id=tenant_id)
        self._next = self._following()

    def strangers_before(self, guest_id: str | None) -> Iterator[str]:
        """Registrations of guests that come before this one, or are left: nobody has them."""
        while self._next is not None and (guest_id is None or self._next.original_id < guest_id):
            yield f"guest {self._next.original_id} is missing"
            self._next = self._following()

    def take(self, guest_id: str) -> Fields | None:
        """The guest's registration."""
        found = self._next
        if found is None or found.original_id != guest_id:
            return None
        self._next = self._following()
        return found

    def _following(self) -> Fields | None:
        for row in self._rows:
            outcome = outcome_of(row.outcome)
            if outcome is None or not is_copy(outcome):
                return row
        return None


def _wrongs(guest: Fields, row: Fields, given: list[Fields], *, everybody: People) -> Iterator[str]:
    outcome = outcome_of(row.outcome)
    try:
        body = parse_body(row.body)
    except ValidationError:
        return  # reported with its chain
    if outcome is None or not isinstance(body, RegistrationBody):
        return
    yield from _wrong_guest(guest, row, outcome, everybody=everybody)
    yield from _wrong_card(guest, body, outcome)
    yield from _wrong_consents(row, body, given)


def _wrong_guest(
    guest: Fields, row: Fields, outcome: Outcome, *, everybody: People
) -> Iterator[str]:
    born = outcome.data.get("survivor_guest_id")
    if guest.alias_of not in everybody.may_lead_to(guest.guest_id, born=born):
        yield "alias_of is not what the registration's outcome or a merge by hand says"
    if outcome.effect and outcome.effect.guest_id != (born or guest.guest_id):
        yield "the registration had its effect on another guest"
    if guest.registered_at_ms != row.effective_at_ms:
        yield "when he was registered is not what the registration says"
    if guest.restaurant_id != row.restaurant_id:
        yield "the restaurant is not the registration's"
    if row.private is not None and not _is_profile(guest, row.private):
        yield "name, phone or birthday are not the registration's"


def _wrong_card(guest: Fields, body: RegistrationBody, outcome: Outcome) -> Iterator[str]:
    if guest.token != body.card_token or guest.card_id != card_id_of(GuestId(guest.guest_id)):
        yield "the card's token or id is not the registration's"
    if guest.source != body.source:
        yield "the source is not the registration's"
    if not _is_code(guest.display_code, body, outcome):
        yield "the card's display code is not the registration's"


def _wrong_consents(row: Fields, body: RegistrationBody, given: list[Fields]) -> Iterator[str]:
    """What he answered later, elsewhere, stands in the activity log."""
    given = [each for each in given if each.source == body.source]
    told = sorted((x.kind, x.accepted, x.text_version, x.text_sha256) for x in body.consents)
    kept = sorted((x.kind, bool(x.is_accepted), x.text_version, x.text_sha256) for x in given)
    at_hand = (row.effective_at_ms, body.staff_id, row.device_id, row.original_id)
    is_then = all(
        (x.given_at_ms, x.staff_id, x.device_id, x.operation_id) == at_hand for x in given
    )
    if told != kept or not is_then:
        yield "his consents are not the registration's"


def _is_code(code: str | None, body: RegistrationBody, outcome: Outcome) -> bool:
    """A fresh code is told with the outcome; an alias or a till without codes is told none."""
    if "display_code" in outcome.data:
        return bool(code == outcome.data["display_code"])
    return body.display_code is None or code == body.display_code or bool(outcome.data)


def _is_profile(guest: Fields, private: str) -> bool:
    try:
        profile = profile_of(PrivatePart.model_validate_json(private))
        phone = normalise_phone(profile.phone)
    except (ValueError, PhoneInvalid):
        return False
    born = profile.birth_date.isoformat() if profile.birth_date else None
    told = (phone, profile.first_name.strip(), profile.last_name.strip(), born)
    return told == (guest.phone, guest.first_name, guest.last_name, guest.birth_date)

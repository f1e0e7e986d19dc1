"""What tills are told and held to: the numbers of the feed (S7), and the checks (LED-20)."""

from collections.abc import Hashable, Iterator
from itertools import islice

from pydantic import ValidationError
from sqlalchemy import Connection

from server.checks.stored import stored_checks
from server.database import table_of
from server.feed.stored import check_sums, stored_audiences, stored_numbers
from server.guests.stored import stored_cards_of_restaurants, stored_guests
from server.ledger.tables import OperationRow
from server.ledger.verification.heard import OF_CHECK, Heard
from server.ledger.verification.outcomes import outcome_of, sum_of
from server.ledger.verification.people import People
from server.prepared import Driver, Fields
from server.shelves import many_keys, select_many
from server.tenants.service import Counter, last_number
from shared.domain.ids import GuestId, TenantId, card_id_of
from shared.operations.bodies import parse_body

_OPERATION = table_of(OperationRow)
CHECKS_AT_ONCE = 250
_Numbers = dict[tuple[str, str], int]


def check_feed(conn: Connection, tenant_id: TenantId, heard: Heard) -> Iterator[str]:
    """Every guest and card has a change, none is beyond the counter or before its last effect."""
    head = last_number(conn, tenant_id, Counter.FEED)
    numbers: _Numbers = {}
    for kind, entity_id, seq in stored_numbers(conn, tenant_id):
        if not 0 < seq <= head:
            yield f"feed entry {kind} {entity_id} is number {seq}, the feed ends at {head} (S7)"
        if kind in {"guest", "card"}:
            numbers[kind, entity_id] = seq
    yield from check_sums(conn, tenant_id)
    yield from _missing(conn, tenant_id, numbers)
    yield from _misdirected(conn, tenant_id, numbers)
    for card_id, (seq, operation_id) in heard.newest.items():
        if seq > numbers.get(("card", card_id), seq):
            yield f"operation {operation_id}: the feed's card is older than its effect (S7)"


def check_slots(conn: Connection, tenant_id: TenantId, heard: Heard) -> Iterator[str]:
    """A check is what the operations that took it say."""
    if sum_of(_facts(conn, tenant_id, heard)) == heard.checks:
        return
    checks, everybody = stored_checks(conn, tenant_id), heard.everybody
    while some := list(islice(checks, CHECKS_AT_ONCE)):
        slots = [(check, operation_id) for check in some for operation_id in _taken_by(check)]
        found = _operations(conn, tenant_id, [operation_id for _, operation_id in slots])
        for check, operation_id in slots:
            row = found.get(operation_id)
            if row is None or not _is_of(check, row, everybody):
                yield f"check {check.pos_check_id} is not that of operation {operation_id} (LED-20)"


def _facts(conn: Connection, tenant_id: TenantId, heard: Heard) -> Iterator[Hashable]:
    for row in stored_checks(conn, tenant_id):
        check = (row.pos_check_id, row.amount_minor, row.currency, row.restaurant_id)
        for operation_id in _taken_by(row):
            yield heard.check_fact(operation_id, check, row.guest_id)


def _operations(conn: Connection, tenant_id: TenantId, ids: list[str]) -> dict[str, Fields]:
    dialect = conn.dialect.name
    query = select_many(_OPERATION, ("tenant_id", "operation_id"), only=None, dialect=dialect)
    wanted = {"tenant_id": tenant_id} | many_keys(ids, dialect)
    return {row.operation_id: row for row in Driver(conn).rows(query, wanted)}


def _taken_by(check: Fields) -> list[str]:
    both = (check.earn_operation_id, check.redeem_operation_id)
    return [operation_id for operation_id in both if operation_id is not None]


def _missing(conn: Connection, tenant_id: TenantId, numbers: _Numbers) -> Iterator[str]:
    for guest in stored_guests(conn, tenant_id):
        card_id = card_id_of(GuestId(guest.guest_id))
        for kind, entity_id in (("guest", guest.guest_id), ("card", card_id)):
            if (kind, entity_id) not in numbers:
                yield f"feed entry {kind} {entity_id} is missing (S7)"


def _misdirected(conn: Connection, tenant_id: TenantId, numbers: _Numbers) -> Iterator[str]:
    """The chain's card is for every till, the card of a restaurant for its own only (LOY-06)."""
    told = {x.entity_id: x.restaurant_id for x in stored_audiences(conn, tenant_id, kind="card")}
    for card in stored_cards_of_restaurants(conn, tenant_id):
        if ("card", card.card_id) not in numbers:
            yield f"feed entry card {card.card_id} is missing (S7)"
        elif told.pop(card.card_id, None) != card.restaurant_id:
            yield f"feed entry card {card.card_id} is for other tills than its restaurant's"
    yield from (f"feed entry card {each} is not for everybody" for each in told)


def _is_of(check: Fields, row: Fields, everybody: People) -> bool:
    try:
        body = parse_body(row.body)
    except ValidationError:
        return False
    outcome = outcome_of(row.outcome)
    if not isinstance(body, OF_CHECK) or outcome is None or outcome.effect is None:
        return False
    of_body = body.check
    told = (of_body.check_id, of_body.amount_minor, of_body.currency, row.restaurant_id)
    kept = (check.pos_check_id, check.amount_minor, check.currency, check.restaurant_id)
    return told == kept and everybody.were_one(check.guest_id, outcome.effect.guest_id)

"""Cards: counters, visits and checks from booked earns, and aliases."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from sqlalchemy import BindParameter, Connection, bindparam, or_, select

from server.audit import Action, activities_of
from server.checks.service import SLOT_OF, booked_slots
from server.database import table_of
from server.devices.codes import given_codes
from server.ledger.tables import (
    AccountRow,
    OperationRow,
    TransactionRow,
    VisitRow,
)
from server.ledger.verification.activity import check_activity
from server.ledger.verification.counting import (
    Counting,
    check_migrations,
    check_statuses,
    counting,
)
from server.ledger.verification.heard import BOOKED, VISITED, Heard, is_with_check
from server.ledger.verification.outcomes import outcome_of, unmatched
from server.ledger.verification.refunds import refunded_of_targets
from server.prepared import Fields, ask, one_of, stream
from shared.domain.ids import CardId, GuestId, TenantId
from shared.domain.ledger import AccountKind

_OPERATION = table_of(OperationRow)
_TRANSACTION = table_of(TransactionRow)
_VISIT = table_of(VisitRow)
_ACCOUNT = table_of(AccountRow)
_OF_CARDS = (AccountKind.AVAILABLE, AccountKind.LEASE, AccountKind.SUSPENSE)
_TENANT: BindParameter[str] = bindparam("tenant_id")
_HELD = select(_ACCOUNT.c.account).where(
    _ACCOUNT.c.tenant_id == _TENANT,
    _ACCOUNT.c.balance != 0,
    or_(*(_ACCOUNT.c.account.startswith(f"{kind}:") for kind in _OF_CARDS)),
)
_VISITS = select(_VISIT).where(_VISIT.c.tenant_id == _TENANT)
"""Those of cancelled earns, too."""
_BOOKED = select(
    _OPERATION.c.kind,
    _OPERATION.c.operation_id,
    _OPERATION.c.outcome,
    _OPERATION.c.cancelled_by,
).where(_OPERATION.c.tenant_id == _TENANT, one_of(_OPERATION.c.status, sorted(BOOKED)))
_NOTES = '"notes"'
"""Only an outcome that says so has any."""


def check_cards(
    conn: Connection, tenant_id: TenantId, counts: Counter[str], *, heard: Heard
) -> Iterator[str]:
    """What does not fit in the tenant's guests, cards, visits, checks and grants."""
    found = counting(conn, tenant_id)
    cards = found.cards
    counts["guests"] += len(found.guests)
    counts["cards"] += len(cards)
    yield from check_statuses(found)
    yield from check_migrations(conn, tenant_id, found)
    yield from _check_idle(conn, tenant_id, found)
    yield from _check_codes(conn, tenant_id, cards)
    yield from _check_visits(conn, tenant_id, heard)
    yield from _check_counters(conn, tenant_id, cards, found=found)
    yield from check_activity(conn, tenant_id, found)
    yield from _check_checks(conn, tenant_id, heard)


def _check_idle(conn: Connection, tenant_id: TenantId, found: Counting) -> Iterator[str]:
    """Points of a person are on the cards that count, those under leases too."""
    idle = {card_id for card_id, card in found.cards.items() if found.is_idle(card)}
    for (account,) in ask(conn, _HELD, tenant_id=tenant_id):
        if account.split(":")[1] in idle:
            yield f"account {account} belongs to a card that does not count"


def _check_codes(
    conn: Connection, tenant_id: TenantId, cards: dict[CardId, Fields]
) -> Iterator[str]:
    """A code is given to the guest whose card shows it (GST-09)."""
    shown = {(x.display_code, GuestId(x.guest_id)) for x in cards.values() if x.display_code}
    for code, guest_id in sorted(shown ^ set(given_codes(conn, tenant_id))):
        yield f"display code {code} of guest {guest_id}: card and list of codes differ"


def _check_visits(conn: Connection, tenant_id: TenantId, heard: Heard) -> Iterator[str]:
    """Each booked earn is one visit."""

    def visited() -> Iterator[str]:
        return (row.operation_id for row in stream(conn, _VISITS, tenant_id=tenant_id))

    def earned() -> Iterator[str]:
        booked = _booked(conn, tenant_id, with_cancelled=True)
        return (operation_id for kind, operation_id in booked if kind in VISITED)

    for operation_id in unmatched(visited, earned, others_sum=heard.visits):
        yield f"operation {operation_id}: earn and visit do not match (LED-07)"


def _check_counters(
    conn: Connection, tenant_id: TenantId, cards: dict[CardId, Fields], *, found: Counting
) -> Iterator[str]:
    """A card counts visits and what they cost: whoever its guest is now, on his card for there."""
    count: defaultdict[str, int] = defaultdict(int)
    spent: defaultdict[str, int] = defaultdict(int)
    for card_id, details in activities_of(conn, tenant_id, Action.SPENDING_BROUGHT):
        card = cards.get(CardId(card_id))
        spent[found.counts_for(card, _home(found, card), named=card_id)] += details["spent_minor"]
    refunded = refunded_of_targets(conn, tenant_id)
    for row in stream(conn, _VISITS, tenant_id=tenant_id):
        if row.cancelled_by is None:
            card = cards.get(row.card_id)
            card_id = found.counts_for(card, row.restaurant_id, named=row.card_id)
            count[card_id] += 1
            spent[card_id] += row.amount_minor - refunded[row.operation_id]
    for card in cards.values():
        visits = count[card.card_id]
        if card.total_visits != visits:
            yield f"card {card.card_id} counts {card.total_visits} visits, not {visits}"
        if card.lifetime_spent_minor != spent[card.card_id]:
            yield f"card {card.card_id} has spent less or more than its visits cost"


def _home(found: Counting, card: Fields | None) -> str:
    """Where who has the card was registered under that name."""
    return str(found.guests[GuestId(card.guest_id)].restaurant_id) if card is not None else ""


def _check_checks(conn: Connection, tenant_id: TenantId, heard: Heard) -> Iterator[str]:
    def booked() -> Iterator[tuple[str, str]]:
        return (each for each in booked_slots(conn, tenant_id))

    def standing() -> Iterator[tuple[str, str]]:
        booked = _booked(conn, tenant_id, with_cancelled=False)
        return ((SLOT_OF[each[0]], each[1]) for each in booked if each[0] in SLOT_OF)

    for kind, operation_id in unmatched(booked, standing, others_sum=heard.slots):
        yield f"operation {operation_id}: {kind} and check do not match (LED-20)"


def _booked(
    conn: Connection, tenant_id: TenantId, *, with_cancelled: bool
) -> Iterator[tuple[str, str]]:
    """Kind and id of what was booked."""
    for row in stream(conn, _BOOKED, tenant_id=tenant_id):
        if row.cancelled_by is not None and not with_cancelled:
            continue
        outcome = outcome_of(row.outcome) if _NOTES in row.outcome else None
        if outcome is None or is_with_check(outcome):
            yield row.kind, row.operation_id

"""Cards: counters, visits and checks from booked earns, and aliases."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import chain

from sqlalchemy import BindParameter, Connection, bindparam, func, or_, select

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
from server.ledger.verification.counting import (
    Counting,
    check_migrations,
    check_statuses,
    counting,
)
from server.ledger.verification.outcomes import is_copy, outcome_of, unmatched
from server.ledger.verification.refunds import refunded_of_targets
from server.prepared import Fields, ask, one_of, stream
from shared.domain.card import CardStatus
from shared.domain.errors import CheckAlreadyBooked, FieldInvalid, GuestUnknown
from shared.domain.ids import CardId, GuestId, TenantId, card_id_of
from shared.domain.ledger import AccountKind, EntryKind

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
_LAST_VISITS = (
    select(_VISIT.c.card_id, func.max(_VISIT.c.visited_at_ms).label("at_ms"))
    .where(_VISIT.c.tenant_id == _TENANT)
    .group_by(_VISIT.c.card_id)
)
_LAST_REDEMPTIONS = (
    select(_TRANSACTION.c.card_id, func.max(_TRANSACTION.c.effective_at_ms).label("at_ms"))
    .where(_TRANSACTION.c.tenant_id == _TENANT, _TRANSACTION.c.kind == EntryKind.REDEEM.value)
    .group_by(_TRANSACTION.c.card_id)
)
_VISITS = select(_VISIT).where(_VISIT.c.tenant_id == _TENANT)
"""Those of cancelled earns, too."""
_BOOKED = select(
    _OPERATION.c.kind,
    _OPERATION.c.operation_id,
    _OPERATION.c.outcome,
    _OPERATION.c.cancelled_by,
).where(_OPERATION.c.tenant_id == _TENANT, one_of(_OPERATION.c.status, ("applied", "adjusted")))
_VISITED = {"earn", "discount"}
_NOTES = '"notes"'
"""Only an outcome that says so has any."""
_WITHOUT_CHECK = {CheckAlreadyBooked.code, GuestUnknown.code, FieldInvalid.code}
"""Notes of redemptions a till confirmed by itself: booked, though the check was not theirs."""


def check_cards(conn: Connection, tenant_id: TenantId, counts: Counter[str]) -> Iterator[str]:
    """What does not fit in the tenant's guests, cards, visits, checks and grants."""
    found = counting(conn, tenant_id)
    cards = found.cards
    counts["guests"] += len(found.guests)
    counts["cards"] += len(cards)
    yield from check_statuses(found)
    yield from check_migrations(conn, tenant_id, found)
    yield from _check_idle(conn, tenant_id, found)
    yield from _check_codes(conn, tenant_id, cards)
    yield from _check_visits(conn, tenant_id, cards, found=found)
    yield from _check_activity(conn, tenant_id, found)
    yield from _check_checks(conn, tenant_id)


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


def _check_activity(conn: Connection, tenant_id: TenantId, found: Counting) -> Iterator[str]:
    """A card was active last when its guest last earned, redeemed, or was registered (LOY-22).

    So was the card it was merged into by hand.
    """
    last = _last_acts(conn, tenant_id, found)
    former = _moments(found, last)
    for source_id in found.people.standing:
        survivor_card = card_id_of(found.people.who(source_id))
        source_card = card_id_of(GuestId(source_id))
        last[survivor_card] = max(last.get(survivor_card, 0), last.get(source_card, 0))
    for card_id, card in found.cards.items():
        if not _is_last(card, last.get(card_id), former=former[found.people.ever(card.guest_id)]):
            yield f"card {card_id} was active last at another time than it says (LOY-22)"


def _last_acts(conn: Connection, tenant_id: TenantId, found: Counting) -> dict[str, int]:
    """When something was done last on each very card."""
    everybody = found.guests.values()
    last = {x.card_id: x.registered_at_ms for x in everybody if x.card_id is not None}
    moments = (ask(conn, each, tenant_id=tenant_id) for each in (_LAST_VISITS, _LAST_REDEMPTIONS))
    for row in chain.from_iterable(moments):
        last[row.card_id] = max(last.get(row.card_id, 0), row.at_ms)
    return last


def _moments(found: Counting, last: dict[str, int]) -> defaultdict[str, set[int]]:
    """Of everybody who ever had a card of a restaurant, when each of his cards was active last.

    A migration gives the cards it fills the moment of those it empties (LOY-09).
    """
    who = found.people.ever
    moved = {who(card.guest_id) for card in found.restaurants.values()}
    moments: defaultdict[str, set[int]] = defaultdict(set)
    for card_id, card in found.cards.items():
        if who(card.guest_id) in moved and card_id in last:
            moments[who(card.guest_id)].add(last[card_id])
    return moments


def _is_last(card: Fields, at_ms: int | None, *, former: set[int]) -> bool:
    if not former:
        return bool(card.last_activity_at_ms == at_ms)
    is_idle = card.status == CardStatus.MERGED.value
    return is_idle or card.last_activity_at_ms == at_ms or card.last_activity_at_ms in former


def _check_visits(
    conn: Connection, tenant_id: TenantId, cards: dict[CardId, Fields], *, found: Counting
) -> Iterator[str]:
    """Each booked earn is one visit; a card counts its visits, and what they cost."""

    def visited() -> Iterator[tuple[str, str]]:
        return (("earn", row.operation_id) for row in stream(conn, _VISITS, tenant_id=tenant_id))

    def earned() -> Iterator[tuple[str, str]]:
        booked = _booked(conn, tenant_id, with_cancelled=True)
        return (("earn", each[1]) for each in booked if each[0] in _VISITED)

    for _, operation_id in unmatched(visited, earned):
        yield f"operation {operation_id}: earn and visit do not match (LED-07)"
    yield from _check_counters(conn, tenant_id, cards, found=found)


def _check_counters(
    conn: Connection, tenant_id: TenantId, cards: dict[CardId, Fields], *, found: Counting
) -> Iterator[str]:
    """A visit counts for whoever its card's guest is now, on his card for its restaurant."""
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


def _check_checks(conn: Connection, tenant_id: TenantId) -> Iterator[str]:
    def booked() -> Iterator[tuple[str, str]]:
        return (each for each in booked_slots(conn, tenant_id))

    def standing() -> Iterator[tuple[str, str]]:
        booked = _booked(conn, tenant_id, with_cancelled=False)
        return ((SLOT_OF[each[0]], each[1]) for each in booked if each[0] in SLOT_OF)

    for kind, operation_id in unmatched(booked, standing):
        yield f"operation {operation_id}: {kind} and check do not match (LED-20)"


def _booked(
    conn: Connection, tenant_id: TenantId, *, with_cancelled: bool
) -> Iterator[tuple[str, str]]:
    """Kind and id of what was booked."""
    for row in stream(conn, _BOOKED, tenant_id=tenant_id):
        if row.cancelled_by is not None and not with_cancelled:
            continue
        outcome = outcome_of(row.outcome) if _NOTES in row.outcome else None
        if outcome is None or not (is_copy(outcome) or _WITHOUT_CHECK & set(outcome.notes)):
            yield row.kind, row.operation_id

"""Effects of what the house did by itself: told once, and just that (S16).

A warning moves nothing and leaves no other trace, so nobody can say here whether it was owed.
"""

from collections.abc import Iterator
from dataclasses import asdict

from sqlalchemy import Connection

from server.audit import Action, activities_of
from server.effects.service import told_text
from server.effects.stored import kinds_of_effects, stored_effects, told_since
from server.guests.stored import stored_cards_of_restaurants, stored_guests
from server.ledger.house_acts import EFFECTS, EXPIRING, ActTold
from server.ledger.incoming import POINTS_EFFECT, RECEIVED_EFFECT
from server.ledger.levels import UPGRADED
from server.ledger.verification.house import HouseBooking, act_id_in, house_bookings
from server.prepared import Fields
from shared.domain.ids import OperationId, TenantId
from shared.domain.ledger import EntryKind
from shared.domain.points import PointsKind

_KNOWN = frozenset({POINTS_EFFECT, RECEIVED_EFFECT, EXPIRING, UPGRADED, *EFFECTS.values()})


def check_house_effects(conn: Connection, tenant_id: TenantId) -> Iterator[str]:
    """What does not fit between the house's own acts and what the tenant is told of them."""
    since = told_since(conn, tenant_id)
    if since is None:
        return  # a foreign key keeps no effect of who has no webhook
    for kind in sorted(kinds_of_effects(conn, tenant_id) - _KNOWN):
        yield f"effects: there is no kind {kind!r}"
    yield from _strange_levels(conn, tenant_id)
    told = _told(conn, tenant_id)
    for row, key, text in _owed(conn, tenant_id):
        found = told.pop(key, None)
        must_be = row.transaction_seq > since.transaction
        if found is None and must_be and row.posted_at_ms >= since.forgotten_to_ms:
            yield f"transaction {row.transaction_seq}: the effect it owes is missing (S16)"
        elif found is not None and found != text:
            yield f"transaction {row.transaction_seq}: its effect tells something else (S16)"
    yield from (f"effect {act_id}: no act of the house owes it (S16)" for act_id, _ in told)


def _told(conn: Connection, tenant_id: TenantId) -> dict[tuple[str, str], str]:
    return {
        (row.operation_id, kind): row.told
        for kind in sorted(set(EFFECTS.values()))
        for row in stored_effects(conn, tenant_id, kind=kind)
    }


def _owed(conn: Connection, tenant_id: TenantId) -> Iterator[tuple[Fields, tuple[str, str], str]]:
    """The acts that are told, the keys of their effects, and the texts that follow from them."""
    cards = (*stored_guests(conn, tenant_id), *stored_cards_of_restaurants(conn, tenant_id))
    guests = {row.card_id: row.guest_id for row in cards}
    for booking in house_bookings(conn, tenant_id):
        row = booking[0]
        kind = EFFECTS.get(EntryKind(row.kind))
        if kind is not None:
            told = _fact(booking, guest_id=guests.get(row.card_id) or "")
            act_id = OperationId(told.operation_id)
            text = told_text(tenant_id, act_id, kind=kind, facts=asdict(told))
            yield row, (act_id, kind), text


def _fact(booking: HouseBooking, *, guest_id: str) -> ActTold:
    row, uses = booking
    moved = {kind: sum(x.points for x in uses if x.lot_kind == kind.value) for kind in PointsKind}
    return ActTold(
        operation_id=act_id_in(row) or "",
        guest_id=guest_id,
        card_id=row.card_id,
        regular=moved[PointsKind.REGULAR],
        promo=moved[PointsKind.PROMO],
        transaction_seq=row.transaction_seq,
        at_ms=row.posted_at_ms,
    )


def _strange_levels(conn: Connection, tenant_id: TenantId) -> Iterator[str]:
    """Who is told of a level reached finds it in the activity log."""
    logged = {
        details["act_id"] for _, details in activities_of(conn, tenant_id, Action.LEVEL_CHANGED)
    }
    for row in stored_effects(conn, tenant_id, kind=UPGRADED):
        if row.operation_id not in logged:
            yield f"effect {row.operation_id}: nobody reached that level"

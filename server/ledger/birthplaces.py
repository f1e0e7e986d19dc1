"""In which restaurants lots were earned and visits made: what a migration goes by (LOY-09).

Looks at everything of a page of guests at once: for rare work.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from server.database import table_of
from server.guests.walking import cards_of_page
from server.ledger.tables import LotRow, OperationRow, RefundRow, TransactionRow, VisitRow
from shared.domain.ids import GuestId, LotId, RestaurantId, TenantId
from shared.domain.modes import Counted

_LOT, _TRANSACTION = table_of(LotRow), table_of(TransactionRow)
_OPERATION, _VISIT, _REFUND = table_of(OperationRow), table_of(VisitRow), table_of(RefundRow)


@dataclass(frozen=True, slots=True)
class GuestPage:
    """Some guests, no aliases, in the order of their ids without gaps; with all their names."""

    tenant_id: TenantId
    guest_ids: Sequence[GuestId]


@dataclass(frozen=True, slots=True)
class LotPlace:
    """A lot, however empty, of a guest, and where it was given; None is nowhere: by the house."""

    lot_id: LotId
    card_id: str
    restaurant_id: RestaurantId | None


def lots_ever(conn: Connection, people: GuestPage) -> Iterator[LotPlace]:
    """All lots on cards of these guests, in the order of their ids."""
    cards = cards_of_page(people.tenant_id, people.guest_ids)
    of_birth = (_TRANSACTION.c.tenant_id == _LOT.c.tenant_id) & (
        _TRANSACTION.c.transaction_seq == _LOT.c.transaction_seq
    )
    of_deed = (_OPERATION.c.tenant_id == _TRANSACTION.c.tenant_id) & (
        _OPERATION.c.operation_id == _TRANSACTION.c.operation_id
    )
    rows = conn.execute(
        select(_LOT.c.lot_id, _LOT.c.card_id, _OPERATION.c.restaurant_id)
        .select_from(_LOT)
        .join(cards, cards.c.card_id == _LOT.c.card_id)
        .join(_TRANSACTION, of_birth)
        .outerjoin(_OPERATION, of_deed)
        .where(_LOT.c.tenant_id == people.tenant_id)
        .order_by(_LOT.c.lot_id)
    )
    for row in rows:
        place = RestaurantId(row.restaurant_id) if row.restaurant_id else None
        yield LotPlace(LotId(row.lot_id), row.card_id, place)


def counted(
    conn: Connection, people: GuestPage
) -> defaultdict[GuestId, dict[RestaurantId, Counted]]:
    """What the visits of these guests cost in each restaurant, less refunds, and how many they are.

    Under all their names; cancelled ones are none.
    """
    refunded: defaultdict[tuple[str, str], int] = defaultdict(int)
    refund = (_REFUND.c.tenant_id == _VISIT.c.tenant_id) & (
        _REFUND.c.target_operation_id == _VISIT.c.operation_id
    )
    back = _of_visits(people, func.sum(_REFUND.c.refund_minor).label("minor"), refund=refund)
    for row in conn.execute(back):
        refunded[row.who, row.restaurant_id] = int(row.minor)
    found: defaultdict[GuestId, dict[RestaurantId, Counted]] = defaultdict(dict)
    cost = func.sum(_VISIT.c.amount_minor).label("minor")
    for row in conn.execute(_of_visits(people, cost, func.count().label("visits"))):
        spent = int(row.minor) - refunded[row.who, row.restaurant_id]
        found[GuestId(row.who)][RestaurantId(row.restaurant_id)] = Counted(spent, row.visits)
    return found


def _of_visits(people: GuestPage, *sums: Any, refund: ColumnElement[bool] | None = None) -> Any:
    cards = cards_of_page(people.tenant_id, people.guest_ids)
    visits = select(cards.c.who, _VISIT.c.restaurant_id, *sums).select_from(_VISIT)
    visits = visits.join(cards, cards.c.card_id == _VISIT.c.card_id)
    if refund is not None:
        visits = visits.join(_REFUND, refund)
    return visits.where(
        _VISIT.c.tenant_id == people.tenant_id, _VISIT.c.cancelled_by.is_(None)
    ).group_by(cards.c.who, _VISIT.c.restaurant_id)

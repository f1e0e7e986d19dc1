"""In which restaurants lots were earned and visits made: what a migration goes by (LOY-09).

Looks at everything of a range of guests at once: for rare work.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from server.database import table_of
from server.guests.tables import CardRow, GuestRow
from server.ledger.tables import LotRow, OperationRow, RefundRow, TransactionRow, VisitRow
from shared.domain.ids import GuestId, LotId, RestaurantId, TenantId
from shared.domain.modes import Counted

_GUEST, _CARD = table_of(GuestRow), table_of(CardRow)
_LOT, _TRANSACTION = table_of(LotRow), table_of(TransactionRow)
_OPERATION, _VISIT, _REFUND = table_of(OperationRow), table_of(VisitRow), table_of(RefundRow)
_WHO = func.coalesce(_GUEST.c.alias_of, _GUEST.c.guest_id)


@dataclass(frozen=True, slots=True)
class GuestRange:
    """Some guests, no aliases, in the order of their ids without gaps; with all their names."""

    tenant_id: TenantId
    guest_ids: Sequence[GuestId]

    @property
    def ends(self) -> tuple[GuestId, GuestId]:
        """The first and the last of them."""
        return self.guest_ids[0], self.guest_ids[-1]


@dataclass(frozen=True, slots=True)
class LotPlace:
    """A lot, however empty, of a guest, and where it was given; None is nowhere: by the house."""

    lot_id: LotId
    card_id: str
    restaurant_id: RestaurantId | None


def lots_ever(conn: Connection, people: GuestRange) -> Iterator[LotPlace]:
    """All lots on cards of these guests, in the order of their ids."""
    of_card = (_LOT.c.tenant_id == _CARD.c.tenant_id) & (_LOT.c.card_id == _CARD.c.card_id)
    of_birth = (_TRANSACTION.c.tenant_id == _LOT.c.tenant_id) & (
        _TRANSACTION.c.transaction_seq == _LOT.c.transaction_seq
    )
    of_deed = (_OPERATION.c.tenant_id == _TRANSACTION.c.tenant_id) & (
        _OPERATION.c.operation_id == _TRANSACTION.c.operation_id
    )
    rows = conn.execute(
        select(_LOT.c.lot_id, _LOT.c.card_id, _OPERATION.c.restaurant_id)
        .select_from(_LOT)
        .join(_CARD, of_card)
        .join(_TRANSACTION, of_birth)
        .outerjoin(_OPERATION, of_deed)
        .where(
            _LOT.c.tenant_id == people.tenant_id,
            _CARD.c.guest_id.between(*people.ends),
        )
        .order_by(_LOT.c.lot_id)
    )
    for row in rows:
        place = RestaurantId(row.restaurant_id) if row.restaurant_id else None
        yield LotPlace(LotId(row.lot_id), row.card_id, place)


def counted(
    conn: Connection, people: GuestRange
) -> defaultdict[GuestId, dict[RestaurantId, Counted]]:
    """What the visits of these guests cost in each restaurant, less refunds, and how many they are.

    Under all their names; cancelled ones are none.
    """
    refunded: defaultdict[tuple[str, str], int] = defaultdict(int)
    refund = (_REFUND.c.tenant_id == _VISIT.c.tenant_id) & (
        _REFUND.c.target_operation_id == _VISIT.c.operation_id
    )
    back = _of_visits(people, func.sum(_REFUND.c.worth_minor).label("minor"), refund=refund)
    for row in conn.execute(back):
        refunded[row.who, row.restaurant_id] = int(row.minor)
    found: defaultdict[GuestId, dict[RestaurantId, Counted]] = defaultdict(dict)
    cost = func.sum(_VISIT.c.amount_minor).label("minor")
    for row in conn.execute(_of_visits(people, cost, func.count().label("visits"))):
        spent = int(row.minor) - refunded[row.who, row.restaurant_id]
        found[GuestId(row.who)][RestaurantId(row.restaurant_id)] = Counted(spent, row.visits)
    return found


def _of_visits(people: GuestRange, *sums: Any, refund: ColumnElement[bool] | None = None) -> Any:
    of_guest = (_CARD.c.tenant_id == _GUEST.c.tenant_id) & (_CARD.c.guest_id == _GUEST.c.guest_id)
    of_card = (_VISIT.c.tenant_id == _CARD.c.tenant_id) & (_VISIT.c.card_id == _CARD.c.card_id)
    visits = select(_WHO.label("who"), _VISIT.c.restaurant_id, *sums).select_from(_GUEST)
    visits = visits.join(_CARD, of_guest).join(_VISIT, of_card)
    if refund is not None:
        visits = visits.join(_REFUND, refund)
    return visits.where(
        _GUEST.c.tenant_id == people.tenant_id,
        _WHO.between(*people.ends),
        _VISIT.c.cancelled_by.is_(None),
    ).group_by(_WHO, _VISIT.c.restaurant_id)

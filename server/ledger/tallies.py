"""Whose is whose of what a person counts: each card's own visits, and when its guest was active.

Visits, refunds and redemptions stay with the card they were booked on, whoever that one was found
to be later; here they are added up again when two guests part.
"""

from collections.abc import Sequence

from sqlalchemy import Connection, func, select

from server.database import table_of
from server.ledger.tables import OperationRow, RefundRow, TransactionRow, VisitRow
from shared.domain.ids import CardId, GuestId, RestaurantId, TenantId
from shared.domain.ledger import EntryKind

_VISIT = table_of(VisitRow)
_REFUND = table_of(RefundRow)
_OPERATION = table_of(OperationRow)
_TRANSACTION = table_of(TransactionRow)


def spent_and_visits(
    conn: Connection,
    tenant_id: TenantId,
    card_ids: Sequence[CardId],
    *,
    at: RestaurantId | None = None,
) -> tuple[int, int]:
    """What the visits of these cards cost, less what was refunded of it, and how many they are.

    Those in the restaurant ``at``; None: in all. Cancelled ones are none.
    """
    counted = [
        _VISIT.c.tenant_id == tenant_id,
        _VISIT.c.card_id.in_(card_ids),
        _VISIT.c.cancelled_by.is_(None),
    ]
    if at is not None:
        counted.append(_VISIT.c.restaurant_id == at)
    cost = select(func.coalesce(func.sum(_VISIT.c.amount_minor), 0), func.count()).where(*counted)
    spent, visits = conn.execute(cost).one()
    of_visit = (_REFUND.c.tenant_id == _VISIT.c.tenant_id) & (
        _REFUND.c.target_operation_id == _VISIT.c.operation_id
    )
    refunds = select(func.coalesce(func.sum(_REFUND.c.worth_minor), 0)).select_from(_VISIT)
    refunded = conn.execute(refunds.join(_REFUND, of_visit).where(*counted)).scalar_one()
    return int(spent) - int(refunded), int(visits)


def places_of_visits(
    conn: Connection, tenant_id: TenantId, card_ids: Sequence[CardId]
) -> frozenset[RestaurantId]:
    """In which restaurants these cards were seen."""
    query = (
        select(_VISIT.c.restaurant_id)
        .distinct()
        .where(_VISIT.c.tenant_id == tenant_id, _VISIT.c.card_id.in_(card_ids))
    )
    return frozenset(RestaurantId(each) for each in conn.execute(query).scalars())


def last_active_ms(
    conn: Connection, tenant_id: TenantId, card_id: CardId, *, names: Sequence[GuestId]
) -> int:
    """When that very card earned or redeemed last, told by operations of ``names``; 0 is never."""
    visited = select(func.max(_VISIT.c.visited_at_ms)).where(
        _VISIT.c.tenant_id == tenant_id, _VISIT.c.card_id == card_id
    )
    of_operation = (_TRANSACTION.c.tenant_id == _OPERATION.c.tenant_id) & (
        _TRANSACTION.c.operation_id == _OPERATION.c.operation_id
    )
    redeemed = (
        select(func.max(_TRANSACTION.c.effective_at_ms))
        .select_from(_OPERATION)
        .join(_TRANSACTION, of_operation)
        .where(
            _OPERATION.c.tenant_id == tenant_id,
            _OPERATION.c.guest_id.in_(names),
            _TRANSACTION.c.kind == EntryKind.REDEEM.value,
            _TRANSACTION.c.card_id == card_id,
        )
    )
    moments = (conn.execute(each).scalar_one() for each in (visited, redeemed))
    return max((int(each) for each in moments if each is not None), default=0)

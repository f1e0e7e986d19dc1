"""Refunds: each is a booked operation's, and all of one check never take more than it (LOY-100).

The share of every refund is computed again from what its target did to the lots (LOY-73, LOY-96).
"""

from collections import Counter, defaultdict
from collections.abc import Iterator

from pydantic import ValidationError
from sqlalchemy import BindParameter, Connection, bindparam, func, select

from server.database import table_of
from server.ledger.tables import (
    LotRow,
    LotUseRow,
    OperationRow,
    RefundRow,
    TransactionRow,
)
from server.ledger.verification.outcomes import is_copy, outcome_of
from server.prepared import Fields, ask, one_of, stream
from shared.domain.errors import RefundTooLarge
from shared.domain.ids import TenantId
from shared.domain.ledger import EntryKind
from shared.domain.refunding import RefundPart, refund_share
from shared.operations.bodies import DiscountBody, EarnBody, RedeemBody, RefundBody, parse_body
from shared.operations.input_bodies import BillBody
from shared.operations.inputs import worth_of_part

_OF_CHECK = EarnBody | RedeemBody | DiscountBody
_REFUND = table_of(RefundRow)
_OPERATION = table_of(OperationRow)
_TARGET = _OPERATION.alias("target")
_TRANSACTION = table_of(TransactionRow)
_USE = table_of(LotUseRow)
_LOT = table_of(LotRow)
_TENANT: BindParameter[str] = bindparam("tenant_id")
_SUMS = (
    select(_REFUND.c.target_operation_id, func.sum(_REFUND.c.worth_minor).label("minor"))
    .where(_REFUND.c.tenant_id == _TENANT)
    .group_by(_REFUND.c.target_operation_id)
)
_REFUNDS = (
    select(
        _REFUND,
        _OPERATION.c.body,
        _OPERATION.c.outcome,
        _TARGET.c.body.label("target_body"),
        _TARGET.c.outcome.label("target_outcome"),
        _TARGET.c.original_id.label("target_original_id"),
    )
    .outerjoin(
        _OPERATION,
        (_OPERATION.c.tenant_id == _REFUND.c.tenant_id)
        & (_OPERATION.c.operation_id == _REFUND.c.operation_id),
    )
    .outerjoin(
        _TARGET,
        (_TARGET.c.tenant_id == _REFUND.c.tenant_id)
        & (_TARGET.c.operation_id == _REFUND.c.target_operation_id),
    )
    .where(_REFUND.c.tenant_id == _TENANT)
    .order_by(_OPERATION.c.decision_seq)
)
"""In the order in which they were decided, so that shares follow one another."""
_USES = (
    select(_TRANSACTION.c.kind, _LOT.c.kind.label("lot_kind"), _USE.c.points)
    .join(
        _USE,
        (_TRANSACTION.c.tenant_id == _USE.c.tenant_id)
        & (_TRANSACTION.c.transaction_seq == _USE.c.transaction_seq),
    )
    .join(_LOT, (_LOT.c.tenant_id == _USE.c.tenant_id) & (_LOT.c.lot_id == _USE.c.lot_id))
    .where(
        _TRANSACTION.c.tenant_id == _TENANT,
        _TRANSACTION.c.transaction_seq == bindparam("transaction_seq"),
    )
)
_WITHOUT_ROW = (
    select(_OPERATION.c.operation_id, _OPERATION.c.outcome)
    .outerjoin(
        _REFUND,
        (_REFUND.c.tenant_id == _OPERATION.c.tenant_id)
        & (_REFUND.c.operation_id == _OPERATION.c.operation_id),
    )
    .where(
        _OPERATION.c.tenant_id == _TENANT,
        _OPERATION.c.kind == "refund",
        one_of(_OPERATION.c.status, ("applied", "adjusted")),
        _REFUND.c.operation_id.is_(None),
    )
)


def check_refunds(conn: Connection, tenant_id: TenantId) -> Iterator[str]:
    """What does not fit in the tenant's refunds."""
    before: Counter[str] = Counter()
    for row in stream(conn, _REFUNDS, tenant_id=tenant_id):
        name = f"refund {row.operation_id}"
        for problem in _wrongs(conn, row, before_minor=before[row.target_operation_id]):
            yield f"{name}: {problem}"
        before[row.target_operation_id] += row.refund_minor
    for operation_id in _without_row(conn, tenant_id):
        yield f"operation {operation_id}: the refund it booked is not on record"


def refunded_of_targets(conn: Connection, tenant_id: TenantId) -> Counter[str]:
    """How much of each operation's spending went back, in minor units."""
    rows = ask(conn, _SUMS, tenant_id=tenant_id)
    return Counter({target_id: int(minor) for target_id, minor in rows})


def _wrongs(conn: Connection, row: Fields, *, before_minor: int) -> Iterator[str]:
    try:
        body, target = parse_body(row.body or ""), parse_body(row.target_body or "")
    except ValidationError:
        yield "its operation, or the one it is of, cannot be read"
        return
    outcome, of_target = outcome_of(row.outcome), outcome_of(row.target_outcome)
    effect = outcome.effect if outcome else None
    done = of_target.effect if of_target else None
    if not isinstance(body, RefundBody) or not isinstance(target, _OF_CHECK):
        yield "it is of no check"
        return
    told = (body.target_operation_id, body.refund_minor)
    if told != (row.target_original_id, row.refund_minor):
        yield "it is not what its operation says"
    if effect is None or done is None:
        yield "nothing was booked for it"
        return
    part = RefundPart(target.check.amount_minor, before_minor, row.refund_minor)
    moved = abs(effect.regular + effect.promo)
    try:
        due = _share(conn, TenantId(row.tenant_id), done.transaction_seq, part=part)
        worth = worth_of_part(target.check, _bill_of(target), part)
    except RefundTooLarge:
        yield "all refunds of the check are more than it was (LOY-100)"
        return
    if row.worth_minor != worth:
        yield f"it took {row.worth_minor} off the spending, its share is {worth} (LOY-102)"
    if moved + row.shortfall + row.expired != due:
        lacks = f"lacks {row.shortfall}, and {row.expired} expired"
        yield f"it took {moved}, {lacks}: its share is {due} (LOY-96)"


def _bill_of(target: EarnBody | RedeemBody | DiscountBody) -> BillBody | None:
    return target.bill if isinstance(target, EarnBody) else None


def _share(
    conn: Connection, tenant_id: TenantId, transaction_seq: int | None, *, part: RefundPart
) -> int:
    """The points of both kinds that go back with ``part``; none where none were moved."""
    rows = ask(conn, _USES, tenant_id=tenant_id, transaction_seq=transaction_seq)
    sums: defaultdict[str, int] = defaultdict(int)
    for kind, lot_kind, points in rows:
        is_reinstated = kind == EntryKind.REDEEM and points > 0
        sums[lot_kind] += 0 if is_reinstated else abs(points)
    return sum(refund_share(points, part) for points in sums.values())


def _without_row(conn: Connection, tenant_id: TenantId) -> Iterator[str]:
    """Booked refunds that nobody put on record."""
    for row in ask(conn, _WITHOUT_ROW, tenant_id=tenant_id):
        outcome = outcome_of(row.outcome)
        if outcome is not None and not is_copy(outcome):
            yield row.operation_id

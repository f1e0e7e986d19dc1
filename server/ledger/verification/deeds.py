"""Deeds: what was done, who cancelled it, when it took place, and the visit of each earn.

Not found here: the moment of arrival of an operation without a booking, within its bounds.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import ValidationError
from sqlalchemy import BindParameter, Connection, bindparam, select

from server.database import table_of
from server.ledger.moments import effective_ms
from server.ledger.tables import OperationRow, VisitRow
from server.ledger.verification.outcomes import is_copy, outcome_of
from server.prepared import Fields, one_of, stream
from shared.domain.ids import TenantId
from shared.operations.bodies import (
    CancelBody,
    DiscountBody,
    EarnBody,
    OperationBody,
    parse_body,
)
from shared.operations.inputs import worth_minor
from shared.sync.messages import Outcome

_OPERATION = table_of(OperationRow)
_CANCEL = _OPERATION.alias("cancelling")
_VISIT = table_of(VisitRow)
_BOOKED = ("applied", "adjusted")
_TENANT: BindParameter[str] = bindparam("tenant_id")
_UNDONE = (
    select(_OPERATION.c.cancelled_by)
    .where(_OPERATION.c.tenant_id == _TENANT, _OPERATION.c.cancelled_by.is_not(None))
    .distinct()
    .subquery()
)
_CANCELS = (
    select(_CANCEL.c.operation_id, _CANCEL.c.outcome, _UNDONE.c.cancelled_by.label("undone"))
    .outerjoin(_UNDONE, _UNDONE.c.cancelled_by == _CANCEL.c.operation_id)
    .where(
        _CANCEL.c.tenant_id == _TENANT,
        _CANCEL.c.kind == "cancel",
        one_of(_CANCEL.c.status, _BOOKED),
    )
)
_WITH_DEEDS = (
    select(
        _OPERATION,
        _CANCEL.c.body.label("cancel_body"),
        _CANCEL.c.status.label("cancel_status"),
        _VISIT.c.card_id.label("visited_card_id"),
        _VISIT.c.amount_minor,
        _VISIT.c.visited_at_ms,
        _VISIT.c.restaurant_id.label("visited_restaurant_id"),
        _VISIT.c.cancelled_by.label("visit_cancelled_by"),
    )
    .outerjoin(
        _CANCEL,
        (_CANCEL.c.tenant_id == _OPERATION.c.tenant_id)
        & (_CANCEL.c.operation_id == _OPERATION.c.cancelled_by),
    )
    .outerjoin(
        _VISIT,
        (_VISIT.c.tenant_id == _OPERATION.c.tenant_id)
        & (_VISIT.c.operation_id == _OPERATION.c.operation_id),
    )
    .where(_OPERATION.c.tenant_id == _TENANT)
    .order_by(_OPERATION.c.device_id, _OPERATION.c.epoch, _OPERATION.c.seq)
)


@dataclass(frozen=True, slots=True)
class Told:
    """An operation and what it says, read once for all who look at it."""

    row: Fields
    """Of ``operations_with_deeds``."""
    body: OperationBody | None
    """None where nobody understands it."""
    outcome: Outcome | None
    not_before_ms: int | None
    """When the operation before it took place; None for the first of its epoch."""


def wrong_deeds(told: Told) -> Iterator[str]:
    """What does not fit in the operation beyond its chain."""
    yield from _wrong_moment(told)
    yield from _wrong_effect(told)
    yield from _wrong_cancel(told.row)
    yield from _wrong_visit(told)


def check_cancels(conn: Connection, tenant_id: TenantId) -> Iterator[str]:
    """Every booked cancel took something back."""
    for row in stream(conn, _CANCELS, tenant_id=tenant_id):
        outcome = outcome_of(row.outcome)
        if row.undone is None and (outcome is None or not is_copy(outcome)):
            yield f"operation {row.operation_id}: cancelled nothing that says so"


def operations_with_deeds(conn: Connection, tenant_id: TenantId) -> Iterator[Fields]:
    """Every operation, in the order of its chain, with what was booked and done for it."""
    return stream(conn, _WITH_DEEDS, tenant_id=tenant_id)


def body_of(text: str | None) -> OperationBody | None:
    """The body, or None where nobody understands it."""
    try:
        return parse_body(text or "")
    except ValidationError:
        return None


def _wrong_moment(told: Told) -> Iterator[str]:
    """An epoch's first begins at what another epoch left: only its bounds are known (S13)."""
    row, body, not_before_ms = told.row, told.body, told.not_before_ms
    if body is None:
        return
    received_ms = row.received_at_ms
    earliest_ms = not_before_ms or 0
    due_ms = effective_ms(body.clock, not_before_ms=earliest_ms, received_ms=received_ms)
    is_due = row.effective_at_ms == due_ms
    if not_before_ms is None:
        is_due = due_ms <= row.effective_at_ms <= received_ms
    if not is_due:
        yield "its moment is not what its clock and its arrival say (S13)"


def _wrong_effect(told: Told) -> Iterator[str]:
    row, outcome = told.row, told.outcome
    if outcome is None:
        return
    if is_copy(outcome):
        if row.original_id == row.operation_id:
            yield "says that it was booked before, under no other id"
        return
    effect = outcome.effect
    if effect and effect.transaction_seq is None and (effect.regular or effect.promo):
        yield "moved points without a transaction"


def _wrong_cancel(row: Fields) -> Iterator[str]:
    if row.cancelled_by is None:
        return
    body = body_of(row.cancel_body)
    is_cancel = isinstance(body, CancelBody) and body.target_operation_id == row.original_id
    if not is_cancel or row.cancel_status not in _BOOKED:
        yield f"cancelled_by names {row.cancelled_by}, which did not cancel it"


def _wrong_visit(told: Told) -> Iterator[str]:
    row, body, outcome = told.row, told.body, told.outcome
    if row.amount_minor is None or not isinstance(body, EarnBody | DiscountBody):
        return
    card_id = outcome.effect.card_id if outcome and outcome.effect else None
    worth, at_ms = worth_minor(body.check, body.bill), row.effective_at_ms
    said = (card_id, worth, at_ms, row.restaurant_id, row.cancelled_by)
    kept = (
        row.visited_card_id,
        row.amount_minor,
        row.visited_at_ms,
        row.visited_restaurant_id,
        row.visit_cancelled_by,
    )
    if said != kept:
        yield f"its visit is not what the {body.kind} says (LED-07)"

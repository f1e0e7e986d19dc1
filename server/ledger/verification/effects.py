"""Effects: who is told is told of every booking, once, and of just what was booked (S16).

What devices asked for; what the house did by itself is in ``house_effects``. Not found here: how
often a delivery was tried, and whether it is still due.
"""

import json
from collections.abc import Iterator

from sqlalchemy import Connection, bindparam, select

from server.database import table_of
from server.effects.service import told_text
from server.effects.stored import Since, stored_effects, told_since
from server.ledger.incoming import POINTS_EFFECT
from server.ledger.tables import OperationRow, TransactionRow
from server.ledger.verification.outcomes import is_copy, outcome_of
from server.prepared import Fields, one_of, stream
from shared.domain.ids import OperationId, TenantId
from shared.sync.messages import Effect

_OPERATION = table_of(OperationRow)
_TRANSACTION = table_of(TransactionRow)
_IN_ORDER = (
    select(_OPERATION, _TRANSACTION.c.posted_at_ms)
    .outerjoin(
        _TRANSACTION,
        (_TRANSACTION.c.tenant_id == _OPERATION.c.tenant_id)
        & (_TRANSACTION.c.operation_id == _OPERATION.c.operation_id),
    )
    .where(
        _OPERATION.c.tenant_id == bindparam("tenant_id"),
        one_of(_OPERATION.c.status, ("applied", "adjusted")),
    )
    .order_by(_OPERATION.c.original_id)
)


def check_effects(conn: Connection, tenant_id: TenantId) -> Iterator[str]:
    """What does not fit between the tenant's bookings and what it is told of them."""
    since = told_since(conn, tenant_id)
    if since is None:
        return  # a foreign key keeps no effect of who has no webhook
    owed = stored_effects(conn, tenant_id, kind=POINTS_EFFECT)
    told = next(owed, None)
    for row, effect in _booked(conn, tenant_id):
        while told is not None and told.operation_id < row.original_id:
            yield f"effect {told.operation_id}: no booking owes it (S16)"
            told = next(owed, None)
        if told is not None and told.operation_id == row.original_id:
            if not _is_of(told, row, effect):
                yield f"effect {told.operation_id}: it does not tell what was booked (S16)"
            told = next(owed, None)
        elif _must_be_kept(row, since):
            yield f"operation {row.operation_id}: the effect it owes is missing (S16)"
    while told is not None:
        yield f"effect {told.operation_id}: no booking owes it (S16)"
        told = next(owed, None)


def _must_be_kept(row: Fields, since: Since) -> bool:
    booked_at_ms = row.posted_at_ms if row.posted_at_ms is not None else row.received_at_ms
    return bool(row.decision_seq > since.decision and booked_at_ms >= since.forgotten_to_ms)


def _booked(conn: Connection, tenant_id: TenantId) -> Iterator[tuple[Fields, Effect]]:
    """The booked operations in order of their first ids, each with its effect."""
    for row in stream(conn, _IN_ORDER, tenant_id=tenant_id):
        outcome = outcome_of(row.outcome)
        if outcome is not None and outcome.effect is not None and not is_copy(outcome):
            yield row, outcome.effect


def _is_of(told: Fields, row: Fields, effect: Effect) -> bool:
    """Where nothing was posted, when it was booked is known by its bounds only."""
    at_ms = row.posted_at_ms
    if at_ms is None:
        at_ms = max(row.received_at_ms, _moment_in(told.told))
    original_id = OperationId(row.original_id)
    facts = {**effect.model_dump(), "operation_id": original_id, "at_ms": at_ms}
    text = told_text(TenantId(row.tenant_id), original_id, kind=POINTS_EFFECT, facts=facts)
    return bool((told.kind, told.told) == (POINTS_EFFECT, text))


def _moment_in(text: str) -> int:
    try:
        found = json.loads(text)["at_ms"]
    except (KeyError, TypeError, ValueError):
        return 0
    return found if isinstance(found, int) else 0

"""The specification's ledger rows: one for each balance a booking changed, before and after.

A view over the entries (LED-03…LED-06): nothing of it is stored a second time.
"""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from server.database import table_of
from server.ledger.tables import EntryRow, TransactionRow
from shared.domain.ids import CardId, OperationId, StaffId, TenantId
from shared.domain.ledger import Account, AccountKind, EntryKind
from shared.domain.points import PointsKind

_TRANSACTION = table_of(TransactionRow)
_ENTRY = table_of(EntryRow)


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One change of one balance of a card."""

    transaction_seq: int
    operation_id: OperationId
    card_id: CardId
    kind: EntryKind
    balance: PointsKind
    points: int
    before: int
    after: int
    reason: str | None
    snapshot: dict[str, Any]
    """The rule as it was applied (LED-12)."""
    actor_id: StaffId
    effective_at_ms: int
    posted_at_ms: int


def statement(conn: Connection, tenant_id: TenantId, card_id: CardId) -> tuple[StatementRow, ...]:
    """Every change of the card's two balances, in the order they were posted."""
    balances = {Account(AccountKind.AVAILABLE, card_id, each).key: each for each in PointsKind}
    rows = conn.execute(
        select(_TRANSACTION, _ENTRY.c.account, _ENTRY.c.points, _ENTRY.c.balance_after)
        .join(
            _ENTRY,
            (_ENTRY.c.tenant_id == _TRANSACTION.c.tenant_id)
            & (_ENTRY.c.transaction_seq == _TRANSACTION.c.transaction_seq),
        )
        .where(_TRANSACTION.c.tenant_id == tenant_id, _ENTRY.c.account.in_(balances))
        .order_by(_ENTRY.c.transaction_seq, _ENTRY.c.line)
    )
    return tuple(_statement_row(row, balances[row.account]) for row in rows)


def _statement_row(row: Row[Any], balance: PointsKind) -> StatementRow:
    snapshot = json.loads(row.snapshot)
    return StatementRow(
        transaction_seq=row.transaction_seq,
        operation_id=OperationId(row.operation_id),
        card_id=CardId(row.card_id),
        kind=_kind(EntryKind(row.kind), balance),
        balance=balance,
        points=row.points,
        before=row.balance_after - row.points,
        after=row.balance_after,
        reason=snapshot.get("reason"),
        snapshot=snapshot,
        actor_id=StaffId(row.staff_id),
        effective_at_ms=row.effective_at_ms,
        posted_at_ms=row.posted_at_ms,
    )


def _kind(kind: EntryKind, balance: PointsKind) -> EntryKind:
    """An earn gives regular points by its rule, and promo points by promos (LED-04)."""
    is_grant = kind is EntryKind.EARN and balance is PointsKind.PROMO
    return EntryKind.PROMO_GRANT if is_grant else kind

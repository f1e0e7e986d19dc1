"""The specification's ledger rows: one for each balance a booking changed, before and after.

A view over the entries (LED-03…LED-06): nothing of it is stored a second time.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, select

from server.database import table_of
from server.ledger.tables import AccountRow, EntryRow, TransactionRow
from shared.domain.ids import CardId, OperationId, StaffId, TenantId
from shared.domain.ledger import Account, AccountKind, EntryKind
from shared.domain.points import PointsKind

_TRANSACTION = table_of(TransactionRow)
_ENTRY = table_of(EntryRow)
_ACCOUNT = table_of(AccountRow)


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One change of one balance of a card."""

    transaction_seq: int
    operation_id: OperationId | None
    """None where the server itself acted."""
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
    """Every change of the card's two balances, in the order they were posted.

    Points under a lease are the guest's as before: setting them aside is no change.
    """
    return tuple(_changes(conn, tenant_id, card_id))


def _balances(conn: Connection, tenant_id: TenantId, card_id: CardId) -> dict[str, PointsKind]:
    """The card's accounts, what each device ever held among them, and the balance each is of."""
    available = {Account(AccountKind.AVAILABLE, card_id, kind).key: kind for kind in PointsKind}
    held = select(_ACCOUNT.c.account).where(
        _ACCOUNT.c.tenant_id == tenant_id,
        _ACCOUNT.c.account.startswith(f"{AccountKind.LEASE}:{card_id}:"),
    )
    keys = conn.execute(held).scalars()
    return available | {key: PointsKind(key.split(":")[2]) for key in keys}


def _changes(conn: Connection, tenant_id: TenantId, card_id: CardId) -> Iterator[StatementRow]:
    balances = _balances(conn, tenant_id, card_id)
    rows = conn.execute(
        select(_TRANSACTION, _ENTRY.c.account, _ENTRY.c.points)
        .join(
            _ENTRY,
            (_ENTRY.c.tenant_id == _TRANSACTION.c.tenant_id)
            & (_ENTRY.c.transaction_seq == _TRANSACTION.c.transaction_seq),
        )
        .where(_TRANSACTION.c.tenant_id == tenant_id, _ENTRY.c.account.in_(balances))
        .order_by(_ENTRY.c.transaction_seq, _ENTRY.c.line)
    )
    so_far = dict.fromkeys(PointsKind, 0)
    by_balance = groupby(rows, key=lambda row: (row.transaction_seq, balances[row.account]))
    for (_, balance), group in by_balance:
        legs = list(group)
        before, points = so_far[balance], sum(leg.points for leg in legs)
        if points:
            yield _statement_row(legs[0], card_id, balance=balance, points=points, before=before)
            so_far[balance] = before + points


def _statement_row(
    row: Row[Any], card_id: CardId, *, balance: PointsKind, points: int, before: int
) -> StatementRow:
    snapshot = json.loads(row.snapshot)
    return StatementRow(
        transaction_seq=row.transaction_seq,
        operation_id=OperationId(row.operation_id) if row.operation_id else None,
        card_id=card_id,
        kind=_kind(EntryKind(row.kind), balance, is_named=row.card_id == card_id),
        balance=balance,
        points=points,
        before=before,
        after=before + points,
        reason=snapshot.get("reason"),
        snapshot=snapshot,
        actor_id=StaffId(row.staff_id),
        effective_at_ms=row.effective_at_ms,
        posted_at_ms=row.posted_at_ms,
    )


def _kind(kind: EntryKind, balance: PointsKind, *, is_named: bool) -> EntryKind:
    """An earn gives regular points by its rule, and promo points by promos (LED-04).

    A transfer goes out of the card it names, and into the other one (LED-41).
    """
    if kind is EntryKind.TRANSFER_OUT and not is_named:
        return EntryKind.TRANSFER_IN
    is_grant = kind is EntryKind.EARN and balance is PointsKind.PROMO
    return EntryKind.PROMO_GRANT if is_grant else kind

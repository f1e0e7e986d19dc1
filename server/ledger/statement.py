"""The specification's ledger rows: one for each balance a booking changed, before and after.

A view over the entries (LED-03…LED-06): nothing of it is stored a second time.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, select

from server.database import table_of
from server.ledger.tables import EntryRow, LeaseRow, TransactionRow
from shared.domain.ids import CardId, DeviceId, OperationId, StaffId, TenantId
from shared.domain.ledger import Account, AccountKind, EntryKind
from shared.domain.points import PointsKind

_TRANSACTION = table_of(TransactionRow)
_ENTRY = table_of(EntryRow)
_LEASE = table_of(LeaseRow)


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One change of one balance of a card."""

    transaction_seq: int
    operation_id: OperationId | None
    """None where the server itself acted, after a restore."""
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
    return tuple(_changes(conn, tenant_id, _balances(conn, tenant_id, card_id)))


def _balances(conn: Connection, tenant_id: TenantId, card_id: CardId) -> dict[str, PointsKind]:
    """The card's accounts, what each device ever held among them, and the balance each is of."""
    held = select(_LEASE.c.device_id).where(
        _LEASE.c.tenant_id == tenant_id, _LEASE.c.card_id == card_id
    )
    holders = [DeviceId(each) for each in conn.execute(held.distinct()).scalars()]
    return {
        account.key: kind
        for kind in PointsKind
        for account in (
            Account(AccountKind.AVAILABLE, card_id, kind),
            *(Account(AccountKind.LEASE, card_id, kind, each) for each in holders),
        )
    }


def _changes(
    conn: Connection, tenant_id: TenantId, balances: Mapping[str, PointsKind]
) -> Iterator[StatementRow]:
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
            yield _statement_row(legs[0], balance, points=points, before=before)
            so_far[balance] = before + points


def _statement_row(row: Row[Any], balance: PointsKind, *, points: int, before: int) -> StatementRow:
    snapshot = json.loads(row.snapshot)
    return StatementRow(
        transaction_seq=row.transaction_seq,
        operation_id=OperationId(row.operation_id) if row.operation_id else None,
        card_id=CardId(row.card_id),
        kind=_kind(EntryKind(row.kind), balance),
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


def _kind(kind: EntryKind, balance: PointsKind) -> EntryKind:
    """An earn gives regular points by its rule, and promo points by promos (LED-04)."""
    is_grant = kind is EntryKind.EARN and balance is PointsKind.PROMO
    return EntryKind.PROMO_GRANT if is_grant else kind

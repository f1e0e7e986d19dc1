"""The books: the transactions' chain, every account from its entries, every lot from its uses.

What a card's accounts hold is derived once more from lots and leases: what is under a lease is the
device's, the rest is available (S3). The leases themselves are checked in ``leases``.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from server.database import table_of
from server.ledger.hashing import FIRST_HASH
from server.ledger.tables import (
    AccountRow,
    EntryRow,
    LeaseRow,
    LeaseUseRow,
    LotRow,
    LotUseRow,
    OperationRow,
    TransactionRow,
)
from server.ledger.verification.moves import Moves, available_key, moves_of
from server.ledger.verification.outcomes import ROWS_AT_ONCE
from server.ledger.verification.transactions import (
    FLOORED_ACCOUNTS,
    Written,
    wrong_effect,
    wrong_parts,
    wrong_uses,
)
from server.tenants.service import Counter as TenantCounter
from server.tenants.service import last_number
from shared.domain.ids import TenantId
from shared.domain.ledger import AccountKind

_OPERATION = table_of(OperationRow)
_TRANSACTION = table_of(TransactionRow)
_ENTRY = table_of(EntryRow)
_ACCOUNT = table_of(AccountRow)
_LOT = table_of(LotRow)
_USE = table_of(LotUseRow)
_LEASE = table_of(LeaseRow)
_LEASE_USE = table_of(LeaseUseRow)


@dataclass(frozen=True, slots=True)
class _Walk:
    """One pass over a tenant's books."""

    conn: Connection
    tenant_id: TenantId
    counts: Counter[str]
    moves: Moves
    states: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Version and balance of each account so far, from its entries."""


def check_books(conn: Connection, tenant_id: TenantId, counts: Counter[str]) -> Iterator[str]:
    """What does not fit in the tenant's transactions, accounts and lots."""
    walk = _Walk(conn, tenant_id, counts, moves_of(conn, tenant_id))
    yield from _check_transactions(walk)
    yield from _check_accounts(walk)
    yield from _check_lots(walk)


class _Stream:
    """Rows that belong to transactions, handed out along their numbers."""

    def __init__(self, conn: Connection, query: Select[Any]) -> None:
        self._rows = iter(conn.execute(query.execution_options(yield_per=ROWS_AT_ONCE)))
        self._next = next(self._rows, None)

    def up_to(self, transaction_seq: int) -> list[Row[Any]]:
        """The rows not yet handed out, up to that transaction."""
        taken: list[Row[Any]] = []
        while self._next is not None and self._next.transaction_seq <= transaction_seq:
            taken.append(self._next)
            self._next = next(self._rows, None)
        return taken

    @property
    def is_over(self) -> bool:
        """Whether nothing is left."""
        return self._next is None


@dataclass(frozen=True, slots=True)
class _Parts:
    """Everything that belongs to transactions."""

    entries: _Stream
    lots: _Stream
    uses: _Stream
    leased: _Stream


def _parts(conn: Connection, tenant_id: TenantId) -> _Parts:
    use_and_lot = (_LOT.c.tenant_id == _USE.c.tenant_id) & (_LOT.c.lot_id == _USE.c.lot_id)
    return _Parts(
        entries=_Stream(
            conn,
            select(_ENTRY)
            .where(_ENTRY.c.tenant_id == tenant_id)
            .order_by(_ENTRY.c.transaction_seq, _ENTRY.c.line),
        ),
        lots=_Stream(
            conn,
            select(_LOT)
            .where(_LOT.c.tenant_id == tenant_id)
            .order_by(_LOT.c.transaction_seq, _LOT.c.lot_id),
        ),
        uses=_Stream(
            conn,
            select(_USE, _LOT.c.card_id, _LOT.c.kind)
            .outerjoin(_LOT, use_and_lot)
            .where(_USE.c.tenant_id == tenant_id)
            .order_by(_USE.c.transaction_seq, _USE.c.line),
        ),
        leased=_Stream(conn, _leased(tenant_id)),
    )


def _leased(tenant_id: TenantId) -> Select[Any]:
    """What went under leases and left them, with whose they are."""
    of_lease = (_LEASE.c.tenant_id == _LEASE_USE.c.tenant_id) & (
        _LEASE.c.lease_id == _LEASE_USE.c.lease_id
    )
    of_lot = (_LOT.c.tenant_id == _LEASE_USE.c.tenant_id) & (_LOT.c.lot_id == _LEASE_USE.c.lot_id)
    return (
        select(_LEASE_USE, _LEASE.c.device_id, _LOT.c.card_id, _LOT.c.kind)
        .outerjoin(_LEASE, of_lease)
        .outerjoin(_LOT, of_lot)
        .where(_LEASE_USE.c.tenant_id == tenant_id)
        .order_by(_LEASE_USE.c.transaction_seq, _LEASE_USE.c.line)
    )


def _check_transactions(walk: _Walk) -> Iterator[str]:
    parts = _parts(walk.conn, walk.tenant_id)
    expected_seq, previous = 1, FIRST_HASH
    for row in walk.conn.execute(_transactions(walk.tenant_id)):
        walk.counts["transactions"] += 1
        if row.transaction_seq != expected_seq:
            yield f"transaction {expected_seq} is missing"
        elif row.previous_hash != previous:
            yield f"transaction {row.transaction_seq} does not follow the one before it"
        whose = f"operation {row.operation_id}" if row.operation_id else "the server itself"
        name = f"transaction {row.transaction_seq} of {whose}"
        for problem in _wrongs(walk, row, parts):
            yield f"{name}: {problem}"
        expected_seq, previous = row.transaction_seq + 1, row.hash
    last = last_number(walk.conn, walk.tenant_id, TenantCounter.TRANSACTION)
    if last != expected_seq - 1:
        yield f"the ledger ends at transaction {expected_seq - 1}, its counter at {last}"
    rest = (parts.entries, parts.lots, parts.uses, parts.leased)
    if walk.moves.of_transaction or not all(each.is_over for each in rest):
        yield f"there are entries, lots, uses or moves after transaction {expected_seq - 1}"


def _transactions(tenant_id: TenantId) -> Select[Any]:
    of_operation = (_OPERATION.c.tenant_id == _TRANSACTION.c.tenant_id) & (
        _OPERATION.c.operation_id == _TRANSACTION.c.operation_id
    )
    return (
        select(_TRANSACTION, _OPERATION.c.outcome)
        .outerjoin(_OPERATION, of_operation)
        .where(_TRANSACTION.c.tenant_id == tenant_id)
        .order_by(_TRANSACTION.c.transaction_seq)
        .execution_options(yield_per=ROWS_AT_ONCE)
    )


def _wrongs(walk: _Walk, row: Row[Any], parts: _Parts) -> Iterator[str]:
    written = Written(
        row,
        entries=parts.entries.up_to(row.transaction_seq),
        lots=parts.lots.up_to(row.transaction_seq),
        uses=parts.uses.up_to(row.transaction_seq),
        leased=parts.leased.up_to(row.transaction_seq),
        moves=walk.moves.of_transaction.pop(row.transaction_seq, []),
    )
    walk.counts["entries"] += len(written.entries)
    yield from wrong_parts(written, walk.moves)
    for entry in written.entries:
        yield from _advance(walk, entry)
    yield from wrong_uses(written, walk.moves)
    yield from wrong_effect(written, walk.moves)
    walk.moves.note(written.uses, written.leased)


def _advance(walk: _Walk, entry: Row[Any]) -> Iterator[str]:
    version, balance = walk.states.get(entry.account, (0, 0))
    after = (version + 1, balance + entry.points)
    if (entry.account_version, entry.balance_after) != after:
        yield f"account {entry.account} is at {after}, its entry says otherwise"
    if after[1] < 0 and entry.account.startswith(FLOORED_ACCOUNTS):
        yield f"account {entry.account} falls to {after[1]} (S2)"
    walk.states[entry.account] = after


def _check_accounts(walk: _Walk) -> Iterator[str]:
    """Every kept balance is the sum of its entries."""
    left = dict(walk.states)
    for row in walk.conn.execute(select(_ACCOUNT).where(_ACCOUNT.c.tenant_id == walk.tenant_id)):
        walk.counts["accounts"] += 1
        after = left.pop(row.account, (0, 0))
        if (row.version, row.balance) != after:
            yield f"account {row.account} keeps {row.balance}, its entries sum to {after[1]}"
    for account in left:
        yield f"account {account} is missing"
    if sum(balance for _, balance in walk.states.values()):
        yield "all accounts together are not zero (S1)"


def _check_lots(walk: _Walk) -> Iterator[str]:
    """Every lot holds the sum of its uses; a card's lots hold what is available and leased."""
    held: defaultdict[str, int] = defaultdict(int)
    aside = _set_aside(walk)
    for row in walk.conn.execute(_lots(walk.tenant_id)):
        walk.counts["lots"] += 1
        if row.points_left != row.used or row.points_left < 0:
            yield f"lot {row.lot_id} keeps {row.points_left}, its uses sum to {row.used}"
        free = row.points_left - aside[row.lot_id]
        if free < 0:
            yield f"lot {row.lot_id} has {-free} points more under leases than it holds (S2)"
        held[available_key(row.card_id, row.kind)] += free
        yield from walk.moves.wrong_places(row)
    for account, (_, balance) in walk.states.items():
        if account.startswith(AccountKind.AVAILABLE) and held[account] != balance:
            yield f"account {account} has {balance}, its lots hold {held[account]} (S3)"
    yield from (f"lot {each} moved and is missing" for each in walk.moves.unknown_lots())


def _lots(tenant_id: TenantId) -> Select[Any]:
    """The lots, each with the sum of its uses: added up once, not looked for lot by lot."""
    sums = (
        select(_USE.c.lot_id, func.sum(_USE.c.points).label("used"))
        .where(_USE.c.tenant_id == tenant_id)
        .group_by(_USE.c.lot_id)
        .subquery()
    )
    return (
        select(_LOT, func.coalesce(sums.c.used, 0).label("used"))
        .outerjoin(sums, sums.c.lot_id == _LOT.c.lot_id)
        .where(_LOT.c.tenant_id == tenant_id)
        .execution_options(yield_per=ROWS_AT_ONCE)
    )


def _set_aside(walk: _Walk) -> defaultdict[str, int]:
    """How much of each lot is under leases, from what went under them and left them."""
    total = func.sum(_LEASE_USE.c.points)
    rows = walk.conn.execute(
        select(_LEASE_USE.c.lot_id, total)
        .where(_LEASE_USE.c.tenant_id == walk.tenant_id)
        .group_by(_LEASE_USE.c.lot_id)
    )
    return defaultdict(int, {lot_id: int(points) for lot_id, points in rows})

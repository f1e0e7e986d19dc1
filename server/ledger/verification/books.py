"""The books: the transactions' chain, every account from its entries, every lot from its uses.

What a card's accounts hold is derived once more from lots and leases: what is under a lease is the
device's, the rest is available (S3). The leases themselves are checked in ``leases``.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from sqlalchemy import BindParameter, Connection, Select, bindparam, func, select

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
from server.ledger.verification.bookings import kept_booking, name_differences
from server.ledger.verification.heard import Heard
from server.ledger.verification.moves import Moves, available_key, moves_of
from server.ledger.verification.outcomes import Sum
from server.ledger.verification.transactions import (
    FLOORED_ACCOUNTS,
    Written,
    moved_by,
    wrong_cause,
    wrong_outcome,
    wrong_parts,
    wrong_uses,
)
from server.prepared import Fields, ask, stream
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
_TENANT: BindParameter[str] = bindparam("tenant_id")

_ENTRIES = (
    select(_ENTRY)
    .where(_ENTRY.c.tenant_id == _TENANT)
    .order_by(_ENTRY.c.transaction_seq, _ENTRY.c.line)
)
_BORN = (
    select(_LOT).where(_LOT.c.tenant_id == _TENANT).order_by(_LOT.c.transaction_seq, _LOT.c.lot_id)
)
_USES = (
    select(_USE, _LOT.c.card_id, _LOT.c.kind)
    .outerjoin(_LOT, (_LOT.c.tenant_id == _USE.c.tenant_id) & (_LOT.c.lot_id == _USE.c.lot_id))
    .where(_USE.c.tenant_id == _TENANT)
    .order_by(_USE.c.transaction_seq, _USE.c.line)
)
_LEASED = (
    select(_LEASE_USE, _LEASE.c.device_id, _LOT.c.card_id, _LOT.c.kind)
    .outerjoin(
        _LEASE,
        (_LEASE.c.tenant_id == _LEASE_USE.c.tenant_id)
        & (_LEASE.c.lease_id == _LEASE_USE.c.lease_id),
    )
    .outerjoin(
        _LOT,
        (_LOT.c.tenant_id == _LEASE_USE.c.tenant_id) & (_LOT.c.lot_id == _LEASE_USE.c.lot_id),
    )
    .where(_LEASE_USE.c.tenant_id == _TENANT)
    .order_by(_LEASE_USE.c.transaction_seq, _LEASE_USE.c.line)
)
"""What went under leases and left them, with whose they are."""
_TRANSACTIONS = (
    select(_TRANSACTION)
    .where(_TRANSACTION.c.tenant_id == _TENANT)
    .order_by(_TRANSACTION.c.transaction_seq)
)
_WITH_OUTCOMES = _TRANSACTIONS.add_columns(_OPERATION.c.outcome).outerjoin(
    _OPERATION,
    (_OPERATION.c.tenant_id == _TRANSACTION.c.tenant_id)
    & (_OPERATION.c.operation_id == _TRANSACTION.c.operation_id),
)
_ACCOUNTS = select(_ACCOUNT).where(_ACCOUNT.c.tenant_id == _TENANT)
_SUMS = (
    select(_USE.c.lot_id, func.sum(_USE.c.points).label("used"))
    .where(_USE.c.tenant_id == _TENANT)
    .group_by(_USE.c.lot_id)
    .subquery()
)
_LOTS = (
    select(_LOT, func.coalesce(_SUMS.c.used, 0).label("used"))
    .outerjoin(_SUMS, _SUMS.c.lot_id == _LOT.c.lot_id)
    .where(_LOT.c.tenant_id == _TENANT)
)
"""The lots, each with the sum of its uses: added up once, not looked for lot by lot."""
_ASIDE = (
    select(_LEASE_USE.c.lot_id, func.sum(_LEASE_USE.c.points).label("points"))
    .where(_LEASE_USE.c.tenant_id == _TENANT)
    .group_by(_LEASE_USE.c.lot_id)
)


@dataclass(frozen=True, slots=True)
class _Walk:
    """One pass over a tenant's books."""

    conn: Connection
    tenant_id: TenantId
    counts: Counter[str]
    moves: Moves
    states: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Version and balance of each account so far, from its entries."""
    bookings: Sum = field(default_factory=Sum)
    """Of the transactions of operations; see ``kept_booking``."""


def check_books(
    conn: Connection, tenant_id: TenantId, counts: Counter[str], *, heard: Heard
) -> Iterator[str]:
    """What does not fit in the tenant's transactions, accounts and lots."""
    walk = _Walk(conn, tenant_id, counts, moves_of(conn, tenant_id))
    yield from _check_transactions(walk)
    if walk.bookings != heard.bookings:
        yield from _differences(walk)
    yield from _check_accounts(walk)
    yield from _check_lots(walk)


class _Stream:
    """Rows that belong to transactions, handed out along their numbers."""

    def __init__(self, walk: _Walk, query: Select[Any]) -> None:
        self._rows = stream(walk.conn, query, tenant_id=walk.tenant_id)
        self._next = next(self._rows, None)

    def up_to(self, transaction_seq: int) -> list[Fields]:
        """The rows not yet handed out, up to that transaction."""
        taken: list[Fields] = []
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


def _check_transactions(walk: _Walk) -> Iterator[str]:
    parts = _Parts(
        entries=_Stream(walk, _ENTRIES),
        lots=_Stream(walk, _BORN),
        uses=_Stream(walk, _USES),
        leased=_Stream(walk, _LEASED),
    )
    expected_seq, previous = 1, FIRST_HASH
    for row in stream(walk.conn, _TRANSACTIONS, tenant_id=walk.tenant_id):
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


def _wrongs(walk: _Walk, row: Fields, parts: _Parts) -> Iterator[str]:
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
    moved = moved_by(written, walk.moves)
    yield from wrong_cause(written, moved)
    if row.operation_id is not None:
        walk.bookings.add(kept_booking(row, moved))
    walk.moves.note(written.uses, written.leased)


def _differences(walk: _Walk) -> Iterator[str]:
    """What is wrong with which operation; that something is, where none can be named."""
    named = chain(name_differences(walk.conn, walk.tenant_id), _name_outcomes(walk))
    yield next(named, "the operations and their bookings differ")
    yield from named


def _name_outcomes(walk: _Walk) -> Iterator[str]:
    """Every operation that was told other points than it moved."""
    entries, uses = _Stream(walk, _ENTRIES), _Stream(walk, _USES)
    for row in stream(walk.conn, _WITH_OUTCOMES, tenant_id=walk.tenant_id):
        seq = row.transaction_seq
        written = Written(row, entries.up_to(seq), [], uses.up_to(seq), [], [])
        if row.operation_id is not None:
            name = f"transaction {seq} of operation {row.operation_id}"
            wrongs = wrong_outcome(written, moved_by(written, walk.moves))
            yield from (f"{name}: {problem}" for problem in wrongs)


def _advance(walk: _Walk, entry: Fields) -> Iterator[str]:
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
    for row in stream(walk.conn, _ACCOUNTS, tenant_id=walk.tenant_id):
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
    for row in stream(walk.conn, _LOTS, tenant_id=walk.tenant_id):
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


def _set_aside(walk: _Walk) -> defaultdict[str, int]:
    """How much of each lot is under leases, from what went under them and left them."""
    rows = ask(walk.conn, _ASIDE, tenant_id=walk.tenant_id)
    return defaultdict(int, {row.lot_id: int(row.points) for row in rows})

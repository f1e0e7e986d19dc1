"""Accounts, and what a transaction did to them: the reading side of the books.

Knows the rows of transactions, entries and balances. Must not know cards or lots.
"""

import json
from collections.abc import Collection, Iterator

from server.books import Books
from server.database import table_of
from server.ledger.tables import AccountRow, EntryRow, TransactionRow
from server.shelves import Want, rows_by, rows_of
from server.tenants.service import Counter, number_now
from shared.domain.ids import CardId, TenantId
from shared.domain.ledger import FLOORED, Account, AccountKind, AccountState, EntryKind
from shared.domain.points import PointsKind

ACCOUNTS = rows_of(table_of(AccountRow))
TRANSACTIONS = rows_of(table_of(TransactionRow))
ENTRIES = rows_of(table_of(EntryRow))
_REPAYMENTS_OF = rows_by(
    TRANSACTIONS,
    "tenant_id",
    "card_id",
    only=table_of(TransactionRow).c.kind == EntryKind.REPAY.value,
)
_TRANSFERS_FROM = rows_by(
    TRANSACTIONS,
    "tenant_id",
    "card_id",
    only=table_of(TransactionRow).c.kind == EntryKind.TRANSFER_OUT.value,
)
_ENTRIES_OF = rows_by(ENTRIES, "tenant_id", "transaction_seq")
_NEW_ACCOUNT = AccountState(version=0, balance=0)


def account_state(books: Books, tenant_id: TenantId, key: str) -> AccountState:
    """The account with that key as it stands; a new one where nothing was ever posted to it."""
    row = books.get(ACCOUNTS, (tenant_id, key))
    return AccountState(row["version"], row["balance"]) if row is not None else _NEW_ACCOUNT


def balance(books: Books, tenant_id: TenantId, account: Account) -> int:
    """What the account counts, 0 where nothing was ever posted to it."""
    return account_state(books, tenant_id, account.key).balance


def wants(books: Books, tenant_id: TenantId) -> tuple[Want, ...]:
    """The tenant's last transaction, which the next one is chained to."""
    return ((TRANSACTIONS, (tenant_id, number_now(books, tenant_id, Counter.TRANSACTION))),)


def fetch_accounts(books: Books, tenant_id: TenantId, card_ids: Collection[CardId]) -> None:
    """Reads ahead what these cards have free and what they owe, and the tenant's own accounts."""
    of_cards = [
        Account(account, card_id, kind)
        for account in (AccountKind.AVAILABLE, AccountKind.SUSPENSE)
        for card_id in card_ids
        for kind in PointsKind
    ]
    of_house = [Account(kind) for kind in AccountKind if kind not in FLOORED]
    books.fetch(ACCOUNTS, [(tenant_id, account.key) for account in (*of_cards, *of_house)])


def loss_of_transaction(books: Books, tenant_id: TenantId, transaction_seq: int) -> int:
    """How many points the house paid in the transaction."""
    account = Account(AccountKind.HOUSE_LOSS).key
    entries = books.find(_ENTRIES_OF, (tenant_id, transaction_seq))
    return -sum(int(row["points"]) for row in entries if row["account"] == account)


def owed_in_transaction(
    books: Books, tenant_id: TenantId, transaction_seq: int
) -> dict[PointsKind, int]:
    """How many points of each kind the card was left to bring in the transaction (design §9)."""
    entries = books.find(_ENTRIES_OF, (tenant_id, transaction_seq))
    owed = [row for row in entries if row["account"].startswith(AccountKind.SUSPENSE)]
    return {PointsKind(row["account"].rpartition(":")[2]): -row["points"] for row in owed}


def repayments(
    books: Books, tenant_id: TenantId, card_id: CardId, *, after_seq: int
) -> tuple[int, ...]:
    """The transactions, the newest first, in which the card brought what it had owed."""
    rows = books.find(_REPAYMENTS_OF, (tenant_id, card_id))
    seqs = (row["transaction_seq"] for row in rows if row["kind"] == EntryKind.REPAY.value)
    return tuple(sorted((seq for seq in seqs if seq > after_seq), reverse=True))


def transfers_from(books: Books, tenant_id: TenantId, card_id: CardId) -> Iterator[tuple[int, int]]:
    """The moment and the points of everything the card ever gave to another."""
    for row in books.find(_TRANSFERS_FROM, (tenant_id, card_id)):
        if row["kind"] == EntryKind.TRANSFER_OUT.value:
            yield row["effective_at_ms"], int(json.loads(row["snapshot"])["points"])

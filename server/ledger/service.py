"""The ledger's books: what a card holds, and the one function that posts.

Knows double entry, accounts and lots. Must not know kinds of operations: the handlers say what to
post. Balances follow the order of posting; effective moments are for rules and reports only.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection

from server.books import Books
from server.database import table_of
from server.guests import service as guests
from server.guests.cards import card_of, cards, fetch_cards
from server.ledger import leases
from server.ledger.hashing import FIRST_HASH, Booking, booking_hash
from server.ledger.incoming import Booked
from server.ledger.lots import (
    add_lots,
    add_uses,
    fetch_lots,
    lots_of_card,
    lots_of_cards,
    update_lots,
)
from server.ledger.tables import AccountRow, EntryRow, TransactionRow
from server.shelves import Columns, rows_by, rows_of
from server.tenants.service import Counter, next_number
from shared.domain.card import Card
from shared.domain.ids import (
    CardId,
    DeviceId,
    GuestId,
    LotId,
    OperationId,
    StaffId,
    TenantId,
    card_id_of,
)
from shared.domain.leases import LeaseUse
from shared.domain.ledger import (
    FLOORED,
    Account,
    AccountKind,
    AccountState,
    EntryKind,
    Leg,
    is_balanced,
    post_leg,
)
from shared.domain.lots import Lot, LotUse, use_lots
from shared.domain.points import PointsKind
from shared.operations.canonical import canonical_json
from shared.operations.encode import to_millis

_ACCOUNTS = rows_of(table_of(AccountRow))
_TRANSACTIONS = rows_of(table_of(TransactionRow))
_REPAYMENTS_OF = rows_by(
    _TRANSACTIONS,
    "tenant_id",
    "card_id",
    only=table_of(TransactionRow).c.kind == EntryKind.REPAY.value,
)
_ENTRIES = rows_of(table_of(EntryRow))
_ENTRIES_OF = rows_by(_ENTRIES, "tenant_id", "transaction_seq")
_NEW_ACCOUNT = AccountState(version=0, balance=0)


@dataclass(frozen=True, slots=True)
class Leased:
    """What a booking does to the leases of one device."""

    device_id: DeviceId
    uses: tuple[LeaseUse, ...]
    """Parts of lots that go under a lease (positive) or leave it."""


@dataclass(frozen=True, slots=True)
class Posting:
    """One booking on one card, ready to be written."""

    operation_id: OperationId | None
    """None where the server itself sets points aside, or takes them back."""
    kind: EntryKind
    card: Card
    """The card before, with every lot that ``uses`` names."""
    born: tuple[Lot, ...]
    """New lots, still empty; ``uses`` fill them."""
    uses: tuple[LotUse, ...]
    counter: AccountKind | None
    """The tenant's account on the other side; None where the guest has as many as before."""
    staff_id: StaffId
    effective_at_ms: int
    posted_at_ms: int
    snapshot: dict[str, Any]
    leased: Leased | None = None
    house_points: int = 0
    """What the house pays beside the card (negative: gets back)."""
    owed: Mapping[PointsKind, int] = field(default_factory=dict)
    """Points the card has yet to bring, of each kind, after a restore (negative: brought)."""


@dataclass(frozen=True, slots=True)
class _Line:
    account: str
    points: int
    state: AccountState


def card_state(
    conn: Connection, tenant_id: TenantId, guest_id: GuestId, *, also: Sequence[LotId] = ()
) -> Card | None:
    """As ``card_with_lots``, for one who has a connection only."""
    return card_with_lots(Books(conn), tenant_id, guest_id, also=also)


def card_with_lots(
    books: Books, tenant_id: TenantId, guest_id: GuestId, *, also: Sequence[LotId] = ()
) -> Card | None:
    """The guest's card with its lots, after every merge; None when nobody has that id.

    Empty lots are left out but for those named in ``also``.
    """
    who = guests.canonical(books, tenant_id, guest_id)
    if who is None:
        return None
    card = card_of(books, tenant_id, card_id_of(who))
    assert card is not None, "every guest has a card"
    return replace(card, lots=lots_of_card(books, tenant_id, card.card_id, also=also))


def held_card(books: Books, tenant_id: TenantId, card_id: CardId) -> Card:
    """The card with that id and its lots; it is there."""
    card = card_of(books, tenant_id, card_id)
    assert card is not None, "nobody names a card that never was"
    return replace(card, lots=lots_of_card(books, tenant_id, card_id))


def balance(books: Books, tenant_id: TenantId, account: Account) -> int:
    """What the account counts, 0 where nothing was ever posted to it."""
    return _state(books, tenant_id, account.key).balance


def cards_with_lots(
    conn: Connection, tenant_id: TenantId, card_ids: Sequence[CardId]
) -> tuple[Card, ...]:
    """Those of the cards that exist, with the lots that hold points, in no order."""
    lots = lots_of_cards(conn, tenant_id, card_ids)
    return tuple(
        replace(card, lots=lots.get(card.card_id, ())) for card in cards(conn, tenant_id, card_ids)
    )


def fetch_cards_with_lots(books: Books, tenant_id: TenantId, guest_ids: Iterable[GuestId]) -> None:
    """Reads ahead the cards of these guests, after every merge, and all they hold."""
    fetch_held_cards(books, tenant_id, guests.fetch_guests(books, tenant_id, guest_ids))


def fetch_held_cards(books: Books, tenant_id: TenantId, card_ids: Collection[CardId]) -> None:
    """Reads ahead these cards, what they hold, and their accounts."""
    fetch_cards(books, tenant_id, card_ids)
    fetch_lots(books, tenant_id, card_ids)
    leases.fetch_of_cards(books, tenant_id, card_ids)
    of_cards = [
        Account(account, card_id, kind)
        for account in (AccountKind.AVAILABLE, AccountKind.SUSPENSE)
        for card_id in card_ids
        for kind in PointsKind
    ]
    of_house = [Account(kind) for kind in AccountKind if kind not in FLOORED]
    books.fetch(_ACCOUNTS, [(tenant_id, account.key) for account in (*of_cards, *of_house)])


def post(books: Books, tenant_id: TenantId, posting: Posting) -> Booked:
    """Writes the transaction with its entries, lots and uses, and what the card is after it.

    A posting that would make an account or a lot negative, or that does not balance, is a bug of
    the caller and asserts. Where nothing moves, nothing is written.
    """
    if not (posting.uses or posting.leased or posting.house_points or posting.owed):
        return Booked(posting.card)
    lots = use_lots((*posting.card.lots, *posting.born), posting.uses)
    lines = _lines(books, tenant_id, _legs(posting))
    transaction_seq = next_number(books, tenant_id, Counter.TRANSACTION)
    booking = _booking(tenant_id, posting, transaction_seq=transaction_seq, lines=lines)
    _add_transaction(books, booking)
    _add_entries(books, booking)
    _save_accounts(books, tenant_id, lines)
    _save_lots(books, tenant_id, posting, transaction_seq=transaction_seq, lots=lots)
    add_uses(books, tenant_id, transaction_seq=transaction_seq, uses=posting.uses)
    _move_leased(books, tenant_id, posting, transaction_seq=transaction_seq)
    return Booked(
        card=replace(posting.card, lots=lots),
        regular=_told(posting, PointsKind.REGULAR),
        promo=_told(posting, PointsKind.PROMO),
        transaction_seq=transaction_seq,
    )


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


def _legs(posting: Posting) -> list[Leg]:
    """What is under no lease is available; the house's part is no card's."""
    card_id, leased = posting.card.card_id, posting.leased
    set_aside = [each.use for each in leased.uses] if leased else []
    legs: list[Leg] = []
    for kind in PointsKind:
        aside = _sum_of(set_aside, kind)
        free = _sum_of(posting.uses, kind) - aside
        legs.append(Leg(Account(AccountKind.AVAILABLE, card_id, kind), free))
        if leased:
            legs.append(Leg(Account(AccountKind.LEASE, card_id, kind, leased.device_id), aside))
        legs.append(Leg(Account(AccountKind.SUSPENSE, card_id, kind), -posting.owed.get(kind, 0)))
    legs.append(Leg(Account(AccountKind.HOUSE_LOSS), -posting.house_points))
    if posting.counter is not None:
        legs.append(Leg(Account(posting.counter), -sum(leg.points for leg in legs)))
    assert is_balanced(legs)
    return [leg for leg in legs if leg.points]


def _lines(books: Books, tenant_id: TenantId, legs: Sequence[Leg]) -> list[_Line]:
    """The legs with the state of each account after it."""
    keys = [leg.account.key for leg in legs]
    assert len(set(keys)) == len(keys), "an account has one leg in a transaction"
    return [
        _Line(key, leg.points, post_leg(_state(books, tenant_id, key), leg))
        for key, leg in zip(keys, legs, strict=True)
    ]


def _state(books: Books, tenant_id: TenantId, account: str) -> AccountState:
    row = books.get(_ACCOUNTS, (tenant_id, account))
    return AccountState(row["version"], row["balance"]) if row is not None else _NEW_ACCOUNT


def _booking(
    tenant_id: TenantId, posting: Posting, *, transaction_seq: int, lines: Iterable[_Line]
) -> Booking:
    return Booking(
        tenant_id=tenant_id,
        transaction_seq=transaction_seq,
        operation_id=posting.operation_id,
        kind=posting.kind.value,
        card_id=posting.card.card_id,
        staff_id=posting.staff_id,
        effective_at_ms=posting.effective_at_ms,
        posted_at_ms=posting.posted_at_ms,
        snapshot=canonical_json(posting.snapshot),
        entries=tuple(
            (line.account, line.points, line.state.version, line.state.balance) for line in lines
        ),
        lots=tuple(sorted(_lot_facts(lot) for lot in posting.born)),
        uses=tuple((use.lot_id, use.points) for use in posting.uses),
        leased=tuple(
            (each.lease_id, each.use.lot_id, each.use.points)
            for each in (posting.leased.uses if posting.leased else ())
        ),
    )


def _add_transaction(books: Books, booking: Booking) -> None:
    tenant_id, seq = booking.tenant_id, booking.transaction_seq
    before = books.get(_TRANSACTIONS, (tenant_id, seq - 1))
    previous = before["hash"] if before is not None else FIRST_HASH
    row = {
        "tenant_id": tenant_id,
        "transaction_seq": seq,
        "operation_id": booking.operation_id,
        "kind": booking.kind,
        "card_id": booking.card_id,
        "staff_id": booking.staff_id,
        "effective_at_ms": booking.effective_at_ms,
        "posted_at_ms": booking.posted_at_ms,
        "snapshot": booking.snapshot,
        "previous_hash": previous,
        "hash": booking_hash(booking, previous=previous),
    }
    books.put(_TRANSACTIONS, (tenant_id, seq), row)


def _add_entries(books: Books, booking: Booking) -> None:
    tenant_id, seq = booking.tenant_id, booking.transaction_seq
    for line, (account, points, version, balance) in enumerate(booking.entries):
        row = {
            "tenant_id": tenant_id,
            "transaction_seq": seq,
            "line": line,
            "account": account,
            "points": points,
            "account_version": version,
            "balance_after": balance,
        }
        books.put(_ENTRIES, (tenant_id, seq, line), row)


def _save_accounts(books: Books, tenant_id: TenantId, lines: Iterable[_Line]) -> None:
    """That no version is given twice (LED-14) a unique key of the entries sees to."""
    for line in lines:
        row: Columns = {
            "tenant_id": tenant_id,
            "account": line.account,
            "version": line.state.version,
            "balance": line.state.balance,
        }
        books.put(_ACCOUNTS, (tenant_id, line.account), row)


def _save_lots(
    books: Books,
    tenant_id: TenantId,
    posting: Posting,
    *,
    transaction_seq: int,
    lots: Sequence[Lot],
) -> None:
    card_id = posting.card.card_id
    born_ids = {lot.lot_id for lot in posting.born}
    used_ids = {use.lot_id for use in posting.uses} - born_ids
    born = [lot for lot in lots if lot.lot_id in born_ids]
    used = [lot for lot in lots if lot.lot_id in used_ids]
    add_lots(books, tenant_id, card_id, transaction_seq=transaction_seq, born=born)
    update_lots(books, tenant_id, card_id, changed=used)


def _move_leased(
    books: Books, tenant_id: TenantId, posting: Posting, *, transaction_seq: int
) -> None:
    if posting.leased:
        leases.move(
            books,
            tenant_id,
            transaction_seq=transaction_seq,
            uses=posting.leased.uses,
            is_return=posting.kind is EntryKind.LEASE,
        )


def _told(posting: Posting, kind: PointsKind) -> int:
    """What the guest sees of it: a point he still has to bring is spent all the same."""
    return _sum_of(posting.uses, kind) - posting.owed.get(kind, 0)


def _sum_of(uses: Iterable[LotUse], kind: PointsKind) -> int:
    return sum(use.points for use in uses if use.kind is kind)


def _lot_facts(lot: Lot) -> tuple[str, str, int, int | None]:
    expires = to_millis(lot.expires_at) if lot.expires_at else None
    return lot.lot_id, lot.kind.value, to_millis(lot.effective_at), expires

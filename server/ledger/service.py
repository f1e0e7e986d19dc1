"""The ledger's books: what a card holds, and the one function that posts.

Knows double entry, accounts and lots. Must not know kinds of operations: the handlers say what to
post. Balances follow the order of posting; effective moments are for rules and reports only.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from server.database import table_of
from server.guests import service as guests
from server.ledger import leases
from server.ledger.hashing import FIRST_HASH, Booking, booking_hash
from server.ledger.incoming import Booked
from server.ledger.lots import add_lots, add_uses, lots_of_card, lots_of_cards, update_lots
from server.ledger.tables import AccountRow, EntryRow, TransactionRow
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

_ACCOUNT = table_of(AccountRow)
_TRANSACTION = table_of(TransactionRow)
_ENTRY = table_of(EntryRow)
_NEW_ACCOUNT = AccountState(version=0, balance=0)
_LOCKED_ACCOUNTS = (
    select(_ACCOUNT)
    .where(
        _ACCOUNT.c.tenant_id == bindparam("tenant_id"),
        _ACCOUNT.c.account.in_(bindparam("accounts", expanding=True)),
    )
    .order_by(_ACCOUNT.c.account)
    .with_for_update()
)
_HASH = select(_TRANSACTION.c.hash).where(
    _TRANSACTION.c.tenant_id == bindparam("tenant_id"),
    _TRANSACTION.c.transaction_seq == bindparam("transaction_seq"),
)
_INSERT_TRANSACTION = insert(_TRANSACTION)
_INSERT_ENTRIES = insert(_ENTRY)
_INSERT_ACCOUNT = insert(_ACCOUNT)
_UPDATE_ACCOUNT = (
    update(_ACCOUNT)
    .where(
        _ACCOUNT.c.tenant_id == bindparam("of_tenant"),
        _ACCOUNT.c.account == bindparam("of_account"),
        _ACCOUNT.c.version == bindparam("version_after") - 1,
    )
    .values(version=bindparam("version_after"), balance=bindparam("balance_after"))
)


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
    """The guest's card with its lots, after every merge; None when nobody has that id.

    Empty lots are left out but for those named in ``also``.
    """
    who = guests.canonical(conn, tenant_id, guest_id)
    if who is None:
        return None
    (card,) = guests.cards(conn, tenant_id, [card_id_of(who)])
    return replace(card, lots=lots_of_card(conn, tenant_id, card.card_id, also=also))


def cards_with_lots(
    conn: Connection, tenant_id: TenantId, card_ids: Sequence[CardId]
) -> tuple[Card, ...]:
    """Those of the cards that exist, with the lots that hold points, in no order."""
    lots = lots_of_cards(conn, tenant_id, card_ids)
    return tuple(
        replace(card, lots=lots.get(card.card_id, ()))
        for card in guests.cards(conn, tenant_id, card_ids)
    )


def post(conn: Connection, tenant_id: TenantId, posting: Posting) -> Booked:
    """Writes the transaction with its entries, lots and uses, and what the card is after it.

    Call ``lock_tenant`` before. A posting that would make an account or a lot negative, or that
    does not balance, is a bug of the caller and asserts. Where nothing moves, nothing is written.
    """
    if not (posting.uses or posting.leased or posting.house_points or posting.owed):
        return Booked(posting.card)
    lots = use_lots((*posting.card.lots, *posting.born), posting.uses)
    lines = _lines(conn, tenant_id, _legs(posting))
    transaction_seq = next_number(conn, tenant_id, Counter.TRANSACTION)
    booking = _booking(tenant_id, posting, transaction_seq=transaction_seq, lines=lines)
    _insert_transaction(conn, booking)
    _insert_entries(conn, booking)
    _save_accounts(conn, tenant_id, lines)
    born_ids = {lot.lot_id for lot in posting.born}
    add_lots(
        conn,
        tenant_id,
        posting.card.card_id,
        transaction_seq=transaction_seq,
        born=[lot for lot in lots if lot.lot_id in born_ids],
    )
    used_ids = {use.lot_id for use in posting.uses} - born_ids
    update_lots(conn, tenant_id, [lot for lot in lots if lot.lot_id in used_ids])
    add_uses(conn, tenant_id, transaction_seq=transaction_seq, uses=posting.uses)
    _move_leased(conn, tenant_id, posting, transaction_seq=transaction_seq)
    return Booked(
        card=replace(posting.card, lots=lots),
        regular=_told(posting, PointsKind.REGULAR),
        promo=_told(posting, PointsKind.PROMO),
        transaction_seq=transaction_seq,
    )


def loss_of_transaction(conn: Connection, tenant_id: TenantId, transaction_seq: int) -> int:
    """How many points the house paid in the transaction."""
    points = conn.execute(
        select(_ENTRY.c.points).where(
            _ENTRY.c.tenant_id == tenant_id,
            _ENTRY.c.transaction_seq == transaction_seq,
            _ENTRY.c.account == Account(AccountKind.HOUSE_LOSS).key,
        )
    ).scalar_one_or_none()
    return -points if points is not None else 0


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


def _lines(conn: Connection, tenant_id: TenantId, legs: Sequence[Leg]) -> list[_Line]:
    """The legs with the state of each account after it, accounts locked in one order."""
    keys = [leg.account.key for leg in legs]
    assert len(set(keys)) == len(keys), "an account has one leg in a transaction"
    rows = conn.execute(_LOCKED_ACCOUNTS, {"tenant_id": tenant_id, "accounts": keys})
    before = {row.account: AccountState(row.version, row.balance) for row in rows}
    return [
        _Line(key, leg.points, post_leg(before.get(key, _NEW_ACCOUNT), leg))
        for key, leg in zip(keys, legs, strict=True)
    ]


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


def _insert_transaction(conn: Connection, booking: Booking) -> None:
    before = {"tenant_id": booking.tenant_id, "transaction_seq": booking.transaction_seq - 1}
    previous = conn.execute(_HASH, before).scalar_one_or_none() or FIRST_HASH
    conn.execute(
        _INSERT_TRANSACTION,
        {
            "tenant_id": booking.tenant_id,
            "transaction_seq": booking.transaction_seq,
            "operation_id": booking.operation_id,
            "kind": booking.kind,
            "card_id": booking.card_id,
            "staff_id": booking.staff_id,
            "effective_at_ms": booking.effective_at_ms,
            "posted_at_ms": booking.posted_at_ms,
            "snapshot": booking.snapshot,
            "previous_hash": previous,
            "hash": booking_hash(booking, previous=previous),
        },
    )


def _insert_entries(conn: Connection, booking: Booking) -> None:
    of = {"tenant_id": booking.tenant_id, "transaction_seq": booking.transaction_seq}
    columns = ("account", "points", "account_version", "balance_after")
    conn.execute(
        _INSERT_ENTRIES,
        [
            of | {"line": line} | dict(zip(columns, entry, strict=True))
            for line, entry in enumerate(booking.entries)
        ],
    )


def _save_accounts(conn: Connection, tenant_id: TenantId, lines: Iterable[_Line]) -> None:
    """A version that moved meanwhile would leave its row untouched, and that is a bug (LED-14)."""
    for line in lines:
        state = line.state
        if state.version == 1:
            new = {"version": state.version, "balance": state.balance}
            conn.execute(_INSERT_ACCOUNT, {"tenant_id": tenant_id, "account": line.account} | new)
            continue
        found = conn.execute(
            _UPDATE_ACCOUNT,
            {
                "of_tenant": tenant_id,
                "of_account": line.account,
                "version_after": state.version,
                "balance_after": state.balance,
            },
        )
        assert found.rowcount == 1, "an account moved under the tenant's lock"


def _move_leased(
    conn: Connection, tenant_id: TenantId, posting: Posting, *, transaction_seq: int
) -> None:
    if posting.leased:
        leases.move(
            conn,
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

"""The one function that posts: a balanced transaction over one card, or over several.

Knows double entry, accounts and lots. Must not know kinds of operations: the handlers say what to
post. Balances follow the order of posting; effective moments are for rules and reports only.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from server.books import Books
from server.ledger import leases
from server.ledger.accounts import ACCOUNTS, ENTRIES, TRANSACTIONS, account_state
from server.ledger.hashing import FIRST_HASH, Booking, booking_hash
from server.ledger.incoming import Booked
from server.ledger.lots import (
    add_lots,
    add_uses,
    count_expired,
    lot,
    lots_of_card,
    move_lots,
    update_lots,
)
from server.tenants.service import Counter, next_number
from shared.domain.card import Card
from shared.domain.ids import CardId, DeviceId, OperationId, StaffId, TenantId
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
from shared.domain.lots import Lot, LotMove, LotUse, use_lots
from shared.domain.points import PointsKind
from shared.operations.canonical import canonical_json
from shared.operations.encode import to_millis


@dataclass(frozen=True, slots=True)
class Leased:
    """What a booking does to the leases of one device."""

    device_id: DeviceId
    uses: tuple[LeaseUse, ...]
    """Parts of lots that go under a lease (positive) or leave it."""


@dataclass(frozen=True, slots=True)
class OtherCard:
    """What a booking does to a card beside the one it names."""

    card: Card
    """Before, with every lot that ``uses`` names."""
    born: tuple[Lot, ...] = ()
    uses: tuple[LotUse, ...] = ()


@dataclass(frozen=True, slots=True)
class Posting:
    """One booking, ready to be written."""

    operation_id: OperationId | None
    """None where the server itself acts."""
    kind: EntryKind
    card: Card
    """The card it names, before, with every lot that ``uses`` names."""
    born: tuple[Lot, ...]
    """New lots, still empty; ``uses`` fill them."""
    uses: tuple[LotUse, ...]
    counter: AccountKind | None
    """The tenant's account on the other side; None where the guests have as many as before."""
    staff_id: StaffId
    effective_at_ms: int
    posted_at_ms: int
    snapshot: dict[str, Any]
    leased: Leased | None = None
    house_points: int = 0
    """What the house pays beside the card (negative: gets back)."""
    owed: Mapping[PointsKind, int] = field(default_factory=dict)
    """Points the card has yet to bring, of each kind, after a restore (negative: brought)."""
    reinstated: tuple[LotUse, ...] = ()
    """What had expired and comes back into its lots before ``uses`` take it (design §7)."""
    others: tuple[OtherCard, ...] = ()
    """Who receives; whose lots ``moves`` take or bring."""
    moves: tuple[LotMove, ...] = ()
    """Lots that change cards with all they hold, leased parts too; nothing else moves then."""


@dataclass(frozen=True, slots=True)
class _Line:
    account: str
    points: int
    state: AccountState


@dataclass(frozen=True, slots=True)
class _Side:
    """One card of a booking: what is born on it, and every use of its lots in order."""

    card: Card
    born: tuple[Lot, ...]
    uses: tuple[LotUse, ...]
    lots: tuple[Lot, ...]
    """Its lots afterwards."""


def post(books: Books, tenant_id: TenantId, posting: Posting) -> Booked:
    """Writes the transaction with its entries, lots, uses and moves, and what the cards are then.

    A posting that would make an account or a lot negative, or that does not balance, is a bug of
    the caller and asserts. Where nothing moves, nothing is written.
    """
    sides = _sides(posting)
    uses = tuple(use for side in sides for use in side.uses)
    _require_sound(posting, sides, uses)
    if not (uses or _moves_else(posting)):
        return _booked(books, tenant_id, posting, sides=sides, transaction_seq=None)
    lines = _lines(books, tenant_id, _legs(books, tenant_id, posting, sides=sides))
    transaction_seq = next_number(books, tenant_id, Counter.TRANSACTION)
    booking = _booking(
        tenant_id, posting, transaction_seq=transaction_seq, lines=lines, sides=sides
    )
    _add_transaction(books, booking)
    _add_entries(books, booking)
    _save_accounts(books, tenant_id, lines)
    for side in sides:
        _save_lots(books, tenant_id, side, transaction_seq=transaction_seq)
    add_uses(books, tenant_id, transaction_seq=transaction_seq, uses=uses)
    is_expiry = posting.kind is EntryKind.EXPIRE
    count_expired(books, tenant_id, posting.uses if is_expiry else posting.reinstated)
    _move_leased(books, tenant_id, posting, transaction_seq=transaction_seq)
    _move_lots(books, tenant_id, posting, transaction_seq=transaction_seq)
    return _booked(books, tenant_id, posting, sides=sides, transaction_seq=transaction_seq)


def _require_sound(posting: Posting, sides: Sequence[_Side], uses: Sequence[LotUse]) -> None:
    cards = {side.card.card_id for side in sides}
    assert all({move.from_card, move.to_card} <= cards for move in posting.moves)
    assert not posting.moves or not (uses or posting.leased), "moves stand alone"


def _sides(posting: Posting) -> tuple[_Side, ...]:
    named = _side(posting.card, posting.born, (*posting.reinstated, *posting.uses))
    others = (_side(each.card, each.born, each.uses) for each in posting.others)
    return named, *others


def _side(card: Card, born: tuple[Lot, ...], uses: tuple[LotUse, ...]) -> _Side:
    return _Side(card, born, uses, use_lots((*card.lots, *born), uses))


def _moves_else(posting: Posting) -> bool:
    return bool(posting.leased or posting.house_points or posting.owed or posting.moves)


def _booked(
    books: Books,
    tenant_id: TenantId,
    posting: Posting,
    *,
    sides: Sequence[_Side],
    transaction_seq: int | None,
) -> Booked:
    named, *others = (_after(books, tenant_id, each, moves=posting.moves) for each in sides)
    return Booked(
        card=named,
        regular=_told(posting, PointsKind.REGULAR),
        promo=_told(posting, PointsKind.PROMO),
        transaction_seq=transaction_seq,
        others=tuple(others),
    )


def _after(books: Books, tenant_id: TenantId, side: _Side, *, moves: Sequence[LotMove]) -> Card:
    if moves:
        return replace(side.card, lots=lots_of_card(books, tenant_id, side.card.card_id))
    return replace(side.card, lots=side.lots)


def _legs(
    books: Books, tenant_id: TenantId, posting: Posting, *, sides: Sequence[_Side]
) -> list[Leg]:
    """What is under no lease is available; the house's part is no card's."""
    points: defaultdict[Account, int] = defaultdict(int)
    for leg in (*_legs_of_lots(posting, sides), *_legs_of_moves(books, tenant_id, posting.moves)):
        points[leg.account] += leg.points
    for kind, owed in posting.owed.items():
        points[Account(AccountKind.SUSPENSE, posting.card.card_id, kind)] -= owed
    points[Account(AccountKind.EXPIRED)] -= sum(use.points for use in posting.reinstated)
    points[Account(AccountKind.HOUSE_LOSS)] -= posting.house_points
    if posting.counter is not None:
        points[Account(posting.counter)] -= sum(points.values())
    legs = [Leg(account, points[account]) for account in sorted(points, key=_place)]
    assert is_balanced(legs)
    return [leg for leg in legs if leg.points]


def _place(account: Account) -> tuple[str, bool, str]:
    """Each balance of a card with all that devices hold of it; the tenant's accounts last."""
    return account.card_id or "~", account.balance is PointsKind.PROMO, account.key


def _legs_of_lots(posting: Posting, sides: Sequence[_Side]) -> Iterator[Leg]:
    for side in sides:
        for use in side.uses:
            yield Leg(Account(AccountKind.AVAILABLE, side.card.card_id, use.kind), use.points)
    if posting.leased is None:
        return
    card_id, device_id = posting.card.card_id, posting.leased.device_id
    for each in posting.leased.uses:
        kind, aside = each.use.kind, each.use.points
        yield Leg(Account(AccountKind.AVAILABLE, card_id, kind), -aside)
        yield Leg(Account(AccountKind.LEASE, card_id, kind, device_id), aside)


def _legs_of_moves(books: Books, tenant_id: TenantId, moves: Sequence[LotMove]) -> Iterator[Leg]:
    """A lot takes along what devices hold of it: it is theirs on the other card."""
    held = leases.of_cards(books, tenant_id, sorted({move.from_card for move in moves}))
    for move in moves:
        whole = lot(books, tenant_id, move.lot_id)
        free = whole.left
        for lease in held:
            aside = sum(part.left for part in lease.held.lots if part.lot_id == move.lot_id)
            held_there = Account(AccountKind.LEASE, move.from_card, whole.kind, lease.device_id)
            yield from _moved(move, held_there, points=aside)
            free -= aside
        available = Account(AccountKind.AVAILABLE, move.from_card, whole.kind)
        yield from _moved(move, available, points=free)


def _moved(move: LotMove, source: Account, *, points: int) -> tuple[Leg, Leg]:
    return Leg(source, -points), Leg(replace(source, card_id=move.to_card), points)


def _lines(books: Books, tenant_id: TenantId, legs: Sequence[Leg]) -> list[_Line]:
    """The legs with the state of each account after it."""
    return [
        _Line(key, leg.points, post_leg(account_state(books, tenant_id, key), leg))
        for leg in legs
        for key in [leg.account.key]
    ]


def _booking(
    tenant_id: TenantId,
    posting: Posting,
    *,
    transaction_seq: int,
    lines: Iterable[_Line],
    sides: Sequence[_Side],
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
        lots=tuple(
            sorted(_lot_facts(lot, side.card.card_id) for side in sides for lot in side.born)
        ),
        uses=tuple((use.lot_id, use.points) for side in sides for use in side.uses),
        leased=tuple(
            (each.lease_id, each.use.lot_id, each.use.points)
            for each in (posting.leased.uses if posting.leased else ())
        ),
        moves=tuple((move.lot_id, move.from_card, move.to_card) for move in posting.moves),
    )


def _lot_facts(born: Lot, card_id: CardId) -> tuple[str, str | None, str, int, int | None]:
    expires = to_millis(born.expires_at) if born.expires_at else None
    return born.lot_id, card_id, born.kind.value, to_millis(born.effective_at), expires


def _add_transaction(books: Books, booking: Booking) -> None:
    tenant_id, seq = booking.tenant_id, booking.transaction_seq
    before = books.get(TRANSACTIONS, (tenant_id, seq - 1))
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
    books.put(TRANSACTIONS, (tenant_id, seq), row)


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
        books.put(ENTRIES, (tenant_id, seq, line), row)


def _save_accounts(books: Books, tenant_id: TenantId, lines: Iterable[_Line]) -> None:
    """That no version is given twice (LED-14) a unique key of the entries sees to."""
    for line in lines:
        row = {
            "tenant_id": tenant_id,
            "account": line.account,
            "version": line.state.version,
            "balance": line.state.balance,
        }
        books.put(ACCOUNTS, (tenant_id, line.account), row)


def _save_lots(books: Books, tenant_id: TenantId, side: _Side, *, transaction_seq: int) -> None:
    card_id = side.card.card_id
    born_ids = {each.lot_id for each in side.born}
    used_ids = {use.lot_id for use in side.uses} - born_ids
    born = [each for each in side.lots if each.lot_id in born_ids]
    used = [each for each in side.lots if each.lot_id in used_ids]
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


def _move_lots(
    books: Books, tenant_id: TenantId, posting: Posting, *, transaction_seq: int
) -> None:
    if posting.moves:
        leases.follow(books, tenant_id, posting.moves)
        move_lots(books, tenant_id, transaction_seq=transaction_seq, moves=posting.moves)


def _told(posting: Posting, kind: PointsKind) -> int:
    """What the guest sees of it, on all cards of his: a point he still has to bring is spent."""
    his = (x.uses for x in posting.others if x.card.guest_id == posting.card.guest_id)
    uses = (use for some in (posting.uses, *his) for use in some if use.kind is kind)
    return sum(use.points for use in uses) - posting.owed.get(kind, 0)

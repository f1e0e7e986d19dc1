"""Suspense: points that were redeemed before a restore, and that the restored card lacks (§9).

They are owed until what brought them arrives again; then they are repaid at once, before anybody
can spend them. That may be after the fence is down: a till is waited for only as far as it was
answered, and what it was not answered for may have been spent elsewhere. What nobody brings for as
long as tills keep what they did, the house pays.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import BindParameter, Connection, bindparam, func, select

from server.audit import SYSTEM
from server.books import Books
from server.database import table_of
from server.guests.cards import tell_card
from server.ledger import leases
from server.ledger.accounts import balance, owed_in_transaction, repayments
from server.ledger.lots import uses_of_transaction
from server.ledger.posting import Posting, post
from server.ledger.service import held_card
from server.ledger.tables import OWING, AccountRow, EntryRow, TransactionRow
from server.prepared import ask
from shared.domain.card import Card
from shared.domain.ids import CardId, StaffId, TenantId
from shared.domain.leases import free_card
from shared.domain.ledger import Account, AccountKind, EntryKind
from shared.domain.lots import Lot, LotUse, spending_order
from shared.domain.points import PointsKind

_ACCOUNT = table_of(AccountRow)
_ENTRY = table_of(EntryRow)
_TRANSACTION = table_of(TransactionRow)
_TENANT: BindParameter[str] = bindparam("tenant_id")
_OWING_SINCE = (
    select(_ENTRY.c.account, func.max(_TRANSACTION.c.posted_at_ms).label("since_ms"))
    .join(
        _TRANSACTION,
        (_TRANSACTION.c.tenant_id == _ENTRY.c.tenant_id)
        & (_TRANSACTION.c.transaction_seq == _ENTRY.c.transaction_seq),
    )
    .where(
        _ENTRY.c.tenant_id == _TENANT,
        _ENTRY.c.account.in_(
            select(_ACCOUNT.c.account).where(_ACCOUNT.c.tenant_id == _TENANT, OWING)
        ),
        _ENTRY.c.points < 0,
    )
    .group_by(_ENTRY.c.account)
)


@dataclass(frozen=True, slots=True)
class Undoing:
    """What becomes of points that a card owed, once what made it owe them is cancelled."""

    forgiven: Mapping[PointsKind, int] = field(default_factory=dict)
    """Owed still, and no more."""
    repaid: tuple[LotUse, ...] = ()
    """What lots paid for it meanwhile, negative: it goes back to them."""
    written_off: int = 0
    """What the house paid: it gets that back."""


def owed(books: Books, tenant_id: TenantId, card_id: CardId) -> dict[PointsKind, int]:
    """What the card owes, by kind; nothing where it owes nothing."""
    debts = {
        kind: -balance(books, tenant_id, Account(AccountKind.SUSPENSE, card_id, kind))
        for kind in PointsKind
    }
    return {kind: points for kind, points in debts.items() if points}


def owing_cards(conn: Connection, tenant_id: TenantId) -> tuple[CardId, ...]:
    """The cards that owe anything."""
    return tuple(sorted(owing_since_ms(conn, tenant_id)))


def owing_since_ms(conn: Connection, tenant_id: TenantId) -> dict[CardId, int]:
    """The cards that owe anything, each with the moment in which its debt grew last."""
    since_ms: dict[CardId, int] = {}
    for row in ask(conn, _OWING_SINCE, tenant_id=tenant_id):
        card_id = CardId(row.account.split(":")[1])
        since_ms[card_id] = max(row.since_ms, since_ms.get(card_id, 0))
    return since_ms


def repay(books: Books, tenant_id: TenantId, card_id: CardId, *, now_ms: int) -> None:
    """Pays what the card owes, as far as it holds points that are free. Call ``lock_tenant``."""
    debt = owed(books, tenant_id, card_id)
    if not debt:
        return
    card = held_card(books, tenant_id, card_id)
    held = leases.of_cards(books, tenant_id, [card_id])
    free = free_card(card, [each.held for each in held])
    uses = tuple(use for kind, points in debt.items() for use in _paying(free.lots, kind, points))
    if not uses:
        return
    paid = {kind: sum(use.points for use in uses if use.kind is kind) for kind in debt}
    post(books, tenant_id, _posting(card, uses=uses, brought=paid, now_ms=now_ms))
    tell_card(books, tenant_id, card)


def settle_debt(
    books: Books, tenant_id: TenantId, card_id: CardId, *, made_at_ms: int, now_ms: int
) -> None:
    """As ``repay``, by what was made before the card came to owe it.

    What the guest earned since is his: it is not what a till has still to bring.
    """
    if not owed(books, tenant_id, card_id):
        return
    since_ms = books.once(owing_since_ms, tenant_id)
    if made_at_ms <= since_ms.get(card_id, now_ms):
        repay(books, tenant_id, card_id, now_ms=now_ms)


def write_off(books: Books, tenant_id: TenantId, card_ids: Sequence[CardId], *, now_ms: int) -> int:
    """What nobody brought to these cards is the house's loss now: how many points that is."""
    return sum(_forgive(books, tenant_id, each, now_ms=now_ms) for each in card_ids)


def undoing(books: Books, tenant_id: TenantId, card_id: CardId, *, transaction_seq: int) -> Undoing:
    """How what the card came to owe in that transaction is undone."""
    owed_then = owed_in_transaction(books, tenant_id, transaction_seq)
    if not owed_then:
        return Undoing()
    debt = owed(books, tenant_id, card_id)
    forgiven = {kind: min(points, debt.get(kind, 0)) for kind, points in owed_then.items()}
    rest = {kind: points - forgiven[kind] for kind, points in owed_then.items()}
    repaid: list[LotUse] = []
    for seq in repayments(books, tenant_id, card_id, after_seq=transaction_seq):
        for use in uses_of_transaction(books, tenant_id, seq):
            taken = min(-use.points, rest.get(use.kind, 0))
            if taken:
                rest[use.kind] -= taken
                repaid.append(replace(use, points=-taken))
    return Undoing(forgiven, tuple(repaid), sum(rest.values()))


def _forgive(books: Books, tenant_id: TenantId, card_id: CardId, *, now_ms: int) -> int:
    """The house pays what the card owes: how many points that is."""
    debt = owed(books, tenant_id, card_id)
    if not debt:
        return 0
    card = held_card(books, tenant_id, card_id)
    brought = {kind: -points for kind, points in debt.items()}
    post(books, tenant_id, _posting(card, uses=(), brought=brought, now_ms=now_ms))
    return sum(debt.values())


def _paying(lots: tuple[Lot, ...], kind: PointsKind, points: int) -> list[LotUse]:
    """Lots of that kind that pay at most ``points``; an expired one pays too: it was spent."""
    uses: list[LotUse] = []
    for lot in sorted((lot for lot in lots if lot.kind is kind), key=spending_order):
        taken = min(lot.left, points)
        if taken:
            uses.append(LotUse(lot.lot_id, kind, -taken))
            points -= taken
    return uses


def _posting(
    card: Card, *, uses: tuple[LotUse, ...], brought: Mapping[PointsKind, int], now_ms: int
) -> Posting:
    """Without uses the house brings what is brought."""
    return Posting(
        operation_id=None,
        kind=EntryKind.REPAY,
        card=card,
        born=(),
        uses=uses,
        counter=None,
        staff_id=StaffId(SYSTEM),
        effective_at_ms=now_ms,
        posted_at_ms=now_ms,
        snapshot={"cause": "RESTORED" if uses else "WRITTEN_OFF"},
        house_points=0 if uses else -sum(brought.values()),
        owed={kind: points for kind, points in brought.items() if points},
    )

"""One transaction over two cards, lots that move, points that had expired (LED-41, design §7)."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from server.audit import SYSTEM
from server.books import writing
from server.ledger.incoming import Booked
from server.ledger.posting import OtherCard, Posting, post
from server.ledger.statement import statement
from shared.domain.card import Card
from shared.domain.ids import GuestId, LotId, StaffId, card_id_of
from shared.domain.leases import OfflinePolicy
from shared.domain.ledger import AccountKind, EntryKind
from shared.domain.lots import LotMove, LotUse
from shared.operations.encode import from_millis
from tests.server.leases.pouch import Pouch, set_policy
from tests.server.shop import Shop
from tests.server.shop_fixtures import SHOP_FILE

WELCOME = 100
TAMPERED = [
    ("UPDATE lot_move SET to_card_id = from_card_id", "something in it was changed"),
    ("DELETE FROM lot_move", "its entries and its uses of lots differ"),
    ("UPDATE lot SET card_id = (SELECT from_card_id FROM lot_move)", "no move took it"),
    ("UPDATE lease SET card_id = (SELECT from_card_id FROM lot_move)", "that was booked"),
]


def test_lots_move_with_what_devices_hold_of_them(shop: Shop) -> None:
    _, first, second = _two_guests(shop)
    mine, theirs = shop.card(first).lots, shop.card(second).lots
    done = _move_all(shop, first, second)
    assert shop.card(first).lots == ()
    assert {lot.lot_id for lot in shop.card(second).lots} == {lot.lot_id for lot in mine + theirs}
    assert done.card.promo(from_millis(shop.now_ms)) == 2 * WELCOME
    given, moved = EntryKind.PROMO_GRANT, EntryKind.MIGRATE
    assert _statement(shop, first) == [(given, WELCOME), (moved, -WELCOME)]
    assert _statement(shop, second) == [(given, WELCOME), (moved, WELCOME)]
    assert _problems(shop) == []


def test_a_device_spends_of_a_lot_that_moved_on_the_card_it_lies_on(shop: Shop) -> None:
    pouch, first, second = _two_guests(shop)
    _move_all(shop, first, second)
    _move_all(shop, second, first)
    pouch.spend(first, 60)
    assert [each.status for each in pouch.till.outcomes()] == ["applied"]
    assert shop.balance(first) == (0, 2 * WELCOME - 60)
    assert shop.balance(second) == (0, 0)
    assert _problems(shop) == []


@pytest.mark.parametrize(("deed", "named"), TAMPERED)
def test_a_move_that_somebody_changed_is_found(
    sqlite_shop: Shop, tmp_path: Path, deed: str, named: str
) -> None:
    _, first, second = _two_guests(sqlite_shop)
    _move_all(sqlite_shop, first, second)
    with closing(sqlite3.connect(tmp_path / SHOP_FILE)) as db, db:
        db.execute(deed)
    problems = sqlite_shop.verified().problems
    assert any(named in problem for problem in problems), problems


def test_a_lot_is_born_on_the_other_card_of_a_transaction(shop: Shop) -> None:
    _, first, second = _two_guests(shop)
    giver, receiver = shop.card(second), shop.card(first)
    taken = giver.lots[0]
    born = replace(taken, lot_id=LotId("gift:0"), left=0)
    gets = OtherCard(receiver, (born,), (LotUse(born.lot_id, born.kind, 40),))
    uses = (LotUse(taken.lot_id, taken.kind, -40),)
    done = _post(shop, EntryKind.MIGRATE, giver, uses=uses, others=(gets,))
    assert (done.promo, done.card.lots[0].left) == (-40, WELCOME - 40)
    (other,) = done.others
    assert sum(lot.left for lot in other.lots) == WELCOME + 40
    assert (shop.balance(first), shop.balance(second)) == ((0, 140), (0, 60))


def test_an_expiry_and_what_came_too_late_for_it_leave_sound_books(shop: Shop) -> None:
    till = shop.till()
    guest_id = till.register()
    till.push()
    lot = shop.card(guest_id).lots[0]
    gone = LotUse(lot.lot_id, lot.kind, -lot.left)
    expired = AccountKind.EXPIRED
    _post(shop, EntryKind.EXPIRE, shop.card(guest_id), uses=(gone,), counter=expired)
    assert shop.balance(guest_id) == (0, 0)
    assert _problems(shop) == []


def test_points_that_had_expired_come_back_before_they_are_spent(shop: Shop) -> None:
    till = shop.till()
    guest_id = till.register()
    till.push()
    card = shop.card(guest_id)
    lot = card.lots[0]
    expired, redeemed = AccountKind.EXPIRED, AccountKind.REDEEMED
    gone = LotUse(lot.lot_id, lot.kind, -lot.left)
    _post(shop, EntryKind.EXPIRE, card, uses=(gone,), counter=expired)
    empty = replace(card, lots=(replace(lot, left=0),))
    back, spent = replace(gone, points=70), replace(gone, points=-70)
    done = _post(shop, EntryKind.REDEEM, empty, uses=(spent,), counter=redeemed, reinstated=(back,))
    assert (done.promo, done.card.lots[0].left) == (-70, 0)
    assert _problems(shop) == []


def _problems(shop: Shop) -> list[str]:
    """But for what no posting says of itself: who wanted it, and why."""
    ours = ("no operation caused it", "of the house: ", "gave lots to somebody else")
    return [x for x in shop.verified().problems if not any(each in x for each in ours)]


def _two_guests(shop: Shop) -> tuple[Pouch, str, str]:
    """Each has the welcome; what the first has is under a lease."""
    set_policy(shop, OfflinePolicy())
    pouch = Pouch.of(shop, "Касса 1")
    first, second = pouch.till.register("79991111111"), pouch.till.register("79992222222")
    pouch.push()
    pouch.ask(first)
    assert pouch.left(first) == WELCOME
    return pouch, first, second


def _move_all(shop: Shop, source: str, target: str) -> Booked:
    """All lots of the one are the other's."""
    giver, receiver = shop.card(source), shop.card(target)
    moves = tuple(LotMove(lot.lot_id, giver.card_id, receiver.card_id) for lot in giver.lots)
    return _post(shop, EntryKind.MIGRATE, receiver, others=(OtherCard(giver),), moves=moves)


def _post(shop: Shop, kind: EntryKind, card: Card, **changed: Any) -> Booked:
    """What the server itself books."""
    plain: dict[str, Any] = {"born": (), "uses": (), "counter": None}
    posting = Posting(
        operation_id=None,
        kind=kind,
        card=card,
        staff_id=StaffId(SYSTEM),
        effective_at_ms=shop.now_ms,
        posted_at_ms=shop.now_ms,
        snapshot={},
        **plain | changed,
    )

    def posted(conn: Any) -> Booked:
        with writing(conn) as books:
            return post(books, shop.tenant_id, posting)

    return shop.write(posted)


def _statement(shop: Shop, guest_id: str) -> list[tuple[EntryKind, int]]:
    card_id = card_id_of(GuestId(guest_id))
    rows = shop.read(lambda conn: statement(conn, shop.tenant_id, card_id))
    return [(row.kind, row.points) for row in rows]

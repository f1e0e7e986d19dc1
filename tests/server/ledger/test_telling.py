"""What a till is told of the past: bookings, lots, another till's operation (RBC-12, LED-12)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from starlette.testclient import TestClient

from server.app import build_app
from server.ledger.telling import balance, history, operations_of_slip
from server.settings import Settings
from shared.domain.ids import GuestId, OperationId
from shared.domain.points import PointsKind
from shared.operations.chain import short_hash
from shared.sync.archive import BalanceReply, HistoryReply, OperationsReply
from tests.builders import an_id
from tests.server.ledger.merges import merge
from tests.server.online import authorization
from tests.server.shop import Shop, Till
from tests.server.shop_fixtures import SHOP_FILE

ARCHIVE = "/api/v1/archive"


def past(till: Till, guest_id: str, *, before: int | None = None, limit: int = 20) -> HistoryReply:
    return till.shop.read(
        lambda conn: history(conn, till.device, GuestId(guest_id), before=before, limit=limit)
    )


def points(till: Till, guest_id: str, *, after: int = 0, limit: int = 20) -> BalanceReply:
    return till.shop.read(
        lambda conn: balance(conn, till.device, GuestId(guest_id), after=after, limit=limit)
    )


def slip(till: Till, operation_id: str) -> OperationsReply:
    return till.shop.read(
        lambda conn: operations_of_slip(conn, till.device, OperationId(operation_id))
    )


def kinds(reply: HistoryReply) -> list[tuple[str, int]]:
    return [(each.kind, each.regular + each.promo) for each in reply.bookings]


def test_every_change_is_told_newest_first(shop: Shop, till: Till) -> None:
    guest_id = till.register()
    earned = till.earn(guest_id, 2_000)
    till.redeem(guest_id, 150, promo=100)
    till.adjust(guest_id, -20, staff_id=shop.cashier, approver_id=shop.manager)
    till.cancel(guest_id, earned, points=-130)
    till.push()
    told = past(till, guest_id)
    assert kinds(told) == [
        ("CANCEL", -130),
        ("MANUAL_ADJUST", -20),
        ("REDEEM", -150),
        ("EARN", 200),
        ("PROMO_GRANT", 100),
    ]
    adjusted, sold = told.bookings[1], told.bookings[3]
    assert (adjusted.staff_name, adjusted.approver_name, adjusted.reason) == (
        "Анна",
        "Марина",
        "gift",
    )
    assert (sold.device_name, sold.receipt) == (
        "Касса 1",
        short_hash(bytes.fromhex(earned.replace("-", ""))),
    )
    assert sold.check is not None
    assert sold.check.amount_minor == 2_000_00


def test_the_past_is_told_page_by_page(till: Till) -> None:
    guest_id = till.register()
    for roubles in (1_000, 2_000, 3_000):
        till.earn(guest_id, roubles)
    till.push()
    first = past(till, guest_id, limit=2)
    second = past(till, guest_id, before=first.before, limit=2)
    assert [points for _, points in kinds(first)] == [300, 200]
    assert [points for _, points in kinds(second)] == [100, 100]
    assert second.before is None


def test_who_was_two_has_the_past_of_both_under_either_name(shop: Shop, till: Till) -> None:
    survivor, alias = till.register(), till.register("79990000002")
    till.earn(survivor, 1_000)
    till.earn(alias, 2_000)
    till.push()
    merge(shop, alias, into=survivor)
    assert sorted(kinds(past(till, alias))) == sorted(kinds(past(till, survivor)))
    assert ("EARN", 200) in kinds(past(till, survivor))
    assert sum(change for _, change in kinds(past(till, survivor))) == sum(shop.balance(survivor))


def test_nobody_has_no_past_and_no_points(till: Till) -> None:
    assert past(till, an_id("nobody")).bookings == ()
    assert points(till, an_id("nobody")) == BalanceReply(points=0, lots=())


def test_each_lot_says_where_it_came_from_and_how_long_it_lasts(till: Till) -> None:
    guest_id, friend = till.register(), till.register("79990000002")
    till.earn(friend, 1_000)
    till.transfer(friend, guest_id, 40)
    till.push()
    told = points(till, guest_id)
    assert told.points == 140
    own, gift = sorted(told.lots, key=lambda lot: lot.is_from_guest)
    assert (own.kind, own.left, own.is_from_guest) == (PointsKind.PROMO, 100, False)
    assert own.expires_at_ms is not None, "a gift lasts no longer"
    assert (gift.left, gift.given, gift.is_from_guest) == (40, 40, True)
    rest = points(till, guest_id, after=1, limit=1)
    assert (rest.lots, rest.after) == (told.lots[1:], None)
    assert points(till, guest_id, limit=1).after == 1


def test_both_halves_of_a_check_are_told_by_the_code_of_either(till: Till) -> None:
    guest_id = till.register()
    check = till.check(2_000)
    redeemed = till.redeem(guest_id, 50, promo=50, check=check)
    earned = till.earn(guest_id, 2_000, check=check, after=redeemed, redeemed_points=50)
    till.refund(guest_id, earned, 500, points=-50)
    till.push()
    for code in (redeemed, earned):
        told = slip(till, code).operations
        assert [(each.kind, each.operation_id) for each in told] == [
            ("redeem", redeemed),
            ("earn", earned),
        ]
        assert [each.regular + each.promo for each in told] == [-50, 200]
        assert [each.refunded_minor for each in told] == [0, 500_00]


def test_an_operation_of_another_restaurant_is_nobodys_here(shop: Shop, till: Till) -> None:
    guest_id = till.register()
    earned = till.earn(guest_id, 2_000)
    till.push()
    assert len(slip(shop.till("Касса 2"), earned).operations) == 1
    assert slip(till, an_id("x")).operations == ()


@pytest.fixture
def ask(sqlite_shop: Shop, tmp_path: Path) -> Iterator[TestClient]:
    """A server over the shop's database."""
    assert sqlite_shop.tenant_id
    app = build_app(Settings(database_url=f"sqlite:///{tmp_path / SHOP_FILE}"))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def test_a_manager_is_told_and_a_cashier_is_not(ask: TestClient, sqlite_shop: Shop) -> None:
    """CSH-16: a cashier sees the basic data of a guest."""
    till = sqlite_shop.till()
    guest_id = till.register()
    till.push()

    def answered(path: str, staff_id: str, **query: Any) -> int:
        target = f"{ARCHIVE}/{path}?{urlencode({'staff_id': staff_id, **query})}"
        header = authorization(till.device.device_id, target, seed=till.seed)
        return ask.get(target, headers={"Authorization": header}).status_code

    for path in ("history", "balance"):
        assert answered(path, sqlite_shop.manager, guest_id=guest_id) == 200
        assert answered(path, sqlite_shop.cashier, guest_id=guest_id) == 403
    assert answered("operation", sqlite_shop.cashier, operation_id=guest_id) == 200
    assert answered("operation", an_id("stranger"), operation_id=guest_id) == 404
    assert ask.get(f"{ARCHIVE}/history").status_code == 422

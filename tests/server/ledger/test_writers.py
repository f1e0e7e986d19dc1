"""Writers at the same time: nothing is lost, doubled or spent twice (LED-14, P3)."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.server.shop import Shop, Till, open_shop

pytestmark = pytest.mark.postgres
TILLS = 4


def test_tills_that_push_at_once_spend_no_point_twice(postgresql_shop: Shop) -> None:
    shop = postgresql_shop
    guest_id = _a_guest_with(shop, 1_000)
    tills = [shop.till(f"Касса {number}") for number in range(TILLS)]
    for till in tills:
        for _ in range(5):
            till.redeem(guest_id, 100)
            till.earn(guest_id, 500)
    outcomes = _push_at_once(tills)
    spent = sum(1 for status in outcomes if status in {"adjusted", "applied"})
    regular, promo = shop.balance(guest_id)
    assert regular >= 0
    assert promo == 0
    assert shop.card(guest_id).total_visits == 20
    assert spent == 40
    assert regular == 1_000 + 100 + 20 * 50 - 20 * 100
    assert shop.verified().problems == ()


def test_tenants_do_not_wait_for_each_other_and_stay_apart(postgresql_shop: Shop) -> None:
    shops = [postgresql_shop]
    shops += [
        open_shop(postgresql_shop.database, postgresql_shop.chance, name=f"Сеть {number}")
        for number in range(2)
    ]
    tills = [shop.till(f"Касса {number}") for shop in shops for number in range(2)]
    guests = [till.register() for till in tills]
    for till, guest_id in zip(tills, guests, strict=True):
        till.earn(guest_id, 1_000)
    _push_at_once(tills)
    for shop, guest_id in zip(shops, guests[::2], strict=True):
        assert shop.balance(guest_id) == (200, 100)
    assert postgresql_shop.verified().problems == ()


def _a_guest_with(shop: Shop, points: int) -> str:
    till = shop.till("Начало")
    guest_id = till.register()
    till.adjust(guest_id, points)
    till.push()
    return guest_id


def _push_at_once(tills: list[Till]) -> list[str]:
    """What became of every operation; the threads start together."""
    with ThreadPoolExecutor(len(tills)) as threads:
        answers = list(threads.map(lambda till: till.push(), tills))
    return [outcome.status for answer in answers for outcome in answer.outcomes]

"""``shift-report``: what an operator reads of a restaurant's shifts."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from server.__main__ import main
from shared.domain.shifts import ShiftSum
from shared.operations.bodies import ShiftCloseBody, ShiftOpenBody
from shared.operations.shift_sums import sum_bodies
from tests.builders import an_id
from tests.server.shop import Shop

Type = Callable[..., tuple[int, Any, str]]
DAY = "2026-11-23"
DAY_MS = 24 * 60 * 60 * 1000


@pytest.fixture
def typed(shop: Shop, shop_url: str, capfd: pytest.CaptureFixture[str]) -> Type:
    """Runs the command on the shop; its exit code, what it printed as JSON, and complaints."""

    def run(*words: str, restaurant: str = shop.restaurant_id) -> tuple[int, Any, str]:
        asked = ["shift-report", "--database-url", shop_url, "--restaurant", restaurant, *words]
        code = main(asked)
        said = capfd.readouterr()
        return code, json.loads(said.out or "null"), said.err

    return run


def test_a_day_of_shifts_is_told_as_reported_and_as_booked(shop: Shop, typed: Type) -> None:
    till, shift = shop.till(), {"shift_id": an_id("shift")}
    till.register()
    till.enqueue(ShiftOpenBody, {**shift, "number": 4})
    till.enqueue(ShiftCloseBody, _closing(shop, shift))
    till.push()
    code, told, _ = typed("--day", DAY)
    assert (code, told["day"], told["restaurant"]) == (0, DAY, "Сушилка на Тверской")
    (report,) = told["shifts"]
    assert (report["number"], report["device"], report["waiting"]) == (4, "Касса 1", 2)
    assert (report["opened_by"], report["closed_by"]) == ("Анна", "Анна")
    assert report["closed_at"].startswith(DAY)
    assert [(each["name"], each["points"]) for each in report["reported"]] == [("Анна", 300)]
    (addendum,) = report["addenda"]
    assert (addendum["number"], addendum["sums"][0]["points"]) == (1, -300)
    assert report["booked"] == []
    assert [each["kind"] for each in told["outside_shifts"]] == ["registration"]


def test_a_shift_that_goes_on_is_told_on_each_of_its_days(shop: Shop, typed: Type) -> None:
    till = shop.till()
    till.enqueue(ShiftOpenBody, {"shift_id": an_id("shift"), "number": 1})
    till.push()
    days = ("2026-11-22", DAY, "2026-11-24")
    assert [len(typed("--day", day)[1]["shifts"]) for day in days] == [0, 1, 1]
    (report,) = typed("--day", DAY)[1]["shifts"]
    assert (report["closed_at"], report["closed_by"], report["waiting"]) == (None, None, None)


def test_a_shift_is_not_told_after_the_day_it_was_closed(shop: Shop, typed: Type) -> None:
    till, shift = shop.till(), {"shift_id": an_id("shift")}
    till.enqueue(ShiftOpenBody, {**shift, "number": 1})
    till.enqueue(ShiftCloseBody, {**shift, "sums": (), "waiting": 0})
    till.push()
    shop.now_ms += DAY_MS
    assert typed("--day", "2026-11-24")[1]["shifts"] == []


def test_there_must_be_such_a_restaurant(typed: Type) -> None:
    code, _, complaint = typed(restaurant="Нигде")
    assert (code, complaint) == (1, "there is no restaurant 'Нигде'\n")


def _closing(shop: Shop, shift: dict[str, Any]) -> dict[str, Any]:
    """An earning that never came, and two operations to wait for."""
    earned = ShiftSum(shop.cashier, "earn", 1, 300, 2_000_00, "RUB")
    return {**shift, "sums": sum_bodies([earned]), "waiting": 2}

"""A case has one answer: the quote with its steps, or every refusal with its path and data."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from shared.domain.programme import ProgrammeKind
from shared.operations.case import case_of, case_schema, case_text
from shared.operations.explained import answer, explain, explained_schema, explained_text
from shared.operations.given import NotJson
from shared.sync.payloads import programme_payload
from tests.builders import BRONZE, SILVER, a_programme

Edit = Callable[[dict[str, Any]], object]


def a_case(**asked: Any) -> dict[str, Any]:
    """A check of 2,850.00 of a Silver guest with 500 points."""
    lot = {"lot_id": "a:0", "kind": "REGULAR", "left": 500, "effective_at": "2026-11-01T09:00:00Z"}
    return {
        "programme": programme_payload(a_programme()),
        "card": {"level_id": SILVER, "lots": [lot], "total_visits": 1},
        "check": {"amount_minor": 2850_00},
        "at": "2026-11-21T15:00:00+03:00",
        "ask": "earn",
        **asked,
    }


def answered(case: dict[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(explained_text(explain(json.dumps(case))))
    return told


def refusals(case: dict[str, Any]) -> list[tuple[str, str]]:
    return [(each["of"], each["code"]) for each in answered(case)["refusals"]]


def test_what_a_check_earns_is_explained_step_by_step() -> None:
    told = answered(a_case())
    assert [(step["kind"], step["points"]) for step in told["earn"]["steps"]] == [
        ("rule", 285),
        ("level", 142),
    ]
    assert told["programme"] == {
        "version_id": a_programme().version_id,
        "number": 1,
        "name": "Сушилка",
    }
    assert (told["redemption"], told["refusals"]) == (None, [])


def test_both_halves_of_a_check_are_answered_together() -> None:
    told = answered(a_case(ask="both", redeem_points=100))
    assert told["redemption"]["to_pay_minor"] == 2750_00
    assert told["limits"]["maximum"] == 500
    assert told["earn"]["regular_points"] == 427


def test_without_points_the_limits_alone_are_answered() -> None:
    told = answered(a_case(ask="redeem"))
    assert (told["limits"]["bound"], told["redemption"], told["earn"]) == ("balance", None, None)


def test_a_refused_half_does_not_hide_the_other() -> None:
    told = answered(a_case(ask="both", redeem_points=9_999))
    assert told["earn"]["regular_points"] == 427
    assert [each["code"] for each in told["refusals"]] == ["redemption_above_limit"]
    assert told["refusals"][0]["data"] == {"points": 9_999, "limit": 570, "limit_percent": 20}


def test_a_check_that_earns_nothing_is_refused_and_says_why() -> None:
    told = answered(a_case(check={"amount_minor": 49_00}))
    assert [step["kind"] for step in told["earn"]["steps"]] == ["no_rule"]
    assert refusals(a_case(check={"amount_minor": 49_00})) == [("earn", "nothing_to_earn")]


def test_a_blocked_card_neither_earns_nor_redeems() -> None:
    case = a_case(card={"level_id": BRONZE, "status": "BLOCKED"}, ask="both", redeem_points=10)
    assert refusals(case) == [("redeem", "card_not_usable"), ("earn", "card_not_usable")]


def test_points_and_discounts_are_programmes_of_their_own() -> None:
    assert refusals(a_case(ask="discount")) == [("discount", "wrong_programme_kind")]
    case = a_case(ask="discount")
    case["programme"]["settings"]["kind"] = ProgrammeKind.DISCOUNT
    case["card"]["discount_bp"] = 1000
    assert answered(case)["discount"]["discount_minor"] == 285_00
    assert refusals({**case, "ask": "earn"}) == [("earn", "wrong_programme_kind")]


def test_items_count_by_their_categories() -> None:
    items = [
        {"product_id": "tomyam", "category_id": "soups", "price_minor": 450_00},
        {"product_id": "wine", "category_id": "alcohol", "price_minor": 350_00},
    ]
    case = a_case(check={"amount_minor": 800_00, "items": items})
    case["programme"]["categories"] = [{"category_id": "alcohol", "name": "Алкоголь"}]
    case["programme"]["settings"]["excluded_category_ids"] = ["alcohol"]
    assert answered(case)["earn"]["base_minor"] == 450_00


def test_what_a_method_paid_is_what_points_left_of_the_check() -> None:
    case = a_case(ask="both", redeem_points=100)
    case["programme"]["rules"][0]["condition"]["payment_methods"] = ["CARD"]
    case["check"]["bill"] = {"payments": [{"method": "CARD", "amount_minor": 2850_00}]}
    assert answered(case)["earn"]["steps"][0]["base_minor"] == 2750_00


def rules(case: dict[str, Any]) -> dict[str, Any]:
    first: dict[str, Any] = case["programme"]["rules"][0]
    return first


ITEM = {"product_id": "x", "category_id": "", "price_minor": 1}
BAD: dict[str, tuple[Edit, str, str]] = {
    "overlapping levels": (
        lambda case: case["programme"]["levels"][1].update(threshold_minor=0),
        "programme.levels.1.threshold_minor",
        "overlaps",
    ),
    "a percentage of 101": (
        lambda case: rules(case).update(earn_bp=101_00),
        "programme.rules.0.earn_bp",
        "out_of_range",
    ),
    "a rule without an end": (
        lambda case: rules(case).update(starts_at="2026-11-01T00:00:00Z"),
        "programme.rules.0.ends_at",
        "missing",
    ),
    "a promo that expires before it starts": (
        lambda case: case["programme"]["promos"][0].update(
            starts_at="2026-11-02T00:00:00Z", ends_at="2026-11-01T00:00:00Z"
        ),
        "programme.promos.0.ends_at",
        "before_start",
    ),
    "a negative price": (
        lambda case: case["check"].update(items=[{**ITEM, "price_minor": -1}]),
        "check.items.0.price_minor",
        "out_of_range",
    ),
    "10,000 items": (
        lambda case: case["check"].update(items=[ITEM] * 10_000),
        "check.items",
        "too_many",
    ),
    "a misspelt name": (
        lambda case: rules(case).update(earn_pb=1),
        "programme.rules.0.earn_pb",
        "unknown_field",
    ),
    "a misspelt name deep in a condition": (
        lambda case: rules(case)["condition"].update(any_of=[{"weekday": [1]}]),
        "programme.rules.0.condition.any_of.0.weekday",
        "unknown_field",
    ),
    "a fraction of a kopeck": (
        lambda case: case["check"].update(amount_minor=0.5),
        "check.amount_minor",
        "format",
    ),
    "an amount in quotes": (
        lambda case: case["check"].update(amount_minor="285000"),
        "check.amount_minor",
        "format",
    ),
    "an amount beyond every check": (
        lambda case: case["check"].update(amount_minor=10**30),
        "check.amount_minor",
        "out_of_range",
    ),
    "a moment of no zone": (
        lambda case: case.update(at="2026-11-21T12:00:00"),
        "at",
        "no_zone",
    ),
    "a moment before all clocks": (
        lambda case: case.update(at="0001-01-01T00:00:00+05:00"),
        "at",
        "out_of_range",
    ),
    "tips above the check": (
        lambda case: case["check"].update(bill={"tips_minor": 2850_01}),
        "check.bill.tips_minor",
        "out_of_range",
    ),
    "items and their sums": (
        lambda case: case["check"].update(items=[ITEM], bill={"excluded_minor": 1}),
        "check.bill",
        "twice",
    ),
    "no check": (lambda case: case.pop("check"), "check", "missing"),
    "points below nothing": (
        lambda case: case["card"]["lots"][0].update(left=-1),
        "card.lots.0.left",
        "out_of_range",
    ),
}


@pytest.mark.parametrize(("edit", "field", "reason"), BAD.values(), ids=BAD.keys())
def test_a_wrong_value_is_refused_by_its_path(edit: Edit, field: str, reason: str) -> None:
    case = a_case()
    edit(case)
    told = answered(case)
    assert [(each["of"], each["data"]) for each in told["refusals"]] == [
        ("case", {"field": field, "reason": reason})
    ]
    assert told["programme"] is None


@pytest.mark.parametrize("text", ["", "{", "\x00", '{"at": NaN', b"\xff\xfe"])
def test_what_is_no_json_is_no_case(text: str | bytes) -> None:
    with pytest.raises(NotJson):
        explain(text)


@pytest.mark.parametrize("text", ["[]", "null", "1"])
def test_json_that_is_no_case_is_refused(text: str) -> None:
    assert [each.data["field"] for each in explain(text).refusals] == ["json"]


def test_a_case_written_and_read_again_has_the_same_answer() -> None:
    case = case_of(json.dumps(a_case(ask="both", redeem_points=100)))
    again = case_of(case_text(case))
    assert again == case
    assert explained_text(answer(again)) == explained_text(answer(case))


def test_the_zone_in_which_a_moment_is_written_makes_no_difference() -> None:
    here, there = a_case(), a_case(at="2026-11-21T12:00:00Z")
    here["card"]["total_visits"] = there["card"]["total_visits"] = 0
    assert answered(here)["earn"]["grants"] != []
    assert answered(here) == answered(there)


def test_the_schemas_know_every_field() -> None:
    asked, told = case_schema(), explained_schema()
    assert set(asked["properties"]) >= {"programme", "card", "check", "at", "ask"}
    assert asked["additionalProperties"] is False
    assert set(told["properties"]) == set(answered(a_case()))

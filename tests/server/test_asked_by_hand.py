"""What an operator reads in: programmes to publish, cases to explain."""

import io
import json
from collections.abc import Callable
from typing import Any

import pytest

from server.__main__ import main
from shared.domain.check import Bill
from shared.domain.earning import quote_earn
from shared.domain.money import Money
from shared.domain.visitors import Visitor
from shared.sync.payloads import programme_payload
from tests.builders import GOLD, NOON, a_programme

Fed = Callable[..., tuple[int, str, str]]


@pytest.fixture
def fed(empty_database_url: str, capfd: pytest.CaptureFixture[str]) -> Fed:
    """Runs a command with a text to read; its exit code, output and complaints."""

    def run(*words: str, read: str = "") -> tuple[int, str, str]:
        typed = [words[0], "--database-url", empty_database_url, *words[1:]]
        code = main(typed, given=io.BytesIO(read.encode()))
        said = capfd.readouterr()
        return code, said.out, said.err

    return run


@pytest.fixture
def shown(fed: Fed) -> dict[str, Any]:
    """The programme a company starts with."""
    fed("create-tenant", "Сушилка")
    programme: dict[str, Any] = json.loads(fed("show-programme", "--tenant", "Сушилка")[1])
    return programme


def publish(fed: Fed, programme: dict[str, Any]) -> tuple[int, str, str]:
    return fed("publish-programme", "--tenant", "Сушилка", read=json.dumps(programme))


def test_a_printed_programme_changed_and_read_in_is_the_next_version(
    fed: Fed, shown: dict[str, Any]
) -> None:
    changed = {**shown, "name": "Новая"}
    code, said, complaint = publish(fed, changed)
    assert (code, complaint) == (0, "")
    made = json.loads(said)
    assert (made["number"], made["name"]) == (2, "Новая")
    assert made["version_id"] != shown["version_id"]
    now = json.loads(fed("show-programme", "--tenant", "Сушилка")[1])
    given_by_the_house = {"version_id", "number", "valid_from"}
    assert {name for name in now if now[name] != changed[name]} == given_by_the_house


def test_a_bad_programme_is_refused_by_its_path_in_both_languages(
    fed: Fed, shown: dict[str, Any]
) -> None:
    shown["rules"][0]["earn_bp"] = 101_00
    code, said, complaint = publish(fed, shown)
    assert (code, said) == (1, "")
    assert complaint.splitlines() == [
        "rules.0.earn_bp: Значение вне допустимых пределов.",
        "rules.0.earn_bp: The value is outside of what is allowed.",
    ]
    assert json.loads(fed("show-programme", "--tenant", "Сушилка")[1])["number"] == 1


def test_a_misspelt_name_in_a_programme_never_passes_over(fed: Fed, shown: dict[str, Any]) -> None:
    shown["settings"]["redeem_limit_percents"] = 50
    code, _, complaint = publish(fed, shown)
    assert (code, complaint.partition(":")[0]) == (1, "settings.redeem_limit_percents")


@pytest.mark.parametrize("command", [("publish-programme", "--tenant", "A"), ("explain-quote",)])
def test_what_is_no_json_is_misuse(fed: Fed, command: tuple[str, ...]) -> None:
    fed("create-tenant", "A")
    code, said, complaint = fed(*command, read="{")
    assert (code, said) == (2, "")
    assert complaint.startswith("Invalid JSON: ")


def a_case(**asked: Any) -> dict[str, Any]:
    return {
        "programme": programme_payload(a_programme()),
        "card": {"level_id": GOLD, "total_visits": 1},
        "check": {"amount_minor": 2850_00},
        "at": NOON.isoformat(),
        "ask": "earn",
        **asked,
    }


def test_a_quote_is_explained_as_the_engine_gives_it(fed: Fed) -> None:
    code, said, complaint = fed("explain-quote", read=json.dumps(a_case()))
    assert (code, complaint) == (0, "")
    quote = quote_earn(Bill(Money(2850_00)), Visitor(GOLD), programme=a_programme(), at=NOON)
    earn = json.loads(said)["earn"]
    assert earn["regular_points"] == quote.regular_points
    assert [step["kind"] for step in earn["steps"]] == [step.kind for step in quote.steps]


def test_a_refusal_is_an_answer_with_words_in_both_languages(fed: Fed) -> None:
    code, said, _ = fed("explain-quote", read=json.dumps(a_case(ask="redeem", redeem_points=10)))
    assert code == 0
    assert json.loads(said)["refusals"] == [
        {
            "of": "redeem",
            "code": "points_shortfall",
            "data": {"asked": 10, "available": 0},
            "ru": "На карте меньше баллов.",
            "en": "The card holds fewer points.",
        }
    ]


def test_a_wrong_field_of_a_case_is_named_in_both_languages(fed: Fed) -> None:
    check = {"amount_minor": 1, "items": [{"product_id": "", "category_id": "", "price_minor": -1}]}
    refused = json.loads(fed("explain-quote", read=json.dumps(a_case(check=check)))[1])["refusals"]
    path = "check.items.0.price_minor"
    assert [(each["ru"], each["en"]) for each in refused] == [
        (
            f"{path}: Значение вне допустимых пределов.",
            f"{path}: The value is outside of what is allowed.",
        )
    ]


def test_the_schemas_of_both_sides_are_printed_without_a_case(fed: Fed) -> None:
    code, said, _ = fed("explain-quote", "--schema")
    assert (code, set(json.loads(said))) == (0, {"case", "answer"})


def test_a_balance_is_explained_by_the_code_on_the_card(fed: Fed) -> None:
    guest = json.loads(fed("demo-data")[1])["guests"][0]
    for called in (guest["display_code"], guest["token"]):
        code, said, complaint = fed("explain-balance", called)
        assert (code, complaint) == (0, "")
        told = json.loads(said)
        assert told["points"] == guest["regular"] + guest["promo"]
        assert {lot["booking"]["person"]["role"] for lot in told["lots"]} == {"MANAGER"}


def test_nobody_is_found_by_a_phone(fed: Fed) -> None:
    """It would stand in the shell's history (P6)."""
    guest = json.loads(fed("demo-data")[1])["guests"][0]
    code, _, complaint = fed("explain-balance", guest["phone"])
    assert (code, complaint) == (1, f"there is no card '{guest['phone']}'\n")

"""What an operator decides about guests, as he types it."""

import io
import json
from collections.abc import Callable
from typing import Any

import pytest

from server.__main__ import main
from server.chance import Chance
from server.database import Database
from shared.domain.guest import Profile
from tests.server.shop import Shop, open_shop

FIRST = Profile("79991234567", "Иван", "Петров")
SECOND = Profile("79991234568", "Иван", "Петров")
Type = Callable[..., tuple[int, Any, str]]


@pytest.fixture
def shop(database: Database, chance: Chance) -> Shop:
    return open_shop(database, chance)


@pytest.fixture
def typed(shop: Shop, database_url: str, capfd: pytest.CaptureFixture[str]) -> Type:
    """Runs a command on the shop; its exit code, what it printed as JSON, and complaints."""

    def run(verb: str, *words: str, read: str = "") -> tuple[int, Any, str]:
        asked = [verb, "--database-url", database_url, "--tenant", shop.tenant_id, *words]
        code = main(asked, given=io.BytesIO(read.encode()))
        said = capfd.readouterr()
        return code, json.loads(said.out or "null"), said.err

    return run


@pytest.fixture
def pair(shop: Shop) -> tuple[str, str]:
    till = shop.till()
    first, second = till.register(profile=FIRST), till.register(profile=SECOND)
    till.push()
    return first, second


def test_two_guests_are_merged_by_the_codes_on_their_cards_and_parted_by_id(
    shop: Shop, typed: Type, pair: tuple[str, str]
) -> None:
    first, second = pair
    codes = [shop.card(each).display_code or "" for each in pair]
    code, told, _ = typed("merge-guests", codes[1], "--into", codes[0])
    assert (code, told["moved_points"]) == (0, 100)
    assert (told["survivor"]["guest_id"], told["survivor"]["promo"]) == (first, 200)
    assert told["source"]["status"] == "MERGED"
    code, _, complaint = typed("merge-guests", second, "--into", first)
    assert (code, complaint.startswith("same_guest")) == (1, True)
    code, told, _ = typed("unmerge-guests", second)
    assert (code, told["source"]["promo"], told["survivor"]["promo"]) == (0, 100, 100)
    assert shop.verified().problems == ()


def test_who_looks_like_one_person_is_listed_and_decided(
    shop: Shop, typed: Type, pair: tuple[str, str]
) -> None:
    first, second = pair
    _, [flag], _ = typed("likely-same-guests")
    assert flag["reasons"] == ["NAME_AND_PHONE"]
    assert [each["guest_id"] for each in flag["guests"]] == [second, first]
    assert "Петров" not in json.dumps(flag, ensure_ascii=False)
    code, told, _ = typed("likely-same-guests", "--merge", second, first)
    assert (code, told["survivor"]["promo"]) == (0, 200)
    assert typed("likely-same-guests")[:2] == (0, [])
    assert shop.verified().problems == ()


def test_who_only_looks_alike_is_not_asked_about_again(typed: Type, pair: tuple[str, str]) -> None:
    first, second = pair
    code, told, _ = typed("likely-same-guests", "--ignore", first, second)
    assert (code, told) == (0, {"guests": [first, second], "decision": "IGNORE"})
    code, _, complaint = typed("likely-same-guests", "--ignore", first, second)
    assert (code, complaint.startswith("not_flagged")) == (1, True)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ('{"name": "Маша", "born": "2018-03-08"}', (1, "birth_date: ")),
        ('{"name": "", "birth_date": "2018-03-08"}', (1, "child.name: ")),
        ("Маша", (2, "Invalid JSON")),
    ],
)
def test_what_is_no_child_is_refused(
    typed: Type, pair: tuple[str, str], given: str, told: tuple[int, str]
) -> None:
    code, _, complaint = typed("add-child", pair[0], read=given)
    assert (code, complaint[: len(told[1])]) == told, complaint


def test_a_child_is_read_from_standard_input(
    shop: Shop, typed: Type, pair: tuple[str, str]
) -> None:
    child = '{"name": "Маша", "birth_date": "2018-03-08"}'
    code, told, _ = typed("add-child", pair[0], read=child)
    assert (code, told["guest_id"], len(told["children"])) == (0, pair[0], 1)
    assert shop.verified().problems == ()


def test_who_was_asked_already_answers_no_more(typed: Type, pair: tuple[str, str]) -> None:
    code, _, complaint = typed("consent", pair[0], "REJECTED")
    assert (code, complaint.startswith("card_not_usable")) == (1, True)
    code, _, complaint = typed("consent", "nobody", "ACCEPTED")
    assert (code, complaint.startswith("guest_unknown")) == (1, True)

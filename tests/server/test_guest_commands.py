"""What an operator decides about guests, as he types it."""

import io
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from server.__main__ import main
from server.audit import OPERATOR, Action, activities
from shared.domain.errors import PromoLimitReached
from shared.domain.guest import Profile
from shared.domain.ids import PromoId
from shared.domain.programme import ProgrammeKind
from tests.builders import a_programme, an_id
from tests.server.shop import Shop, open_shop, renumbered

FIRST = Profile("79991234567", "Иван", "Петров")
SECOND = Profile("79991234568", "Иван", "Петров")
Type = Callable[..., tuple[int, Any, str]]


@pytest.fixture
def typed(shop: Shop, shop_url: str, capfd: pytest.CaptureFixture[str]) -> Type:
    """Runs a command on the shop; its exit code, what it printed as JSON, and complaints."""

    def run(verb: str, *words: str, read: str = "") -> tuple[int, Any, str]:
        asked = [verb, "--database-url", shop_url, "--tenant", shop.tenant_id, *words]
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


@pytest.fixture
def discounts(shop: Shop) -> Shop:
    """Another company on the same server, with a programme of discounts."""
    programme = a_programme()
    settings = replace(programme.settings, kind=ProgrammeKind.DISCOUNT)
    plain = replace(programme, settings=settings, rules=(), promos=())
    return open_shop(shop.database, shop.chance, name="Прачечная", programme=plain)


def registered(shop: Shop) -> str:
    till = shop.till()
    guest_id = till.register()
    till.push()
    return guest_id


@pytest.mark.parametrize(
    ("percent", "discount_bp"),
    [("12.5", 1_250), ("7,25", 725), ("0", 0), ("100", 10_000), (None, None)],
)
def test_a_guest_gets_a_discount_of_his_own_or_his_levels_again(
    discounts: Shop, typed: Type, percent: str | None, discount_bp: int | None
) -> None:
    """LOY-03, SEC-11: tills learn of it, and the log says who decided what."""
    guest_id = registered(discounts)
    code = discounts.card(guest_id).display_code or ""
    to = ("--tenant", discounts.tenant_id, code)
    assert typed("set-discount", *to, "--percent", "3")[0] == 0
    words = ("--percent", percent) if percent else ()
    done = typed("set-discount", *to, *words)
    assert done[:2] == (0, {"guest_id": guest_id, "discount_bp": discount_bp})
    assert discounts.card(guest_id).discount_bp == discount_bp
    told = [each.data for each in discounts.till("Касса 2").pull().changes if each.kind == "card"]
    assert [each["discount_bp"] for each in told if each] == [discount_bp]
    log = discounts.read(lambda conn: activities(conn, discounts.tenant_id))
    said = [each for each in log if each.action is Action.DISCOUNT_SET]
    assert [each.details for each in said] == [
        {"from": None, "to": 300},
        {"from": 300, "to": discount_bp},
    ]
    assert {each.performed_by for each in said} == {OPERATOR}
    assert discounts.verified().problems == ()


@pytest.mark.parametrize("percent", ["100.01", "101", "12.345", "-5", "половина", "", "1e1"])
def test_what_is_no_percentage_is_refused_in_both_languages(
    discounts: Shop, typed: Type, percent: str
) -> None:
    guest_id = registered(discounts)
    words = ("--tenant", discounts.tenant_id, guest_id, f"--percent={percent}")
    code, told, complaint = typed("set-discount", *words)
    assert (code, told) == (1, None)
    assert [line.startswith("percent") for line in complaint.splitlines()] == [True, True]
    assert discounts.card(guest_id).discount_bp is None


def test_where_points_are_given_nobody_has_a_discount(shop: Shop, typed: Type) -> None:
    guest_id = registered(shop)
    code, _, complaint = typed("set-discount", guest_id, "--percent", "5")
    assert (code, "points" in complaint) == (1, True)
    assert shop.card(guest_id).discount_bp is None


def test_a_guest_nobody_knows_has_no_discount(discounts: Shop, typed: Type) -> None:
    words = ("--tenant", discounts.tenant_id, "999999", "--percent", "5")
    assert typed("set-discount", *words)[0] == 1


def test_a_tariff_says_how_many_promos_there_are_at_a_time(shop: Shop, typed: Type) -> None:
    """LOY-85: what there is stays, and the next change of promos is held to it."""
    (promo,) = shop.programme.promos
    others = (replace(promo, promo_id=PromoId(an_id(name))) for name in ("other", "third"))
    three = (promo, *others)
    shop.publish(renumbered(shop.programme, promos=three))
    code, told, _ = typed("limit-promos", "--promos", "1")
    assert (code, told["promos_max"], told["active"]) == (0, 1, 3)
    shop.publish(renumbered(shop.programme, name="С теми же промо"))
    with pytest.raises(PromoLimitReached):
        shop.publish(renumbered(shop.programme, promos=three[:2]))
    shop.publish(renumbered(shop.programme, promos=three[:1]))
    code, told, _ = typed("limit-promos")
    assert (code, told["promos_max"], told["active"]) == (0, None, 1)
    log = shop.read(lambda conn: activities(conn, shop.tenant_id))
    said = [each.details for each in log if each.action is Action.PROMOS_LIMITED]
    assert said == [{"from": None, "to": 1}, {"from": 1, "to": None}]
    assert shop.verified().problems == ()


@pytest.mark.parametrize("promos", ["-1", "201"])
def test_a_tariff_allows_no_number_of_promos_that_no_programme_has(
    typed: Type, promos: str
) -> None:
    code, _, complaint = typed("limit-promos", f"--promos={promos}")
    assert (code, complaint.startswith("promos")) == (1, True)

"""A check in words: typed amounts, quotes, limits, the verb of the button (CSH-20…CSH-37)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from client.till.check_quote import Asked, quote_check
from client.till.guest_view import GuestView
from client.ui.presenters.check_details import TypedCheck
from client.ui.presenters.checkout import CheckoutState, checkout_scene, guest_note
from client.ui.presenters.quotes import snapped
from client.ui.presenters.typing_pad import erase_last, grouped, type_amount, type_points
from shared.domain.card import Card, CardStatus
from shared.domain.check import Bill
from shared.domain.expiring import next_due
from shared.domain.guest import Guest
from shared.domain.money import Money
from shared.domain.quotes import RedeemBound, RedemptionLimits
from shared.receipt.words import Language
from tests.builders import GUEST, NOON, a_card, a_profile, a_programme

RU, EN = Language.RU, Language.EN
LIMITS = RedemptionLimits(10, 400, RedeemBound.CHECK_PERCENT, 20)


def a_view(card: Card | None = None) -> GuestView:
    card = card or a_card(points=2_500, promo=300)
    programme = a_programme(valid_from=NOON - timedelta(days=1))
    return GuestView(
        guest=Guest(GUEST, a_profile()),
        card=card,
        programme=programme,
        level=programme.level(card.level_id),
        regular=card.regular(NOON),
        promo=card.promo(NOON),
        total=card.total(NOON),
        next_expiry=next_due(card, settings=programme.settings, at=NOON),
        waiting=0,
        at=NOON,
    )


def a_state(
    roubles: int, *, redeem: int = 0, card: Card | None = None, is_online: bool = True
) -> CheckoutState:
    view = a_view(card)
    quote = quote_check(view, Bill(Money(roubles * 100)), Asked(redeem, is_online), at=NOON)
    return CheckoutState(view, TypedCheck(str(roubles)), redeem_points=redeem, quote=quote)


@pytest.mark.parametrize(
    ("regular", "promo", "russian", "english"),
    [
        (
            2_500,
            300,
            "2\u00a0800\u00a0баллов, из них 300 акционных",
            "2,800\u00a0points, 300 of them promo",
        ),
        (0, 100, "100\u00a0баллов, все акционные", "100\u00a0points, all promo"),
        (100, 0, "100\u00a0баллов", "100\u00a0points"),
    ],
)
def test_whoever_is_at_the_till_is_told_with_his_points(
    regular: int, promo: int, russian: str, english: str
) -> None:
    view = a_view(a_card(points=regular, promo=promo))
    assert guest_note(view, language=RU) == f"Серебро · {russian}"
    assert guest_note(view, language=EN) == f"Серебро · {english}"


@pytest.mark.parametrize(
    ("keys", "typed"),
    [
        (["2", "00", "0"], "2000"),
        (["0", "0", "5"], "5"),
        ([",", "5"], "0,5"),
        (["1", ".", "5", ",", "7"], "1,57"),
        (["1", "a", "-", "", "é", "2"], "12"),
        (list("123456789012345"), "123456789012"),
    ],
)
def test_keys_make_an_amount(keys: list[str], typed: str) -> None:
    amount = ""
    for key in keys:
        amount = type_amount(amount, key)
    assert amount == typed


def test_points_are_whole_and_have_an_end() -> None:
    points = ""
    for key in "0,12.3456789":
        points = type_points(points, key)
    assert points == "123456"
    assert erase_last(points) == "12345"


@pytest.mark.parametrize(
    ("typed", "language", "shown"),
    [
        ("", RU, "0"),
        ("2000", RU, "2\u00a0000"),
        ("2000,", RU, "2\u00a0000,"),
        ("2000,5", EN, "2,000.5"),
    ],
)
def test_a_typed_amount_is_grouped(typed: str, language: Language, shown: str) -> None:
    assert grouped(typed, language=language) == shown


def test_a_quote_is_explained_line_by_line() -> None:
    scene = checkout_scene(a_state(2_000), language=RU)
    assert [(row.label, row.value) for row in scene.rows] == [
        ("Базовое начисление, 10\u00a0%", "+200"),
        ("Уровень Серебро, +5\u00a0%", "+100"),
    ]
    assert scene.earn_total == "+300"


@pytest.mark.parametrize(
    ("roubles", "redeem", "said"),
    [
        (2_000, 0, "Начислить 300\u00a0баллов"),
        (2_000, 400, "Списать 400 и начислить 300"),
        (0, 0, "Нечего начислять"),
    ],
)
def test_the_button_says_what_will_happen(roubles: int, redeem: int, said: str) -> None:
    assert checkout_scene(a_state(roubles, redeem=redeem), language=RU).confirm == said


def test_a_redemption_alone_is_said_so() -> None:
    state = a_state(2_000, redeem=400, card=a_card(points=2_500))
    assert state.quote is not None
    alone = replace(state.quote, earn=None)
    scene = checkout_scene(replace(state, quote=alone), language=EN)
    assert scene.confirm == "Redeem 400\u00a0points"
    assert scene.redeem_split == "All of them regular points"


def test_promo_points_go_first_and_the_screen_says_so() -> None:
    scene = checkout_scene(a_state(2_000, redeem=400), language=RU)
    assert scene.redeem_split == "300 акционных и 100 обычных"
    assert scene.to_pay == "1\u00a0600\u00a0₽"
    assert scene.balance_after == "2\u00a0700\u00a0баллов"


@pytest.mark.parametrize(
    ("card", "said"),
    [
        (a_card(points=2_500), "до 400\u00a0баллов: 20\u00a0% от 2\u00a0000\u00a0₽"),
        (
            a_card(points=95),
            "до 95\u00a0баллов: больше на карте нет; лимит 20\u00a0% от 2\u00a0000\u00a0₽",
        ),
    ],
)
def test_the_limit_names_its_reason(card: Card, said: str) -> None:
    assert checkout_scene(a_state(2_000, card=card), language=RU).redeem_limits == said


@pytest.mark.parametrize(
    ("redeem", "said"),
    [
        (9, "Списать можно не меньше 10\u00a0баллов"),
        (401, "По этому чеку можно списать не больше 400\u00a0баллов: лимит 20 % от суммы"),
    ],
)
def test_too_few_and_too_many_points_are_told_inline(redeem: int, said: str) -> None:
    scene = checkout_scene(a_state(2_000, redeem=redeem), language=RU)
    assert scene.redeem_error == said
    assert not scene.can_confirm


def test_a_small_check_earns_nothing_and_takes_nothing_and_says_both() -> None:
    scene = checkout_scene(a_state(49), language=RU)
    assert scene.earn_note == "За этот чек баллы не начисляются"
    assert scene.redeem_refusal.text == "Списать баллы можно с чека от 50\u00a0₽"
    assert not scene.can_confirm


def test_without_the_server_earning_works_and_redeeming_says_calmly_why_not() -> None:
    scene = checkout_scene(a_state(2_000, is_online=False), language=RU)
    assert not scene.can_redeem
    assert scene.redeem_refusal.text == "Нет связи с сервером, поэтому баллы сейчас не списать"
    assert scene.can_confirm


def test_a_blocked_card_is_said_to_be_one() -> None:
    state = a_state(2_000, card=a_card(points=500, status=CardStatus.BLOCKED))
    scene = checkout_scene(state, language=RU)
    assert scene.notice.title == "Карта заблокирована"
    assert scene.redeem_refusal.next_step == "Позовите менеджера"
    assert not scene.can_confirm


@pytest.mark.parametrize(
    ("points", "stop"), [(0, 0), (4, 0), (5, 10), (10, 10), (399, 399), (999, 400)]
)
def test_the_slider_stops_only_where_it_may(points: int, stop: int) -> None:
    assert snapped(points, LIMITS) == stop

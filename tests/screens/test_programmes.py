"""Checks by touch where a programme asks and explains more, or knows no points (CSH-23, CSH-38)."""

from functools import partial

import pytest

from tests.screens.programmes import (
    a_discount_programme,
    a_rich_programme,
    learn_birthday,
    publish,
    spend_so_far,
)
from tests.screens.sales import begin_check, kinds
from tests.screens.stage import Hand, Stage, open_guest, sign_in

pytestmark = pytest.mark.screens


async def test_every_step_of_the_quote_is_told_and_the_button_stays(
    stage: Stage, hand: Hand
) -> None:
    publish(stage, a_rich_programme())
    learn_birthday(stage)
    await begin_check(hand, "1999")
    await hand.tap("checkoutMethod_CARD")
    told = [text.replace("\u00a0", " ") for text in hand.words()]
    assert "Оплата картой, 12,5 %" in told
    assert "от 1 999 ₽ (249,87, вниз)" in told
    assert "Акция День рождения, до 21.12.2026" in told
    assert "Акция Осенний подарок уступила акции День рождения" in told
    assert hand.read("checkoutConfirm").startswith("Начислить 848")
    assert hand.item("checkoutConfirm").isEnabled()


async def test_a_quote_of_six_lines_needs_no_scrolling_on_the_smallest_till(
    stage: Stage, hand: Hand
) -> None:
    publish(stage, a_rich_programme())
    learn_birthday(stage)
    await begin_check(hand, "1999")
    await hand.tap("checkoutMethod_CARD")
    await hand.tap("checkoutRedeemMax")
    await hand.tap("checkoutTips")
    await hand.tap_keys("amountKey", "250")
    hand.look()
    lines = hand.item("quoteLines")
    assert sum(bool(line.property("label")) for line in lines.childItems()) == 6
    flickable = lines.parentItem().parentItem()
    assert flickable.property("contentHeight") <= flickable.height()


async def test_how_the_guest_pays_may_be_taken_back(stage: Stage, hand: Hand) -> None:
    publish(stage, a_rich_programme())
    await begin_check(hand)
    await hand.tap("checkoutMethod_SBP")
    assert hand.read("checkoutEarnTotal") == "+400"
    await hand.tap("checkoutMethod_")
    assert hand.read("checkoutEarnTotal") == "+350"


async def test_the_pad_types_tips_and_goes_back_to_the_amount(hand: Hand) -> None:
    await begin_check(hand, "2850")
    await hand.tap("checkoutTips")
    await hand.tap_keys("amountKey", "250")
    assert hand.read("checkoutTips") == "Чаевые 250\u00a0₽"
    assert hand.read("checkoutAmount", "number") == "2\u00a0850"
    assert hand.read("checkoutEarnTotal") == "+390"
    await hand.tap("amountKey_clear")
    assert hand.read("checkoutTips") == "+ Чаевые"
    await hand.tap("checkoutAmount")
    await hand.tap("amountKey_back")
    assert hand.read("checkoutAmount", "number") == "285"


async def test_tips_above_the_check_are_told_inline(hand: Hand) -> None:
    await begin_check(hand, "100")
    await hand.tap("checkoutTips")
    await hand.tap_keys("amountKey", "101")
    assert hand.read("checkoutAmount", "error") == "Чаевые больше суммы чека"
    assert not hand.item("checkoutConfirm").isEnabled()
    await hand.tap("amountKey_back")
    assert hand.read("checkoutAmount", "error") == ""


async def test_where_tips_count_nobody_is_asked_for_them(stage: Stage, hand: Hand) -> None:
    publish(stage, a_rich_programme(include_tips=True))
    await begin_check(hand)
    assert hand.find("checkoutTips") is None


async def test_a_discount_is_given_by_touch(stage: Stage, hand: Hand) -> None:
    publish(stage, a_discount_programme())
    await begin_check(hand)
    assert hand.read("checkoutEarnTotal") == "−100\u00a0₽"
    assert hand.read("checkoutToPay") == "1\u00a0900\u00a0₽"
    assert {
        "checkoutRedeemMax",
        "checkoutRedeemRefusal",
        "checkoutBalanceAfter",
    } & hand.names() == (set())
    assert hand.read("checkoutConfirm") == "Дать скидку 100\u00a0₽"
    await hand.tap("checkoutConfirm")
    await hand.sees("doneNext")
    assert hand.read("doneTitle") == "Скидка 100\u00a0₽"
    assert hand.find("doneBalance") is None
    assert kinds(stage) == ["discount"]


async def test_a_guest_of_a_discount_programme_has_a_percentage_and_no_points(
    stage: Stage, hand: Hand
) -> None:
    publish(stage, a_discount_programme())
    await sign_in(hand)
    await open_guest(hand)
    assert hand.read("guestTotal") == "5\u00a0%"
    assert {
        "guestRegular",
        "guestPromo",
        "guestOffline",
        "guestAdjustButton",
    } & hand.names() == set()


async def test_the_card_tells_the_way_to_the_next_level(stage: Stage, hand: Hand) -> None:
    spend_so_far(stage, 19_000)
    await sign_in(hand)
    await open_guest(hand)
    assert hand.read("guestProgress").replace("\u00a0", " ") == (
        "До уровня Золото осталось 62 % (31 000 ₽)"
    )


async def test_the_points_of_who_does_not_come_are_said_to_go(hand: Hand) -> None:
    await sign_in(hand)
    await open_guest(hand, "4567890")
    await hand.until(partial(hand.read, "guestExpiry"))
    assert hand.read("guestExpiry") == (
        "1\u00a0200\u00a0баллов сгорят 19.02.2027, если не приходить"
    )

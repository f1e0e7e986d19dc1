"""A check by touch: earn, redeem, both, offline, in doubt, refused (CSH-20…CSH-37)."""

import asyncio
from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent

from tests.builders import GOLD, a_programme
from tests.screens.house import GUESTS
from tests.screens.programmes import publish
from tests.screens.sales import (
    begin_check,
    books_a_check,
    kinds,
    let_decide,
    redeem_in_vain,
    refuses_redemptions,
)
from tests.screens.stage import Hand, Stage, open_guest

pytestmark = pytest.mark.screens


async def test_two_thousand_roubles_of_a_silver_guest_earn_three_hundred(
    stage: Stage, hand: Hand
) -> None:
    await begin_check(hand)
    assert hand.read("checkoutEarnTotal") == "+300"
    assert hand.read("checkoutConfirm") == "Начислить 300\u00a0баллов"
    await hand.tap("checkoutConfirm")
    await hand.sees("doneNext")
    assert hand.read("doneTitle") == "Начислено 300\u00a0баллов"
    assert kinds(stage) == ["earn"]
    assert stage.line.nudges == 1


async def test_the_maximum_is_redeemed_and_earned_on_one_check(stage: Stage, hand: Hand) -> None:
    let_decide(stage, books_a_check)
    await begin_check(hand)
    await hand.tap("checkoutRedeemMax")
    assert hand.read("checkoutRedeemNote") == "300 акционных и 100 обычных"
    assert hand.read("checkoutToPay") == "1\u00a0600\u00a0₽"
    assert hand.read("checkoutConfirm") == "Списать 400 и начислить 300"
    await hand.tap("checkoutConfirm")
    await hand.sees("doneNext")
    assert hand.read("doneTitle") == "Списано 400\u00a0баллов, начислено 300"
    assert hand.read("doneNote") == "Подтверждено сервером"
    assert kinds(stage) == ["redeem", "earn"]


async def test_points_can_be_typed_and_the_limit_answers_in_words(hand: Hand) -> None:
    await begin_check(hand)
    await hand.tap("checkoutRedeemField")
    await hand.tap_keys("amountKey", "5")
    assert hand.read("checkoutRedeemNote") == "Списать можно не меньше 10\u00a0баллов"
    assert not hand.item("checkoutConfirm").isEnabled()
    await hand.tap_keys("amountKey", "0")
    assert hand.read("checkoutConfirm") == "Списать 50 и начислить 300"
    await hand.tap("amountKey_back")
    await hand.tap("amountKey_clear")
    assert hand.read("checkoutConfirm") == "Начислить 300\u00a0баллов"


async def test_the_slider_asks_for_points(hand: Hand) -> None:
    await begin_check(hand)
    slider = hand.item("checkoutRedeemSlider")
    assert slider.property("to") == 400
    slider.setProperty("value", 200.0)
    slider.metaObject().invokeMethod(slider, "moved")
    assert hand.read("checkoutConfirm") == "Списать 200 и начислить 300"


async def test_without_the_server_one_earns_and_redeeming_says_why_not(
    stage: Stage, hand: Hand
) -> None:
    stage.line.go_offline()
    await begin_check(hand)
    assert hand.find("checkoutRedeemMax") is None
    assert hand.read("checkoutRedeemRefusal").startswith("Нет связи с сервером")
    await hand.tap("checkoutConfirm")
    await hand.sees("doneNext")
    assert hand.read("doneNote").startswith("Записано на кассе")


async def test_the_connection_that_comes_back_offers_redeeming_again(
    stage: Stage, hand: Hand
) -> None:
    stage.line.go_offline()
    await begin_check(hand)
    stage.line.go_online(stage.clock.at)
    await hand.sees("checkoutRedeemMax")


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        (["1", "00", "00", "00", "1"], "Сумма чека не больше 1\u00a0000\u00a0000\u00a0₽"),
        (["5", "comma", "0", "0", "5"], "В сумме не больше двух знаков после запятой"),
    ],
)
async def test_an_impossible_amount_is_told_inline(hand: Hand, keys: list[str], said: str) -> None:
    await begin_check(hand, "")
    for key in keys:
        await hand.tap(f"amountKey_{key}")
    assert hand.read("checkoutAmount", "error") == said
    assert not hand.item("checkoutConfirm").isEnabled()


async def test_a_real_keyboard_types_the_amount(hand: Hand) -> None:
    await begin_check(hand, "")
    for key, text in ((Qt.Key.Key_2, "2"), (Qt.Key.Key_5, "5"), (Qt.Key.Key_Backspace, "\b")):
        press = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, text)
        QCoreApplication.sendEvent(hand.window, press)
    await hand.until(lambda: hand.read("checkoutAmount", "number") == "2")


async def test_a_silent_server_leaves_two_ways_out_and_no_third(stage: Stage, hand: Hand) -> None:
    await redeem_in_vain(stage, hand)
    assert "400\u00a0баллов" in hand.read("checkoutDoubtText")
    await hand.tap("checkoutDoubtWait")
    await hand.until(lambda: "Сервер не ответил" in " ".join(hand.words()))
    let_decide(stage, books_a_check)
    await hand.tap("checkoutDoubtWait")
    await hand.sees("doneNext")
    assert kinds(stage) == ["redeem", "earn"]


async def test_a_redemption_in_doubt_can_be_taken_back(stage: Stage, hand: Hand) -> None:
    await redeem_in_vain(stage, hand)
    await hand.tap("checkoutDoubtCancel")
    await hand.sees("guestCheckoutButton")
    assert kinds(stage) == ["redeem", "earn", "cancel", "cancel"]


async def test_a_look_elsewhere_does_not_forget_the_doubt(stage: Stage, hand: Hand) -> None:
    await redeem_in_vain(stage, hand)
    await hand.tap("statusOperations")
    await hand.sees("operationsList")
    await hand.tap("backButton")
    await hand.sees("checkoutDoubtWait")


async def test_a_refused_redemption_says_why_and_the_check_can_still_earn(
    stage: Stage, hand: Hand
) -> None:
    let_decide(stage, refuses_redemptions)
    await begin_check(hand)
    await hand.tap("checkoutRedeemMax")
    await hand.tap("checkoutConfirm")
    await hand.until(lambda: "Недостаточно баллов: есть 50" in " ".join(hand.words()))
    await hand.until(lambda: hand.read("checkoutConfirm") == "Начислить 300\u00a0баллов")
    await hand.tap("checkoutConfirm")
    await hand.sees("doneNext")
    assert kinds(stage) == ["redeem", "earn", "earn"]


async def test_a_full_disk_books_nothing_and_says_so(stage: Stage, hand: Hand) -> None:
    await begin_check(hand)
    stage.free_bytes = 0
    await hand.tap("checkoutConfirm")
    await hand.until(lambda: "На диске нет места" in " ".join(hand.words()))
    assert kinds(stage) == []
    assert hand.find("checkoutConfirm") is not None


async def test_a_second_tap_books_nothing_twice(stage: Stage, hand: Hand) -> None:
    await begin_check(hand)
    confirm = hand.item("checkoutConfirm")
    for _ in range(2):
        confirm.metaObject().invokeMethod(confirm, "clicked")
    await hand.sees("doneNext")
    assert kinds(stage) == ["earn"]


async def test_a_till_locked_while_booking_stays_locked(stage: Stage, hand: Hand) -> None:
    await begin_check(hand)
    await hand.tap("checkoutConfirm")
    stage.application.app.lock()
    await hand.until(lambda: kinds(stage) == ["earn"])
    await hand.sees("signInTile_0")
    assert hand.find("doneNext") is None


async def test_the_words_change_with_the_language_at_once(hand: Hand) -> None:
    await begin_check(hand)
    await hand.tap("languageButton")
    await hand.until(lambda: hand.read("checkoutConfirm") == "Earn 300\u00a0points")


async def test_a_quote_that_changed_is_shown_before_it_is_booked(stage: Stage, hand: Hand) -> None:
    await begin_check(hand)
    assert hand.read("checkoutEarnTotal") == "+300"
    stage.store.write_now(lambda db: db.execute("UPDATE card SET level_id = ?", (GOLD,)))
    await hand.tap("checkoutConfirm")
    await hand.until(lambda: hand.read("checkoutEarnTotal") == "+400")
    assert "Расчёт изменился" in " ".join(hand.words())
    assert kinds(stage) == []
    await hand.tap("checkoutConfirm")
    await hand.sees("doneNext")
    assert kinds(stage) == ["earn"]


async def test_what_is_refused_in_passing_is_told_in_the_programmes_money(
    stage: Stage, hand: Hand
) -> None:
    plain = a_programme(number=2)
    publish(stage, replace(plain, settings=replace(plain.settings, currency="KZT")))
    await begin_check(hand)
    stage.store.write_now(lambda db: db.execute("UPDATE card SET level_id = ?", (GOLD,)))
    await hand.tap("checkoutConfirm")
    await hand.until(lambda: "к оплате 2\u00a0000\u00a0₸" in " ".join(hand.words()))


async def test_a_redemption_that_was_left_ends_over_another_guests_check(
    stage: Stage, hand: Hand
) -> None:
    """It is told in passing: the check being typed stays, and is that guest's."""
    answers = await _leave_a_redemption_for(stage, hand, GUESTS[1].phone)
    answers.set()
    toast = stage.application.app.desk.toast
    await hand.until(lambda: toast.property("text") == "Иван Петров")
    assert "Анна Смирнова" in hand.words()
    await hand.tap_keys("amountKey", "55")
    await hand.until(lambda: hand.read("checkoutAmount", "number") == "55")


async def test_what_runs_for_a_check_that_was_left_does_not_block_the_next_guests(
    stage: Stage, hand: Hand
) -> None:
    await _leave_a_redemption_for(stage, hand, GUESTS[1].phone)
    await hand.tap_keys("amountKey", "2000")
    assert hand.read("checkoutAmount", "number") == "2\u00a0000"
    assert hand.read("checkoutConfirm").startswith("Начислить")
    await hand.tap("checkoutConfirm")
    await hand.sees("doneNext")
    assert kinds(stage) == ["earn"]


async def test_a_guest_whose_redemption_was_left_does_not_pay_twice(
    stage: Stage, hand: Hand
) -> None:
    answers = await _leave_a_redemption_for(stage, hand, "1234567")
    assert hand.read("checkoutConfirm") != ""
    assert not hand.item("amountKey_5").isEnabled()
    answers.set()
    await hand.tap_keys("amountKey", "55")
    assert hand.read("checkoutAmount", "number") == "55"
    assert kinds(stage) == ["redeem", "earn"]


async def _leave_a_redemption_for(stage: Stage, hand: Hand, guest: str) -> asyncio.Event:
    """Back while the server is asked, and on with a check of ``guest``; set, the server answers."""
    let_decide(stage, books_a_check)
    answers = asyncio.Event()

    async def grant() -> None:
        await answers.wait()

    stage.line.grant = grant
    await begin_check(hand)
    await hand.tap("checkoutRedeemMax")
    await hand.tap("checkoutConfirm")
    await hand.until(lambda: bool(stage.line.points_wanted))
    await hand.tap("backButton")
    await hand.key(Qt.Key.Key_F2)
    await hand.sees("homeSearchField")
    await open_guest(hand, guest)
    await hand.tap("guestCheckoutButton")
    await hand.sees("checkoutConfirm")
    return answers

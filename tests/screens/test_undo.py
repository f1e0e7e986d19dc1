"""A check taken back while the seconds last: on the done screen, in passing, by key."""

import pytest
from PySide6.QtCore import Qt

from client.ui.viewmodels.done import DoneViewModel
from client.ui.viewmodels.navigation import Screen
from client.ui.viewmodels.undo import UndoViewModel
from tests.client.till_desk import refused
from tests.screens.sales import answer_now, begin_check, books_a_check, earn, kinds, let_decide
from tests.screens.stage import Hand, Stage, open_guest, sign_in

pytestmark = pytest.mark.screens


def seconds_pass(stage: Stage, seconds: int) -> None:
    """The clock of the offer goes on; nobody waits for it."""
    undo = offer_of(stage)
    for _ in range(seconds):
        undo.tick()


def offer_of(stage: Stage) -> UndoViewModel:
    done = stage.application.app.at(Screen.DONE)
    assert isinstance(done, DoneViewModel)
    return done.offer


async def test_one_tap_takes_the_check_back(stage: Stage, hand: Hand) -> None:
    await earn(hand)
    assert hand.read("doneUndo") == "Отменить · 10"
    await hand.tap("doneUndo")
    await hand.until(lambda: hand.read("doneTitle").startswith("Операция отменена"))
    assert kinds(stage) == ["earn", "cancel"]
    assert hand.read("doneBalance", "number") == "2\u00a0800 баллов"
    assert not hand.item("doneUndo").isEnabled()


async def test_the_paper_of_the_cancellation_comes_by_itself(hand: Hand) -> None:
    await earn(hand)
    await hand.tap("doneUndo")
    await hand.until(lambda: hand.read("doneTitle").startswith("Операция отменена"))
    await hand.until(lambda: hand.read("slipState") == "Напечатан")


async def test_a_redemption_goes_back_with_its_earning(stage: Stage, hand: Hand) -> None:
    let_decide(stage, books_a_check)
    await begin_check(hand)
    await hand.tap("checkoutRedeemMax")
    await hand.tap("checkoutConfirm")
    await hand.sees("doneNext")
    await hand.tap("doneUndo")
    await hand.until(lambda: kinds(stage) == ["redeem", "earn", "cancel", "cancel"])


async def test_what_the_server_confirmed_is_taken_back_too(stage: Stage, hand: Hand) -> None:
    await earn(hand)
    answer_now(stage, books_a_check)
    await hand.tap("doneUndo")
    await hand.until(lambda: kinds(stage) == ["earn", "cancel"])


async def test_what_the_server_refused_meanwhile_is_said_to_be_nothing(
    stage: Stage, hand: Hand
) -> None:
    await earn(hand)
    answer_now(stage, lambda row: refused(row, "card_not_usable", status="BLOCKED"))
    await hand.tap("doneUndo")
    await hand.until(lambda: "отменять нечего" in " ".join(hand.words()))
    assert not hand.item("doneUndo").isEnabled()


async def test_the_seconds_are_counted_down_and_the_button_stays(stage: Stage, hand: Hand) -> None:
    await earn(hand)
    where = hand.item("doneUndo").x()
    seconds_pass(stage, 3)
    assert hand.read("doneUndo") == "Отменить · 7"
    seconds_pass(stage, 7)
    assert not hand.item("doneUndo").isEnabled()
    assert hand.item("doneUndo").x() == where


async def test_the_offer_goes_along_to_the_next_guest(stage: Stage, hand: Hand) -> None:
    await earn(hand)
    seconds_pass(stage, 2)
    await hand.tap("doneNext")
    await hand.sees("homeSearchField")
    assert hand.read("toastAction") == "Отменить · 8"
    await hand.tap("languageButton")
    assert hand.read("toastAction") == "Undo · 8"
    await hand.tap("toastAction")
    await hand.until(lambda: kinds(stage) == ["earn", "cancel"])
    toast = stage.application.app.desk.toast
    await hand.until(lambda: "cancelled" in toast.property("title"))


async def test_a_key_takes_it_back_from_another_guest(stage: Stage, hand: Hand) -> None:
    await earn(hand)
    await hand.key(Qt.Key.Key_Return)
    await open_guest(hand, "2345678")
    await hand.key(Qt.Key.Key_F8)
    await hand.until(lambda: kinds(stage) == ["earn", "cancel"])
    toast = stage.application.app.desk.toast
    await hand.until(lambda: "Операция отменена" in toast.property("title"))
    assert toast.property("text") == "Иван Петров"


async def test_the_next_person_is_offered_nothing(stage: Stage, hand: Hand) -> None:
    await earn(hand)
    await hand.tap("lockButton")
    await sign_in(hand, tile=1, pin="2222")
    await hand.key(Qt.Key.Key_F8)
    assert hand.find("toastAction") is None
    assert kinds(stage) == ["earn"]


async def test_a_locked_till_tells_nobody_who_was_served(hand: Hand) -> None:
    await earn(hand)
    await hand.tap("doneNext")
    await hand.sees("toastAction")
    await hand.key(Qt.Key.Key_F12)
    await hand.sees("signInTile_0")
    assert hand.find("toast") is None
    assert "Иван Петров" not in hand.words()


async def test_a_full_disk_is_said_and_the_seconds_that_are_left_are_for_another_try(
    stage: Stage, hand: Hand
) -> None:
    await earn(hand)
    stage.free_bytes = 0
    await hand.tap("doneUndo")
    await hand.until(lambda: "На диске нет места" in " ".join(hand.words()))
    await hand.until(lambda: hand.item("doneUndo").isEnabled())
    stage.free_bytes = 10**12
    await hand.tap("doneUndo")
    await hand.until(lambda: kinds(stage) == ["earn", "cancel"])

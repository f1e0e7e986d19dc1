"""A manager's PIN on a cashier's screen, by touch (RBC-33, CSH-06)."""

import asyncio
from functools import partial

import pytest
from PySide6.QtCore import Qt

from client.store import outbox
from client.store.pin_tries import pin_tries
from client.ui.application.bugs import BugHook
from client.ui.presenters.approval import Asked
from client.ui.presenters.texts import wording
from client.ui.viewmodels.approval import ApprovalViewModel
from shared.operations.bodies import AdjustmentBody
from tests.builders import CASHIER, an_id
from tests.screens.house import GUESTS, MARINA_PIN
from tests.screens.managing import ask_for_yes, say_yes
from tests.screens.sales import earn, kinds, open_operations
from tests.screens.stage import Hand, Stage, open_guest, sign_in

pytestmark = pytest.mark.screens


async def test_a_managers_pin_books_what_the_cashier_typed(stage: Stage, hand: Hand) -> None:
    stage.line.go_offline()
    await ask_for_yes(hand)
    assert hand.read("approvalWhat") == "Начислить 250\u00a0баллов"
    assert hand.read("approvalWhom") == "Иван Петров"
    assert hand.read("approvalWhy") == "Причина: Извинение"
    assert hand.read("approvalAsker") == "Анна Кассирова просит разрешить"
    await say_yes(hand)
    await hand.sees("doneNext")
    (row,) = stage.store.read_now(lambda db: outbox.list_recent(db, 1))
    body = row.body()
    assert isinstance(body, AdjustmentBody)
    assert (body.staff_id, body.approver_id) == (CASHIER, an_id("marina"))
    await hand.tap("doneNext")
    assert "Анна Кассирова" in " ".join(hand.words())


async def test_back_books_nothing_and_keeps_what_was_typed(stage: Stage, hand: Hand) -> None:
    await ask_for_yes(hand)
    await hand.tap_keys("approvalKey", "333")
    await hand.tap("approvalClose")
    await hand.until(lambda: hand.find("approvalWhat") is None)
    assert kinds(stage) == []
    assert hand.read("adjustmentPoints", "number") == "+250"
    await hand.tap("adjustmentConfirm")
    await hand.sees("approvalWhat")
    assert hand.read("approvalDots", "filled") == 0


async def test_a_wrong_pin_says_how_many_tries_are_left(stage: Stage, hand: Hand) -> None:
    await ask_for_yes(hand)
    await say_yes(hand, "0000")
    await hand.until(lambda: "Осталось 4" in hand.read("approvalMessage"))
    assert kinds(stage) == []
    await say_yes(hand)
    await hand.sees("doneNext")
    assert kinds(stage) == ["adjustment"]


async def test_a_locked_pad_waits_here_as_at_the_door(stage: Stage, hand: Hand) -> None:
    await ask_for_yes(hand)
    for left in ("4", "3", "2", "1"):
        await say_yes(hand, "0000")
        await hand.until(partial(_says, hand, left))
    await say_yes(hand, "0000")
    await hand.until(partial(_says, hand, "Подождите"))
    assert not hand.item("approvalKey_3").isEnabled()
    await hand.tap("approvalClose")
    await hand.tap("lockButton")
    await hand.sees("signInTile_2")
    await hand.until(lambda: bool(hand.read("signInTile_2", "isLocked")))
    assert kinds(stage) == []


async def test_the_keyboard_types_the_pin_and_escape_says_no(stage: Stage, hand: Hand) -> None:
    await ask_for_yes(hand)
    await hand.until(lambda: hand.item("approvalKey_3").isEnabled())
    await hand.press("33")
    await hand.until(lambda: hand.read("approvalDots", "filled") == 2)
    await hand.key(Qt.Key.Key_Escape)
    await hand.until(lambda: hand.find("approvalWhat") is None)
    assert kinds(stage) == []
    assert hand.find("adjustmentConfirm") is not None


async def test_a_scan_over_the_question_is_no_wrong_pin(stage: Stage, hand: Hand) -> None:
    """Five of them would lock the manager out, here and at the door (CSH-06, CSH-12)."""
    await ask_for_yes(hand)
    await hand.until(lambda: hand.item("approvalKey_3").isEnabled())
    await hand.scan("4006381333931")
    await hand.until(lambda: hand.read("approvalDots", "filled") == 0)
    assert stage.store.read_now(lambda db: pin_tries(db, an_id("marina"))) is None
    await hand.press(MARINA_PIN)
    await hand.sees("doneNext")
    assert kinds(stage) == ["adjustment"]


async def test_another_receiver_is_another_question(stage: Stage, hand: Hand) -> None:
    """What was read and what is booked are one: a card scanned meanwhile ends the question."""
    await sign_in(hand)
    await open_guest(hand)
    await hand.tap("guestTransferButton")
    await hand.scan(f"7999{GUESTS[1].phone}")
    await hand.until(lambda: "Смирнова" in hand.read("transferReceiverName"))
    await hand.tap_keys("transferKey", "5")
    await hand.tap("transferConfirm")
    await hand.sees("approvalWhat")
    await hand.scan(f"7999{GUESTS[2].phone}")
    await hand.until(lambda: "Кузнецов" in hand.read("transferReceiverName"))
    await hand.until(lambda: hand.find("approvalWhat") is None)
    assert kinds(stage) == []


async def test_a_full_disk_is_said_over_what_was_typed(stage: Stage, hand: Hand) -> None:
    await ask_for_yes(hand)
    stage.free_bytes = 0
    await say_yes(hand)
    await hand.until(lambda: "На диске нет места" in " ".join(hand.words()))
    assert kinds(stage) == []
    assert hand.find("approvalWhat") is None or hand.read("approvalDots", "filled") == 0


async def test_an_operation_is_cancelled_with_a_yes(stage: Stage, hand: Hand) -> None:
    await earn(hand)
    await hand.tap("doneNext")
    await open_operations(stage, hand)
    await hand.tap("operationsRow_0")
    await hand.tap("operationCancel")
    await hand.tap("operationCancelDialogConfirm")
    await hand.sees("approvalWhat")
    assert "Начисление" in hand.read("approvalWhat")
    await say_yes(hand)
    await hand.until(lambda: kinds(stage) == ["earn", "cancel"])


async def test_a_transfer_names_both_guests_to_who_approves(stage: Stage, hand: Hand) -> None:
    await sign_in(hand)
    await open_guest(hand)
    await hand.tap("guestTransferButton")
    await hand.tap_keys("transferKey", "2345678")
    await hand.tap("transferHit_0")
    await hand.until(lambda: "Смирнова" in hand.read("transferReceiverName"))
    await hand.tap_keys("transferKey", "142")
    await hand.tap("transferConfirm")
    await hand.sees("approvalWhat")
    assert hand.read("approvalWhom") == "Иван Петров → Анна Смирнова"
    await say_yes(hand)
    await hand.sees("doneNext")
    assert kinds(stage) == ["transfer"]


def _says(hand: Hand, words: str) -> bool:
    return words in hand.read("approvalMessage")


@pytest.mark.expects_warning
async def test_a_bug_in_the_deed_leaves_no_question_behind(stage: Stage, hand: Hand) -> None:
    """Else nobody could answer it any more, and it would stand before the next person."""
    await sign_in(hand)
    app = stage.application.app
    bugs = BugHook(app.crash)
    bugs.install(asyncio.get_running_loop())
    approval = ApprovalViewModel(app.desk, sign_in=stage.till.sign_in)
    words = wording("retry")
    asked = Asked(words, words, words)
    approval.book(approval, _stumble, asked=asked, done=lambda _none: None)
    pad = approval.pin_pad
    await hand.until(lambda: pad.property("canType"))
    for digit in MARINA_PIN:
        pad.type(digit)
    await hand.sees("crashCarryOn")
    bugs.remove()
    assert not approval.property("isOpen")


async def _stumble(_yes: object) -> None:
    raise AssertionError

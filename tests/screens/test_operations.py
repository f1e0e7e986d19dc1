"""The list of operations by touch: states, reasons, cancel, copy (CSH-36, CSH-64, CSH-78)."""

import pytest
from PySide6.QtCore import Slot

from client.store import prints
from client.store.notices import add_notice
from client.ui.viewmodels.navigation import Screen
from client.ui.viewmodels.operations import OperationsViewModel
from shared.sync.messages import Outcome
from tests.builders import NOON
from tests.client.till_desk import refused
from tests.screens.house import MARINA_PIN
from tests.screens.sales import (
    answer_now,
    books_a_check,
    earn,
    kinds,
    let_decide,
    open_operations,
    redeem_in_vain,
)
from tests.screens.stage import Hand, Stage, sign_in

pytestmark = pytest.mark.screens


async def by_the_manager(stage: Stage, hand: Hand) -> None:
    """An earning of the cashier, and the list before the manager."""
    await earn(hand)
    await hand.tap("lockButton")
    await sign_in(hand, tile=2, pin=MARINA_PIN)
    await open_operations(stage, hand)


async def test_an_operation_waits_until_the_server_confirms_it(stage: Stage, hand: Hand) -> None:
    await earn(hand)
    await open_operations(stage, hand)
    assert hand.read("operationsRow_0", "status") == "Ждёт отправки"
    assert hand.read("operationsRow_0", "points") == "+300"
    answer_now(stage, books_a_check)
    await hand.until(lambda: hand.read("operationsRow_0", "status") == "Подтверждена")


async def test_a_refused_operation_says_why_and_what_to_do_and_can_be_put_away(
    stage: Stage, hand: Hand
) -> None:
    await earn(hand)
    await open_operations(stage, hand)
    answer_now(stage, lambda row: refused(row, "quote_mismatch", claimed=300, computed=200))
    await hand.until(lambda: hand.read("operationsRow_0", "status") == "Решаете вы")
    await hand.tap("operationsFilter_attention")
    assert hand.read("operationsFilter_attention") == "Требуют внимания · 1"
    await hand.tap("operationsRow_0")
    assert "300\u00a0баллов" in hand.read("operationText")
    assert "Проведите чек ещё раз" in hand.read("operationNextStep")
    await hand.tap("operationAcknowledge")
    await hand.sees("operationsEmpty")
    assert "Ни одна операция не требует внимания" in hand.words()


async def test_a_filter_shows_only_its_state(stage: Stage, hand: Hand) -> None:
    await earn(hand)
    await open_operations(stage, hand)
    await hand.tap("operationsFilter_confirmed")
    await hand.sees("operationsEmpty")
    await hand.tap("operationsFilter_waiting")
    await hand.sees("operationsRow_0")


async def test_a_manager_takes_an_operation_back_after_being_asked(
    stage: Stage, hand: Hand
) -> None:
    await by_the_manager(stage, hand)
    await hand.tap("operationsRow_0")
    await hand.tap("operationCancel")
    await hand.until(lambda: any("нельзя отменить" in text for text in hand.words()))
    await hand.tap("operationCancelDialogCancel")
    assert kinds(stage) == ["earn"]
    await hand.tap("operationCancel")
    await hand.tap("operationCancelDialogConfirm")
    await hand.until(lambda: kinds(stage) == ["earn", "cancel"])
    await hand.until(lambda: hand.read("operationsRow_0", "title") == "Отмена операции")


async def test_a_second_tap_right_after_ones_own_cancel_is_none(stage: Stage, hand: Hand) -> None:
    """Neither while it is being booked nor before the list has been read again."""
    await by_the_manager(stage, hand)
    await hand.tap("operationsRow_0")
    await hand.until(lambda: hand.item("operationCancel").isEnabled())
    operations, told = stage.application.app.at(Screen.OPERATIONS), list[str]()
    assert isinstance(operations, OperationsViewModel)
    toast = stage.application.app.desk.toast

    @Slot()
    def tap_again() -> None:
        told.append(toast.property("title"))
        operations.cancel()

    toast.changed.connect(tap_again)
    operations.cancel()
    operations.cancel()
    await hand.until(lambda: kinds(stage) == ["earn", "cancel"])
    await hand.sees("operationsRow_1")
    await stage.application.app.desk.settle()
    assert set(told) == {"Операция отменена"}
    assert hand.read("operationsRow_1", "status") == "Отменена"
    assert hand.read("operationTitle") == "Начисление"
    assert hand.find("operationCancel") is None


async def test_a_cashier_needs_a_managers_yes(stage: Stage, hand: Hand) -> None:
    await earn(hand)
    await open_operations(stage, hand)
    await hand.tap("operationsRow_0")
    await hand.tap("operationCancel")
    await hand.tap("operationCancelDialogConfirm")
    await hand.sees("approvalTile_0")
    assert kinds(stage) == ["earn"]


async def test_a_slip_is_printed_again_as_a_copy(stage: Stage, hand: Hand) -> None:
    await earn(hand)
    await open_operations(stage, hand)
    await hand.tap("operationsRow_0")
    await hand.tap("operationReprint")
    await hand.until(lambda: "Копия отправлена на печать" in hand.words())
    newest = stage.store.read_now(lambda db: prints.list_recent(db, 1))[0]
    assert newest.is_copy


async def test_a_till_that_has_done_nothing_says_so(stage: Stage, hand: Hand) -> None:
    await sign_in(hand)
    await hand.tap("statusOperations")
    await hand.sees("operationsEmpty")
    assert "Операций пока нет" in hand.words()
    assert stage.line.nudges == 0


async def test_an_operation_the_server_put_aside_is_explained(stage: Stage, hand: Hand) -> None:
    await earn(hand)
    await open_operations(stage, hand)
    answer_now(
        stage,
        lambda row: Outcome(
            seq=row.seq, operation_id=row.operation_id, status="quarantined", code="quarantined"
        ),
    )
    await hand.until(lambda: hand.read("operationsRow_0", "status") == "Решает поддержка")
    await hand.tap("operationsRow_0")
    assert hand.read("operationText") == "Сервер не понял операцию и отложил её"


async def test_a_list_that_cannot_be_read_offers_to_try_again(stage: Stage, hand: Hand) -> None:
    await earn(hand)
    stage.till.sign_in.lock()
    await hand.tap("statusOperations")
    await hand.sees("operationsRetry")


async def test_a_redemption_in_doubt_is_finished_from_the_list(stage: Stage, hand: Hand) -> None:
    await redeem_in_vain(stage, hand)
    await hand.tap("statusOperations")
    await hand.tap("operationsFilter_attention")
    await hand.sees("operationsRow_0")
    await hand.until(lambda: hand.read("operationsRow_0", "title") == "Списание")
    await hand.tap("operationsRow_0")
    await hand.tap("operationSettle")
    await hand.until(lambda: any(text.startswith("Сервер не ответил") for text in hand.words()))
    let_decide(stage, books_a_check)
    await hand.tap("operationSettle")
    await hand.sees("doneNext")


async def test_a_redemption_in_doubt_is_given_up_from_the_list(stage: Stage, hand: Hand) -> None:
    await redeem_in_vain(stage, hand)
    await hand.tap("statusOperations")
    await hand.tap("operationsFilter_attention")
    await hand.sees("operationsRow_0")
    await hand.until(lambda: hand.read("operationsRow_0", "title") == "Списание")
    await hand.tap("operationsRow_0")
    await hand.tap("operationAbandon")
    await hand.until(lambda: kinds(stage) == ["redeem", "earn", "cancel", "cancel"])


async def test_a_row_that_has_just_changed_glows_and_then_rests(stage: Stage, hand: Hand) -> None:
    """CSH-85."""
    await earn(hand)
    await open_operations(stage, hand)
    assert not hand.read("operationsRow_0", "isFresh")
    answer_now(stage, books_a_check)
    await hand.until(lambda: hand.read("operationsRow_0", "isFresh"))
    operations = stage.application.app.at(Screen.OPERATIONS)
    assert isinstance(operations, OperationsViewModel)
    operations.fade()  # what the clock does after two seconds
    assert not hand.read("operationsRow_0", "isFresh")


async def test_a_cancelled_operation_is_struck_through(stage: Stage, hand: Hand) -> None:
    await earn(hand)
    await hand.tap("doneUndo")
    await hand.until(lambda: hand.read("doneTitle").startswith("Операция отменена"))
    await open_operations(stage, hand)
    assert hand.read("operationsRow_1", "isCancelled")
    assert hand.read("operationsRow_1", "status") == "Отменена"
    assert not hand.read("operationsRow_0", "isCancelled")


async def test_the_inbox_says_why_and_whose_turn_it_is(stage: Stage, hand: Hand) -> None:
    await earn(hand)
    await open_operations(stage, hand)
    answer_now(stage, lambda row: refused(row, "card_not_usable", status="BLOCKED"))
    await hand.until(lambda: hand.read("operationsRow_0", "status") == "Решает менеджер")
    assert "Карта заблокирована" in hand.read("operationsRow_0", "reason")


async def test_a_report_of_the_sync_engine_takes_no_tap_away(stage: Stage, hand: Hand) -> None:
    await by_the_manager(stage, hand)
    await hand.tap("operationsRow_0")
    await hand.until(lambda: hand.item("operationRefund").isEnabled())
    stage.line.show_queue(1)
    assert hand.item("operationRefund").isEnabled()
    assert hand.item("operationCancel").isEnabled()
    await hand.tap("operationRefund")
    await hand.sees("refundConfirm")


async def test_what_is_chosen_stays_chosen_when_the_list_is_read_again(
    stage: Stage, hand: Hand
) -> None:
    """Also where a notice has the same number as the operation."""
    await by_the_manager(stage, hand)
    _notice(stage)
    stage.line.show_queue(1)
    await hand.sees("operationsRow_1")
    await hand.tap("operationsRow_1")
    button = hand.item("operationRefund")
    stage.line.show_queue(0)
    await stage.application.app.desk.settle()
    assert hand.read("operationTitle") == "Начисление"
    assert hand.item("operationRefund") is button


async def test_the_status_bar_and_the_inbox_count_alike(stage: Stage, hand: Hand) -> None:
    await earn(hand)
    _notice(stage)
    await open_operations(stage, hand)
    answer_now(stage, lambda row: refused(row, "quote_mismatch", claimed=300, computed=200))
    await hand.until(lambda: hand.read("operationsFilter_attention") == "Требуют внимания · 2")
    assert hand.read("statusAttention") == "2"


def _notice(stage: Stage) -> None:
    at_ms = int(NOON.timestamp() * 1_000)
    stage.store.write_now(lambda db: add_notice(db, "fork", data={}, at_ms=at_ms))

"""A receipt's code opens its operations from any screen (LOY-95…LOY-104)."""

import pytest

from shared.domain.codes import operation_payload
from shared.domain.ids import OperationId
from tests.builders import an_id
from tests.screens.archive import ELSEWHERE
from tests.screens.house import MARINA_PIN
from tests.screens.managing import code_of_last, hang_up
from tests.screens.sales import earn, kinds
from tests.screens.stage import Hand, Stage, sign_in

pytestmark = pytest.mark.screens


async def _earn_and_call_a_manager(hand: Hand) -> None:
    await earn(hand)
    await hand.tap("lockButton")
    await sign_in(hand, tile=2, pin=MARINA_PIN)


async def test_the_receipt_of_this_till_is_refunded_without_the_network(
    stage: Stage, hand: Hand
) -> None:
    await _earn_and_call_a_manager(hand)
    hang_up(stage)
    await hand.scan(code_of_last(stage))
    await hand.sees("scannedRow_0")
    assert hand.read("operationTitle") == "Начисление"
    await hand.tap("operationRefund")
    await hand.sees("refundConfirm")
    await hand.tap("refundAll")
    await hand.tap("refundConfirm")
    await hand.sees("doneNext")
    assert kinds(stage) == ["earn", "refund"]
    assert stage.archive.asked == 0


async def test_a_report_of_the_sync_engine_takes_no_tap_away(stage: Stage, hand: Hand) -> None:
    await _earn_and_call_a_manager(hand)
    await hand.scan(code_of_last(stage))
    await hand.sees("scannedRow_0")
    await hand.until(lambda: hand.item("operationCancel").isEnabled())
    stage.line.show_queue(1)
    assert hand.item("operationCancel").isEnabled()
    assert hand.item("operationRefund").isEnabled()


async def test_the_receipt_of_another_till_is_cancelled_here(stage: Stage, hand: Hand) -> None:
    await sign_in(hand, tile=2, pin=MARINA_PIN)
    await hand.scan(operation_payload(ELSEWHERE))
    await hand.sees("scannedRow_0")
    assert "Касса 2" in hand.words()
    await hand.tap("operationCancel")
    await hand.tap("scannedCancelDialogConfirm")
    await hand.until(lambda: kinds(stage) == ["cancel"])
    await hand.until(lambda: hand.find("operationCancel") is None)


async def test_the_receipt_of_another_till_is_refunded_here(stage: Stage, hand: Hand) -> None:
    await sign_in(hand, tile=2, pin=MARINA_PIN)
    await hand.scan(operation_payload(ELSEWHERE))
    await hand.tap("operationRefund")
    await hand.tap("refundAll")
    await hand.tap("refundConfirm")
    await hand.sees("doneNext")
    assert kinds(stage) == ["refund"]


async def test_without_the_server_a_strange_receipt_is_plainly_unknown(
    stage: Stage, hand: Hand
) -> None:
    await sign_in(hand)
    hang_up(stage)
    await hand.scan(operation_payload(ELSEWHERE))
    await hand.until(lambda: "Касса этой операции не знает" in " ".join(hand.words()))
    assert hand.find("homeSearchField") is not None


async def test_a_code_that_nobody_has_is_said_to_be_nobodys(hand: Hand) -> None:
    await sign_in(hand)
    await hand.scan(operation_payload(OperationId(an_id("nobody's"))))
    await hand.until(lambda: "Операции с таким кодом" in " ".join(hand.words()))

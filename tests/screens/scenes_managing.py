"""The ways to the screens of a manager on the spot."""

from collections.abc import Mapping
from typing import Final

from shared.domain.codes import operation_payload
from tests.screens.archive import ELSEWHERE
from tests.screens.house import MARINA_PIN
from tests.screens.managing import ask_for_yes, code_of_last, hang_up, open_history, say_yes
from tests.screens.sales import begin_adjustment, earn
from tests.screens.stage import Hand, Scene, Stage, sign_in


async def _approval(_stage: Stage, hand: Hand) -> None:
    await ask_for_yes(hand)
    await hand.tap_keys("approvalKey", "33")


async def _approval_wrong(_stage: Stage, hand: Hand) -> None:
    await ask_for_yes(hand)
    await say_yes(hand, "0000")
    await hand.until(lambda: hand.read("approvalDots", "filled") == 0)


async def _adjustment_taking(_stage: Stage, hand: Hand) -> None:
    await begin_adjustment(hand)
    await hand.tap("adjustmentDirection_take")
    await hand.tap_keys("adjustmentKey", "250")
    await hand.tap("adjustmentReason_mistake")


async def _guest_of_a_manager(_stage: Stage, hand: Hand) -> None:
    await open_history(hand)
    await hand.tap("backButton")
    await hand.sees("guestHistoryButton")


async def _history(_stage: Stage, hand: Hand) -> None:
    await open_history(hand)
    await hand.tap("historyMore")
    await hand.until(lambda: hand.find("historyMore") is None)


async def _history_points(_stage: Stage, hand: Hand) -> None:
    await open_history(hand)
    await hand.tap("historyTab_points")
    await hand.sees("historyLine_2")


async def _history_offline(stage: Stage, hand: Hand) -> None:
    await earn(hand)
    await hand.tap("lockButton")
    hang_up(stage)
    stage.line.show_queue(1)
    await open_history(hand)
    await hand.sees("historyRetry")


async def _scanned_slip(stage: Stage, hand: Hand) -> None:
    await earn(hand)
    await hand.tap("doneNext")
    await hand.scan(code_of_last(stage))
    await hand.sees("scannedRow_0")


async def _scanned_elsewhere(_stage: Stage, hand: Hand) -> None:
    await sign_in(hand, tile=2, pin=MARINA_PIN)
    await hand.scan(operation_payload(ELSEWHERE))
    await hand.sees("scannedRow_0")


async def _scanned_unknown(stage: Stage, hand: Hand) -> None:
    await sign_in(hand)
    hang_up(stage)
    await hand.scan(operation_payload(ELSEWHERE))
    await hand.sees("toast")


MANAGING: Final[Mapping[str, Scene]] = {
    "approval": _approval,
    "approval-wrong": _approval_wrong,
    "adjustment-taking": _adjustment_taking,
    "guest-manager": _guest_of_a_manager,
    "history": _history,
    "history-points": _history_points,
    "history-offline": _history_offline,
    "scanned-slip": _scanned_slip,
    "scanned-elsewhere": _scanned_elsewhere,
    "scanned-unknown": _scanned_unknown,
}

"""The ways to every screen of a sale: each leaves its screen on the stage to be looked at."""

from collections.abc import Mapping
from typing import Final

from tests.client.till_desk import refused
from tests.screens.house import MARINA_PIN
from tests.screens.sales import (
    answer_now,
    begin_adjustment,
    begin_check,
    begin_refund,
    begin_registration,
    begin_transfer,
    books_a_check,
    earn,
    let_decide,
    open_operations,
    redeem_in_vain,
    write,
)
from tests.screens.stage import Hand, Scene, Stage, sign_in


async def _checkout_empty(_stage: Stage, hand: Hand) -> None:
    await begin_check(hand, "")


async def _checkout(_stage: Stage, hand: Hand) -> None:
    await begin_check(hand)
    await hand.tap("checkoutRedeemMax")


async def _checkout_typed_points(_stage: Stage, hand: Hand) -> None:
    await begin_check(hand)
    await hand.tap("checkoutRedeemField")
    await hand.tap_keys("amountKey", "5")


async def _checkout_offline(stage: Stage, hand: Hand) -> None:
    stage.line.go_offline()
    await begin_check(hand)


async def _checkout_impossible(_stage: Stage, hand: Hand) -> None:
    await begin_check(hand, "")
    for key in ("1", "00", "00", "00", "5"):
        await hand.tap(f"amountKey_{key}")


async def _checkout_pending_consent(_stage: Stage, hand: Hand) -> None:
    await begin_check(hand, guest="6789012")


async def _checkout_in_doubt(stage: Stage, hand: Hand) -> None:
    await redeem_in_vain(stage, hand)


async def _done(stage: Stage, hand: Hand) -> None:
    let_decide(stage, books_a_check)
    await _checkout(stage, hand)
    await hand.tap("checkoutConfirm")
    await _printed(hand)


async def _done_offline(stage: Stage, hand: Hand) -> None:
    stage.line.go_offline()
    await earn(hand)
    stage.line.show_queue(1)
    await _printed(hand)


async def _printed(hand: Hand) -> None:
    await hand.sees("slipPaper")
    await hand.until(lambda: hand.read("slipPaper", "contentHeight") > 100)


async def _registration_empty(_stage: Stage, hand: Hand) -> None:
    await begin_registration(hand)


async def _registration_duplicate(_stage: Stage, hand: Hand) -> None:
    await begin_registration(hand)
    await hand.press("89991234567")
    await hand.sees("registrationDuplicate")


async def _registration_wrong(_stage: Stage, hand: Hand) -> None:
    await begin_registration(hand)
    await write(hand, "12345", "Иван", "Сидоров", "31021990")
    await hand.tap("registrationSubmit")


async def _registration_filled(_stage: Stage, hand: Hand) -> None:
    await begin_registration(hand)
    hint = hand.read("registrationHint")
    await write(hand, "9261112233", "Иван", "Сидоров", "21111990")
    await hand.tap("registrationPersonalData")
    await hand.until(lambda: hand.read("registrationHint") != hint)


async def _card(stage: Stage, hand: Hand) -> None:
    await _registration_filled(stage, hand)
    await hand.tap("registrationSubmit")
    await hand.sees("cardCheckout")


async def _adjustment(_stage: Stage, hand: Hand) -> None:
    await begin_adjustment(hand)
    await hand.tap_keys("adjustmentKey", "500")
    await hand.tap("adjustmentReason_gift")


async def _adjustment_note(_stage: Stage, hand: Hand) -> None:
    await begin_adjustment(hand)
    await hand.tap_keys("adjustmentKey", "500")
    await hand.tap("adjustmentReason_other")
    await hand.type("adjustmentNote", "Гость ждал час")


async def _adjustment_too_large(_stage: Stage, hand: Hand) -> None:
    await begin_adjustment(hand)
    await hand.tap("adjustmentDirection_take")
    await hand.tap_keys("adjustmentKey", "10001")


async def _refund(stage: Stage, hand: Hand) -> None:
    await begin_refund(stage, hand)
    await hand.tap_keys("refundKey", "500")


async def _refund_too_large(stage: Stage, hand: Hand) -> None:
    await begin_refund(stage, hand)
    await hand.tap_keys("refundKey", "2001")


async def _transfer(_stage: Stage, hand: Hand) -> None:
    await begin_transfer(hand)
    await hand.tap_keys("transferKey", "2345678")
    await hand.sees("transferHit_0")


async def _transfer_ready(stage: Stage, hand: Hand) -> None:
    await _transfer(stage, hand)
    await hand.tap("transferHit_0")
    await hand.tap_keys("transferKey", "142")
    await hand.until(lambda: bool(hand.item("transferConfirm").isEnabled()))


async def _operations(stage: Stage, hand: Hand) -> None:
    await earn(hand)
    await hand.tap("lockButton")
    await sign_in(hand, tile=2, pin=MARINA_PIN)
    await open_operations(stage, hand)
    stage.line.show_queue(1)
    await hand.tap("operationsRow_0")


async def _operations_attention(stage: Stage, hand: Hand) -> None:
    await earn(hand)
    await open_operations(stage, hand)
    answer_now(stage, lambda row: refused(row, "points_shortfall", asked=400, available=50))
    await hand.tap("operationsFilter_attention")
    await hand.tap("operationsRow_0")
    await hand.sees("operationAcknowledge")


async def _operations_in_doubt(stage: Stage, hand: Hand) -> None:
    await redeem_in_vain(stage, hand)
    await hand.tap("statusOperations")
    await hand.tap("operationsFilter_attention")
    await hand.sees("operationsRow_0")
    await hand.tap("operationsRow_0")
    await hand.sees("operationSettle")


async def _operations_cancel(stage: Stage, hand: Hand) -> None:
    await _operations(stage, hand)
    await hand.tap("operationCancel")
    await hand.sees("operationCancelDialogConfirm")


async def _operations_empty(_stage: Stage, hand: Hand) -> None:
    await sign_in(hand)
    await hand.tap("statusOperations")
    await hand.sees("operationsEmpty")


SALES: Final[Mapping[str, Scene]] = {
    "checkout-empty": _checkout_empty,
    "checkout": _checkout,
    "checkout-typed-points": _checkout_typed_points,
    "checkout-offline": _checkout_offline,
    "checkout-impossible": _checkout_impossible,
    "checkout-pending-consent": _checkout_pending_consent,
    "checkout-in-doubt": _checkout_in_doubt,
    "done": _done,
    "done-offline": _done_offline,
    "registration-empty": _registration_empty,
    "registration-duplicate": _registration_duplicate,
    "registration-wrong": _registration_wrong,
    "registration-filled": _registration_filled,
    "card": _card,
    "adjustment": _adjustment,
    "adjustment-note": _adjustment_note,
    "adjustment-too-large": _adjustment_too_large,
    "refund": _refund,
    "refund-too-large": _refund_too_large,
    "transfer": _transfer,
    "transfer-ready": _transfer_ready,
    "operations": _operations,
    "operations-attention": _operations_attention,
    "operations-in-doubt": _operations_in_doubt,
    "operations-cancel": _operations_cancel,
    "operations-empty": _operations_empty,
}

"""The ways to the shift: none, an open one, handing over, closing, a report and its addendum."""

from collections.abc import Mapping
from typing import Final

from client.store.outbox import OutboxRow
from shared.sync.messages import Outcome
from tests.client.till_desk import booked, refused
from tests.screens.house import MARINA_PIN
from tests.screens.sales import answer_now, begin_check
from tests.screens.stage import Hand, Scene, Stage, open_guest, sign_in


def takes_note(row: OutboxRow) -> Outcome:
    """A server that books all earnings as they were shown."""
    if row.guest_id is not None:
        return booked(row, change=(300, 0), after=(2_800, 0))
    return Outcome(seq=row.seq, operation_id=row.operation_id, status="applied")


def refuses_all(row: OutboxRow) -> Outcome:
    """A server that books nothing of what guests were told."""
    if row.guest_id is not None:
        return refused(row, "card_not_usable", status="BLOCKED")
    return Outcome(seq=row.seq, operation_id=row.operation_id, status="applied")


async def work(hand: Hand) -> None:
    """Anna opens a shift and earns; Marina takes over, corrects a balance and redeems nothing."""
    await sign_in(hand)
    await hand.tap("shiftMissingAction")
    await hand.until(lambda: hand.read("statusShift") in {"Смена 1", "Shift 1"})
    await hand.tap("lockButton")
    await begin_check(hand)
    await hand.tap("checkoutConfirm")
    await hand.sees("doneNext")
    await hand.tap("lockButton")
    await sign_in(hand, tile=2, pin=MARINA_PIN)
    await open_guest(hand)
    await hand.tap("guestAdjustButton")
    await hand.tap_keys("adjustmentKey", "150")
    await hand.tap("adjustmentReason_apology")
    await hand.tap("adjustmentConfirm")
    await hand.sees("doneNext")
    await hand.tap("lockButton")


async def open_shift_screen(hand: Hand, *, tile: int = 0, pin: str = "1111") -> None:
    """The shift, as that colleague sees it."""
    await sign_in(hand, tile=tile, pin=pin)
    await hand.tap("statusShift")
    await hand.until(
        lambda: hand.find("shiftOpen") is not None or hand.find("shiftClose") is not None
    )


async def close_it(hand: Hand) -> None:
    """From the shift to its closed report."""
    await hand.tap("shiftClose")
    await hand.tap("shiftCloseDialogConfirm")
    await hand.sees("shiftOpen")


async def _home_in_a_shift(_stage: Stage, hand: Hand) -> None:
    await sign_in(hand)
    await hand.tap("shiftMissingAction")
    await hand.until(lambda: hand.find("shiftMissing") is None)


async def _none(_stage: Stage, hand: Hand) -> None:
    await open_shift_screen(hand)


async def _now(_stage: Stage, hand: Hand) -> None:
    await work(hand)
    await open_shift_screen(hand)
    await hand.sees("shiftTable")


async def _colleague(_stage: Stage, hand: Hand) -> None:
    await work(hand)
    await open_shift_screen(hand, tile=2, pin=MARINA_PIN)
    await hand.sees("shiftTakeOver")


async def _handing_over(_stage: Stage, hand: Hand) -> None:
    await _now(_stage, hand)
    await hand.tap("shiftHandOver")
    await hand.sees("shiftColleague_1")


async def _question(_stage: Stage, hand: Hand) -> None:
    await _now(_stage, hand)
    await hand.tap("shiftClose")
    await hand.sees("shiftCloseDialogConfirm")


async def _closed(_stage: Stage, hand: Hand) -> None:
    await _now(_stage, hand)
    await close_it(hand)
    await hand.sees("shiftPaper")


async def _addendum(stage: Stage, hand: Hand) -> None:
    await work(hand)
    await open_shift_screen(hand, tile=2, pin=MARINA_PIN)
    await close_it(hand)
    answer_now(stage, refuses_all)
    await hand.sees("shiftReport_1")
    await hand.tap("shiftReport_0")


SHIFTS: Final[Mapping[str, Scene]] = {
    "home-in-a-shift": _home_in_a_shift,
    "shift-none": _none,
    "shift": _now,
    "shift-of-a-colleague": _colleague,
    "shift-handing-over": _handing_over,
    "shift-question": _question,
    "shift-closed": _closed,
    "shift-addendum": _addendum,
}

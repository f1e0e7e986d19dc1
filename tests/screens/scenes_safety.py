"""The ways to what keeps a till safe: the section, handing over, being shut out, taking, wiping."""

import random
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from shared.sync.frames import frames_of
from tests.builders import enqueue_earn
from tests.screens.house import MARINA_PIN
from tests.screens.stage import Hand, Scene, Stage, sign_in

SALES: Final = 7
PACKET: Final = random.Random(1).randbytes(1_000)


def sell_alone(stage: Stage, *, sales: int = SALES) -> None:
    """Operations nobody was told of."""
    for number in range(sales):
        enqueue_earn(stage.store, number=f"unsent {number}")
    stage.line.show_queue(sales)


def shut_out(stage: Stage) -> None:
    """The server says that it takes nothing from this till any more."""
    status = replace(stage.line.status, is_online=False, problem="device_revoked", is_stopped=True)
    stage.line.board.show(status)


async def open_safety(hand: Hand) -> None:
    """The section, as a manager sees it."""
    await sign_in(hand, tile=2, pin=MARINA_PIN)
    await hand.tap("settingsButton")
    await hand.tap("settings_safety")
    await hand.sees("safetyHandover")


async def open_carry(hand: Hand) -> None:
    """Where another till's work is taken."""
    await open_safety(hand)
    await hand.tap("safetyCarry")
    await hand.sees("carryRead")


async def show_codes(hand: Hand, *, numbers: tuple[int, ...]) -> None:
    """The codes with these numbers, read by a scanner."""
    frames = frames_of(PACKET)
    for number in numbers:
        await hand.scan(frames[number - 1])


async def _section(_stage: Stage, hand: Hand) -> None:
    await open_safety(hand)


async def _handover(stage: Stage, hand: Hand) -> None:
    sell_alone(stage)
    stage.line.show_queue(7)
    await open_safety(hand)
    await hand.tap("safetyHandover")
    await hand.until(lambda: "7" in hand.read("handoverUnsent"))


async def _shut_out(stage: Stage, hand: Hand) -> None:
    sell_alone(stage)
    shut_out(stage)
    await hand.until(lambda: hand.find("handoverFacts") is not None)


async def _saved(stage: Stage, hand: Hand) -> None:
    await _shut_out(stage, hand)
    await hand.tap("handoverSave")
    await hand.sees("handoverFile")


async def _codes(stage: Stage, hand: Hand) -> None:
    await _shut_out(stage, hand)
    await hand.tap("handoverCodes")
    await hand.sees("handoverCode")
    await hand.tap("handoverPause")


async def _nothing(_stage: Stage, hand: Hand) -> None:
    await open_safety(hand)
    await hand.tap("safetyHandover")
    await hand.until(lambda: bool(hand.read("handoverUnsent")))


async def _wipe(stage: Stage, hand: Hand) -> None:
    sell_alone(stage)
    await open_safety(hand)
    await hand.tap("safetyWipe")
    await hand.until(lambda: "7" in hand.read("wipeLoss"))


async def _wipe_safe(_stage: Stage, hand: Hand) -> None:
    await open_safety(hand)
    await hand.tap("safetyWipe")
    await hand.until(lambda: bool(hand.read("wipeLoss")))


async def _carry_empty(_stage: Stage, hand: Hand) -> None:
    await open_carry(hand)


async def _carry(stage: Stage, hand: Hand) -> None:
    stage.carrying.put("rescue-20261121-190000.bin", "rescue-20261121-183000.bin")
    await open_carry(hand)
    await hand.sees("carryFile_1")
    await show_codes(hand, numbers=(1, 4))
    await hand.sees("carryProgress")


async def _carried(stage: Stage, hand: Hand) -> None:
    stage.carrying.put("rescue-20261121-190000.bin")
    await open_carry(hand)
    await hand.tap("carryFile_0")
    await hand.sees("carryProof")


SAFETY: Final[Mapping[str, Scene]] = {
    "safety": _section,
    "handover": _handover,
    "handover-nothing": _nothing,
    "shut-out": _shut_out,
    "shut-out-file": _saved,
    "shut-out-codes": _codes,
    "carry-empty": _carry_empty,
    "carry": _carry,
    "carry-done": _carried,
    "wipe": _wipe,
    "wipe-safe": _wipe_safe,
}

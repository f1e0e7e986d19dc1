"""The ways to the printer's screens, and to slips that did not print by themselves."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from client.ui.presenters.texts import say
from printers.found import Found
from printers.profiles import FileAddress, PrinterProfile, SystemAddress, TcpAddress
from shared.receipt.words import Language
from tests.builders import NOON
from tests.screens.sales import earn
from tests.screens.stage import Hand, Scene, Stage, sign_in

NOBODY: Final = Found(TcpAddress("127.0.0.1", 1))
PRINTED: Final = {say("slipPrinted", language) for language in Language}
EXPIRED: Final = {say("slipExpired", language) for language in Language}


async def open_printer_screen(hand: Hand) -> None:
    """From sign-in to the printer's settings."""
    await sign_in(hand)
    await hand.tap("settingsButton")
    await hand.tap("settings_printer")
    await hand.sees("printerState")


async def take_printer(stage: Stage, hand: Hand, found: Found) -> None:
    """Find ``found`` and choose it: its test opens."""
    stage.printers = [found]
    await open_printer_screen(hand)
    await hand.tap("printerSearch")
    await hand.tap("printerFound_0")
    await hand.sees("testStart")


async def print_test_slip(stage: Stage, hand: Hand) -> None:
    """To the first question, with a printer that only listens."""
    roll = stage.reports.parent / "roll"
    roll.touch()
    await take_printer(stage, hand, Found(FileAddress(str(roll))))
    await hand.tap("testStart")
    await hand.sees("testAnswer_1")


async def answer_everything(hand: Hand) -> None:
    """A common printer for 80 mm with a knife."""
    for value in ("1", "48", "drawn", "yes"):
        await answer(hand, value)
    await hand.sees("testSave")


async def answer(hand: Hand, value: str) -> None:
    """Tap an answer of the question shown, once a frame has given it its place."""
    await hand.sees(f"testAnswer_{value}")
    hand.look()
    await hand.tap(f"testAnswer_{value}")


async def leave_in_doubt(stage: Stage, hand: Hand) -> None:
    """A receipt whose printing was cut short."""
    await earn(hand)
    await hand.until(lambda: hand.read("slipState") in PRINTED)
    stage.store.write_now(
        lambda db: db.execute("UPDATE print_job SET state = 'printing', picture = NULL")
    )
    stage.spool.recover()
    await hand.sees("slipSecond")


async def leave_waiting(stage: Stage, hand: Hand) -> None:
    """A receipt whose printer does not answer."""
    stage.spool.use(PrinterProfile("away", NOBODY.address))
    await earn(hand)
    await hand.sees("slipFirst")


async def leave_expired(stage: Stage, hand: Hand) -> None:
    """A receipt that nobody waits for any more."""
    await leave_waiting(stage, hand)
    stage.clock.set_wall(NOON + timedelta(hours=5))
    stage.spool.nudge()
    await hand.until(lambda: hand.read("slipState") in EXPIRED)


async def _printer(_stage: Stage, hand: Hand) -> None:
    await open_printer_screen(hand)


async def _printer_found(stage: Stage, hand: Hand) -> None:
    stage.printers = [
        Found(TcpAddress("192.168.0.87")),
        Found(TcpAddress("192.168.0.120")),
        Found(SystemAddress("HP_LaserJet"), name="HP_LaserJet"),
    ]
    await open_printer_screen(hand)
    await hand.tap("printerSearch")
    await hand.sees("printerFound_2")


async def _printer_none(_stage: Stage, hand: Hand) -> None:
    await open_printer_screen(hand)
    await hand.tap("printerSearch")
    await hand.sees("printerSearchNote")


async def _printer_away(stage: Stage, hand: Hand) -> None:
    await take_printer(stage, hand, NOBODY)
    await hand.tap("backButton")
    await hand.tap("printerDrawer_2")
    await hand.until(lambda: hand.read("printerState", "kind") == "warning")


async def _test_start(stage: Stage, hand: Hand) -> None:
    await take_printer(stage, hand, NOBODY)


async def _test_unreachable(stage: Stage, hand: Hand) -> None:
    await take_printer(stage, hand, NOBODY)
    await hand.tap("testStart")
    await hand.sees("toast")


async def _test_codes(stage: Stage, hand: Hand) -> None:
    await print_test_slip(stage, hand)
    await answer(hand, "1")
    await answer(hand, "48")
    await hand.sees("testAnswer_both")


async def _test_done(stage: Stage, hand: Hand) -> None:
    await print_test_slip(stage, hand)
    await answer_everything(hand)


async def open_queue(hand: Hand) -> None:
    """From any screen to the queue of paper."""
    await hand.tap("settingsButton")
    await hand.tap("settings_printer")
    await hand.tap("printerQueue")


async def _queue(stage: Stage, hand: Hand) -> None:
    await leave_waiting(stage, hand)
    await open_queue(hand)
    await hand.sees("queue_0_first")


async def _queue_empty(_stage: Stage, hand: Hand) -> None:
    await sign_in(hand)
    await open_queue(hand)
    await hand.sees("queueEmpty")


PRINTING: Final[Mapping[str, Scene]] = {
    "printer": _printer,
    "printer-found": _printer_found,
    "printer-none-found": _printer_none,
    "printer-away": _printer_away,
    "printer-test": _test_start,
    "printer-test-unreachable": _test_unreachable,
    "printer-test-letters": print_test_slip,
    "printer-test-codes": _test_codes,
    "printer-test-done": _test_done,
    "paper-queue": _queue,
    "paper-queue-empty": _queue_empty,
    "slip-waits": leave_waiting,
    "slip-in-doubt": leave_in_doubt,
    "slip-expired": leave_expired,
}

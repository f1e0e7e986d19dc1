"""After a booking: what, the balance, the paper, a copy, the next guest (CSH-63…CSH-84)."""

import pytest

from client.store import prints
from printers.profiles import PrinterProfile, TcpAddress
from tests.screens.sales import earn
from tests.screens.stage import Hand, Stage

pytestmark = pytest.mark.screens


async def test_success_is_said_in_a_green_toast_and_in_large_letters(
    stage: Stage, hand: Hand
) -> None:
    await earn(hand)
    toast = stage.application.app.desk.toast
    assert toast.property("title") == "Начислено 300\u00a0баллов"
    assert toast.property("kind") == "success"
    assert hand.read("doneTitle") == "Начислено 300\u00a0баллов"
    assert hand.read("doneBalance", "number") == "3\u00a0100 баллов"


async def test_the_paper_is_shown_as_the_virtual_printer_drew_it(hand: Hand) -> None:
    await earn(hand)
    await hand.until(lambda: hand.read("slipState") == "Напечатан")
    await hand.sees("slipPaper")
    await hand.until(lambda: hand.read("slipPaper", "contentHeight") > 200)


async def test_a_copy_is_printed_and_called_one(stage: Stage, hand: Hand) -> None:
    await earn(hand)
    await hand.until(lambda: hand.read("slipState") == "Напечатан")
    await hand.tap("doneReprint")
    await hand.until(lambda: hand.read("slipState") == "Копия: Напечатан")
    newest = stage.store.read_now(lambda db: prints.list_recent(db, 1))[0]
    assert newest.is_copy


async def test_the_next_guest_begins_with_an_empty_search(hand: Hand) -> None:
    await earn(hand)
    await hand.tap("doneNext")
    await hand.sees("homeSearchField")
    assert hand.read("homeSearchField") == ""


async def test_the_same_guest_is_one_tap_away_with_the_new_balance(hand: Hand) -> None:
    await earn(hand)
    await hand.tap("doneToGuest")
    await hand.sees("guestCheckoutButton")
    assert "3\u00a0100" in hand.words()


async def test_a_full_disk_refuses_the_copy_and_keeps_the_screen(stage: Stage, hand: Hand) -> None:
    await earn(hand)
    await hand.until(lambda: hand.read("slipState") == "Напечатан")
    stage.free_bytes = 0
    await hand.tap("doneReprint")
    await hand.until(lambda: "На диске нет места" in " ".join(hand.words()))
    assert hand.find("doneNext") is not None


async def test_a_printer_that_is_away_is_named_and_holds_nobody_up(
    stage: Stage, hand: Hand
) -> None:
    stage.spool.use(PrinterProfile("Принтер", TcpAddress(host="127.0.0.1", port=1)))
    await earn(hand)
    await hand.until(lambda: hand.read("slipState") == "Ждёт принтер")
    assert hand.read("slipNote") == "Принтер не отвечает. Проверьте питание и кабель принтера."
    await hand.tap("doneNext")
    await hand.sees("homeSearchField")

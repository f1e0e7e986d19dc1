"""The printer by touch: found, tested, asked how it is; and slips that did not print by themselves.

CSH-60…CSH-65; issue 5 item 8. The printers are real listeners in the network of this machine.
"""

import pytest

from client.store import prints
from client.store.prints import JobState, PrintJob
from printers.code_pages import CodePage, CodePageName
from printers.found import Found
from printers.profiles import PAPER_80, FileAddress, TcpAddress
from tests.printers.tcp_printers import FINE, Manners, TcpPrinter, a_tcp_printer
from tests.screens.sales import earn
from tests.screens.scenes_printing import (
    NOBODY,
    answer,
    answer_everything,
    leave_expired,
    leave_in_doubt,
    leave_waiting,
    open_printer_screen,
    open_queue,
    print_test_slip,
    take_printer,
)
from tests.screens.stage import Hand, Stage

pytestmark = pytest.mark.screens

NEAR_END = Manners(answers={1: FINE, 2: FINE, 3: FINE, 4: FINE | 0x0C})
LIAR = Manners(answers={1: FINE | 0x08, 2: FINE, 3: FINE, 4: FINE})


async def test_a_printer_is_found_tested_and_remembered(stage: Stage, hand: Hand) -> None:
    with a_tcp_printer() as printer:
        await take_printer(stage, hand, _found(printer))
        await hand.tap("testStart")
        await hand.sees("testAnswer_1")
        await answer_everything(hand)
        await hand.tap("testSave")
        await hand.sees("printerState")
        address = printer.profile.address
    kept = (await stage.keeper.load()).printer
    assert kept.address == address
    assert kept.paper == PAPER_80
    assert kept.code_page == CodePage(CodePageName.CP866, 17)
    assert (kept.has_native_qr, kept.has_cutter, kept.answers_status) == (False, True, True)


async def test_a_printer_that_lies_about_itself_is_asked_no_more(stage: Stage, hand: Hand) -> None:
    with a_tcp_printer(LIAR) as printer:
        await take_printer(stage, hand, _found(printer))
        await hand.tap("testStart")
        await hand.sees("testAnswer_1")
        await answer_everything(hand)
        await hand.tap("testSave")
        await hand.until(lambda: hand.find("printerState") is not None)
    assert not (await stage.keeper.load()).printer.answers_status


async def test_a_wrong_answer_is_taken_back(stage: Stage, hand: Hand) -> None:
    await print_test_slip(stage, hand)
    await answer(hand, "none")
    await hand.sees("testAnswer_48")
    await hand.tap("testStepBack")
    for value in ("1", "32", "both", "no"):
        await answer(hand, value)
    await hand.tap("testSave")
    await hand.sees("printerState")
    kept = (await stage.keeper.load()).printer
    assert isinstance(kept.address, FileAddress)
    assert (kept.draws_text, kept.paper.columns, kept.has_native_qr) == (False, 32, True)


async def test_a_test_slip_that_does_not_go_is_told_and_nothing_is_asked(
    stage: Stage, hand: Hand
) -> None:
    await take_printer(stage, hand, NOBODY)
    await hand.tap("testStart")
    await hand.until(lambda: "Принтер не отвечает" in " ".join(hand.words()))
    assert hand.find("testStart") is not None


async def test_a_search_that_finds_nothing_says_so(hand: Hand) -> None:
    await open_printer_screen(hand)
    await hand.tap("printerSearch")
    await hand.until(lambda: "Ничего не нашли" in (hand.read("printerSearchNote") or ""))


async def test_how_the_printer_is_stands_on_its_screen(stage: Stage, hand: Hand) -> None:
    with a_tcp_printer(NEAR_END) as printer:
        await take_printer(stage, hand, _found(printer))
        await hand.tap("backButton")
        await hand.until(lambda: hand.read("printerState") == "Бумага кончается")
    await hand.tap("printerLook")
    await hand.until(lambda: hand.read("printerState") == "Принтер не отвечает")


async def test_a_printer_that_was_changed_is_asked_again(stage: Stage, hand: Hand) -> None:
    await take_printer(stage, hand, NOBODY)
    await hand.tap("backButton")
    await hand.until(lambda: hand.read("printerState") == "Принтер не отвечает")
    asked = stage.spool.news
    await hand.tap("printerDrawer_2")
    await hand.reach("drawerOpen")
    await hand.until(lambda: stage.spool.news is not asked)
    await hand.until(lambda: hand.read("printerState") == "Принтер не отвечает")


async def test_the_status_bar_says_so_when_nothing_can_be_printed(stage: Stage, hand: Hand) -> None:
    await take_printer(stage, hand, NOBODY)
    for _ in range(2):
        await hand.tap("backButton")
    await hand.sees("settings_printer")
    await hand.tap("statusPrinter")
    await hand.until(lambda: hand.read("printerState") == "Принтер не отвечает")
    with a_tcp_printer() as printer:
        stage.spool.use(printer.profile)
        await hand.until(lambda: hand.find("statusPrinter") is None)


async def test_the_drawer_opens_when_it_is_tried(stage: Stage, hand: Hand) -> None:
    with a_tcp_printer() as printer:
        await take_printer(stage, hand, _found(printer))
        await hand.tap("backButton")
        await hand.tap("printerDrawer_2")
        await hand.reach("drawerOpen")
        await hand.tap("drawerOpen")
        await hand.until(lambda: "Команда ящику отправлена" in hand.words())
    assert b"\x1bp\x0022" in printer.slips


async def test_a_person_saw_the_doubtful_slip(stage: Stage, hand: Hand) -> None:
    await leave_in_doubt(stage, hand)
    assert (hand.read("slipFirst"), hand.read("slipSecond")) == ("Да", "Нет, ещё раз")
    await hand.tap("slipFirst")
    await hand.until(lambda: hand.read("slipState") == "Напечатан")
    assert len(_jobs(stage)) == 1


async def test_nobody_saw_the_doubtful_slip_and_it_comes_as_a_copy(
    stage: Stage, hand: Hand
) -> None:
    await leave_in_doubt(stage, hand)
    await hand.tap("slipSecond")
    await hand.until(lambda: hand.read("slipState") == "Копия: Напечатан")
    newest, first = _jobs(stage)
    assert (newest.copy_number, first.state) == (1, JobState.CANCELLED)


async def test_the_queue_holds_every_slip_that_waits_for_a_decision(
    stage: Stage, hand: Hand
) -> None:
    """After a kill nobody remembers which slip it was."""
    await leave_in_doubt(stage, hand)
    await open_queue(hand)
    await hand.sees("queue_0_title")
    assert hand.read("queue_0_title") == "Чек · 15:00"
    told = hand.read("queue_0_about").replace("\u00a0", " ")
    assert told == "Иван · +7999***4567 · чек 2 000 ₽ · +300 баллов"
    await hand.tap("queue_0_first")
    await hand.sees("queueEmpty")
    assert [job.state for job in _jobs(stage)] == [JobState.PRINTED]


async def test_nobody_wants_a_slip_any_more(stage: Stage, hand: Hand) -> None:
    await leave_waiting(stage, hand)
    await open_queue(hand)
    await hand.tap("queue_0_second")
    await hand.sees("queueEmpty")
    assert [job.state for job in _jobs(stage)] == [JobState.CANCELLED]


async def test_a_slip_too_late_is_printed_when_somebody_wants_it(stage: Stage, hand: Hand) -> None:
    await leave_expired(stage, hand)
    with a_tcp_printer() as printer:
        stage.spool.use(printer.profile)
        await hand.tap("slipFirst")
        await hand.until(lambda: hand.read("slipState") == "Напечатан")
    assert [job.copy_number for job in _jobs(stage)] == [0]


async def test_a_waiting_slip_becomes_a_pdf_where_there_is_no_other_printer(
    stage: Stage, hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CSH-61."""
    monkeypatch.setenv("PATH", "")
    await leave_waiting(stage, hand)
    await hand.tap("slipFirst")
    await hand.until(lambda: hand.read("slipState") == "Сохранён в файл")
    (job,) = _jobs(stage)
    assert job.file is not None
    assert job.file.read_bytes().startswith(b"%PDF")


async def test_a_full_disk_refuses_the_decision_and_keeps_the_question(
    stage: Stage, hand: Hand
) -> None:
    await leave_in_doubt(stage, hand)
    stage.free_bytes = 0
    await hand.tap("slipFirst")
    await hand.until(lambda: "На диске нет места" in " ".join(hand.words()))
    assert hand.find("slipFirst") is not None


async def test_a_sale_prints_on_the_printer_that_was_found(stage: Stage, hand: Hand) -> None:
    with a_tcp_printer() as printer:
        stage.spool.use(printer.profile)
        await earn(hand)
        await hand.until(lambda: hand.read("slipState") == "Напечатан")
    assert len(printer.slips) == 1


def _found(printer: TcpPrinter) -> Found:
    address = printer.profile.address
    assert isinstance(address, TcpAddress)
    return Found(address)


def _jobs(stage: Stage) -> tuple[PrintJob, ...]:
    """Newest first."""
    return stage.store.read_now(lambda db: prints.list_recent(db, 9))

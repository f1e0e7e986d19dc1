"""The shift by taps: opened with one, never in the way of a sale, handed over, closed, reported."""

import pytest
from PySide6.QtCore import QPointF
from sqlite_utils import Database

from client.store import prints
from tests.screens.house import MARINA_PIN
from tests.screens.sales import answer_now, earn, kinds, open_operations
from tests.screens.scenes_shift import (
    close_it,
    open_shift_screen,
    refuses_all,
    takes_note,
    work,
)
from tests.screens.stage import Hand, Stage, sign_in

pytestmark = pytest.mark.screens

NBSP = "\u00a0"


def copies(stage: Stage) -> list[bool]:
    """Whether each paper of a report that was ordered is a copy, in order."""

    def work(db: Database) -> list[bool]:
        jobs = reversed(prints.list_recent(db, 50))
        return [job.is_copy for job in jobs if '"shift_report"' in job.slip]

    return stage.store.read_now(work)


async def test_a_shift_is_opened_with_one_tap_after_signing_in(stage: Stage, hand: Hand) -> None:
    await sign_in(hand)
    await hand.tap("shiftMissingAction")
    await hand.until(lambda: hand.find("shiftMissing") is None)
    assert kinds(stage) == ["shift_open"]
    assert hand.read("statusShift") == "Смена 1"


async def test_a_sale_without_a_shift_goes_through(stage: Stage, hand: Hand) -> None:
    await earn(hand)
    assert kinds(stage) == ["earn"]


async def test_the_reminder_stays_where_it_is_while_there_is_trouble_to_tell_of(
    stage: Stage, hand: Hand
) -> None:
    """The connection has a line of its own: nothing moves under a finger."""
    await sign_in(hand)
    place = hand.item("shiftMissingAction").mapToScene(QPointF())
    stage.line.show_problem("server_trouble")
    await hand.until(lambda: hand.read("statusLine", "title") == "Ошибка сервера")
    assert hand.item("shiftMissingAction").mapToScene(QPointF()) == place


async def test_a_shift_that_is_open_already_is_not_opened_again(stage: Stage, hand: Hand) -> None:
    await sign_in(hand)
    await stage.till.shift.open()
    await hand.tap("shiftMissingAction")
    await hand.until(lambda: "Смена 1 уже открыта" in hand.words())
    assert kinds(stage) == ["shift_open"]


async def test_without_room_on_the_disk_no_shift_is_opened(stage: Stage, hand: Hand) -> None:
    await open_shift_screen(hand)
    stage.free_bytes = 0
    await hand.tap("shiftOpen")
    await hand.until(lambda: "На диске нет места: ничего не сохранено" in hand.words())
    stage.free_bytes = 10**12
    await hand.tap("shiftOpen")
    await hand.sees("shiftClose")
    assert kinds(stage) == ["shift_open"]


async def test_the_report_shows_everybody_and_goes_to_paper(stage: Stage, hand: Hand) -> None:
    await work(hand)
    await open_shift_screen(hand)
    await hand.sees("shiftTable")
    shown = hand.words()
    for text in ("Всего", "Анна Кассирова", "Марина Управляева", f"2{NBSP}000{NBSP}₽", "+150"):
        assert text in shown
    assert hand.find("shiftReport_1") is None
    assert "Прошлые смены видит менеджер" in shown
    await hand.tap("shiftPrint")
    await hand.sees("shiftPaper")
    assert copies(stage) == [False]


async def test_a_shift_is_handed_over_and_the_till_locks(stage: Stage, hand: Hand) -> None:
    await work(hand)
    await open_shift_screen(hand)
    await hand.tap("shiftHandOver")
    await hand.tap("shiftKeep")
    await hand.tap("shiftHandOver")
    await hand.tap("shiftColleague_1")
    await hand.sees("signInTiles")
    await hand.until(lambda: "Смену принимает Марина Управляева" in hand.words())
    assert kinds(stage)[-1] == "shift_handover"
    await open_shift_screen(hand, tile=2, pin=MARINA_PIN)
    assert hand.find("shiftTakeOver") is None
    assert any(text.endswith("Отвечает Марина Управляева") for text in hand.words())


async def test_a_shift_left_behind_is_taken_over(stage: Stage, hand: Hand) -> None:
    await work(hand)
    await open_shift_screen(hand, tile=2, pin=MARINA_PIN)
    await hand.tap("shiftTakeOver")
    await hand.sees("shiftHandOver")
    assert kinds(stage)[-1] == "shift_handover"


async def test_closing_asks_first_and_prints_the_report(stage: Stage, hand: Hand) -> None:
    """CSH-90."""
    await work(hand)
    await open_shift_screen(hand)
    await hand.tap("shiftClose")
    assert any("Ждут ответа сервера: 2." in text for text in hand.words())
    await hand.tap("shiftCloseDialogCancel")
    assert kinds(stage)[-1] == "adjustment"
    await close_it(hand)
    assert kinds(stage)[-1] == "shift_close"
    await hand.until(lambda: "Z-отчёт 1" in hand.words())
    await hand.tap("shiftPrint")
    await hand.until(lambda: copies(stage) == [False, True])


async def test_a_shift_without_operations_closes_too(hand: Hand) -> None:
    await sign_in(hand)
    await hand.tap("shiftMissingAction")
    await hand.until(lambda: hand.find("shiftMissing") is None)
    await hand.tap("statusShift")
    await hand.sees("shiftEmpty")
    await close_it(hand)
    assert "Операций не было" in hand.words()


async def test_what_the_server_refused_is_an_addendum_that_a_manager_is_told_of(
    stage: Stage, hand: Hand
) -> None:
    await work(hand)
    await open_shift_screen(hand, tile=2, pin=MARINA_PIN)
    await close_it(hand)
    answer_now(stage, refuses_all)
    await hand.sees("shiftReport_1")
    await hand.tap("shiftReport_0")
    await hand.until(lambda: f"−2{NBSP}000{NBSP}₽" in hand.words())
    await hand.tap("shiftPrint")
    await hand.until(lambda: copies(stage) == [False, False])
    await hand.tap("shiftReport_1")
    await hand.until(lambda: f"2{NBSP}000{NBSP}₽" in hand.words())
    await hand.tap("backButton")
    await open_operations(stage, hand)
    await hand.tap("operationsRow_0")
    assert any(text.startswith("Сервер учёл смену 1 иначе") for text in hand.words())


async def test_what_the_server_books_as_shown_adds_nothing(stage: Stage, hand: Hand) -> None:
    await sign_in(hand)
    await hand.tap("shiftMissingAction")
    await hand.tap("lockButton")
    await earn(hand)
    await hand.tap("lockButton")
    await open_shift_screen(hand, tile=2, pin=MARINA_PIN)
    await close_it(hand)
    answer_now(stage, takes_note)
    await hand.until(lambda: hand.find("shiftReport_0") is not None)
    assert hand.find("shiftReport_1") is None

"""Offline told truthfully: a calm line after the first failed contact, and all of it behind it."""

import asyncio
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QPointF, Qt

from tests.builders import NOON
from tests.screens.sales import begin_check
from tests.screens.stage import Hand, Stage, sign_in

pytestmark = pytest.mark.screens
MOSCOW = ZoneInfo("Europe/Moscow")


def told(hand: Hand) -> str:
    return f"{hand.read('statusLine', 'title')} | {hand.read('statusLine', 'text')}"


def places(hand: Hand) -> dict[str, QPointF]:
    """Where everything is that a finger may be on its way to."""
    hand.look()
    return {item.objectName(): item.mapToScene(QPointF(0, 0)) for item in hand.targets()}


async def test_online_it_is_a_quiet_word(stage: Stage, hand: Hand) -> None:
    stage.line.show_horizon((NOON + timedelta(hours=4)).astimezone(MOSCOW))
    await hand.until(lambda: "списание без связи — до" in told(hand))
    assert hand.read("statusLine", "title") == ""


async def test_the_first_failure_says_what_works_and_what_waits(stage: Stage, hand: Hand) -> None:
    stage.clock.advance(600)
    stage.line.show_queue(7, oldest=(NOON + timedelta(minutes=4)).astimezone(MOSCOW))
    stage.line.go_offline()
    await hand.until(lambda: hand.read("statusLine", "title").startswith("Нет связи с"))
    text = hand.read("statusLine", "text")
    assert "Начисление, регистрация и печать работают" in text
    assert "списать баллы нельзя" in text
    assert "ждут отправки: 7, с " in text


async def test_nothing_moves_when_the_line_is_lost_and_found(stage: Stage, hand: Hand) -> None:
    await begin_check(hand)
    before = places(hand)
    stage.line.go_offline()
    stage.line.show_problem("server_trouble")
    await hand.until(lambda: hand.read("statusLine", "title") == "Ошибка сервера")
    after = places(hand)
    moved = [name for name, place in after.items() if name in before and before[name] != place]
    assert moved == []
    assert "checkoutConfirm" in after


async def test_the_sheet_tells_all_of_it(stage: Stage, hand: Hand) -> None:
    await sign_in(hand)
    stage.clock.advance(600)
    stage.line.show_horizon((NOON + timedelta(hours=4)).astimezone(MOSCOW))
    stage.line.show_queue(7, oldest=(NOON + timedelta(minutes=4)).astimezone(MOSCOW))
    stage.line.go_offline()
    await hand.tap("statusLine")
    await hand.sees("connectionClose")
    hand.look()
    words = " | ".join(hand.words())
    for part in (
        "Работают: поиск, регистрация",
        "только баллы, которые держит эта касса",
        "не видно, что делают другие кассы",
        "Ждут отправки: 7, самая старая",
        "Вход по PIN-коду: без связи до",
    ):
        assert part in words
    await hand.tap("connectionClose")
    await hand.until(lambda: hand.find("connectionClose") is None)


async def test_the_connection_is_checked_in_place(stage: Stage, hand: Hand) -> None:
    """Somebody who opened the sheet wants to know whether it works now; nothing moves meanwhile."""
    asked: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
    stage.line.answer = lambda: asked
    await sign_in(hand)
    stage.line.go_offline()
    await hand.tap("statusLine")
    await hand.sees("connectionTryNow")
    assert "Связь:" in hand.read("connectionCheck")
    before = places(hand)
    await hand.tap("connectionTryNow")
    assert hand.read("connectionCheck") == "Спрашиваем сервер…"
    assert not hand.item("connectionTryNow").isEnabled()
    assert places(hand) == before
    stage.line.go_online(NOON)
    asked.set_result(True)
    await hand.until(lambda: hand.read("connectionCheck") == "Сервер ответил: касса на связи")
    assert hand.read("connectionSheetTitle") == "Касса на связи"
    assert hand.item("connectionTryNow").isEnabled()
    assert places(hand).keys() == before.keys()


async def test_a_check_in_vain_says_so_and_what_happens_then(stage: Stage, hand: Hand) -> None:
    await sign_in(hand)
    stage.line.go_offline()
    await hand.tap("statusLine")
    await hand.tap("connectionTryNow")
    await hand.until(lambda: hand.read("connectionCheck").startswith("Сервер не ответил"))
    stage.line.show_problem("server_trouble")
    await hand.until(lambda: hand.read("connectionCheck").startswith("Ошибка сервера"))
    stage.line.go_online(NOON)
    await hand.until(lambda: "Связь:" in hand.read("connectionCheck"))


async def test_a_queue_too_long_or_too_old_is_a_warning(stage: Stage, hand: Hand) -> None:
    """CSH-75: 100 operations, or one of yesterday; online as well."""
    stage.line.show_queue(100)
    await hand.until(lambda: hand.read("statusLine", "kind") == "warning")
    stage.line.show_queue(1, oldest=NOON - timedelta(hours=25))
    await hand.until(lambda: "Ждут отправки: 1, с" in told(hand))


async def test_a_clock_that_is_wrong_is_told_with_what_follows(stage: Stage, hand: Hand) -> None:
    await sign_in(hand)
    stage.line.show_clock(400)
    await hand.until(lambda: hand.read("statusLine", "title") == "Проверьте часы кассы")
    await hand.key(Qt.Key.Key_F11)
    await hand.sees("connectionClose")
    hand.look()
    words = " | ".join(hand.words())
    assert "Часы кассы спешат на 6 мин" in words
    assert "пока оно неверно, без связи не списать" in words

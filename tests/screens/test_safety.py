"""Safety by touch: the lock, being shut out, handing over, taking another's work, wiping."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QWindow
from PySide6.QtWidgets import QApplication

from client.store.me import me_of
from client.sync.errors import PacketUnreadable, ServerUnreachable
from client.ui.application.covering import cover_when_away
from shared.sync.frames import frames_of
from shared.sync.rescue import taken_code
from tests.screens.sales import begin_check
from tests.screens.scenes_safety import (
    PACKET,
    SALES,
    open_carry,
    open_safety,
    sell_alone,
    show_codes,
    shut_out,
)
from tests.screens.stage import Hand, Stage, sign_in

pytestmark = pytest.mark.screens
ALL = tuple(range(1, len(frames_of(PACKET)) + 1))


async def test_the_till_locks_itself_when_it_was_left_alone_for_as_long_as_was_chosen(
    stage: Stage, hand: Hand
) -> None:
    """CSH-09."""
    await open_safety(hand)
    await hand.tap("safetyLock_1")
    await hand.until(lambda: stage.kept("ui.auto_lock_seconds") == "60")
    stage.clock.advance(59)
    stage.application.app.lock_when_idle()
    assert stage.till.sign_in.session is not None
    stage.clock.advance(1)
    stage.application.app.lock_when_idle()
    await hand.sees("signInTile_0")


async def test_a_till_that_is_shut_out_says_so_and_what_is_left_on_it(
    stage: Stage, hand: Hand
) -> None:
    sell_alone(stage)
    await sign_in(hand)
    shut_out(stage)
    await hand.sees("shutOutTitle")
    assert hand.read("shutOutTitle") == "Касса отключена"
    await hand.until(lambda: hand.read("handoverUnsent") == "Не передано 7 операций")
    assert "2 100" in hand.read("handoverFacts").replace("\N{NO-BREAK SPACE}", " ")
    assert stage.till.sign_in.session is None
    assert hand.find("settingsButton") is None


async def test_what_is_half_done_is_finished_before_the_till_says_that_it_is_shut_out(
    stage: Stage, hand: Hand
) -> None:
    await begin_check(hand)
    shut_out(stage)
    await hand.tap("checkoutConfirm")
    await hand.tap("doneNext")
    await hand.sees("shutOutTitle")


async def test_a_till_that_is_taken_in_again_goes_on(stage: Stage, hand: Hand) -> None:
    shut_out(stage)
    await hand.tap("handoverAskAgain")
    await hand.until(lambda: stage.line.retries == 1)
    stage.line.board.show(replace(stage.line.status, is_online=True, problem=None))
    await hand.sees("signInTile_0")


async def test_the_proof_that_all_arrived_is_brought_back(stage: Stage, hand: Hand) -> None:
    sell_alone(stage)
    shut_out(stage)
    await hand.tap("handoverSave")
    await hand.sees("handoverFile")
    assert list(stage.reports.glob("rescue-*.bin"))
    await hand.type("handoverProof", "AAAA-AAAA")
    await hand.until(lambda: "другой код" in hand.item("handoverProof").property("error"))
    code = taken_code(stage.store.read_now(me_of).head.hex())
    for _ in code:
        await hand.tap("key_back")
    await hand.press(code)
    await hand.until(lambda: hand.read("handoverUnsent") == "Работа кассы передана")


async def test_codes_turn_by_themselves_and_stand_still_when_told(stage: Stage, hand: Hand) -> None:
    sell_alone(stage)
    shut_out(stage)
    await hand.tap("handoverCodes")
    first = await hand.sees("handoverCode")
    was = first.property("payload")
    assert was.startswith("MLR-")
    await hand.until(lambda: first.property("payload") != was)
    await hand.tap("handoverPause")
    stands = first.property("payload")
    await hand.tap("handoverLater")
    await hand.tap("handoverEarlier")
    await hand.until(lambda: first.property("payload") == stands)
    await hand.tap("handoverCodesClose")
    await hand.sees("handoverSave")


async def test_a_file_on_a_stick_is_delivered_and_the_proof_is_shown(
    stage: Stage, hand: Hand
) -> None:
    stage.carrying.put("rescue-1.bin")
    await open_carry(hand)
    await hand.tap("carryFile_0")
    await hand.sees("carryProof")
    assert hand.read("carryProof") == "K7QA-2M4P"
    assert "«Касса 1»" in hand.read("carryDoneTitle")
    await hand.tap("carryNext")
    await hand.sees("carryRead")


async def test_codes_are_gathered_in_any_order_and_delivered_when_all_are_there(
    stage: Stage, hand: Hand
) -> None:
    await open_carry(hand)
    await show_codes(hand, numbers=(ALL[-1], 1, 1))
    await hand.until(lambda: "Не хватает" in hand.read("carryProgress"))
    await show_codes(hand, numbers=ALL)
    await hand.sees("carryProof")
    assert stage.carrying.delivered == [PACKET]


async def test_codes_read_without_the_network_are_kept(stage: Stage, hand: Hand) -> None:
    stage.carrying.answer = ServerUnreachable()
    await open_carry(hand)
    await show_codes(hand, numbers=ALL)
    await hand.until(lambda: says(hand, "сохранены файлом"))


async def test_a_file_that_is_no_work_of_this_house_is_refused_in_words(
    stage: Stage, hand: Hand
) -> None:
    stage.carrying.put("rescue-1.bin")
    stage.carrying.answer = PacketUnreadable()
    await open_carry(hand)
    await hand.tap("carryFile_0")
    await hand.until(lambda: says(hand, "повреждён"))
    assert hand.find("carryProof") is None


async def test_a_card_scanned_where_codes_are_awaited_is_told_apart(hand: Hand) -> None:
    await open_carry(hand)
    await hand.scan("99000000000000000000000000001")
    await hand.until(lambda: says(hand, "не код кассы"))


async def test_who_wipes_a_till_with_work_on_it_types_how_much_is_lost(
    stage: Stage, hand: Hand
) -> None:
    """SEC-28."""
    sell_alone(stage)
    await open_safety(hand)
    await hand.tap("safetyWipe")
    await hand.until(lambda: str(SALES) in hand.read("wipeLoss"))
    await hand.type("wipeTyped", "стереть")
    assert not hand.item("wipeConfirm").isEnabled()
    assert not stage.is_wiped
    await hand.tap("key_done")
    await hand.tap("wipeHandOver")
    await hand.sees("handoverSave")
    await hand.tap("backButton")
    await hand.tap("safetyWipe")
    await hand.type("wipeTyped", "потерять 7")
    await hand.tap("key_done")
    await hand.tap("wipeConfirm")
    await hand.until(lambda: stage.is_wiped)


async def test_a_cashier_may_not_wipe_the_till(hand: Hand) -> None:
    await sign_in(hand)
    await hand.tap("settingsButton")
    await hand.tap("settings_safety")
    await hand.sees("safetyWipe")
    assert not hand.item("safetyWipe").isEnabled()
    assert hand.read("safetyWipe", "note") == "Стирает менеджер"


async def test_a_till_that_is_put_away_shows_nothing_of_a_guest(
    stage: Stage, hand: Hand, qapp: QApplication
) -> None:
    await sign_in(hand)
    cover_when_away(stage.application, qapp)
    hand.window.showMinimized()
    await hand.until(lambda: stage.application.app.cover.property("isShown"))
    hand.window.showNormal()
    await hand.until(lambda: not stage.application.app.cover.property("isShown"))


async def test_whoever_comes_back_to_the_till_types_where_he_was(stage: Stage, hand: Hand) -> None:
    await sign_in(hand)
    look = stage.application.app.cover.look
    look(Qt.ApplicationState.ApplicationHidden, QWindow.Visibility.Windowed)
    await hand.sees("coverText")
    look(Qt.ApplicationState.ApplicationActive, QWindow.Visibility.Windowed)
    await hand.until(lambda: hand.find("coverText") is None)
    await hand.press("12")
    assert hand.read("homeSearchField") == "12"


@pytest.mark.parametrize(
    ("state", "visibility", "covered"),
    [
        (Qt.ApplicationState.ApplicationActive, QWindow.Visibility.FullScreen, False),
        (Qt.ApplicationState.ApplicationInactive, QWindow.Visibility.FullScreen, True),
        (Qt.ApplicationState.ApplicationInactive, QWindow.Visibility.Windowed, False),
        (Qt.ApplicationState.ApplicationHidden, QWindow.Visibility.Windowed, True),
        (Qt.ApplicationState.ApplicationSuspended, QWindow.Visibility.FullScreen, True),
    ],
)
async def test_beside_another_program_a_till_in_a_window_may_be_read(
    stage: Stage,
    hand: Hand,
    state: Qt.ApplicationState,
    visibility: QWindow.Visibility,
    covered: bool,
) -> None:
    stage.application.app.cover.look(state, visibility)
    hand.look()
    assert (hand.find("coverText") is not None) is covered


def says(hand: Hand, words: str) -> bool:
    """Whether these words stand somewhere on the screen."""
    return any(words in each for each in hand.words())

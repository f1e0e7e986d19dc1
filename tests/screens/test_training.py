"""Training as a person meets it: begun and ended from the settings, marked on every screen."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import qasync
from PySide6.QtCore import Qt

from shared.domain.codes import qr_payload
from shared.receipt.words import Language
from tests.builders import TOKEN
from tests.screens.scenes_training import open_training
from tests.screens.stage import Hand, Stage, open_guest, sign_in

pytestmark = pytest.mark.screens


@pytest.fixture
def school(tmp_path: Path, loop: qasync.QEventLoop) -> Iterator[Stage]:
    """A training till."""
    stage = Stage(tmp_path, is_training=True)
    yield stage
    assert loop.run_until_complete(stage.close()) == []


async def test_a_real_till_bears_no_mark_and_training_is_begun_from_the_settings(
    stage: Stage, hand: Hand
) -> None:
    await open_training(hand)
    assert hand.find("trainingMark") is None
    assert hand.find("trainingFrame") is None
    assert hand.read("trainingTurn") == "Начать обучение"
    await hand.tap("trainingTurn")
    assert stage.training.is_change_asked
    await hand.until(lambda: not hand.window.isVisible())


async def test_a_training_till_says_so_before_anybody_signs_in_and_everywhere_after(
    school: Stage,
) -> None:
    hand = await school.open()
    assert hand.read("trainingMark") == "ОБУЧЕНИЕ"
    assert hand.find("statusConnection") is None
    assert hand.find("statusLine") is None
    await sign_in(hand)
    for name in ("trainingMark", "trainingFrame"):
        assert hand.find(name) is not None
    school.application.app.desk.texts.speak(Language.EN)
    assert hand.read("trainingMark") == "TRAINING"


async def test_training_is_ended_where_it_was_begun(school: Stage) -> None:
    hand = await school.open()
    await open_training(hand)
    assert hand.read("trainingTurn") == "Закончить обучение"
    await hand.tap("trainingTurn")
    assert school.training.is_change_asked


async def test_a_training_till_has_no_settings_of_paper_other_tills_or_the_real_file(
    school: Stage,
) -> None:
    hand = await school.open()
    await sign_in(hand, tile=2, pin="3333")
    await hand.tap("settingsButton")
    await hand.sees("settings_training")
    for name in ("printer", "devices", "safety", "guestDisplay"):
        assert hand.find(f"settings_{name}") is None
    await hand.tap("settings_about")
    await hand.until(lambda: "Без сервера: идёт обучение" in hand.words())


async def test_a_card_of_a_real_guest_is_not_known_and_the_till_says_why(school: Stage) -> None:
    hand = await school.open()
    await sign_in(hand)
    await hand.scan(qr_payload(TOKEN))
    await hand.until(lambda: "Здесь этого гостя нет" in hand.words())


async def test_where_a_real_till_speaks_of_its_server_it_says_that_nothing_is_sent(
    school: Stage,
) -> None:
    hand = await school.open()
    await sign_in(hand)
    await hand.key(Qt.Key.Key_F11)
    await hand.until(lambda: "Связи с сервером нет, и она здесь не нужна" in hand.words())
    assert hand.read("connectionSheetTitle") == "Идёт обучение: на сервер ничего не уходит"
    for name in ("connectionTryNow", "connectionCheck"):
        assert hand.find(name) is None
    await hand.tap("connectionClose")
    await hand.until(lambda: hand.find("connectionClose") is None)


async def test_nothing_that_was_practised_waits_for_anybody(school: Stage) -> None:
    hand = await school.open()
    await sign_in(hand)
    await hand.tap("statusShift")
    await hand.tap("shiftOpen")
    await hand.sees("shiftClose")
    await hand.key(Qt.Key.Key_F2)
    await open_guest(hand)
    await hand.tap("guestCheckoutButton")
    await hand.tap_keys("amountKey", "2000")
    await hand.tap("checkoutConfirm")
    await hand.sees("doneNext")
    assert "Учебный чек: на сервер ничего не уходит" in hand.words()
    await hand.tap("doneToGuest")
    await hand.sees("guestCheckoutButton")
    assert not any("не подтвержд" in each or "Без связи" in each for each in hand.words())
    await hand.tap("statusOperations")
    await hand.tap("operationsRow_0")
    await hand.until(lambda: any("на учебной кассе" in each for each in hand.words()))
    assert "Учебная" in hand.words()
    assert hand.find("operationsFilter_waiting") is None
    await hand.tap("statusShift")
    await hand.sees("shiftReport_0")
    assert hand.find("shiftWaiting") is None
    await hand.tap("shiftClose")
    await hand.sees("shiftCloseDialogConfirm")
    assert not any("Ждут сервера" in each or "ждут" in each.lower() for each in hand.words())

"""Training as a person meets it: begun and ended from the settings, marked on every screen."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import qasync

from shared.domain.codes import qr_payload
from shared.receipt.words import Language
from tests.builders import TOKEN
from tests.screens.scenes_training import open_training
from tests.screens.stage import Hand, Stage, sign_in

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


async def test_a_card_of_a_real_guest_is_not_known_and_the_till_says_why(school: Stage) -> None:
    hand = await school.open()
    await sign_in(hand)
    await hand.scan(qr_payload(TOKEN))
    await hand.until(lambda: "Здесь этого гостя нет" in hand.words())

"""The five steps of the tour in words, and what of the screen each of them lights."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from client.till.undoing import UNDO_SECONDS
from client.ui.presenters.texts import say
from shared.receipt.words import Language


@dataclass(frozen=True, slots=True)
class TourStep:
    """One step: either things of the real screen are lit, or a picture of another is shown."""

    title: str
    text: str
    place: str
    """``Шаг 1 из 5``."""

    spots: Sequence[str] = ()
    """Names of items of the screen; what lies around all of them is lit."""

    sketch: str = ""
    """A drawing of TourSketch, where the step speaks of a screen that is not shown."""


@dataclass(frozen=True, slots=True)
class _Step:
    title: str
    text: str
    spots: Sequence[str] = ()
    sketch: str = ""


_STEPS: Final = (
    _Step("tourFindTitle", "tourFindText", spots=("homeSearchField",)),
    _Step("tourCheckTitle", "tourCheckText", sketch="check"),
    _Step("tourDoneTitle", "tourDoneText", sketch="done"),
    _Step("tourContactTitle", "tourContactText", spots=("statusLine",)),
    _Step("tourLeaveTitle", "tourLeaveText", spots=("settingsButton", "lockButton")),
)
TOUR_STEPS: Final = len(_STEPS)
_CONTACT: Final = 3
_CONTACT_OF_TRAINING: Final = _Step(
    "tourContactTitle", "tourContactOfTrainingText", spots=("trainingStrip",)
)
"""There the line of the connection is not to be seen."""


def tour_step(number: int, *, is_training: bool, language: Language) -> TourStep:
    """Step ``number`` from 0 in words."""
    step = _CONTACT_OF_TRAINING if is_training and number == _CONTACT else _STEPS[number]
    return TourStep(
        title=say(step.title, language),
        text=say(step.text, language, seconds=UNDO_SECONDS),
        place=say("tourPlace", language, number=number + 1, total=TOUR_STEPS),
        spots=step.spots,
        sketch=step.sketch,
    )

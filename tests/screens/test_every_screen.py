"""Every screen in both languages: it loads without a warning and can be used.

Whatever can be tapped is large enough (CSH-10), has a name for those who cannot see it, lies in
the window; no word is cut off; and there is a way out of every screen.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
import qasync
from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtQuick import QQuickItem

from client.till.preferences import Preferences
from shared.receipt.words import Language
from tests.screens.scenes import BEFORE_ENROLMENT, SHELL
from tests.screens.scenes_leases import LEASES
from tests.screens.scenes_programmes import PROGRAMMES
from tests.screens.scenes_sales import SALES
from tests.screens.scenes_shift import SHIFTS
from tests.screens.stage import Hand, Stage

pytestmark = pytest.mark.screens

SCENES: Final = {**BEFORE_ENROLMENT, **SHELL, **SALES, **LEASES, **SHIFTS, **PROGRAMMES}
TARGET_MIN: Final = 48
SMALLEST: Final = QSize(1280, 800)
"""Where words are cut off first; a larger screen only grows (Theme.factor)."""


@pytest.fixture(params=Language)
def language(request: pytest.FixtureRequest) -> Language:
    """A language of the screens."""
    return Language(request.param)


@pytest.fixture(params=list(SCENES))
def scene_name(request: pytest.FixtureRequest) -> str:
    """The name of a scene."""
    return str(request.param)


@pytest.fixture
def set_stage(
    tmp_path: Path, loop: qasync.QEventLoop, scene_name: str, language: Language
) -> Iterator[Stage]:
    """A stage for that scene; what QML complains about fails the test."""
    preferences = Preferences(language=language)
    stage = Stage(tmp_path, is_enrolled=scene_name not in BEFORE_ENROLMENT, preferences=preferences)
    yield stage
    assert loop.run_until_complete(stage.close()) == []


async def test_it_can_be_used(set_stage: Stage, scene_name: str) -> None:
    hand = await set_stage.open(SMALLEST)
    await SCENES[scene_name](set_stage, hand)
    hand.look()
    shown = list(hand.targets())
    assert [_called(each) for each in shown if _is_too_small(each)] == []
    assert [_called(each) for each in shown if not _spoken_name(each)] == []
    assert [_called(each) for each in shown if not _is_within(each, hand)] == []
    assert hand.cut_off() == []
    assert shown


def _is_too_small(item: QQuickItem) -> bool:
    return min(item.width(), item.height()) < TARGET_MIN


def _is_within(item: QQuickItem, hand: Hand) -> bool:
    """Its middle can be tapped, unless it has scrolled out of a list."""
    middle = item.mapToScene(QPointF(item.width() / 2, item.height() / 2))
    return _is_in_a_list(item) or hand.window.contentItem().contains(middle)


def _is_in_a_list(item: QQuickItem | None) -> bool:
    return item is not None and (
        item.inherits("QQuickFlickable") or _is_in_a_list(item.parentItem())
    )


def _spoken_name(item: QQuickItem) -> str:
    spoken = QAccessible.queryAccessibleInterface(item)
    assert isinstance(spoken, QAccessibleInterface)
    return spoken.text(QAccessible.Text.Name)


def _called(item: QQuickItem) -> str:
    return f"{item.objectName() or item.metaObject().className()} {item.width()}x{item.height()}"

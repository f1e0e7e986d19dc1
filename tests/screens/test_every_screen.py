"""Every screen, for everybody: whoever reads Russian or English, sees little, has no pointer.

Nothing is cut and nothing stands upon something else at any size of window and letters; what can
be scrolled says so; what can be tapped is large enough (CSH-10), has a name and a role for a screen
reader, is reached by Tab in an order that makes sense and shows it; each pair of colours that
occurs can be told apart (WCAG 2.2 AA; 7:1 in the contrasted palettes).
`python -m tests.screens.walk` looks at more sizes still.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
import qasync

from tests.screens.gallery import SCENES, stage_of
from tests.screens.stage import Stage
from tests.screens.walk import COVERING_VIEWS, SIZES, wrong_with

pytestmark = pytest.mark.screens


@pytest.fixture(params=list(SCENES))
def scene_name(request: pytest.FixtureRequest) -> str:
    """The name of a scene."""
    return str(request.param)


@pytest.fixture
def set_stage(tmp_path: Path, loop: qasync.QEventLoop, scene_name: str) -> Iterator[Stage]:
    """A stage for that scene; what QML complains about fails the test."""
    stage = stage_of(scene_name, tmp_path)
    yield stage
    assert loop.run_until_complete(stage.close()) == []


async def test_it_can_be_used_by_everybody(set_stage: Stage, scene_name: str) -> None:
    hand = await set_stage.open(SIZES[0])
    await SCENES[scene_name](set_stage, hand)
    found = await wrong_with(set_stage, hand, views=COVERING_VIEWS)
    assert not found, "\n".join(found)

"""The steps of the tour in words; what they light is tried on the screens."""

import pytest

from client.ui.presenters.tour import TOUR_STEPS, tour_step
from shared.receipt.words import Language


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("number", range(TOUR_STEPS))
def test_every_step_is_one_sentence_and_lights_or_draws_something(
    number: int, language: Language
) -> None:
    step = tour_step(number, is_training=False, language=language)
    assert step.text.endswith(".")
    assert step.text.count(". ") == 0
    assert bool(step.spots) is not bool(step.sketch)


def test_a_training_till_shows_where_the_real_one_tells_of_the_connection() -> None:
    steps = [tour_step(each, is_training=True, language=Language.EN) for each in range(TOUR_STEPS)]
    assert [each.spots for each in steps if "real till" in each.text] == [("trainingStrip",)]

"""CSH-13: the set of hard frames is the same for a seed, and nothing in it is read wrongly."""

import numpy as np
import pytest

from bench.hard_frames import hard_frames
from bench.reading import show

pytestmark = pytest.mark.slow


def test_a_small_set_of_hard_frames_is_mostly_read_and_never_wrongly() -> None:
    shown = [show(frame) for frame in hard_frames(20_261_121, each=2)]
    legible = [each for each in shown if each.is_legible]
    assert not [each.kind for each in shown if each.is_wrong]
    assert sum(each.read_at > 0 for each in legible) >= 0.8 * len(legible)


def test_a_seed_draws_the_same_frames_again_and_another_seed_others() -> None:
    one, again, other = (next(hard_frames(seed, each=1)) for seed in (1, 1, 2))
    assert one.text == again.text != other.text
    assert np.array_equal(one.picture, again.picture)

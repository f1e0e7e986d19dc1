"""Two tills race for one guest's last points (issue 3): never negative, strict loses nothing."""

import pytest

from drill.race import run_races
from shared.domain.leases import SilencePolicy

pytestmark = [pytest.mark.scenario, pytest.mark.slow]
RACES = 200


def test_no_race_for_the_last_points_overdraws_or_costs_the_strict_house_anything() -> None:
    """P3, P4, S2, S11; half of the races under each policy."""
    result = run_races(RACES, seed=7)
    assert result.problems == []
    assert result.races == RACES
    assert result.handed_out > RACES // 2
    assert result.house_loss[SilencePolicy.STRICT] == 0

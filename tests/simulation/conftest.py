"""The mornings, made once for all tests of the simulation."""

from collections.abc import Iterator

import pytest

from drill.scratch import scratch_folder
from simulation.mornings import Mornings
from simulation.template import make_template


@pytest.fixture(scope="session")
def mornings() -> Iterator[Mornings]:
    with scratch_folder() as folder:
        yield Mornings(make_template(folder))

"""The first morning, made once for all tests of the simulation."""

from collections.abc import Iterator

import pytest

from simulation.template import Template, make_template, scratch_folder


@pytest.fixture(scope="session")
def template() -> Iterator[Template]:
    with scratch_folder() as folder:
        yield make_template(folder)

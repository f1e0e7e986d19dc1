"""Scenarios run on one world each, and are marked so."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.scenarios.world import World, open_world


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Client and server together: not among the fast tests."""
    for item in items:
        if "scenarios" in item.path.parts:
            item.add_marker(pytest.mark.scenario)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A server with demo data."""
    opened = open_world(tmp_path)
    yield opened
    opened.close()

"""Scenarios run on one world each, on SQLite and on PostgreSQL, and are marked so."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.scenarios.world import World, open_world
from tests.server.conftest import SQLITE_AND_POSTGRESQL, cluster, postgresql_template
from tests.server.copies import PostgresqlCopies
from tests.server.postgresql import Cluster

__all__ = ["cluster", "postgresql_template"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Client and server together: not among the fast tests."""
    for item in items:
        if "scenarios" in item.path.parts:
            item.add_marker(pytest.mark.scenario)


@pytest.fixture
def postgresql_url(cluster: Cluster, postgresql_template: str) -> Iterator[str]:
    """A PostgreSQL database with every table and no row."""
    name = cluster.new_database(template=postgresql_template)
    yield cluster.url(name)
    cluster.drop(name)


@pytest.fixture(params=SQLITE_AND_POSTGRESQL)
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """A server with demo data."""
    url, copies = None, None
    if request.param == "postgresql":
        url = request.getfixturevalue("postgresql_url")
        copies = PostgresqlCopies(request.getfixturevalue("cluster"))
    opened = open_world(tmp_path, url, copies=copies)
    yield opened
    opened.close()

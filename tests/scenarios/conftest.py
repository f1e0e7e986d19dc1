"""Scenarios run on one world each, on SQLite and on PostgreSQL, and are marked so."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from server.demonstration.service import DemoData
from tests.scenarios.world import World, make_demo, open_world
from tests.server.conftest import cluster, postgresql_template
from tests.server.copies import PostgresqlCopies, SqliteCopies
from tests.server.postgresql import SQLITE_AND_POSTGRESQL, Cluster

__all__ = ["cluster", "postgresql_template"]

DATABASE_FILE = "server.db"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Client and server together: not among the fast tests."""
    for item in items:
        if "scenarios" in item.path.parts:
            item.add_marker(pytest.mark.scenario)


@pytest.fixture(scope="session")
def sqlite_demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[DemoData, bytes]:
    """The demo's data, and a database file that has them."""
    path = tmp_path_factory.mktemp("demo") / DATABASE_FILE
    demo = make_demo(f"sqlite:///{path}")
    return demo, path.read_bytes()


@pytest.fixture(scope="session")
def postgresql_demo(cluster: Cluster, postgresql_template: str) -> tuple[DemoData, str]:
    """The demo's data, and the name of a database that has them; nobody may connect to it."""
    name = cluster.new_database(template=postgresql_template)
    return make_demo(cluster.url(name)), name


@pytest.fixture
def sqlite_world(sqlite_demo: tuple[DemoData, bytes], tmp_path: Path) -> World:
    demo, content = sqlite_demo
    path = tmp_path / DATABASE_FILE
    path.write_bytes(content)
    return open_world(tmp_path, f"sqlite:///{path}", demo, copies=SqliteCopies(tmp_path))


@pytest.fixture
def postgresql_url(cluster: Cluster, postgresql_template: str) -> Iterator[str]:
    """A PostgreSQL database with every table and no row."""
    name = cluster.new_database(template=postgresql_template)
    yield cluster.url(name)
    cluster.drop(name)


@pytest.fixture
def postgresql_world(
    cluster: Cluster, postgresql_demo: tuple[DemoData, str], tmp_path: Path
) -> Iterator[World]:
    demo, template = postgresql_demo
    name = cluster.new_database(template=template)
    yield open_world(tmp_path, cluster.url(name), demo, copies=PostgresqlCopies(cluster))
    cluster.drop(name)


@pytest.fixture(params=SQLITE_AND_POSTGRESQL)
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    """A server with demo data."""
    opened: World = request.getfixturevalue(f"{request.param}_world")
    yield opened
    opened.close()

"""What tests of the server count on: a real database of each kind, a clock and a seeded chance."""

import random
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.chance import Chance
from server.database import Database
from server.migrations.run import upgrade
from server.schema import METADATA
from tests.server.online import Online, an_online_server
from tests.server.postgresql import SQLITE_AND_POSTGRESQL, Cluster
from tests.server.shop_fixtures import (
    postgresql_shop,
    postgresql_shop_template,
    shop,
    shop_url,
    sqlite_shop,
    sqlite_shop_template,
    till,
)

__all__ = [
    "postgresql_shop",
    "postgresql_shop_template",
    "shop",
    "shop_url",
    "sqlite_shop",
    "sqlite_shop_template",
    "till",
]


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    # Not under pytest's own folders: PostgreSQL's user must be able to reach its socket, and the
    # path of a socket has at most 107 bytes.
    with tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        running = Cluster(Path(folder) / "c")
        running.start()
        try:
            yield running
        finally:
            running.stop()


@pytest.fixture(scope="session")
def postgresql_template(cluster: Cluster) -> str:
    """The name of a database with every table and no row; nobody may connect to it."""
    name = cluster.new_database()
    _make_tables(cluster.url(name))
    return name


@pytest.fixture(scope="session")
def postgresql_database(cluster: Cluster, postgresql_template: str) -> str:
    """A database with every table, emptied after each test: quicker than a new one."""
    return cluster.new_database(template=postgresql_template)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A database file with every table and no row."""
    path = tmp_path_factory.mktemp("template") / "server.db"
    _make_tables(f"sqlite:///{path}")
    return path.read_bytes()


@pytest.fixture(params=SQLITE_AND_POSTGRESQL)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a fresh database with every table: a SQLite file, and a PostgreSQL database."""
    if request.param == "sqlite":
        path = tmp_path / "server.db"
        path.write_bytes(request.getfixturevalue("sqlite_template"))
        yield f"sqlite:///{path}"
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    name: str = request.getfixturevalue("postgresql_database")
    yield cluster.url(name)
    cluster.empty(name, tables=METADATA.tables)


@pytest.fixture(params=SQLITE_AND_POSTGRESQL)
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database without any table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    name = cluster.new_database()
    yield cluster.url(name)
    cluster.drop(name)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A fresh database, once on SQLite and once on PostgreSQL."""
    opened = Database.open(database_url)
    yield opened
    opened.close()


@pytest.fixture
def sqlite_database(sqlite_template: bytes, tmp_path: Path) -> Iterator[Database]:
    """A fresh SQLite database, for what does not depend on the kind of database."""
    path = tmp_path / "only.db"
    path.write_bytes(sqlite_template)
    opened = Database.open(f"sqlite:///{path}")
    yield opened
    opened.close()


@pytest.fixture
def chance() -> Chance:
    """The same ids, keys and codes in every run."""
    return Chance(random.Random(2026).randbytes)


def _make_tables(url: str) -> None:
    opened = Database.open(url)
    opened.write_now(upgrade)
    opened.close()


@pytest.fixture
def online(sqlite_template: bytes, tmp_path: Path) -> Iterator[Online]:
    """A server that answers HTTP, over SQLite."""
    path = tmp_path / "online.db"
    path.write_bytes(sqlite_template)
    with an_online_server(f"sqlite:///{path}") as running:
        yield running

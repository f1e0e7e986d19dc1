"""Fixtures: a shop with one till, opened once on each kind of database and copied for each test."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from server.chance import Chance
from server.database import Database
from server.schema import METADATA
from tests.server.postgresql import SQLITE_AND_POSTGRESQL, Cluster, Rows
from tests.server.shop import Shop, Till, open_shop

SHOP_FILE = "shop.db"


@pytest.fixture(scope="session")
def sqlite_shop_template(
    sqlite_template: bytes, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Shop, bytes]:
    """A shop, closed, and its file."""
    path = tmp_path_factory.mktemp("shop") / SHOP_FILE
    path.write_bytes(sqlite_template)
    database = Database.open(f"sqlite:///{path}")
    shop = open_shop(database, Chance())
    database.close()
    return shop, path.read_bytes()


@pytest.fixture
def sqlite_shop(
    sqlite_shop_template: tuple[Shop, bytes], tmp_path: Path, chance: Chance
) -> Iterator[Shop]:
    """A shop on SQLite, for what does not depend on the kind of database."""
    closed, content = sqlite_shop_template
    path = tmp_path / SHOP_FILE
    path.write_bytes(content)
    database = Database.open(f"sqlite:///{path}")
    yield replace(closed, database=database, chance=chance)
    database.close()


@pytest.fixture(scope="session")
def postgresql_shop_template(cluster: Cluster, postgresql_database: str) -> tuple[Shop, Rows]:
    """A shop, closed, and its rows."""
    database = Database.open(cluster.url(postgresql_database))
    shop = open_shop(database, Chance())
    database.close()
    rows = cluster.rows(postgresql_database, tables=METADATA.tables)
    cluster.empty(postgresql_database, tables=METADATA.tables)
    return shop, rows


@pytest.fixture
def postgresql_shop(
    cluster: Cluster,
    postgresql_database: str,
    postgresql_shop_template: tuple[Shop, Rows],
    chance: Chance,
) -> Iterator[Shop]:
    """A shop on PostgreSQL, for what needs writers at the same time."""
    closed, rows = postgresql_shop_template
    cluster.fill(postgresql_database, rows)
    database = Database.open(cluster.url(postgresql_database))
    yield replace(closed, database=database, chance=chance)
    database.close()
    cluster.empty(postgresql_database, tables=METADATA.tables)


@pytest.fixture(params=SQLITE_AND_POSTGRESQL)
def shop(request: pytest.FixtureRequest) -> Shop:
    """A shop, once on SQLite and once on PostgreSQL."""
    made: Shop = request.getfixturevalue(f"{request.param}_shop")
    return made


@pytest.fixture
def shop_url(shop: Shop, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where the shop's database is; a test may open it anew."""
    if shop.read(lambda conn: conn.dialect.name) == "sqlite":
        yield f"sqlite:///{tmp_path / SHOP_FILE}"
    else:
        cluster: Cluster = request.getfixturevalue("cluster")
        yield cluster.url(request.getfixturevalue("postgresql_database"))
    shop.database.close()


@pytest.fixture
def till(shop: Shop) -> Till:
    return shop.till()

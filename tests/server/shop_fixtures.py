"""Fixtures: a shop with one till, opened once for each kind of database, copied for each test."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from server.chance import Chance
from server.database import Database
from tests.server.conftest import SQLITE_AND_POSTGRESQL
from tests.server.postgresql import Cluster
from tests.server.shop import Shop, Till, open_shop

Template = tuple[Shop, bytes | str]
"""The shop, and its SQLite file or the name of its PostgreSQL database."""


@pytest.fixture(scope="session")
def shop_templates(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Template]:
    def on_sqlite() -> Template:
        path = tmp_path_factory.mktemp("shop") / "server.db"
        path.write_bytes(request.getfixturevalue("sqlite_template"))
        return _opened(f"sqlite:///{path}"), path.read_bytes()

    def on_postgresql() -> Template:
        cluster: Cluster = request.getfixturevalue("cluster")
        name = cluster.new_database(template=request.getfixturevalue("postgresql_template"))
        return _opened(cluster.url(name)), name

    return cache(lambda kind: on_sqlite() if kind == "sqlite" else on_postgresql())


@pytest.fixture
def sqlite_shop(
    shop_templates: Callable[[str], Template], tmp_path: Path, chance: Chance
) -> Iterator[Shop]:
    """A shop on SQLite, for what does not depend on the kind of database."""
    opened, content = shop_templates("sqlite")
    assert isinstance(content, bytes)
    path = tmp_path / "shop.db"
    path.write_bytes(content)
    database = Database.open(f"sqlite:///{path}")
    yield replace(opened, database=database, chance=chance)
    database.close()


@pytest.fixture
def postgresql_shop(
    request: pytest.FixtureRequest, shop_templates: Callable[[str], Template], chance: Chance
) -> Iterator[Shop]:
    opened, template = shop_templates("postgresql")
    assert isinstance(template, str)
    cluster: Cluster = request.getfixturevalue("cluster")
    name = cluster.new_database(template=template)
    database = Database.open(cluster.url(name))
    yield replace(opened, database=database, chance=chance)
    database.close()
    cluster.drop(name)


@pytest.fixture(params=SQLITE_AND_POSTGRESQL)
def shop(request: pytest.FixtureRequest) -> Shop:
    """A shop, once on SQLite and once on PostgreSQL."""
    made: Shop = request.getfixturevalue(f"{request.param}_shop")
    return made


@pytest.fixture
def till(shop: Shop) -> Till:
    return shop.till()


def _opened(url: str) -> Shop:
    database = Database.open(url)
    shop = open_shop(database, Chance())
    database.close()
    return shop

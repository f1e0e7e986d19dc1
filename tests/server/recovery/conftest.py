"""A shop with one till, and a way to lose what was done since a backup."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from server.database import Database
from tests.server.copies import Copies, PostgresqlCopies, SqliteCopies
from tests.server.shop import Shop
from tests.server.shop_fixtures import (
    SHOP_FILE,
    postgresql_shop,
    shop,
    sqlite_shop,
    sqlite_shop_template,
    till,
)

__all__ = ["postgresql_shop", "shop", "sqlite_shop", "sqlite_shop_template", "till"]


@pytest.fixture
def back_to(
    shop: Shop, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Callable[[], Callable[[], None]]]:
    """Makes a backup; what it returns puts the server back to it, behind a fence."""
    url, copies = _copies(request, tmp_path)

    def made() -> Callable[[], None]:
        shop.database.close()
        copy = copies.make(url)
        shop.database = Database.open(url)

        def restored() -> None:
            shop.database.close()
            shop.database = Database.open(copies.put_back(url, copy))

        return restored

    yield made
    shop.database.close()
    copies.drop()


def _copies(request: pytest.FixtureRequest, folder: Path) -> tuple[str, Copies]:
    """The URL of the shop's database, and how it is copied."""
    if request.node.callspec.params["shop"] == "sqlite":
        return f"sqlite:///{folder / SHOP_FILE}", SqliteCopies(folder)
    cluster = request.getfixturevalue("cluster")
    name = request.getfixturevalue("postgresql_database")
    return cluster.url(name), PostgresqlCopies(cluster)

"""Jobs are done in a shop, on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from server.database import Database
from tests.server.shop import Shop
from tests.server.shop_fixtures import (
    SHOP_FILE,
    postgresql_shop,
    postgresql_shop_template,
    shop,
    sqlite_shop,
    sqlite_shop_template,
    till,
)

__all__ = [
    "postgresql_shop",
    "postgresql_shop_template",
    "shop",
    "sqlite_shop",
    "sqlite_shop_template",
    "till",
]


@pytest.fixture
def another_server(
    request: pytest.FixtureRequest, shop: Shop, tmp_path: Path
) -> Iterator[Database]:
    """Another process on the shop's database."""
    url = f"sqlite:///{tmp_path / SHOP_FILE}"
    if shop.read(lambda conn: conn.dialect.name) == "postgresql":
        name = request.getfixturevalue("postgresql_database")
        url = request.getfixturevalue("cluster").url(name)
    opened = Database.open(url)
    yield opened
    opened.close()

"""A shop with one till, and a way to lose what was done since a backup."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from server.backups import backup, restore
from server.database import Database
from tests.server.shop import Shop
from tests.server.shop_fixtures import (
    postgresql_shop,
    shop,
    sqlite_shop,
    sqlite_shop_template,
    till,
)

__all__ = ["postgresql_shop", "shop", "sqlite_shop", "sqlite_shop_template", "till"]


@pytest.fixture
def back_to(sqlite_shop: Shop, tmp_path: Path) -> Iterator[Callable[[], Callable[[], None]]]:
    """Makes a backup; what it returns puts the server back to it, behind a fence."""
    live = tmp_path / "shop.db"
    url = f"sqlite:///{live}"

    def made() -> Callable[[], None]:
        copy = tmp_path / "yesterday.db"
        backup(sqlite_shop.database, url, copy)

        def restored() -> None:
            sqlite_shop.database.close()
            restore(url, copy, is_aside=True)
            sqlite_shop.database = Database.open(url)

        return restored

    yield made
    sqlite_shop.database.close()

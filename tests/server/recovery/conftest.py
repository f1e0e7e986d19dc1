"""A shop with one till, and a way to lose what was done since a backup."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from server.database import Database
from tests.server.copies import Copies, PostgresqlCopies, SqliteCopies
from tests.server.shop import Shop


@pytest.fixture
def back_to(
    shop: Shop, shop_url: str, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Callable[[], Callable[[], None]]]:
    """Makes a backup; what it returns puts the server back to it, behind a fence."""
    copies: Copies = SqliteCopies(tmp_path)
    if not shop_url.startswith("sqlite"):
        copies = PostgresqlCopies(request.getfixturevalue("cluster"))

    def made() -> Callable[[], None]:
        shop.database.close()
        copy = copies.make(shop_url)
        shop.database = Database.open(shop_url)

        def restored() -> None:
            shop.database.close()
            shop.database = Database.open(copies.put_back(shop_url, copy))

        return restored

    yield made
    shop.database.close()
    copies.drop()

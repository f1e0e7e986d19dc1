"""Jobs are done in a shop, on both databases."""

from collections.abc import Iterator

import pytest

from server.database import Database


@pytest.fixture
def another_server(shop_url: str) -> Iterator[Database]:
    """Another process on the shop's database."""
    opened = Database.open(shop_url)
    yield opened
    opened.close()

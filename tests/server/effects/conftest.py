"""Effects are tried in a shop, on both databases."""

from tests.server.shop_fixtures import (
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

"""Effects are tried in a shop, on both databases."""

from tests.server.shop_fixtures import (
    postgresql_shop,
    shop,
    sqlite_shop,
    sqlite_shop_template,
    till,
)

__all__ = ["postgresql_shop", "shop", "sqlite_shop", "sqlite_shop_template", "till"]

"""A shop with one till, on SQLite and on PostgreSQL."""

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

"""A shop with one till, on SQLite and on PostgreSQL."""

from tests.server.shop_fixtures import postgresql_shop, shop, shop_templates, sqlite_shop, till

__all__ = ["postgresql_shop", "shop", "shop_templates", "sqlite_shop", "till"]

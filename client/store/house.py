"""The restaurant, the tenant's terms and the display codes reserved for this device."""

from collections.abc import Iterable

from sqlite_utils import Database

from client.store.rows import first
from shared.domain.programme import CardMode
from shared.sync.payloads import RestaurantPayload, TenantPayload


def put_restaurant(db: Database, payload: RestaurantPayload) -> None:
    """The restaurant this device stands in."""
    db.execute(
        "INSERT OR REPLACE INTO restaurant (restaurant_id, name, address, phone)"
        " VALUES (:restaurant_id, :name, :address, :phone)",
        payload.model_dump(),
    )


def restaurant(db: Database) -> RestaurantPayload | None:
    """The restaurant this device is enrolled in, or None before the first pull."""
    row = first(db, "SELECT r.* FROM restaurant r JOIN me ON me.restaurant_id = r.restaurant_id")
    return RestaurantPayload(**row) if row else None


def put_tenant(db: Database, payload: TenantPayload) -> None:
    """The tenant's settings for a till."""
    db.execute(
        "INSERT OR REPLACE INTO tenant (tenant_id, data) VALUES (?, ?)",
        (payload.tenant_id, payload.model_dump_json()),
    )


def tenant(db: Database) -> TenantPayload | None:
    """The tenant's settings, or None before the first pull."""
    row = db.execute("SELECT data FROM tenant LIMIT 1").fetchone()
    return TenantPayload.model_validate_json(row[0]) if row else None


def card_mode(db: Database) -> CardMode:
    """Whose cards hold the points now: the chain's, or each restaurant's (LOY-04)."""
    row = db.execute("SELECT json_extract(data, '$.card_mode') FROM tenant LIMIT 1").fetchone()
    return CardMode(row[0]) if row and row[0] else CardMode.UNIFIED


def put_display_codes(db: Database, codes: Iterable[str]) -> None:
    """The codes the server keeps for this device now; a used one is never offered again."""
    kept = sorted(set(codes))
    db.execute("DELETE FROM display_code WHERE used_by IS NULL")
    db.conn.executemany(
        "INSERT OR IGNORE INTO display_code (code) VALUES (?)", [(code,) for code in kept]
    )


def next_display_code(db: Database) -> str | None:
    """A code nobody has, or None when the reserve is used up (GST-09)."""
    row = db.execute(
        "SELECT code FROM display_code WHERE used_by IS NULL ORDER BY code LIMIT 1"
    ).fetchone()
    return str(row[0]) if row else None


def use_display_code(db: Database, code: str, *, guest_id: str) -> None:
    """The code is now that guest's."""
    db.execute("UPDATE display_code SET used_by = ? WHERE code = ?", (guest_id, code))

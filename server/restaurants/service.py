"""Restaurants: making, finding, listing."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select

from server.audit import OPERATOR, Action, Activity, record
from server.chance import Chance
from server.database import table_of
from server.feed import service as feed
from server.keepsakes import is_put_back
from server.keepsakes import keepsake as keepsake_of
from server.prepared import ask_one
from server.restaurants.tables import RestaurantRow
from server.shelves import Columns
from server.tenants.service import Tenant, checked_name, lock_tenant, walk_tenants
from server.witness import witness
from shared.domain.errors import FieldInvalid
from shared.domain.ids import RestaurantId, TenantId

NAME_MAX_LENGTH = 120
ADDRESS_MAX_LENGTH = 200
PHONE_MAX_LENGTH = 40

_RESTAURANT = table_of(RestaurantRow)
_BY_ID = select(_RESTAURANT).where(
    _RESTAURANT.c.tenant_id == bindparam("tenant_id"),
    _RESTAURANT.c.restaurant_id == bindparam("restaurant_id"),
)


@dataclass(frozen=True, slots=True)
class NewRestaurant:
    """What one says to open a restaurant."""

    name: str
    address: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Restaurant:
    """A restaurant of a tenant."""

    tenant_id: TenantId
    restaurant_id: RestaurantId
    name: str
    address: str
    phone: str


def create_restaurant(
    conn: Connection, tenant_id: TenantId, *, new: NewRestaurant, now_ms: int, chance: Chance
) -> Restaurant:
    """The new restaurant. Raises ``FieldInvalid``."""
    lock_tenant(conn, tenant_id)
    restaurant = Restaurant(
        tenant_id=tenant_id,
        restaurant_id=RestaurantId(chance.uuid()),
        name=checked_name(new.name, field_name="name", max_length=NAME_MAX_LENGTH),
        address=_checked_line(new.address, field_name="address", max_length=ADDRESS_MAX_LENGTH),
        phone=_checked_line(new.phone, field_name="phone", max_length=PHONE_MAX_LENGTH),
    )
    conn.execute(
        insert(_RESTAURANT).values(
            tenant_id=tenant_id,
            restaurant_id=restaurant.restaurant_id,
            name=restaurant.name,
            address=restaurant.address,
            phone=restaurant.phone,
            created_at_ms=now_ms,
        )
    )
    _record(conn, tenant_id, restaurant.restaurant_id)
    made = Activity(
        Action.RESTAURANT_CREATED, "restaurant", restaurant.restaurant_id, OPERATOR, at_ms=now_ms
    )
    record(conn, tenant_id, made)
    return restaurant


def restaurant(
    conn: Connection, tenant_id: TenantId, restaurant_id: RestaurantId
) -> Restaurant | None:
    """The restaurant with that id, or None."""
    row = ask_one(conn, _BY_ID, tenant_id=tenant_id, restaurant_id=restaurant_id)
    return _restaurant_of(row) if row is not None else None


def restaurants(conn: Connection, tenant_id: TenantId) -> tuple[Restaurant, ...]:
    """The tenant's restaurants, the oldest first."""
    rows = conn.execute(
        select(_RESTAURANT)
        .where(_RESTAURANT.c.tenant_id == tenant_id)
        .order_by(_RESTAURANT.c.created_at_ms, _RESTAURANT.c.restaurant_id)
    )
    return tuple(_restaurant_of(row) for row in rows)


def find_restaurants(conn: Connection, id_or_name: str) -> tuple[Restaurant, ...]:
    """The restaurants of any tenant with that id or exact name: for the operator's commands."""
    return tuple(
        each
        for tenant in walk_tenants(conn)
        for each in restaurants(conn, tenant.tenant_id)
        if id_or_name in (each.restaurant_id, each.name)
    )


def keepsake(conn: Connection, owner: Tenant, restaurant_id: str) -> str:
    """The restaurant as its tills keep it for the server."""
    return keepsake_of(
        conn, _RESTAURANT, tenant_id=owner.tenant_id, row_id=restaurant_id, seed=owner.signing_seed
    )


def put_back(conn: Connection, tenant_id: TenantId, kept: Columns) -> str | None:
    """The id of the restaurant a keepsake held; None where it was not missing."""
    if not is_put_back(conn, _RESTAURANT, kept):
        return None
    return _record(conn, tenant_id, RestaurantId(kept["restaurant_id"]))


def _record(conn: Connection, tenant_id: TenantId, restaurant_id: RestaurantId) -> str:
    witness(conn, tenant_id, _RESTAURANT, row_id=restaurant_id)
    audience = feed.Audience(restaurant_id=restaurant_id)
    feed.record(conn, tenant_id, kind="restaurant", entity_id=restaurant_id, audience=audience)
    return restaurant_id


def _checked_line(typed: str, *, field_name: str, max_length: int) -> str:
    try:
        return checked_name(typed, field_name=field_name, max_length=max_length)
    except FieldInvalid as refusal:
        if refusal.reason == "empty":
            return ""
        raise


def _restaurant_of(row: Any) -> Restaurant:
    return Restaurant(
        tenant_id=TenantId(row.tenant_id),
        restaurant_id=RestaurantId(row.restaurant_id),
        name=row.name,
        address=row.address,
        phone=row.phone,
    )

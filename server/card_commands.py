"""An operator moves a company's points: to one card for each restaurant, or to one for the chain.

Like ``server.commands``: one unit of work each, JSON values out.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from server.chance import Chance
from server.clock import Clock
from server.commands import CommandFailed, tenant_named
from server.database import Database
from server.devices.service import device
from server.ledger.migrating import Migrated, held_by_devices, migrate, recall_all, survey
from server.restaurants.service import restaurant
from server.scope import enter_tenant
from server.tenants.service import Tenant, lock_tenant
from server.tenants.service import tenant as tenant_with_id
from shared.domain.ids import DeviceId, RestaurantId, TenantId
from shared.domain.programme import CardMode


def migrate_cards(
    database: Database, *, tenant: str, to: CardMode, confirm: str | None = None
) -> dict[str, Any]:
    """What the migration did; what it would do, unless ``confirm`` is the company's name (LOY-08).

    Raises ``CommandFailed`` for another name, for cards that are so already, and while devices hold
    points: once confirmed, they are asked to give them back. Raises ``ServerFenced`` and
    ``PointsOwed``.
    """
    owner = tenant_named(database, tenant)
    if owner.card_mode is to:
        raise CommandFailed(f"the cards of this company are {to.value} already")
    if confirm is None:
        return database.read_now(lambda conn: _surveyed(conn, owner, to=to))
    if confirm != owner.name:
        raise CommandFailed(f"{confirm!r} is not the company's name: nothing was changed")
    now_ms, chance = Clock().now_ms(), Chance()

    def work(conn: Connection) -> dict[str, Any]:
        lock_tenant(conn, owner.tenant_id)
        if tenant_with_id(conn, owner.tenant_id).card_mode is to:
            raise CommandFailed("somebody else has just done it")
        if held_by_devices(conn, owner.tenant_id):
            recall_all(conn, owner.tenant_id, now_ms=now_ms)
            return {"held": _held(conn, owner.tenant_id)}
        done = migrate(conn, owner.tenant_id, to=to, now_ms=now_ms, chance=chance)
        return _told(conn, owner, done, to=to)

    told = database.write_now(work)
    if "held" in told:
        raise CommandFailed(_waiting(told["held"]))
    return told


def _surveyed(conn: Connection, owner: Tenant, *, to: CardMode) -> dict[str, Any]:
    enter_tenant(conn, owner.tenant_id)
    told = _told(conn, owner, survey(conn, owner.tenant_id, to=to), to=to)
    return {
        **told,
        "is_done": False,
        "held": _held(conn, owner.tenant_id),
        "to_do_it": f"--confirm {owner.name!r}",
    }


def _told(conn: Connection, owner: Tenant, total: Migrated, *, to: CardMode) -> dict[str, Any]:
    return {
        "tenant_id": owner.tenant_id,
        "mode": to.value,
        "is_done": True,
        "guests": total.guests,
        "moved_lots": total.moved_lots,
        "points": sum(held.points for held in total.places.values()),
        "cards": [
            {
                "restaurant": _name(conn, owner.tenant_id, place),
                "cards": held.cards,
                "points": held.points,
            }
            for place, held in sorted(total.places.items(), key=lambda each: each[0] or "")
        ],
    }


def _name(conn: Connection, tenant_id: TenantId, place: RestaurantId | None) -> str | None:
    found = restaurant(conn, tenant_id, place) if place is not None else None
    return found.name if found is not None else None


def _held(conn: Connection, tenant_id: TenantId) -> list[dict[str, Any]]:
    """Which devices hold how many points, the most first."""
    points: Mapping[DeviceId, int] = held_by_devices(conn, tenant_id)
    most_first = sorted(points.items(), key=lambda each: (-each[1], each[0]))
    found = ((device(conn, each), held) for each, held in most_first)
    return [
        {"device_id": each.device_id, "name": each.name, "points": held}
        for each, held in found
        if each is not None
    ]


def _waiting(held: list[dict[str, Any]]) -> str:
    of_each = ", ".join(f"{each['name']} ({each['points']})" for each in held)
    return (
        f"devices hold points and were asked to give them back: {of_each}; try again in a minute, "
        "or revoke-device for one that will not be heard of again"
    )

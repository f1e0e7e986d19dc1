"""What an operator does or asks by hand, as functions: one unit of work each, JSON values out.

Must not know the command line: ``__main__`` reads arguments and prints.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection

from server.audit import OPERATOR, Action, Activity, record
from server.books import writing
from server.chance import Chance
from server.clock import Clock
from server.database import Database
from server.demonstration.service import DemoDataExists, make_demo_data
from server.devices import enrolment
from server.devices import service as devices
from server.effects import service as effects
from server.feed import service as feed
from server.guests.cards import cards_called
from server.ledger import provenance
from server.ledger.giving_up import give_up
from server.ledger.granting import Return
from server.ledger.leases import LeaseEnd
from server.nightly import rates, schedule
from server.nightly.banks import BankSilent
from server.problems import sentence_of
from server.programme.drafts import draft_of, next_version
from server.programme.service import active_promos, current, publish
from server.programme.starter import starter_programme
from server.restaurants import service as restaurants
from server.restaurants.service import NewRestaurant, Restaurant
from server.scope import enter_tenant
from server.settings import Settings
from server.tenants import offline
from server.tenants import service as tenants
from server.tenants.service import Tenant
from shared.domain.errors import FieldInvalid
from shared.domain.ids import DeviceId, TenantId
from shared.domain.programme_check import PROMOS_MAX
from shared.operations.encode import from_millis
from shared.operations.explained import explain, explained_values
from shared.sync.payloads import OfflinePayload, programme_payload


class CommandFailed(Exception):
    """What was asked for cannot be done; the message says why."""


def demo_data(database: Database) -> dict[str, Any]:
    """Everything about the demo restaurant. Raises ``CommandFailed`` when it is there already."""
    now_ms, chance = Clock().now_ms(), Chance()
    try:
        made = database.write_now(lambda conn: make_demo_data(conn, now_ms=now_ms, chance=chance))
    except DemoDataExists as error:
        raise CommandFailed("this database holds the demo restaurant already") from error
    return made.as_json()


def create_tenant(
    database: Database, *, name: str, restaurants: Sequence[str] = ()
) -> dict[str, Any]:
    """The new tenant and its restaurants; it starts with a programme of its own."""
    now_ms, chance = Clock().now_ms(), Chance()

    def work(conn: Connection) -> dict[str, Any]:
        tenant_id = tenants.create_tenant(conn, name=name, now_ms=now_ms, chance=chance)
        programme = starter_programme(valid_from=from_millis(now_ms), chance=chance)
        publish(conn, tenant_id, programme, now_ms=now_ms)
        opened = [_open(conn, tenant_id, NewRestaurant(each)) for each in restaurants]
        return {
            "tenant_id": tenant_id,
            "name": tenants.tenant(conn, tenant_id).name,
            "restaurants": opened,
        }

    return database.write_now(work)


def create_restaurant(
    database: Database, *, tenant: str, name: str, address: str = "", phone: str = ""
) -> dict[str, Any]:
    """The new restaurant of the tenant with that id or name."""
    new = NewRestaurant(name, address, phone)
    return database.write_now(lambda conn: _open(conn, _tenant_named(conn, tenant).tenant_id, new))


def enrolment_code(database: Database, *, restaurant: str) -> str:
    """A code that makes one till a device of that restaurant, within ten minutes."""
    now_ms, chance = Clock().now_ms(), Chance()
    home = restaurant_named(database, restaurant)
    return database.write_now(
        lambda conn: enrolment.create_enrolment_code(
            conn, home.tenant_id, restaurant_id=home.restaurant_id, now_ms=now_ms, chance=chance
        )
    )


def revoke_device(database: Database, *, device_id: str) -> dict[str, Any]:
    """The device, shut out, and how many points it held for itself until now."""
    now_ms = Clock().now_ms()

    def work(conn: Connection) -> dict[str, Any]:
        revoked = devices.revoke(conn, DeviceId(device_id), now_ms=now_ms)
        why = Return(LeaseEnd.LOST, at_ms=now_ms, effective_at_ms=now_ms, by=OPERATOR)
        with writing(conn) as books:
            points = give_up(books, revoked.tenant_id, revoked.device_id, why=why)
        of = {"device_id": revoked.device_id, "name": revoked.name}
        return {**of, "is_revoked": True, "points_taken_back": points}

    return database.write_now(work)


def _open(conn: Connection, tenant_id: TenantId, new: NewRestaurant) -> dict[str, Any]:
    made = restaurants.create_restaurant(
        conn, tenant_id, new=new, now_ms=Clock().now_ms(), chance=Chance()
    )
    return {"restaurant_id": made.restaurant_id, "name": made.name}


def set_offline_policy(
    database: Database, *, tenant: str, changed: Mapping[str, Any]
) -> dict[str, Any]:
    """The tenant's offline policy with ``changed`` in it; its tills learn of it by the feed.

    Raises ``pydantic.ValidationError`` for a value nobody can use.
    """
    now_ms = Clock().now_ms()

    def work(conn: Connection) -> dict[str, Any]:
        tenant_id = _tenant_named(conn, tenant).tenant_id
        tenants.lock_tenant(conn, tenant_id)
        before = asdict(offline.offline_policy(conn, tenant_id))
        told = OfflinePayload.model_validate(before | dict(changed))
        offline.set_offline_policy(conn, tenant_id, told.policy(), now_ms=now_ms)
        feed.record(conn, tenant_id, kind="tenant", entity_id=tenant_id)
        return told.model_dump(mode="json")

    return database.write_now(work)


def set_webhook(database: Database, *, tenant: str, url: str | None) -> dict[str, Any]:
    """Where the tenant is told of every booking from now on; None is nowhere."""
    now_ms = Clock().now_ms()

    def work(conn: Connection) -> dict[str, Any]:
        tenant_id = _tenant_named(conn, tenant).tenant_id
        effects.set_webhook(conn, tenant_id, url=url, now_ms=now_ms)
        return {"tenant_id": tenant_id, "url": url}

    return database.write_now(work)


def limit_promos(database: Database, *, tenant: str, promos_max: int | None) -> dict[str, Any]:
    """How many promos at a time the company's tariff allows from now on; None is any (LOY-85).

    Those it has stay until its promos are changed. Raises ``FieldInvalid`` for less than none.
    """
    if promos_max is not None and not 0 <= promos_max <= PROMOS_MAX:
        raise FieldInvalid(field="promos", reason="out_of_range")
    now_ms = Clock().now_ms()

    def work(conn: Connection) -> dict[str, Any]:
        owner = _tenant_named(conn, tenant)
        tenants.limit_promos(conn, owner.tenant_id, promos_max=promos_max)
        facts = {"from": owner.promos_max, "to": promos_max}
        _record_limit(conn, owner, Action.PROMOS_LIMITED, facts=facts, now_ms=now_ms)
        programme = current(conn, owner.tenant_id)
        active = active_promos(programme, at=from_millis(now_ms)) if programme else ()
        return {"tenant_id": owner.tenant_id, "promos_max": promos_max, "active": len(active)}

    return database.write_now(work)


def limit_guests(database: Database, *, tenant: str, guests_max: int | None) -> dict[str, Any]:
    """How many guests the company's tariff allows from now on; None is any (CSH-51).

    Those it has stay; its tills learn of it by the feed. Raises ``FieldInvalid`` below 0.
    """
    if guests_max is not None and guests_max < 0:
        raise FieldInvalid(field="guests", reason="out_of_range")
    now_ms = Clock().now_ms()

    def work(conn: Connection) -> dict[str, Any]:
        owner = _tenant_named(conn, tenant)
        tenants.limit_guests(conn, owner.tenant_id, guests_max=guests_max)
        facts = {"from": owner.guests_max, "to": guests_max}
        _record_limit(conn, owner, Action.GUESTS_LIMITED, facts=facts, now_ms=now_ms)
        feed.record(conn, owner.tenant_id, kind="tenant", entity_id=owner.tenant_id)
        return {"tenant_id": owner.tenant_id, "guests_max": guests_max}

    return database.write_now(work)


def show_programme(database: Database, *, tenant: str) -> dict[str, Any]:
    """The programme in force, as a case names it and ``publish_programme`` reads it."""

    def work(conn: Connection) -> dict[str, Any]:
        tenant_id = _tenant_named(conn, tenant).tenant_id
        enter_tenant(conn, tenant_id)
        programme = current(conn, tenant_id)
        if programme is None:
            raise CommandFailed("this company has no programme")
        return programme_payload(programme)

    return database.read_now(work)


def publish_programme(database: Database, *, tenant: str, text: bytes) -> dict[str, Any]:
    """What became of the programme that ``text`` is: the version that its tills learn of.

    Raises ``NotJson``, ``FieldInvalid`` with a path and ``PromoLimitReached``.
    """
    draft, now_ms, chance = draft_of(text), Clock().now_ms(), Chance()

    def work(conn: Connection) -> dict[str, Any]:
        tenant_id = _tenant_named(conn, tenant).tenant_id
        tenants.lock_tenant(conn, tenant_id)
        before = current(conn, tenant_id)
        made = next_version(draft, before, at=from_millis(now_ms), chance=chance)
        publish(conn, tenant_id, made, now_ms=now_ms)
        return {
            "tenant_id": tenant_id,
            "version_id": made.version_id,
            "number": made.number,
            "name": made.name,
        }

    return database.write_now(work)


def explain_quote(text: bytes) -> dict[str, Any]:
    """The answer to a case, every refusal in words too. Raises ``NotJson``."""
    told = explained_values(explain(text))
    for refused in told["refusals"]:
        refused.update(sentence_of(refused["code"], refused["data"])._asdict())
    return told


def explain_balance(database: Database, *, card: str) -> dict[str, Any]:
    """Where every point came from of the card with that id, token or display code."""

    def work(conn: Connection) -> list[dict[str, Any]]:
        return [
            {"tenant_id": each.tenant_id, **provenance.explain_balance(conn, each.tenant_id, found)}
            for each in tenants.walk_tenants(conn)
            for found in cards_called(conn, each.tenant_id, card)
        ]

    told = database.read_now(work)
    if len(told) != 1:
        raise CommandFailed(_not_one("card", card, len(told)))
    return told[0]


def run_job(database: Database, settings: Settings, *, name: str) -> dict[str, Any]:
    """How much the nightly job with that name did with each tenant, whatever it did today.

    Raises ``CommandFailed`` for a name that no job has, and where a bank is silent.
    """
    names = (*schedule.NAMES, rates.NAME)
    if name not in names:
        raise CommandFailed(f"there is no job {name!r}: {', '.join(names)}")
    return {"job": name, "done": asyncio.run(_run_job(database, settings, name=name))}


async def _run_job(database: Database, settings: Settings, *, name: str) -> dict[str, int]:
    now_ms = Clock().now_ms()
    if name == rates.NAME:
        try:
            done = await schedule.ask_banks(database, settings, now_ms=now_ms, chance=Chance())
        except BankSilent as trouble:
            raise CommandFailed(f"a bank gives no rates: {trouble}") from trouble
    else:
        done = await schedule.run_by_hand(database, name, now_ms=now_ms)
    return {str(tenant_id): how_much for tenant_id, how_much in done.items()}


def tenant_named(database: Database, id_or_name: str) -> Tenant:
    """The one tenant with that id or name. Raises ``CommandFailed``."""
    return database.read_now(lambda conn: _tenant_named(conn, id_or_name))


def _record_limit(
    conn: Connection, owner: Tenant, action: Action, *, facts: dict[str, Any], now_ms: int
) -> None:
    limited = Activity(action, "tenant", owner.tenant_id, OPERATOR, at_ms=now_ms, details=facts)
    record(conn, owner.tenant_id, limited)


def _tenant_named(conn: Connection, id_or_name: str) -> Tenant:
    found = [each for each in tenants.tenants(conn) if id_or_name in (each.tenant_id, each.name)]
    if len(found) != 1:
        raise CommandFailed(_not_one("tenant", id_or_name, len(found)))
    return found[0]


def restaurant_named(database: Database, id_or_name: str) -> Restaurant:
    """The one restaurant with that id or name, of whichever tenant. Raises ``CommandFailed``.

    Searched among all tenants, so in a transaction of its own that writes nothing.
    """
    found = database.read_now(lambda conn: restaurants.find_restaurants(conn, id_or_name))
    if len(found) != 1:
        raise CommandFailed(_not_one("restaurant", id_or_name, len(found)))
    return found[0]


def _not_one(kind: str, id_or_name: str, count: int) -> str:
    if count:
        return f"{count} {kind}s are called {id_or_name!r}: use the id"
    return f"there is no {kind} {id_or_name!r}"

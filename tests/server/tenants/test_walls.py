"""The second wall between tenants: row-level security on PostgreSQL (S10).

The first wall, a tenant in every query, is what all other tests stand on.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, Table, func, insert, select, text, update
from sqlalchemy.exc import ProgrammingError

from server.chance import Chance
from server.database import Database
from server.devices.service import device
from server.ledger.export import export
from server.ledger.verify import verify
from server.migrations.run import upgrade
from server.schema import METADATA
from server.scope import (
    RoleTooStrong,
    enter_tenant,
    show_code,
    show_device,
    show_directory,
    step_into_tenant,
)
from server.tenants.service import tenants, walk_tenants
from shared.domain.ids import DeviceId
from tests.server.postgresql import USER, Cluster
from tests.server.shop import Shop, open_shop

pytestmark = pytest.mark.postgres
TABLES = sorted(METADATA.tables)
WALLS = """
SELECT relname, relrowsecurity, relforcerowsecurity,
       (SELECT count(*) FROM pg_policy WHERE polrelid = pg_class.oid AND polname = 'tenant_wall')
FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE relkind IN ('r', 'p') AND nspname = 'public' AND relname <> 'alembic_version'
"""


@pytest.fixture
def shops(postgresql_shop: Shop) -> tuple[Shop, Shop]:
    """Two tenants, each with a till that sold something."""
    other = open_shop(postgresql_shop.database, Chance(), name="Другая сеть")
    for each in (postgresql_shop, other):
        till = each.till()
        guest_id = till.register()
        till.earn(guest_id, 2_000)
        till.redeem(guest_id, 100, promo=100)
        till.push()
    return postgresql_shop, other


def test_every_table_stands_behind_a_wall_and_so_does_its_owner(postgresql_shop: Shop) -> None:
    rows = postgresql_shop.database.read_now(lambda conn: conn.execute(text(WALLS)).all())
    assert sorted(tuple(row) for row in rows) == [(name, True, True, 1) for name in TABLES]


def test_who_entered_no_tenant_sees_nothing_at_all(shops: tuple[Shop, Shop]) -> None:
    database = shops[0].database
    assert database.read_now(_count_rows) == dict.fromkeys(TABLES, 0)


def test_who_entered_a_tenant_sees_its_rows_and_no_others(shops: tuple[Shop, Shop]) -> None:
    for shop in shops:
        seen = shop.read(_tenants_seen)
        assert {tenant_id for found in seen.values() for tenant_id in found} == {shop.tenant_id}
        assert {"guest", "operation", "ledger_entry"} <= {name for name in seen if seen[name]}


@pytest.mark.parametrize("name", TABLES)
def test_no_row_of_another_tenant_can_be_written(shops: tuple[Shop, Shop], name: str) -> None:
    mine, other = shops
    table = METADATA.tables[name]
    row = {column.name: _something(column) for column in table.columns}
    with pytest.raises(ProgrammingError, match="row-level security"):
        mine.write(lambda conn: conn.execute(insert(table).values(row | _of(other))))
    changed = mine.write(lambda conn: conn.execute(_touch(table, other)).rowcount)
    assert changed == 0


def test_a_transaction_that_entered_one_tenant_cannot_enter_another(
    shops: tuple[Shop, Shop],
) -> None:
    mine, other = shops
    with pytest.raises(AssertionError, match="crosses tenants"):
        mine.write(lambda conn: enter_tenant(conn, other.tenant_id))
    with pytest.raises(AssertionError, match="crosses tenants"):
        mine.write(lambda conn: step_into_tenant(conn, other.tenant_id))


def test_the_wall_stands_again_once_the_transaction_is_over(shops: tuple[Shop, Shop]) -> None:
    """The same connections serve everybody, one after another."""
    mine, other = shops
    for _ in range(20):
        assert mine.write(_count_rows)["guest"] == 1
        assert mine.database.write_now(_count_rows)["guest"] == 0
        assert other.read(_count_rows)["guest"] == 1
        assert mine.database.read_now(_count_rows)["guest"] == 0


def test_a_savepoint_that_is_rolled_back_leaves_the_wall_where_it_was(
    shops: tuple[Shop, Shop],
) -> None:
    def work(conn: Connection) -> int:
        savepoint = conn.begin_nested()
        savepoint.rollback()
        return _count_rows(conn)["guest"]

    assert shops[0].write(work) == 1


# --- what may be looked up before the tenant is known


Door = Callable[[Connection, tuple[Shop, Shop]], None]
DOORS: list[tuple[Door, dict[str, int]]] = [
    (lambda conn, shops: show_device(conn, _a_device(shops[1])), {"device": 1}),
    (lambda conn, shops: show_device(conn, "nobody"), {}),
    (lambda conn, shops: show_code(conn, _a_code(shops[1])), {"enrolment_code": 1}),
    (lambda conn, shops: show_directory(conn), {"tenant": 2, "tenant_counter": 2}),
]


@pytest.mark.parametrize(("door", "seen"), DOORS)
def test_each_door_shows_what_was_named_and_nothing_else(
    shops: tuple[Shop, Shop], door: Door, seen: dict[str, int]
) -> None:
    def look(conn: Connection) -> dict[str, int]:
        door(conn, shops)
        return {name: count for name, count in _count_rows(conn).items() if count}

    assert shops[0].database.read_now(look) == seen


@pytest.mark.parametrize("name", ["device", "enrolment_code", "tenant", "tenant_counter"])
def test_no_door_is_for_writing(shops: tuple[Shop, Shop], name: str) -> None:
    def change(conn: Connection) -> int:
        for door, _ in DOORS:
            door(conn, shops)
        return conn.execute(_touch(METADATA.tables[name], shops[1])).rowcount

    assert shops[0].database.write_now(change) == 0


def test_a_device_is_found_by_its_id_and_its_neighbours_are_not(shops: tuple[Shop, Shop]) -> None:
    mine, other = shops
    found = mine.database.read_now(lambda conn: device(conn, DeviceId(_a_device(other))))
    assert found is not None
    assert found.tenant_id == other.tenant_id


def test_verification_and_export_walk_through_every_tenant(shops: tuple[Shop, Shop]) -> None:
    database = shops[0].database
    report = database.read_now(verify)
    assert report.problems == ()
    assert (report.counts["tenants"], report.counts["operations"]) == (2, 6)
    exported = database.read_now(lambda conn: list(export(conn)))
    assert {each["tenant_id"] for each in exported} == {shop.tenant_id for shop in shops}


def test_who_may_write_cannot_walk_through_every_tenant(shops: tuple[Shop, Shop]) -> None:
    def walk(conn: Connection) -> list[Any]:
        return list(walk_tenants(conn))

    assert len(shops[0].database.read_now(walk)) == 2
    with pytest.raises(AssertionError, match="crosses tenants"):
        shops[0].database.write_now(walk)


# --- who is bound


@pytest.fixture
def unbound(cluster: Cluster) -> Iterator[Database]:
    """A database as its superuser has it."""
    name = cluster.new_database()
    opened = Database.open(cluster.url(name, role=USER))
    yield opened
    opened.close()
    cluster.drop(name)


def test_a_role_that_no_wall_binds_is_refused(unbound: Database) -> None:
    with pytest.raises(RoleTooStrong):
        unbound.write_now(upgrade)


def test_listing_tenants_needs_nobody_to_be_entered(shops: tuple[Shop, Shop]) -> None:
    assert len(shops[0].database.read_now(tenants)) == 2


def _count_rows(conn: Connection) -> dict[str, int]:
    return {
        name: conn.execute(select(func.count()).select_from(METADATA.tables[name])).scalar_one()
        for name in TABLES
    }


def _tenants_seen(conn: Connection) -> dict[str, set[str]]:
    return {
        name: set(conn.execute(select(METADATA.tables[name].c.tenant_id)).scalars())
        for name in TABLES
    }


def _of(shop: Shop) -> dict[str, str]:
    return {"tenant_id": shop.tenant_id}


def _something(column: Any) -> Any:
    return {int: 1, bool: True}.get(column.type.python_type, "x")


def _touch(table: Table, shop: Shop) -> Any:
    return update(table).where(table.c.tenant_id == shop.tenant_id).values(tenant_id="stolen")


def _a_device(shop: Shop) -> str:
    table = METADATA.tables["device"]
    return str(shop.read(lambda conn: conn.execute(select(table.c.device_id)).scalars().one()))


def _a_code(shop: Shop) -> str:
    table = METADATA.tables["enrolment_code"]
    return str(shop.read(lambda conn: conn.execute(select(table.c.code_hash)).scalars().one()))

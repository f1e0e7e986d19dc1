"""One transaction for each unit of work, on SQLite and on PostgreSQL alike."""

import asyncio

import pytest
from sqlalchemy import Connection, delete, insert, text
from sqlalchemy.exc import DBAPIError

from server.chance import Chance
from server.database import (
    WRITES_WAITING_MAX,
    Database,
    DatabaseUnavailable,
    DatabaseUrlInvalid,
    table_of,
)
from server.scope import enter_tenant
from server.tenants.service import create_tenant, limit_guests, tenants
from server.tenants.tables import TenantCounterRow, TenantRow
from shared.domain.ids import TenantId
from tests.server.inside import inside

UNITS = 40


def add_tenant(conn: Connection, chance: Chance) -> None:
    create_tenant(conn, name="Сушилка", now_ms=1, chance=chance)


def test_what_a_unit_of_work_wrote_is_there_after_it(database: Database, chance: Chance) -> None:
    database.write_now(lambda conn: add_tenant(conn, chance))
    assert [each.name for each in database.read_now(tenants)] == ["Сушилка"]


def test_a_unit_of_work_that_raises_leaves_nothing(database: Database, chance: Chance) -> None:
    def half(conn: Connection) -> None:
        add_tenant(conn, chance)
        raise LookupError

    with pytest.raises(LookupError):
        database.write_now(half)
    assert database.read_now(tenants) == ()


def test_a_savepoint_inside_a_unit_of_work_rolls_back_alone(
    database: Database, chance: Chance
) -> None:
    def one_of_two(conn: Connection) -> TenantId:
        tenant_id = create_tenant(conn, name="Сушилка", now_ms=1, chance=chance)
        savepoint = conn.begin_nested()
        limit_guests(conn, tenant_id, guests_max=1)
        savepoint.rollback()
        return tenant_id

    tenant_id = database.write_now(one_of_two)
    assert [(each.tenant_id, each.guests_max) for each in database.read_now(tenants)] == [
        (tenant_id, None)
    ]


def test_a_reader_cannot_write(database: Database, chance: Chance) -> None:
    with pytest.raises(DBAPIError):
        database.read_now(lambda conn: add_tenant(conn, chance))


def test_units_of_work_at_the_same_time_all_happen(database: Database, chance: Chance) -> None:
    async def many() -> None:
        work = (database.write(lambda conn: add_tenant(conn, chance)) for _ in range(UNITS))
        await asyncio.gather(*work)

    asyncio.run(many())
    assert len(database.read_now(tenants)) == UNITS


def test_a_foreign_key_holds(database: Database) -> None:
    counter = table_of(TenantCounterRow)

    def orphan(conn: Connection) -> None:
        enter_tenant(conn, "nobody")
        conn.execute(insert(counter).values(tenant_id="nobody", feed_seq=0, transaction_seq=0))

    with pytest.raises(Exception, match=r"(?i)foreign key"):
        database.write_now(orphan)


def test_a_tenant_with_a_counter_cannot_be_deleted_behind_its_back(
    database: Database, chance: Chance
) -> None:
    tenant_id = database.write_now(
        lambda conn: create_tenant(conn, name="Сушилка", now_ms=1, chance=chance)
    )
    everybody = delete(table_of(TenantRow))
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        database.write_now(inside(tenant_id, lambda conn: conn.execute(everybody)))


def test_every_commit_on_sqlite_reaches_the_disk(sqlite_database: Database) -> None:
    def pragmas(conn: Connection) -> tuple[str, int, int]:
        return (
            conn.execute(text("PRAGMA journal_mode")).scalar_one(),
            conn.execute(text("PRAGMA synchronous")).scalar_one(),
            conn.execute(text("PRAGMA foreign_keys")).scalar_one(),
        )

    full = 2
    assert sqlite_database.write_now(pragmas) == ("wal", full, 1)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "nonsense",
        "mysql://localhost/x",
        "sqlite://",
        "sqlite:///:memory:",
        "postgresql+x://h/d",
    ],
)
def test_a_url_that_names_no_usable_database_is_refused(url: str) -> None:
    with pytest.raises(DatabaseUrlInvalid):
        Database.open(url)


def test_a_refused_url_does_not_tell_its_password() -> None:
    with pytest.raises(DatabaseUrlInvalid) as caught:
        Database.open("mysql://root:secret@host/db")
    assert "secret" not in str(caught.value)


def test_a_full_writer_queue_sends_work_away(sqlite_database: Database) -> None:
    async def too_many() -> list[object]:
        work = (sqlite_database.write(tenants) for _ in range(WRITES_WAITING_MAX + 1))
        return list(await asyncio.gather(*work, return_exceptions=True))

    done = asyncio.run(too_many())
    assert [type(each) for each in done].count(DatabaseUnavailable) == 1


def test_a_database_out_of_reach_is_trouble_not_a_bug() -> None:
    unreachable = Database.open("postgresql://nobody@127.0.0.1:1/nothing")
    with pytest.raises(DatabaseUnavailable):
        unreachable.read_now(tenants)
    unreachable.close()

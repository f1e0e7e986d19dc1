"""Books: read once, decided in memory, written behind; what was refused was never there."""

import pytest
from sqlalchemy import Connection, delete, select, update

from server.books import Books, writing
from server.chance import Chance
from server.database import Database, table_of
from server.devices.tables import DeviceRow, DisplayCodeRow
from server.shelves import Columns, Want, rows_by, rows_of
from server.tenants.service import create_tenant
from server.tenants.tables import TenantCounterRow
from shared.domain.ids import TenantId
from tests.server.inside import inside

_CODE = table_of(DisplayCodeRow)
CODES = rows_of(_CODE)
COUNTERS = rows_of(table_of(TenantCounterRow))
DEVICES = rows_of(table_of(DeviceRow))

OF_GUEST = rows_by(CODES, "tenant_id", "guest_id")
GUEST, OTHER = "guest", "other"


@pytest.fixture
def tenant_id(database: Database, chance: Chance) -> TenantId:
    return database.write_now(
        lambda conn: create_tenant(conn, name="Сушилка", now_ms=1, chance=chance)
    )


def put(books: Books, tenant_id: TenantId, code: str, guest_id: str | None) -> None:
    row = {"tenant_id": tenant_id, "code": code, "device_id": None, "guest_id": guest_id}
    books.put(CODES, (tenant_id, code), row)


def codes_of(books: Books, tenant_id: TenantId, guest_id: str) -> list[str]:
    return sorted(row["code"] for row in books.find(OF_GUEST, (tenant_id, guest_id)))


def stored(conn: Connection) -> list[tuple[str, str | None]]:
    rows = conn.execute(select(_CODE.c.code, _CODE.c.guest_id).order_by(_CODE.c.code))
    return [(row.code, row.guest_id) for row in rows]


def written(database: Database, tenant_id: TenantId, *codes: tuple[str, str | None]) -> None:
    def work(conn: Connection) -> None:
        with writing(conn) as books:
            for code, guest_id in codes:
                put(books, tenant_id, code, guest_id)

    database.write_now(inside(tenant_id, work))


def test_what_is_put_is_there_at_once_and_in_the_database_after_the_flush(
    database: Database, tenant_id: TenantId
) -> None:
    def work(conn: Connection) -> None:
        books = Books(conn)
        assert books.get(CODES, (tenant_id, "1")) is None
        put(books, tenant_id, "1", GUEST)
        found = books.get(CODES, (tenant_id, "1"))
        assert found is not None
        assert found["guest_id"] == GUEST
        assert codes_of(books, tenant_id, GUEST) == ["1"]
        assert stored(conn) == []
        books.flush()
        assert stored(conn) == [("1", GUEST)]

    database.write_now(inside(tenant_id, work))


def test_a_group_holds_what_is_stored_and_what_is_put_as_it_is_now(
    database: Database, tenant_id: TenantId
) -> None:
    written(database, tenant_id, ("1", GUEST), ("2", GUEST), ("3", OTHER))

    def work(conn: Connection) -> None:
        books = Books(conn)
        put(books, tenant_id, "4", GUEST)
        books.get(CODES, (tenant_id, "2"))
        put(books, tenant_id, "2", OTHER)
        assert codes_of(books, tenant_id, GUEST) == ["1", "4"]
        assert codes_of(books, tenant_id, OTHER) == ["2", "3"]

    database.write_now(inside(tenant_id, work))


def test_what_an_attempt_put_is_undone_when_it_fails(
    database: Database, tenant_id: TenantId
) -> None:
    written(database, tenant_id, ("1", GUEST))

    def fail(books: Books) -> None:
        with books.attempt():
            for code in ("1", "2", "3"):
                put(books, tenant_id, code, OTHER)
            raise LookupError

    def work(conn: Connection) -> None:
        books = Books(conn)
        books.get(CODES, (tenant_id, "1"))
        put(books, tenant_id, "2", GUEST)
        with pytest.raises(LookupError):
            fail(books)
        assert codes_of(books, tenant_id, GUEST) == ["1", "2"]
        assert codes_of(books, tenant_id, OTHER) == []
        assert len(books.added(CODES)) == 1
        books.flush()

    database.write_now(inside(tenant_id, work))
    assert database.read_now(inside(tenant_id, stored)) == [("1", GUEST), ("2", GUEST)]


def test_only_what_changed_in_a_row_is_written(database: Database, tenant_id: TenantId) -> None:
    written(database, tenant_id, ("1", None))

    def work(conn: Connection) -> Columns:
        books = Books(conn)
        row = books.get(CODES, (tenant_id, "1"))
        assert row is not None
        conn.execute(update(_CODE).values(guest_id=OTHER))
        books.put(CODES, (tenant_id, "1"), dict(row))
        books.flush()
        again = Books(conn).get(CODES, (tenant_id, "1"))
        assert again is not None
        return again

    assert database.write_now(inside(tenant_id, work))["guest_id"] == OTHER


def test_a_row_that_is_gone_under_the_lock_is_a_bug(
    database: Database, tenant_id: TenantId
) -> None:
    written(database, tenant_id, ("1", None))

    def work(conn: Connection) -> None:
        books = Books(conn)
        books.get(CODES, (tenant_id, "1"))
        put(books, tenant_id, "1", GUEST)
        conn.execute(delete(_CODE))
        with pytest.raises(AssertionError):
            books.flush()

    database.write_now(inside(tenant_id, work))


def test_a_crowd_is_read_at_once_and_what_is_missing_is_known_to_be(
    database: Database, tenant_id: TenantId
) -> None:
    many = [(f"{number:06}", GUEST) for number in range(1_100)]
    written(database, tenant_id, *many)

    def work(conn: Connection) -> None:
        books = Books(conn)
        books.fetch(CODES, [(tenant_id, code) for code, _ in many] + [(tenant_id, "no")])
        conn.execute(delete(_CODE))
        found = [books.get(CODES, (tenant_id, code)) for code, _ in many]
        assert None not in found
        assert books.get(CODES, (tenant_id, "no")) is None
        assert len(books.find(OF_GUEST, (tenant_id, GUEST))) == len(many)

    database.write_now(inside(tenant_id, work))


def test_single_rows_of_several_tables_are_read_as_they_are(
    database: Database, tenant_id: TenantId
) -> None:
    """Numbers, booleans and what is nothing come back as from a query of their own."""
    written(database, tenant_id, ("1", GUEST), ("2", None))
    codes = [(tenant_id, code) for code in ("1", "2")]

    def work(conn: Connection) -> None:
        books, alone = Books(conn), Books(conn)
        nobody = (tenant_id, "no")
        books.fetch_together([(CODES, codes[0]), (COUNTERS, (tenant_id,)), (DEVICES, nobody)])
        books.fetch_together([(CODES, key) for key in codes])
        wanted: list[Want] = [(COUNTERS, (tenant_id,)), *((CODES, key) for key in codes)]
        told = [books.get(shelf, key) for shelf, key in wanted]
        assert told == [alone.get(shelf, key) for shelf, key in wanted]
        assert None not in told
        conn.execute(delete(_CODE))
        assert books.get(DEVICES, nobody) is None

    database.write_now(inside(tenant_id, work))


def test_what_only_is_read_is_asked_once(database: Database, tenant_id: TenantId) -> None:
    asked: list[str] = []

    def ask(_conn: Connection, word: str) -> str:
        asked.append(word)
        return word

    def work(conn: Connection) -> None:
        books = Books(conn)
        assert [books.once(ask, "a"), books.once(ask, "a"), books.once(ask, "b")] == ["a", "a", "b"]

    database.write_now(inside(tenant_id, work))
    assert asked == ["a", "b"]

"""Prepared statements on the bare cursor: the same rows and the same errors on both databases."""

import logging
from itertools import zip_longest

import pytest
from sqlalchemy import Connection, bindparam, select
from sqlalchemy.exc import IntegrityError

from server.books import Books, writing
from server.chance import Chance
from server.database import Database, table_of
from server.devices.tables import DisplayCodeRow
from server.logs import is_news
from server.prepared import ROWS_AT_ONCE, Driver, ask, ask_one, one_of, prepare, stream
from server.shelves import insert_rows, rows_of
from server.tenants.service import create_tenant
from shared.domain.ids import TenantId
from tests.server.inside import inside

_CODE = table_of(DisplayCodeRow)
_CODES = rows_of(_CODE)
_ALL = select(_CODE).where(_CODE.c.tenant_id == bindparam("tenant_id")).order_by(_CODE.c.code)
_SOME = _ALL.where(one_of(_CODE.c.code, ("00001", "00003")))
_ONE = select(_CODE).where(
    _CODE.c.tenant_id == bindparam("tenant_id"), _CODE.c.code == bindparam("code")
)
MANY = 2 * ROWS_AT_ONCE + 1


@pytest.fixture
def tenant_id(database: Database, chance: Chance) -> TenantId:
    made = database.write_now(
        lambda conn: create_tenant(conn, name="Сушилка", now_ms=1, chance=chance)
    )

    def fill(conn: Connection) -> None:
        with writing(conn) as books:
            for number in range(MANY):
                books.put(_CODES, (made, _code(number)), _row(made, number))

    database.write_now(inside(made, fill))
    return made


def _code(number: int) -> str:
    return f"{number:05d}"


def _row(tenant_id: TenantId, number: int) -> dict[str, str | None]:
    return {
        "tenant_id": tenant_id,
        "code": _code(number),
        "device_id": None,
        "guest_id": None,
    }


def test_two_streams_at_a_time_hand_out_every_row_once(
    database: Database, tenant_id: TenantId
) -> None:
    def work(conn: Connection) -> None:
        some = stream(conn, _ALL, tenant_id=tenant_id)
        others = stream(conn, _ALL, tenant_id=tenant_id)
        pairs = [(x and x.code, y and y.code) for x, y in zip_longest(some, others)]
        assert pairs == [(_code(number), _code(number)) for number in range(MANY)]

    database.read_now(inside(tenant_id, work))


def test_a_stream_left_in_the_middle_is_in_nobodys_way(
    database: Database, tenant_id: TenantId
) -> None:
    def work(conn: Connection) -> None:
        assert next(stream(conn, _ALL, tenant_id=tenant_id)).code == _code(0)
        assert len(ask(conn, _ALL, tenant_id=tenant_id)) == MANY

    database.read_now(inside(tenant_id, work))


def test_one_of_finds_just_these(database: Database, tenant_id: TenantId) -> None:
    found = database.read_now(inside(tenant_id, lambda conn: ask(conn, _SOME, tenant_id=tenant_id)))
    assert [row.code for row in found] == ["00001", "00003"]


def test_who_asks_for_one_gets_it_or_none(database: Database, tenant_id: TenantId) -> None:
    def work(conn: Connection) -> None:
        found = ask_one(conn, _ONE, tenant_id=tenant_id, code="00002")
        assert found is not None
        assert (found.code, found.guest_id) == ("00002", None)
        assert ask_one(conn, _ONE, tenant_id=tenant_id, code="none") is None

    database.read_now(inside(tenant_id, work))


def test_what_the_driver_raises_comes_out_as_sqlalchemy_would_raise_it(
    database: Database, tenant_id: TenantId
) -> None:
    def work(conn: Connection) -> None:
        twice = insert_rows(_CODE, conn.dialect.name)
        Driver(conn).write(twice, [_row(tenant_id, 0)])

    with pytest.raises(IntegrityError) as failure:
        database.write_now(inside(tenant_id, work))
    assert tenant_id not in str(failure.value), "parameters may be personal data"


def test_a_statement_is_written_once(database: Database) -> None:
    dialect = database.read_now(lambda conn: conn.dialect.name)
    assert prepare(_ALL, dialect) is prepare(_ALL, dialect)


@pytest.mark.expects_warning  # PostgreSQL's driver tells of what it did not run after a failure
def test_what_fails_in_a_savepoint_is_undone_and_the_rest_goes_on(
    database: Database, tenant_id: TenantId, caplog: pytest.LogCaptureFixture
) -> None:
    def work(conn: Connection) -> None:
        books = Books(conn)
        books.put(_CODES, (tenant_id, "before"), _row(tenant_id, 0) | {"code": "before"})
        with pytest.raises(IntegrityError):
            _fail_inside(conn, books, tenant_id)
        with books.savepoint():
            books.put(_CODES, (tenant_id, "after"), _row(tenant_id, 0) | {"code": "after"})
        codes = {row.code for row in ask(conn, _ALL, tenant_id=tenant_id)}
        assert {"before", "after"} <= codes
        assert not codes & {"inside", *(_code(MANY + each) for each in range(3))}

    database.write_now(inside(tenant_id, work))
    assert not any(map(is_news, caplog.records)), "what failed was raised"


@pytest.mark.parametrize(
    ("trouble", "expected"),
    [
        ("error ignored terminating <Pipeline [INERROR]>: pipeline aborted", False),
        ("error ignored in rollback on <Connection [BAD]>: the connection is lost", True),
    ],
)
def test_of_the_drivers_warnings_only_what_was_not_run_is_no_news(
    trouble: str, expected: bool
) -> None:
    assert is_news(logging.makeLogRecord({"name": "psycopg", "msg": trouble})) is expected


def _fail_inside(conn: Connection, books: Books, tenant_id: TenantId) -> None:
    with books.savepoint():
        books.put(_CODES, (tenant_id, "inside"), _row(tenant_id, 0) | {"code": "inside"})
        books.flush()
        one, more = _row(tenant_id, 0), [_row(tenant_id, MANY + each) for each in range(3)]
        new = insert_rows(_CODE, conn.dialect.name)
        Driver(conn).write_all([(new, [one]), *((new, [each]) for each in more)])

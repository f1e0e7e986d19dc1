"""Statements written once and run on the driver's own cursor, for what runs thousands of times.

SQLAlchemy writes them, so each is right for its database; but running one its way costs ten times
what SQLite itself takes. Parameters go by name, rows have their columns' names, and what the
driver raises comes out as SQLAlchemy would have raised it. Must not know any table.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Connection, Insert, Select, Update, literal
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler

POSTGRESQL, SQLITE = "postgresql", "sqlite"
STATEMENTS_MAX = 1_024
"""How many statements are kept ready: a few for each table."""
ROWS_AT_ONCE = 1_000
"""A ledger may be larger than the memory that reads it."""
_CURSORS = count()
"""PostgreSQL knows open cursors by their names."""

Statement = Select[Any] | Insert | Update
Fields = Any
"""A row of a query, its columns by their names: no two of them may have the same one."""
RowMaker = Callable[[Sequence[Any]], Fields]
"""Makes a row with names of a plain one."""

_DIALECTS: Mapping[str, Dialect] = {
    POSTGRESQL: postgresql.psycopg.dialect(paramstyle="pyformat"),  # type: ignore[no-untyped-call]  # SQLAlchemy gives this constructor no types
    SQLITE: sqlite.dialect(paramstyle="named"),
}
_PLAIN = {str, int, bool, object}
"""What both drivers take and give as it is; SQLModel does not say that its strings are strings."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """One statement for one database."""

    text: str
    fixed: Mapping[str, Any]
    """Parameters whose values the statement brings itself."""
    make_row: RowMaker | None
    """Of a query."""


Write = tuple[Prepared, Sequence[dict[str, Any]]]
"""A statement, and the rows it is run for."""


@lru_cache(maxsize=STATEMENTS_MAX)
def prepare(statement: Statement, dialect: str) -> Prepared:
    """``statement``, which stays the same object for ever, for the database of that name."""
    compiled = statement.compile(dialect=_DIALECTS[dialect])
    assert isinstance(compiled, SQLCompiler)
    named = {name: bind for bind, name in compiled.bind_names.items() if not bind.required}
    fixed = {name: bind.value for name, bind in named.items()}
    make_row = _row_maker(statement, dialect) if isinstance(statement, Select) else None
    return Prepared(str(compiled), fixed, make_row)


def ask_one(conn: Connection, query: Select[Any], **parameters: Any) -> Fields | None:
    """The one row of ``query``, a constant of its module, or None. Raises as SQLAlchemy does."""
    rows = ask(conn, query, **parameters)
    assert len(rows) <= 1, "who asks for one knows that there is no other"
    return rows[0] if rows else None


def ask(conn: Connection, query: Select[Any], **parameters: Any) -> list[Fields]:
    """All rows of ``query``, a constant of its module. Raises as SQLAlchemy does."""
    return Driver(conn).rows(prepare(query, conn.dialect.name), parameters)


def stream(conn: Connection, query: Select[Any], **parameters: Any) -> Iterator[Fields]:
    """As ``ask``, for more rows than should be in memory together."""
    return Driver(conn).stream(prepare(query, conn.dialect.name), parameters)


def one_of(column: Any, values: Iterable[Any]) -> ColumnElement[bool]:
    """Whether ``column`` has one of ``values``, which are the same for ever."""
    is_one: ColumnElement[bool] = column.in_([literal(each) for each in values])
    return is_one


class Driver:
    """The driver under a connection, inside its transaction."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._cursor: Any = conn.connection.cursor()
        self._error: type[Exception] = conn.dialect.loaded_dbapi.Error

    def rows(self, query: Prepared, parameters: Mapping[str, Any]) -> list[Fields]:
        """All rows of ``query``. Raises as SQLAlchemy does."""
        assert query.make_row is not None, "only a query has rows"
        try:
            self._cursor.execute(query.text, {**query.fixed, **parameters})
            return list(map(query.make_row, self._cursor.fetchall()))
        except self._error as error:
            raise self._translated(query.text, error) from error

    def stream(self, query: Prepared, parameters: Mapping[str, Any]) -> Iterator[Fields]:
        """As ``rows``, never more than ``ROWS_AT_ONCE`` of them in memory."""
        assert query.make_row is not None, "only a query has rows"
        cursor = self._own_cursor()
        try:
            cursor.execute(query.text, {**query.fixed, **parameters})
            while some := cursor.fetchmany(ROWS_AT_ONCE):
                yield from map(query.make_row, some)
        except self._error as error:
            raise self._translated(query.text, error) from error
        finally:
            cursor.close()

    def write(self, statement: Prepared, rows: Sequence[dict[str, Any]]) -> int:
        """How many rows it wrote, run once for each of ``rows``. Raises as SQLAlchemy does."""
        return self.write_all([(statement, rows)])[0]

    def write_all(self, writes: Sequence[Write]) -> list[int]:
        """How many rows each of ``writes`` wrote, in their order. Raises as SQLAlchemy does.

        PostgreSQL is told all of them before the first answer is waited for.
        """
        try:
            if self._conn.dialect.name == SQLITE:
                return [_written(self._cursor, *each).rowcount for each in writes]
            connection: Any = self._conn.connection.driver_connection
            with connection.pipeline():
                cursors = [_written(connection.cursor(), *each) for each in writes]
            return [cursor.rowcount for cursor in cursors]
        except self._error as error:
            raise self._translated("; ".join(each.text for each, _ in writes), error) from error

    def run(self, *texts: str) -> None:
        """Statements without rows or parameters, sent together. Raises as SQLAlchemy does."""
        try:
            if self._conn.dialect.name == SQLITE:
                for text in texts:
                    self._cursor.execute(text)
            else:
                self._cursor.execute("; ".join(texts), prepare=False)
        except self._error as error:
            raise self._translated("; ".join(texts), error) from error

    def _own_cursor(self) -> Any:
        """Without a name PostgreSQL would send all rows at once."""
        if self._conn.dialect.name == SQLITE:
            return self._conn.connection.cursor()
        return self._conn.connection.cursor(name=f"stream_{next(_CURSORS)}")

    def _translated(self, text: str, error: Exception) -> Exception:
        """Without the parameters, which may be personal data."""
        return DBAPIError.instance(
            text,
            None,
            error,
            self._error,
            hide_parameters=True,
            dialect=self._conn.dialect,
        )


def _written(cursor: Any, statement: Prepared, rows: Sequence[dict[str, Any]]) -> Any:
    """The cursor, which knows how many rows it wrote."""
    assert not statement.fixed, "what is written is told"
    if len(rows) == 1:
        cursor.execute(statement.text, rows[0])
    else:
        cursor.executemany(statement.text, rows)
    return cursor


def _row_maker(query: Select[Any], dialect: str) -> RowMaker:
    columns = list(query.selected_columns)
    assert all(column.type.python_type in _PLAIN for column in columns), str(query)
    named: Any = namedtuple("named", [column.name for column in columns])  # type: ignore[misc]  # noqa: PYI024 - a typed class has its fields in the source; these are the query's, known only when it is asked
    flags = [place for place, each in enumerate(columns) if isinstance(each.type, Boolean)]
    make: RowMaker = named._make
    if dialect != SQLITE or not flags:
        return make

    def make_with_flags(plain: Sequence[Any]) -> Any:
        """SQLite keeps a boolean as a number."""
        row = list(plain)
        for place in flags:
            row[place] = bool(row[place])
        return make(row)

    return make_with_flags

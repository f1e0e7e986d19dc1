"""Statements written once and run on the driver's own cursor, for what runs thousands of times.

SQLAlchemy writes them, so each is right for its database; but running one its way costs ten times
what SQLite itself takes. Parameters go by name, rows come as plain tuples, and what the driver
raises comes out as SQLAlchemy would have raised it. Must not know any table.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Connection, Delete, Insert, Select, Update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler

POSTGRESQL, SQLITE = "postgresql", "sqlite"

Statement = Select[Any] | Insert | Update | Delete

_DIALECTS: Mapping[str, Dialect] = {
    POSTGRESQL: postgresql.psycopg.dialect(paramstyle="pyformat"),  # type: ignore[no-untyped-call]  # SQLAlchemy says nothing of it
    SQLITE: sqlite.dialect(paramstyle="named"),
}


@dataclass(frozen=True, slots=True)
class Prepared:
    """The text of one statement for one database."""

    text: str
    fixed: Mapping[str, Any]
    """Parameters whose values the statement brings itself."""


def prepare(statement: Statement, dialect: str) -> Prepared:
    """``statement`` for the database of that name."""
    compiled = statement.compile(dialect=_DIALECTS[dialect])
    assert isinstance(compiled, SQLCompiler)
    named = {name: bind for bind, name in compiled.bind_names.items() if not bind.required}
    return Prepared(str(compiled), {name: bind.value for name, bind in named.items()})


class Driver:
    """The driver under a connection, inside its transaction."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._cursor = conn.connection.cursor()

    def rows(self, statement: Prepared, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """All rows of a query. Raises as SQLAlchemy does."""
        with self._translated(statement):
            self._cursor.execute(statement.text, {**statement.fixed, **parameters})
            return cast(list[tuple[Any, ...]], self._cursor.fetchall())

    def write(self, statement: Prepared, rows: Sequence[dict[str, Any]]) -> int:
        """How many rows it wrote, run once for each of ``rows``. Raises as SQLAlchemy does."""
        assert not statement.fixed, "what is written is told"
        with self._translated(statement):
            if len(rows) == 1:
                self._cursor.execute(statement.text, rows[0])
            else:
                self._cursor.executemany(statement.text, rows)
            return self._cursor.rowcount

    @contextmanager
    def _translated(self, statement: Prepared) -> Iterator[None]:
        """Without the parameters, which may be personal data."""
        driver_error = self._conn.dialect.loaded_dbapi.Error
        try:
            yield
        except driver_error as error:
            raise DBAPIError.instance(
                statement.text,
                None,
                error,
                driver_error,
                hide_parameters=True,
                dialect=self._conn.dialect,
            ) from error

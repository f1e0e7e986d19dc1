"""Rows by the names of their columns.

``sqlite_utils`` puts every query into a savepoint of its own, in case somebody hands it a write;
nobody does here, and a command of the till asks thirty times.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from client.store.connection import Connection


class Readable(Protocol):
    """Whatever stands on a connection; the bare one, before the first picture of the screen."""

    @property
    def conn(self) -> Connection: ...


def query(
    db: Readable, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()
) -> Iterator[dict[str, Any]]:
    """The rows that ``sql``, which only reads, finds."""
    cursor = db.conn.execute(sql, parameters)
    names = [column[0] for column in cursor.description]
    return (dict(zip(names, row, strict=True)) for row in cursor)


def first(
    db: Readable, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()
) -> dict[str, Any] | None:
    """The first of them, or None."""
    return next(query(db, sql, parameters), None)

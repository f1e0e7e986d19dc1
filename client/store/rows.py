"""Rows by the names of their columns.

``sqlite_utils`` puts every query into a savepoint of its own, in case somebody hands it a write;
nobody does here, and a command of the till asks thirty times.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlite_utils import Database


def query(
    db: Database, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()
) -> Iterator[dict[str, Any]]:
    """The rows that ``sql``, which only reads, finds."""
    cursor = db.conn.execute(sql, parameters)
    names = [column[0] for column in cursor.description]
    return (dict(zip(names, row, strict=True)) for row in cursor)


def first(
    db: Database, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()
) -> dict[str, Any] | None:
    """The first of them, or None."""
    return next(query(db, sql, parameters), None)

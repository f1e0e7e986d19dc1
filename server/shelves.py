"""Shelves: how the rows of a table are kept as values, and by which columns they are looked up.

A feature declares its shelves beside its tables and hands them to nobody. Knows SQL; what lies on
a shelf at the moment is the business of ``server.books``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Insert, Select, Table, Update, bindparam, insert, update
from sqlalchemy import select as select_columns
from sqlalchemy.dialects import postgresql, sqlite

TABLES_MAX = 128
STATEMENTS_MAX = 512
"""How many statements are kept ready: a few for each table."""

Key = tuple[Any, ...]
"""The columns of a primary key or of a lookup; the tenant comes first."""
Columns = Mapping[str, Any]
"""A row as it is, for what needs no other shape. Never changed in place."""
Value = TypeVar("Value")

_KEYS = "keys"
_OF = "of_"


@dataclass(frozen=True, eq=False)
class Shelf(Generic[Value]):
    """The rows of one table as immutable values, by primary key."""

    table: Table
    decode: Callable[[Any], Value]
    """From a row."""
    encode: Callable[[Key, Value], dict[str, Any]]
    """To every column of its row."""
    is_overwritten: bool = False
    """Written over whatever is there, without being read before."""


@dataclass(frozen=True, eq=False)
class Lookup(Generic[Value]):
    """Finds the values that share some columns, the tenant first."""

    shelf: Shelf[Value]
    columns: tuple[str, ...]
    group_of: Callable[[Key, Value], Key]
    only: ColumnElement[bool] | None = None
    """What is not even read; a value may leave this circle in memory, so the finder looks again."""


def rows_of(table: Table, *, is_overwritten: bool = False) -> Shelf[Columns]:
    """A shelf of rows as they are."""
    names = tuple(column.name for column in table.c)
    return Shelf(
        table,
        lambda row: dict(zip(names, row, strict=True)),
        lambda _, row: dict(row),
        is_overwritten,
    )


def rows_by(
    shelf: Shelf[Columns], *columns: str, only: ColumnElement[bool] | None = None
) -> Lookup[Columns]:
    """Looks up rows as they are by ``columns``, at least two."""
    group_of = itemgetter(*columns)
    return Lookup(shelf, columns, lambda _, row: group_of(row), only)


@lru_cache(maxsize=TABLES_MAX)
def key_columns(table: Table) -> tuple[str, ...]:
    """The names of the primary key's columns."""
    return tuple(column.name for column in table.primary_key.columns)


@lru_cache(maxsize=TABLES_MAX)
def key_places(table: Table) -> tuple[int, ...]:
    """Where in a row the primary key's columns stand."""
    names = [column.name for column in table.c]
    return tuple(names.index(name) for name in key_columns(table))


@lru_cache(maxsize=STATEMENTS_MAX)
def select_one(
    table: Table, columns: tuple[str, ...], only: ColumnElement[bool] | None
) -> Select[Any]:
    """The rows with these columns; each is a parameter of its own name."""
    equal = [table.c[name] == bindparam(name) for name in columns]
    return _narrowed(select_columns(table).where(*equal), only)


@lru_cache(maxsize=STATEMENTS_MAX)
def select_many(
    table: Table, columns: tuple[str, ...], only: ColumnElement[bool] | None
) -> Select[Any]:
    """As ``select_one``, but any of ``keys`` in the last column."""
    *prefix, last = columns
    equal = [table.c[name] == bindparam(name) for name in prefix]
    is_any = table.c[last].in_(bindparam(_KEYS, expanding=True))
    return _narrowed(select_columns(table).where(*equal, is_any), only)


@lru_cache(maxsize=STATEMENTS_MAX)
def update_columns(table: Table, columns: tuple[str, ...]) -> Update:
    """Writes ``columns`` of the row whose key is given as in ``key_parameters``."""
    equal = [table.c[name] == bindparam(_OF + name) for name in key_columns(table)]
    return update(table).where(*equal).values({name: bindparam(name) for name in columns})


def key_parameters(table: Table, key: Key) -> dict[str, Any]:
    """The key as ``update_columns`` names it."""
    return dict(zip((_OF + name for name in key_columns(table)), key, strict=True))


@lru_cache(maxsize=STATEMENTS_MAX)
def insert_rows(table: Table) -> Insert:
    """Adds whole rows."""
    return insert(table)


@lru_cache(maxsize=STATEMENTS_MAX)
def overwrite_rows(table: Table, dialect: str) -> Insert:
    """Adds whole rows, or writes them over those with their keys."""
    statement = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    keys = key_columns(table)
    others = {each.name: statement.excluded[each.name] for each in table.c if each.name not in keys}
    return statement.on_conflict_do_update(index_elements=keys, set_=others)


def _narrowed(query: Select[Any], only: ColumnElement[bool] | None) -> Select[Any]:
    return query if only is None else query.where(only)

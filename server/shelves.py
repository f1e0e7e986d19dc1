"""Shelves: how the rows of a table are kept as values, and by which columns they are looked up.

A feature declares its shelves beside its tables and hands them to nobody. Knows SQL; what lies on
a shelf at the moment is the business of ``server.books``.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Any, Generic, TypeVar

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    Table,
    any_,
    bindparam,
    func,
    insert,
    update,
)
from sqlalchemy import select as select_columns
from sqlalchemy.dialects import postgresql, sqlite

from server.prepared import POSTGRESQL, SQLITE, STATEMENTS_MAX, Prepared, prepare

TABLES_MAX = 128

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
    table: Table, columns: tuple[str, ...], *, only: ColumnElement[bool] | None, dialect: str
) -> Prepared:
    """The rows with these columns; each is a parameter of its own name."""
    equal = [table.c[name] == bindparam(name) for name in columns]
    return prepare(_narrowed(select_columns(table).where(*equal), only), dialect)


@lru_cache(maxsize=STATEMENTS_MAX)
def select_many(
    table: Table, columns: tuple[str, ...], *, only: ColumnElement[bool] | None, dialect: str
) -> Prepared:
    """As ``select_one``, but any of ``keys`` in the last column; see ``many_keys``."""
    *prefix, last = columns
    equal = [table.c[name] == bindparam(name) for name in prefix]
    query = select_columns(table).where(*equal, _is_any(table.c[last], dialect))
    return prepare(_narrowed(query, only), dialect)


def many_keys(keys: Sequence[Any], dialect: str) -> dict[str, Any]:
    """The ``keys`` of ``select_many``: one value, so that the statement is always the same."""
    return {_KEYS: json.dumps(keys) if dialect == SQLITE else keys}


@lru_cache(maxsize=STATEMENTS_MAX)
def update_columns(table: Table, columns: tuple[str, ...], dialect: str) -> Prepared:
    """Writes ``columns`` of the row whose key is given as in ``key_parameters``."""
    equal = [table.c[name] == bindparam(of_name) for of_name, name in _key_names(table)]
    changed: dict[str, Any] = {name: bindparam(name) for name in columns}
    return prepare(update(table).where(*equal).values(changed), dialect)


def key_parameters(table: Table, key: Key) -> dict[str, Any]:
    """The key as ``update_columns`` names it."""
    return {of_name: value for (of_name, _), value in zip(_key_names(table), key, strict=True)}


@lru_cache(maxsize=STATEMENTS_MAX)
def insert_rows(table: Table, dialect: str) -> Prepared:
    """Adds whole rows."""
    return prepare(insert(table).values(_all_columns(table)), dialect)


@lru_cache(maxsize=STATEMENTS_MAX)
def overwrite_rows(table: Table, dialect: str) -> Prepared:
    """Adds whole rows, or writes them over those with their keys."""
    statement = postgresql.insert(table) if dialect == POSTGRESQL else sqlite.insert(table)
    keys = key_columns(table)
    others = {each.name: statement.excluded[each.name] for each in table.c if each.name not in keys}
    whole = statement.values(_all_columns(table))
    return prepare(whole.on_conflict_do_update(index_elements=keys, set_=others), dialect)


def _all_columns(table: Table) -> dict[str, Any]:
    return {column.name: bindparam(column.name) for column in table.c}


@lru_cache(maxsize=TABLES_MAX)
def _key_names(table: Table) -> tuple[tuple[str, str], ...]:
    return tuple((_OF + name, name) for name in key_columns(table))


def _is_any(column: ColumnElement[Any], dialect: str) -> ColumnElement[bool]:
    if dialect == SQLITE:
        each = func.json_each(bindparam(_KEYS)).table_valued("value")
        return column.in_(select_columns(each.c.value))
    is_text = isinstance(column.type, String)
    kind = postgresql.ARRAY(String() if is_text else column.type)
    return column == any_(bindparam(_KEYS, type_=kind))


def _narrowed(query: Select[Any], only: ColumnElement[bool] | None) -> Select[Any]:
    return query if only is None else query.where(only)

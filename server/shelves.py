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
    TableValuedAlias,
    Text,
    Update,
    any_,
    bindparam,
    cast,
    column,
    func,
    insert,
    type_coerce,
    update,
)
from sqlalchemy import select as select_columns
from sqlalchemy.dialects import postgresql

from server.prepared import POSTGRESQL, SQLITE, STATEMENTS_MAX, Prepared, prepare

TABLES_MAX = 128

Key = tuple[Any, ...]
"""The columns of a primary key or of a lookup; the tenant comes first."""
Columns = Mapping[str, Any]
"""A row as it is, for what needs no other shape. Never changed in place."""
Value = TypeVar("Value")

_KEYS, _ROWS = "keys", "rows"
_OF = "of_"


@dataclass(frozen=True, eq=False)
class Shelf(Generic[Value]):
    """The rows of one table as immutable values, by primary key."""

    table: Table
    decode: Callable[[Any], Value]
    """From a row."""
    encode: Callable[[Key, Value], dict[str, Any]]
    """To every column of its row."""


Want = tuple[Shelf[Any], Key]
"""A row that will be asked for: its shelf, and its primary key."""


@dataclass(frozen=True, eq=False)
class Lookup(Generic[Value]):
    """Finds the values that share some columns, the tenant first."""

    shelf: Shelf[Value]
    columns: tuple[str, ...]
    group_of: Callable[[Key, Value], Key]
    only: ColumnElement[bool] | None = None
    """What is not even read; a value may leave this circle in memory, so the finder looks again."""


def facts_of(table: Table, decode: Callable[[Any], Value]) -> Shelf[Value]:
    """A shelf of what books only read."""

    def encode(_key: Key, _value: Value) -> dict[str, Any]:
        raise AssertionError(f"nobody writes {table.name} through books")

    return Shelf(table, decode, encode)


def rows_of(table: Table) -> Shelf[Columns]:
    """A shelf of rows as they are."""
    names = tuple(column.name for column in table.c)
    return Shelf(table, lambda row: dict(zip(names, row, strict=True)), lambda _, row: dict(row))


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
def select_together(tables: tuple[Table, ...], dialect: str) -> Prepared:
    """One row of each of ``tables``, by its primary key; see ``keys_together``.

    Each is one column of the only row: the JSON list of its own columns, or nothing.
    """
    rows = (_as_json(table, place, dialect) for place, table in enumerate(tables))
    return prepare(select_columns(*rows), dialect)


def keys_together(wants: Sequence[Want]) -> dict[str, Any]:
    """The keys of ``select_together``, of whose tables these are."""
    return {
        f"{name}_{place}": value
        for place, (shelf, key) in enumerate(wants)
        for name, value in zip(key_columns(shelf.table), key, strict=True)
    }


def row_of_json(table: Table, told: Any, dialect: str) -> Any:
    """The row that a column of ``select_together`` tells: JSON, read by the driver or not."""
    make_row = prepare(_whole(table), dialect).make_row
    assert make_row is not None, "it is a query"
    return make_row(json.loads(told) if isinstance(told, str) else told)


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
    return prepare(_updated(table, columns, bindparam), dialect)


@lru_cache(maxsize=STATEMENTS_MAX)
def update_crowd(table: Table, columns: tuple[str, ...]) -> Prepared:
    """As ``update_columns``, many rows with one statement, told as in ``crowd``."""
    keys = {of_name: table.c[name] for of_name, name in _key_names(table)}
    told = _told(keys | {name: table.c[name] for name in columns})
    return prepare(_updated(table, columns, told.c.__getitem__), POSTGRESQL)


def key_parameters(table: Table, key: Key) -> dict[str, Any]:
    """The key as ``update_columns`` names it."""
    return {of_name: value for (of_name, _), value in zip(_key_names(table), key, strict=True)}


@lru_cache(maxsize=STATEMENTS_MAX)
def insert_rows(table: Table, dialect: str) -> Prepared:
    """Adds a whole row."""
    values: dict[str, Any] = {each.name: bindparam(each.name) for each in table.c}
    return prepare(insert(table).values(values), dialect)


@lru_cache(maxsize=STATEMENTS_MAX)
def insert_crowd(table: Table) -> Prepared:
    """As ``insert_rows``, many rows with one statement, told as in ``crowd``."""
    told = _told(dict(table.c))
    whole = insert(table).from_select(list(told.c), select_columns(*told.c), include_defaults=False)
    return prepare(whole, POSTGRESQL)


def crowd(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """All of ``rows`` as one value: PostgreSQL takes 500 so for what it asks for ten by ten."""
    return {_ROWS: json.dumps(rows, ensure_ascii=False)}


def _told(columns: Mapping[str, ColumnElement[Any]]) -> TableValuedAlias:
    """What ``crowd`` tells, as a table with these columns."""
    text = cast(bindparam(_ROWS, type_=Text), postgresql.JSON)
    typed = (column(name, like.type) for name, like in columns.items())
    rows = func.json_to_recordset(text).table_valued(*typed)
    return rows.render_derived(name=_ROWS, with_types=True)


def _updated(table: Table, columns: tuple[str, ...], told: Callable[[str], Any]) -> Update:
    equal = [table.c[name] == told(of_name) for of_name, name in _key_names(table)]
    return update(table).where(*equal).values({name: told(name) for name in columns})


@lru_cache(maxsize=TABLES_MAX)
def _whole(table: Table) -> Select[Any]:
    return select_columns(table)


def _as_json(table: Table, place: int, dialect: str) -> ColumnElement[str]:
    build = func.json_array if dialect == SQLITE else func.json_build_array
    equal = (table.c[name] == bindparam(f"{name}_{place}") for name in key_columns(table))
    row = select_columns(build(*table.c)).where(*equal).scalar_subquery()
    return type_coerce(row, Text).label(f"row_{place}")


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

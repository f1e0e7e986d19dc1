"""The books: what one unit of work reads and writes, open on its desk.

What a crowd of operations needs is fetched a crowd at a time, decided about in memory, and written
behind, a crowd at a time, by ``flush``. What an operation wrote before it was refused is undone in
memory, for a savepoint costs more than the operation itself.

Whoever opens the books holds the tenant's lock, so nobody else changes what lies here. Must not
know any feature: each asks by shelves of its own.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import groupby
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar, cast

from sqlalchemy import Connection, MetaData, Table
from sqlalchemy.exc import InterfaceError, OperationalError

from server.prepared import POSTGRESQL, Driver, Write
from server.shelves import (
    Key,
    Lookup,
    Shelf,
    Value,
    Want,
    crowd,
    insert_crowd,
    insert_rows,
    key_columns,
    key_parameters,
    key_places,
    keys_together,
    many_keys,
    row_of_json,
    select_many,
    select_one,
    select_together,
    update_columns,
    update_crowd,
)

KEYS_AT_ONCE = 500
"""So many keys one query asks for."""
FEW = 2
"""Rows of one table that are asked for among those of others."""

_BEGIN, _KEEP, _UNDO = "SAVEPOINT books", "RELEASE SAVEPOINT books", "ROLLBACK TO SAVEPOINT books"
_CHECKS = ("SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL DEFERRED")
"""Those that can be are deferred from the start."""

_Change = tuple[Write, int]
"""What is written, and how many rows that is."""
Answer = TypeVar("Answer")
Asked = ParamSpec("Asked")


class Books:
    """Everything of the database that a unit of work has before it, as it leaves it."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._dialect = conn.dialect.name
        self._driver = Driver(conn)
        self._checks = _CHECKS if self._dialect == POSTGRESQL else ()
        self._pages = _Pages()
        self._answers: dict[Hashable, Any] = {}
        self._undo: list[tuple[_Page[Any], Key, Any]] = []

    def get(self, shelf: Shelf[Value], key: Key) -> Value | None:
        """The value with that primary key, or None."""
        page = self._pages[shelf]
        if key not in page.values:
            self.fetch(shelf, [key])
        return page.values[key]

    def find(self, lookup: Lookup[Value], group: Key) -> list[Value]:
        """The values of that group, in no order that matters."""
        page = self._pages[lookup.shelf]
        if group not in page.index(lookup):
            self.fetch_groups(lookup, [group])
        there = cast(dict[Key, Value], page.values)
        return [there[key] for key in page.groups[lookup].get(group, ())]

    def put(self, shelf: Shelf[Value], key: Key, value: Value) -> None:
        """``value`` from now on, written by ``flush``."""
        page = self._pages[shelf]
        self._undo.append((page, key, page.values.get(key)))
        page.put(key, value)
        page.touched[key] = None

    def added(self, shelf: Shelf[Value]) -> list[Value]:
        """The values that the database does not have yet."""
        page = self._pages[shelf]
        return [cast(Value, page.values[key]) for key in page.added]

    def once(
        self,
        ask: Callable[Concatenate[Connection, Asked], Answer],
        *args: Asked.args,
        **named: Asked.kwargs,
    ) -> Answer:
        """What ``ask`` answers, asked once: for what this unit of work does not change."""
        question = (ask, args, *named.items())
        if question not in self._answers:
            self._answers[question] = ask(self._conn, *args, **named)
        return cast(Answer, self._answers[question])

    def fetch(self, shelf: Shelf[Value], keys: Iterable[Key]) -> None:
        """Reads ahead the values with these keys; what is not there is known to be missing."""
        page = self._pages[shelf]
        missing = {key for key in keys if key not in page.values}
        if not missing:
            return
        for row in self._rows(shelf.table, key_columns(shelf.table), missing):
            page.read(row)
        for key in missing:
            page.values.setdefault(key, None)

    def fetch_together(self, wants: Iterable[Want]) -> None:
        """As ``fetch``, from many shelves: one statement for all of which few rows are wanted."""
        missing: defaultdict[Shelf[Any], dict[Key, None]] = defaultdict(dict)
        for shelf, key in wants:
            if key not in self._pages[shelf].values:
                missing[shelf][key] = None
        few: list[Want] = []
        for shelf, keys in missing.items():
            if len(keys) <= FEW:
                few += [(shelf, key) for key in keys]
            else:
                self.fetch(shelf, keys)
        self._fetch_few(few)

    def fetch_groups(self, lookup: Lookup[Value], groups: Iterable[Key]) -> None:
        """Reads ahead the values of these groups."""
        page = self._pages[lookup.shelf]
        complete = page.index(lookup)
        missing = {group for group in groups if group not in complete}
        if not missing:
            return
        for row in self._rows(lookup.shelf.table, lookup.columns, missing, only=lookup.only):
            page.read(row)
        complete |= missing

    def aside(
        self,
        work: Callable[Concatenate[Connection, Asked], Answer],
        *args: Asked.args,
        **named: Asked.kwargs,
    ) -> Answer:
        """What ``work`` does with the bare connection; what it may have changed is read again."""
        self.flush()
        try:
            return work(self._conn, *args, **named)
        finally:
            self._forget()

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """What is put inside is written when the block ends; all of it, or nothing.

        What the database checks only at a commit is checked here, so that it fails here.
        """
        self.flush()
        self._driver.run(_BEGIN)
        try:
            yield
            self.flush()
            self._driver.run(*self._checks, _KEEP)
        except BaseException as error:
            self._forget()
            if not isinstance(error, InterfaceError | OperationalError):  # else all is lost anyway
                self._driver.run(_UNDO, _KEEP)
            raise

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """What is put inside is undone when an exception leaves it."""
        mark = len(self._undo)
        try:
            yield
        except BaseException:
            self._take_back(mark)
            raise

    def flush(self) -> None:
        """Writes what was put: new rows in the order of their foreign keys, then the changed ones.

        A row that is not where it was read is a bug and asserts; what the database refuses it
        raises. After either the transaction, or the savepoint, is to be rolled back.
        """
        if not self._undo:
            self._answers.clear()
            return
        touched = (page for page in self._pages.values() if page.touched)
        pages = sorted(touched, key=lambda page: _rank(page.shelf.table))
        written = [(page, page.written()) for page in pages]
        changes = [self._insert(page.shelf.table, new) for page, (new, _) in written if new]
        changes += [
            self._update(page.shelf.table, columns, rows)
            for page, (_, changed) in written
            for columns, rows in changed.items()
        ]
        self._write(changes)
        for page in pages:
            page.settle()
        self._undo.clear()
        self._answers.clear()

    def _fetch_few(self, wants: Sequence[Want]) -> None:
        if not wants:
            return
        query = select_together(tuple(shelf.table for shelf, _ in wants), self._dialect)
        (found,) = self._driver.rows(query, keys_together(wants))
        for (shelf, key), told in zip(wants, found, strict=True):
            page = self._pages[shelf]
            if told is not None:
                page.read(row_of_json(shelf.table, told, self._dialect))
            page.values.setdefault(key, None)

    def _forget(self) -> None:
        self._pages.clear()
        self._answers.clear()
        self._undo.clear()

    def _take_back(self, mark: int) -> None:
        while len(self._undo) > mark:
            page, key, before = self._undo.pop()
            page.put(key, before)

    def _rows(
        self, table: Table, columns: tuple[str, ...], keys: Collection[Key], *, only: Any = None
    ) -> Iterator[Any]:
        if len(keys) == 1:
            (key,) = keys
            yield from self._rows_of_one(table, columns, key, only=only)
            return
        dialect = self._dialect
        for prefix, group in groupby(sorted(keys), key=lambda key: key[:-1]):
            lasts = [key[-1] for key in group]
            if len(lasts) == 1:
                yield from self._rows_of_one(table, columns, (*prefix, *lasts), only=only)
                continue
            named = dict(zip(columns, prefix, strict=False))
            query = select_many(table, columns, only=only, dialect=dialect)
            for start in range(0, len(lasts), KEYS_AT_ONCE):
                some = many_keys(lasts[start : start + KEYS_AT_ONCE], dialect)
                yield from self._driver.rows(query, named | some)

    def _rows_of_one(
        self, table: Table, columns: tuple[str, ...], key: Key, *, only: Any
    ) -> Sequence[Any]:
        query = select_one(table, columns, only=only, dialect=self._dialect)
        return self._driver.rows(query, dict(zip(columns, key, strict=True)))

    def _insert(self, table: Table, rows: list[dict[str, Any]]) -> _Change:
        if len(rows) > 1 and self._dialect == POSTGRESQL:
            return (insert_crowd(table), [crowd(rows)]), len(rows)
        return (insert_rows(table, self._dialect), rows), len(rows)

    def _update(
        self, table: Table, columns: tuple[str, ...], rows: list[dict[str, Any]]
    ) -> _Change:
        if len(rows) > 1 and self._dialect == POSTGRESQL:
            return (update_crowd(table, columns), [crowd(rows)]), len(rows)
        return (update_columns(table, columns, self._dialect), rows), len(rows)

    def _write(self, changes: Sequence[_Change]) -> None:
        written = self._driver.write_all([write for write, _ in changes])
        assert written == [rows for _, rows in changes], "a row moved under the tenant's lock"


@contextmanager
def writing(conn: Connection) -> Iterator[Books]:
    """Books that are written when the block ends, for one who has a connection only."""
    books = Books(conn)
    yield books
    books.flush()


class _Page(Generic[Value]):
    """One shelf's values: as they are now, as the database has them, and in groups."""

    def __init__(self, shelf: Shelf[Value]) -> None:
        self.shelf = shelf
        self.values: dict[Key, Value | None] = {}
        self.stored: dict[Key, Value | None] = {}
        self.touched: dict[Key, None] = {}
        self.added: dict[Key, None] = {}
        self.groups: dict[Lookup[Value], dict[Key, dict[Key, None]]] = {}
        self.complete: dict[Lookup[Value], set[Key]] = {}
        self._key_places = key_places(shelf.table)

    def read(self, row: Any) -> None:
        """What is known already is at least as new as ``row``."""
        key = tuple([row[place] for place in self._key_places])
        if key not in self.stored:
            value = self.shelf.decode(row)
            self.stored[key] = value
            self.put(key, value)

    def put(self, key: Key, value: Value | None) -> None:
        before = self.values.get(key)
        self.values[key] = value
        if value is None:
            self.added.pop(key, None)
        elif key not in self.stored:
            self.added[key] = None
        for lookup, groups in self.groups.items():
            old = lookup.group_of(key, before) if before is not None else None
            new = lookup.group_of(key, value) if value is not None else None
            if old == new:
                continue
            if old is not None:
                del groups[old][key]
            if new is not None:
                groups.setdefault(new, {})[key] = None

    def index(self, lookup: Lookup[Value]) -> set[Key]:
        """The groups known as a whole; from now on every value is in its group."""
        if lookup not in self.groups:
            groups = self.groups[lookup] = {}
            for key, value in self.values.items():
                if value is not None:
                    groups.setdefault(lookup.group_of(key, value), {})[key] = None
            self.complete[lookup] = set()
        return self.complete[lookup]

    def written(
        self,
    ) -> tuple[list[dict[str, Any]], dict[tuple[str, ...], list[dict[str, Any]]]]:
        """New rows, and the changed columns of others by the columns that changed."""
        encode = self.shelf.encode
        new: list[dict[str, Any]] = []
        changed: defaultdict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
        for key in self.touched:
            before, after = self.stored.get(key), self.values[key]
            if after is before or after is None:
                continue
            row = encode(key, after)
            if before is None:
                new.append(row)
                continue
            was = encode(key, before)
            other = {name: value for name, value in row.items() if was[name] != value}
            if other:
                changed[tuple(other)].append(other | key_parameters(self.shelf.table, key))
        return new, changed

    def settle(self) -> None:
        """The database has it all now."""
        for key in self.touched:
            self.stored[key] = self.values[key]
        self.touched.clear()
        self.added.clear()


class _Pages(dict[Shelf[Any], _Page[Any]]):
    """One page for each shelf, made when it is asked for."""

    def __missing__(self, shelf: Shelf[Any]) -> _Page[Any]:
        page = self[shelf] = _Page(shelf)
        return page


@lru_cache(maxsize=1)
def _ranks(metadata: MetaData) -> dict[Table, int]:
    return {table: rank for rank, table in enumerate(metadata.sorted_tables)}


def _rank(table: Table) -> int:
    return _ranks(table.metadata)[table]

"""Seals of the till's file: the sum of the rows of every table, kept with each change (P6).

Chains and signatures witness what this till did and what the server answered. The rest (what the
server told, papers, print jobs, where the till stands) is witnessed here: whoever changes, removes
or adds a row behind the program's back leaves the sum behind. Sums stand against damage and against
hands; who computes them himself meets the chain and the server. Must not know what rows mean.
"""

import hashlib
from collections.abc import Iterator
from typing import Final

from sqlite_utils import Database

_MODULUS: Final = 1 << 62
"""Within what SQLite's integers hold."""
_BYTES: Final = 8
_SEALED_COLUMNS: Final = {
    "acknowledgement": ("ack_id", "received_at_ms"),
    "outbox": (
        "epoch",
        "seq",
        "receipt_id",
        "needs_attention",
        "is_acknowledged",
        "is_in_doubt",
        "is_promised",
    ),
}
"""Of tables whose other columns follow from a hash or a signature."""
_PLACES: Final = frozenset({"feed_seq", "server_epoch"})
"""Where the server told of a row: witnessed by the sum of the replica."""
_COUNTED_LATER: Final = frozenset({"guest", "card"})
"""Filled by the thousand: summed up afterwards, a slice at a time."""


def keep_seals(db: Database) -> None:
    """From now on every change made through this connection, and no other, moves the sums."""
    db.conn.execute("PRAGMA recursive_triggers = ON")  # what REPLACE removes is a change too
    db.conn.create_function("seal_step", 3, _step, deterministic=True)
    db.conn.execute("BEGIN")
    for table in _tables(db):
        _watch(db, table)
    db.conn.execute("COMMIT")


def seal_anew(db: Database) -> None:
    """The sums are what the rows are now: for a file that was just made, or remade."""
    for table in _tables(db):
        total = _total_of(db, table, counted_to=None)
        db.execute("INSERT OR REPLACE INTO seal (name, total) VALUES (?, ?)", (table, total))


def count_later(db: Database, table: str) -> None:
    """Nothing of ``table`` is in its sum until ``count_on`` said so: many rows are coming."""
    assert table in _COUNTED_LATER, table
    db.execute("UPDATE seal SET total = 0, counted_to = 0 WHERE name = ?", (table,))
    for change in ("insert", "delete", "update"):
        db.execute(f"DROP TRIGGER IF EXISTS temp.seal_{table}_{change}")


def count_on(db: Database, table: str, *, limit: int) -> bool:
    """Puts ``limit`` more rows into the sum; True when there was nothing left to count."""
    done, total = db.execute(
        "SELECT counted_to, total FROM seal WHERE name = ?", (table,)
    ).fetchone()
    if done is None:
        return True
    _watch(db, table)
    rows = db.execute(
        f"SELECT rowid, {_text_of(_columns(db, table))} FROM {table}"  # noqa: S608 - names of tables our migrations made, never input; SQLite cannot bind a name
        " WHERE rowid > ? ORDER BY rowid LIMIT ?",
        (done, limit),
    ).fetchall()
    total = (total + sum(_mark(text) for _, text in rows)) % _MODULUS
    counted_to = rows[-1][0] if len(rows) == limit else None
    db.execute(
        "UPDATE seal SET total = ?, counted_to = ? WHERE name = ?", (total, counted_to, table)
    )
    return False


def broken_seals(db: Database) -> Iterator[str]:
    """The tables that hold something else than this program wrote. Reads only."""
    kept = {name: (total, to) for name, total, to in db.execute("SELECT * FROM seal")}
    tables = _tables(db)
    for name in sorted({*kept, *tables}):
        if name not in kept or name not in tables:
            yield f"{name}: is not sealed, or is gone"
            continue
        total, counted_to = kept[name]
        is_odd = counted_to is not None and name not in _COUNTED_LATER
        if is_odd or _total_of(db, name, counted_to=counted_to) != total:
            yield f"{name}: a row was changed, added or removed by something else than this till"


def _watch(db: Database, table: str) -> None:
    """In ``temp`` a trigger lives as long as the connection, and is no part of the file."""
    columns = _columns(db, table)
    new, old = _text_of(columns, "new."), _text_of(columns, "old.")
    is_other = f"({_listed(columns, 'old.')}) IS NOT ({_listed(columns, 'new.')})"
    for change, event, gone, come in (
        ("insert", "INSERT", "NULL", new),
        ("delete", "DELETE", old, "NULL"),
        ("update", f"UPDATE OF {_listed(columns)}", old, new),
    ):
        row = "old" if change == "delete" else "new"
        when = is_other if change == "update" else "TRUE"
        db.conn.execute(
            f"""CREATE TEMP TRIGGER IF NOT EXISTS seal_{table}_{change}
            AFTER {event} ON main.{table} WHEN {when} AND {_is_counted(table, row)} BEGIN
                UPDATE seal SET total = seal_step(total, {gone}, {come}) WHERE name = '{table}';
            END"""  # noqa: S608 - names of tables our migrations made, never input; SQLite cannot bind a name
        )


def _is_counted(table: str, row: str) -> str:
    if table not in _COUNTED_LATER:
        return "TRUE"
    return (
        f"{row}.rowid <= (SELECT coalesce(counted_to, {row}.rowid) FROM seal"  # noqa: S608 - "old" or "new", and a literal of _COUNTED_LATER: all written in this file
        f" WHERE name = '{table}')"
    )


def _step(total: int, gone: str | None, come: str | None) -> int:
    minus = 0 if gone is None else _mark(gone)
    plus = 0 if come is None else _mark(come)
    return (total - minus + plus) % _MODULUS


def _mark(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=_BYTES).digest())


def _total_of(db: Database, table: str, *, counted_to: int | None) -> int:
    rows = f"SELECT {_text_of(_columns(db, table))} FROM {table}"  # noqa: S608 - names of tables our migrations made, never input; SQLite cannot bind a name
    if counted_to is not None:
        rows += f" WHERE rowid <= {int(counted_to)}"
    return sum(_mark(text) for (text,) in db.execute(rows)) % _MODULUS


def _text_of(columns: tuple[str, ...], prefix: str = "") -> str:
    return f"json_array({_listed(columns, prefix)})"


def _listed(columns: tuple[str, ...], prefix: str = "") -> str:
    return ", ".join(prefix + column for column in columns)


def _columns(db: Database, table: str) -> tuple[str, ...]:
    named = _SEALED_COLUMNS.get(table)
    if named is not None:
        return named
    columns = tuple(row[1] for row in db.execute(f"PRAGMA main.table_info({table})"))
    return columns if table == "me" else tuple(each for each in columns if each not in _PLACES)


def _tables(db: Database) -> tuple[str, ...]:
    rows = db.execute(
        """SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name <> 'seal'
            AND name NOT LIKE 'sqlite_%' ORDER BY name"""
    )
    return tuple(name for (name,) in rows)

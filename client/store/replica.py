"""What the server told, each thing with its place in the feed, and the sum of it all (design §5).

The sum is kept with every change and compared with the server's at the feed's end; now and then it
is counted anew from the rows, so that damage to the file is found too. It sees a thing that is
missing, too much or out of date. What a row looks like is not in it: the seals find a row that was
altered in the file while its place stayed. Nor is what is left of a lease: that only this till
knows, and losing it is not to be mended by anybody's word.
Must not know what things look like.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from sqlite_utils import Database

from shared.sync.marks import EMPTY_SUM, added, mark_of

_KEYS: Final = {
    "card": "card_id",
    "device": "device_id",
    "guest": "guest_id",
    "programme": "version_id",
    "restaurant": "restaurant_id",
    "staff": "staff_id",
    "tenant": "tenant_id",
}
"""Kinds that have a table of that name; everything else stands in ``told``."""
_IS_OF_NOW = "feed_seq > 0 AND server_epoch = (SELECT server_epoch FROM me)"
_SOURCES: Final = (
    *(
        f"SELECT rowid, '{table}', {key}, feed_seq FROM {table} WHERE {_IS_OF_NOW}"  # noqa: S608 - names are the literals of _KEYS, put in once at import; SQLite cannot bind a name
        for table, key in _KEYS.items()
    ),
    "SELECT rowid, kind, entity_id, feed_seq FROM told WHERE TRUE",
)
_CHECKED_AT_ONCE: Final = 10_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing, and where in the feed it was told; 0 is not at all."""

    kind: str
    entity_id: str
    seq: int

    @property
    def mark(self) -> int:
        """What it adds to the sum."""
        return mark_of(self.kind, self.entity_id, self.seq) if self.seq else 0


@dataclass(frozen=True, slots=True)
class Place:
    """How far somebody has come who looks at all entries."""

    source: int = 0
    rowid: int = 0


def entries_of(db: Database, kind: str, entity_id: str) -> tuple[Entry, ...]:
    """Where the thing was told in this life of the server: once, unless the file is damaged."""
    rows = db.execute(
        "SELECT feed_seq FROM told WHERE kind = ? AND entity_id = ?", (kind, entity_id)
    ).fetchall()
    if kind in _KEYS:
        rows += db.execute(
            f"SELECT feed_seq FROM {kind} WHERE {_KEYS[kind]} = ? AND {_IS_OF_NOW}",  # noqa: S608 - kind is a key of _KEYS (checked above), so a literal of ours; values are bound
            (entity_id,),
        ).fetchall()
    return tuple(Entry(kind, entity_id, row[0]) for row in rows)


def note(db: Database, now: Entry, *, before: Iterable[Entry]) -> int:
    """Puts the thing to its new place; what that adds to the sum.

    The one function that hears of everything the server tells, and of what it never told. A thing
    without a row of its own is noted beside the rows.
    """
    if _has_row(db, now) or not now.seq:
        db.execute("DELETE FROM told WHERE kind = ? AND entity_id = ?", (now.kind, now.entity_id))
    else:
        db.execute(
            "INSERT OR REPLACE INTO told (kind, entity_id, feed_seq) VALUES (?, ?, ?)",
            (now.kind, now.entity_id, now.seq),
        )
    return now.mark - sum(entry.mark for entry in before)


def check_sum(db: Database) -> Iterator[str]:
    """Whether the rows add up to the sum that is kept beside them. Reads only."""
    kept, total = kept_sum(db), EMPTY_SUM
    place: Place | None = Place()
    while kept is not None and place is not None:
        entries, place = entries_from(db, place, limit=_CHECKED_AT_ONCE)
        total = added(total, sum(entry.mark for entry in entries))
    if kept not in {None, total}:
        yield "the replica is not what the server told"


def add_to_sum(db: Database, mark: int) -> None:
    """The sum grows by ``mark``; one that must be counted is not kept meanwhile."""
    total = kept_sum(db)
    if total is not None and mark:
        set_sum(db, added(total, mark))


def kept_sum(db: Database) -> str | None:
    """The sum at the cursor; None where it must be counted."""
    total: str | None = db.execute("SELECT replica_sum FROM me").fetchone()[0]
    return total


def set_sum(db: Database, total: str | None) -> None:
    """The sum is ``total``; None: it must be counted."""
    db.execute("UPDATE me SET replica_sum = ?", (total,))


def start_anew(db: Database) -> None:
    """The server begins a new life: nothing was told in it yet."""
    db.execute("DELETE FROM told")
    set_sum(db, None)


def entries_from(
    db: Database, place: Place, *, limit: int
) -> tuple[tuple[Entry, ...], Place | None]:
    """At most ``limit`` of all entries, and where to go on; None when that were the last."""
    rows = db.execute(
        f"{_SOURCES[place.source]} AND rowid > ? ORDER BY rowid LIMIT ?", (place.rowid, limit)
    ).fetchall()
    entries = tuple(Entry(*row[1:]) for row in rows)
    if len(rows) == limit:
        return entries, Place(place.source, rows[-1][0])
    is_last = place.source + 1 == len(_SOURCES)
    return entries, None if is_last else Place(place.source + 1)


def _has_row(db: Database, now: Entry) -> bool:
    if now.kind not in _KEYS:
        return False
    return bool(
        db.execute(
            f"""UPDATE {now.kind} SET feed_seq = ?, server_epoch = (SELECT server_epoch FROM me)
            WHERE {_KEYS[now.kind]} = ?""",  # noqa: S608 - kind is a key of _KEYS (checked above), so a literal of ours; values are bound
            (now.seq, now.entity_id),
        ).rowcount
    )

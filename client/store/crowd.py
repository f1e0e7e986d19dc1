"""Loading the crowd: guests and cards by the thousand, into a replica that has none yet.

Indexes are made after the rows, for keeping them up to date costs ten times as much; until then a
search looks at every row. Between two slices everybody else may write, so a sale never waits for a
million guests.
"""

import json
from collections.abc import Sequence

from sqlite_utils import Database

from client.store.guests import put_other_names, spelt
from client.store.me import set_cursor
from client.store.replica import set_sum
from client.store.seals import count_later, count_on
from client.store.settings_rows import put_setting, setting
from shared.sync.messages import Cursor
from shared.sync.snapshots import CardExtras, CardFacts, GuestExtras, GuestFacts

_DONE = "snapshot.parts"
_INDEXES = {
    "guest_by_phone": "guest (phone)",
    "guest_by_phone_end": "guest (phone_reversed)",
    "guest_by_name": "guest (name_key)",
    "guest_by_name_turned": "guest (name_turned)",
    "card_by_guest": "card (guest_id)",
    "card_by_token": "card (token)",
    "card_by_display_code": "card (display_code)",
}
INDEXES = tuple(_INDEXES)
"""What is made one by one after the last row: each takes a moment."""
SEALED = ("guest", "card")
"""What is sealed after the last row."""
_SEALED_AT_ONCE = 5_000


def is_replica_new(db: Database) -> bool:
    """Whether nothing of any feed has come yet, and nothing is about to be swept."""
    row = db.execute("SELECT cursor_seq = 0 AND is_sweep_due = 0 FROM me").fetchone()
    return bool(row and row[0])


def done_parts(db: Database) -> frozenset[str]:
    """The hashes of the parts that are in already."""
    return frozenset(json.loads(setting(db, _DONE) or "[]"))


def begin_crowd(db: Database) -> None:
    """Makes ready for many rows, which are summed up when all are in."""
    set_sum(db, None)
    for table in SEALED:
        count_later(db, table)
    for name in INDEXES:
        db.execute(f"DROP INDEX IF EXISTS {name}")


def put_guests(db: Database, guests: Sequence[GuestFacts]) -> None:
    """Guests as the server knows them, each at his place of the feed."""
    keys = [spelt(name, last) for _, _, _, name, last, *_ in guests]
    db.conn.executemany(
        """INSERT OR REPLACE INTO guest (guest_id, alias_of, phone, phone_reversed, first_name,
            last_name, name_key, name_turned, birth_date, feed_seq, server_epoch)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, (SELECT server_epoch FROM me))""",
        [
            (guest, alias_of, phone, phone[::-1], name, last, *spelt_so[:2], born, seq)
            for (guest, alias_of, phone, name, last, born, seq), spelt_so in zip(
                guests, keys, strict=True
            )
        ],
    )
    put_other_names(db, {guest[0]: each[2:] for guest, each in zip(guests, keys, strict=True)})


def put_cards(db: Database, cards: Sequence[CardFacts]) -> None:
    """Cards as the server knows them, each at its place of the feed."""
    db.conn.executemany(
        """INSERT OR REPLACE INTO card (card_id, guest_id, status, level_id, token, display_code,
            lifetime_spent_minor, total_visits, last_activity_at_ms, lots, feed_seq, server_epoch)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, (SELECT server_epoch FROM me))""",
        cards,
    )


def put_guest_extras(db: Database, extras: Sequence[GuestExtras]) -> None:
    """What else there is to guests that are in already."""
    db.conn.executemany(
        "UPDATE guest SET children = ? WHERE guest_id = ?",
        [(json.dumps(each.children, separators=(",", ":")), each.guest_id) for each in extras],
    )


def put_card_extras(db: Database, extras: Sequence[CardExtras]) -> None:
    """What else there is to cards that are in already."""
    db.conn.executemany(
        "UPDATE card SET granted = ?, discount_bp = ?, restaurant_id = ? WHERE card_id = ?",
        [
            (
                json.dumps(each.granted, separators=(",", ":")),
                each.discount_bp,
                each.restaurant_id,
                each.card_id,
            )
            for each in extras
        ],
    )


def note_part(db: Database, sha256: str) -> None:
    """All of that part is in: it is not loaded again, whatever happens."""
    put_setting(db, _DONE, json.dumps(sorted({*done_parts(db), sha256})))


def make_index(db: Database, name: str) -> None:
    """One of ``INDEXES``, if it is not there."""
    db.execute(f"CREATE INDEX IF NOT EXISTS {name} ON {_INDEXES[name]}")


def seal_some(db: Database, table: str) -> bool:
    """Seals some rows of one of ``SEALED``; True when all of them were sealed already."""
    return count_on(db, table, limit=_SEALED_AT_ONCE)


def end_crowd(db: Database, cursor: Cursor) -> None:
    """The replica shows the feed up to ``cursor``; from there on it is pulled."""
    put_setting(db, _DONE, "[]")
    set_cursor(db, cursor)

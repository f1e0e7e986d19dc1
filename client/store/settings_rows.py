"""What a person chose on this till: language, theme, printer. Text by key."""

from typing import TYPE_CHECKING

from client.store.rows import Readable

if TYPE_CHECKING:  # how the screens look is read before anything else is loaded
    from sqlite_utils import Database


def setting(db: Readable, key: str) -> str | None:
    """The value, or None when nobody chose."""
    row = db.conn.execute("SELECT value FROM setting WHERE key = ?", (key,)).fetchone()
    return str(row[0]) if row else None


def put_setting(db: "Database", key: str, value: str) -> None:
    """Keeps the choice."""
    db.execute("INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)", (key, value))

"""What the server gave this till to keep for it: locked, and of use to nobody else (design §9)."""

from sqlite_utils import Database

from shared.sync.messages import KEEPSAKES_TEXT_MAX


def keep(db: Database, kind: str, entity_id: str, *, text: str) -> None:
    """The thing as it is now; what was kept of it before goes."""
    db.execute(
        "INSERT OR REPLACE INTO keepsake (kind, entity_id, text) VALUES (?, ?, ?)",
        (kind, entity_id, text),
    )


def keepsakes(db: Database) -> tuple[str, ...]:
    """What a restored server is shown: all of it, or the newest that fit into one message.

    It stays for good: operations may name what the server has ended long ago.
    """
    shown: list[str] = []
    room = KEEPSAKES_TEXT_MAX
    for (text,) in db.execute("SELECT text FROM keepsake ORDER BY rowid DESC"):
        room -= len(text)
        if room < 0:
            break
        shown.append(text)
    return tuple(shown)

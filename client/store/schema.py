"""How new a till's file is, by the numbered steps of its making."""

from pathlib import Path

from client.store.rows import Readable

_FOLDER = Path(__file__).with_name("migrations")


def known_steps() -> list[Path]:
    """Every step that this version of the till knows, in order."""
    return sorted(_FOLDER.glob("[0-9][0-9][0-9][0-9]_*.sql"))


def schema_version(db: Readable) -> int:
    """How many steps the file has seen."""
    version: int = db.conn.execute("PRAGMA user_version").fetchone()[0]
    return version

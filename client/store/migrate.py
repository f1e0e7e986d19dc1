"""Bringing a till's file up to this version: numbered SQL files, each applied once, in order."""

from sqlite_utils import Database

from client.store.errors import StoreTooNew
from client.store.schema import known_steps, schema_version
from client.store.seals import seal_anew


def migrate(db: Database) -> None:
    """Applies what the file lacks, each step whole or not at all. Raises ``StoreTooNew``."""
    steps = known_steps()
    version = schema_version(db)
    if version > len(steps):
        raise StoreTooNew(f"schema {version}, known {len(steps)}")
    for number, step in enumerate(steps[version:], start=version + 1):
        assert int(step.name[:4]) == number, f"{step.name} should be number {number}"
        _apply(db, step.read_text(encoding="utf-8"), number, is_last=number == len(steps))


def _apply(db: Database, script: str, number: int, *, is_last: bool) -> None:
    try:
        db.conn.executescript(f"BEGIN IMMEDIATE;\n{script}\n;PRAGMA user_version = {number};")
        if is_last:
            seal_anew(db)
        db.conn.execute("COMMIT")
    except BaseException:
        db.rollback()
        raise

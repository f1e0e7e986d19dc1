"""What a manager should know and nobody at the till can mend: forks, restores, losses."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from client.store.rows import query
from shared.operations.encode import from_millis


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that happened to this till."""

    notice_id: int
    code: str
    """``fork`` | ``epoch_retired`` | ``rolled_back`` | ``server_restored`` | ``operations_lost``"""
    data: dict[str, Any]
    at: datetime


def add_notice(db: Database, code: str, *, data: dict[str, Any], at_ms: int) -> None:
    """Tells it; the same again, before anybody saw it, is told once, with what is new."""
    text = json.dumps(data)
    changed = db.execute(
        "UPDATE notice SET data = ?, at_ms = ? WHERE code = ? AND is_seen = 0", (text, at_ms, code)
    ).rowcount
    if not changed:
        db.execute("INSERT INTO notice (code, data, at_ms) VALUES (?, ?, ?)", (code, text, at_ms))


def unseen_notices(db: Database) -> list[Notice]:
    """What nobody has seen yet, the newest first."""
    rows = query(db, "SELECT * FROM notice WHERE is_seen = 0 ORDER BY at_ms DESC, notice_id DESC")
    return [
        Notice(row["notice_id"], row["code"], json.loads(row["data"]), from_millis(row["at_ms"]))
        for row in rows
    ]


def see_notice(db: Database, notice_id: int) -> None:
    """A person has seen it."""
    db.execute("UPDATE notice SET is_seen = 1 WHERE notice_id = ?", (notice_id,))

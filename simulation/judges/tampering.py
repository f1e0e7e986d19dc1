"""Whether somebody who changes one row behind the server's back is found out (P6).

Works on a copy of the books: the day itself goes on untouched.
"""

import random
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from server.database import Database
from server.ledger.verify import verify
from simulation.disk import copy_database
from simulation.virtual_time import AtOnce
from simulation.world import World

ONE_DAY_IN = 40
"""Verifying a copy costs as much as half a short day."""


@dataclass(frozen=True, slots=True)
class Deed:
    """One forgery: ``?`` is the row of ``table`` that chance picks."""

    table: str
    statement: str


_DEEDS = (
    Deed("ledger_entry", "UPDATE ledger_entry SET points = points + 1 WHERE rowid = ?"),
    Deed("ledger_entry", "DELETE FROM ledger_entry WHERE rowid = ?"),
    Deed("account", "UPDATE account SET balance = balance + 1 WHERE rowid = ?"),
    Deed("lot", "UPDATE lot SET points_left = points_left + 1 WHERE rowid = ?"),
    Deed("operation", "UPDATE operation SET body = replace(body, '1', '2') WHERE rowid = ?"),
    Deed("operation", "UPDATE operation SET effective_at_ms = 1 WHERE rowid = ?"),
    Deed("operation", "UPDATE operation SET seq = seq + 1000 WHERE rowid = ?"),
    Deed("operation", "DELETE FROM operation WHERE rowid = ?"),
    Deed("ledger_transaction", "UPDATE ledger_transaction SET kind = 'EARN2' WHERE rowid = ?"),
    Deed("ledger_transaction", "DELETE FROM ledger_transaction WHERE rowid = ?"),
    Deed("lot_use", "UPDATE lot_use SET points = points - 1 WHERE rowid = ?"),
    Deed("lease", "UPDATE lease SET points_spent = points_spent + 1 WHERE rowid = ?"),
    Deed("guest", "UPDATE guest SET phone = '79990000000' WHERE rowid = ?"),
    Deed("visit", "DELETE FROM visit WHERE rowid = ?"),
    Deed("refund", "UPDATE refund SET refund_minor = refund_minor - 1 WHERE rowid = ?"),
    Deed("bonus_grant", "DELETE FROM bonus_grant WHERE rowid = ?"),
    Deed("guest_merge", "UPDATE guest_merge SET merged_by = 'another' WHERE rowid = ?"),
)


def e6_a_forged_row_is_found(world: World, _books: sqlite3.Connection) -> list[str]:
    """``verify-ledger`` has something to say about the copy."""
    if world.seed % ONE_DAY_IN:
        return []
    deed = _DEEDS[world.seed // ONE_DAY_IN % len(_DEEDS)]
    copy = world.folder / "forged.db"
    copy_database(world.house.path, copy)
    if not _forge(copy, deed, world.chance_of("forger")):
        return []
    database = Database.open(f"sqlite:///{copy}", threads=AtOnce)
    try:
        problems = database.read_now(verify).problems
    finally:
        database.close()
    return [] if problems else [f"nobody notices: {deed.statement}"]


def _forge(copy: Path, deed: Deed, chance: random.Random) -> bool:
    """Whether there was a row to forge."""
    books = sqlite3.connect(copy, isolation_level=None)
    try:
        rows = books.execute(f"SELECT rowid FROM {deed.table} ORDER BY rowid").fetchall()  # noqa: S608 - deed is one of _DEEDS, literals of this file, and SQLite cannot bind a table's name
        if rows:
            books.execute(deed.statement, chance.choice(rows))
        return bool(rows)
    finally:
        books.close()

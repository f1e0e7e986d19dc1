"""Judges who remember: what was said is not unsaid, what was numbered is not numbered again."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Memory:
    """The server's books as the judges last saw them."""

    outcomes: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    """Of every operation: status, outcome and body."""
    feed_heads: dict[str, int] = field(default_factory=dict)
    feed: dict[tuple[str, str, str], int] = field(default_factory=dict)

    def forget(self) -> None:
        """The server was restored: its history begins at the backup."""
        self.outcomes.clear()
        self.feed_heads.clear()
        self.feed.clear()


def s5_an_outcome_is_never_changed(books: sqlite3.Connection, memory: Memory) -> list[str]:
    """One outcome for each operation; only parked and quarantined ones are decided later."""
    wrong = []
    now = {
        row[0]: (row[1], row[2], row[3])
        for row in books.execute("SELECT operation_id, status, outcome, body FROM operation")
    }
    for operation_id, before in memory.outcomes.items():
        after = now.get(operation_id)
        if after is None:
            wrong.append(f"{operation_id} is gone")
        elif after[2] != before[2]:
            wrong.append(f"the body of {operation_id} changed")
        elif after != before and before[0] not in {"parked", "quarantined"}:
            wrong.append(f"{operation_id} was {before[0]}, is {after[0]}: {after[1]}")
    memory.outcomes = now
    return wrong


def s7_feed_numbers_only_grow(books: sqlite3.Connection, memory: Memory) -> list[str]:
    """Whoever read up to the head never meets a new row at or below it."""
    wrong = []
    heads = dict(books.execute("SELECT tenant_id, feed_seq FROM tenant_counter").fetchall())
    rows = books.execute("SELECT tenant_id, kind, entity_id, seq FROM feed_entry").fetchall()
    now = {(row[0], row[1], row[2]): int(row[3]) for row in rows}
    for key, seq in now.items():
        head = memory.feed_heads.get(key[0], 0)
        if memory.feed.get(key) != seq and seq <= head:
            wrong.append(f"{key[1]} {key[2]} got {seq} after the head was {head}")
        if seq > heads[key[0]]:
            wrong.append(f"{key[1]} {key[2]} has {seq}, the head is {heads[key[0]]}")
    for tenant_id, head in heads.items():
        if head < memory.feed_heads.get(tenant_id, 0):
            wrong.append(f"the head fell to {head}")
    if len(set(now.values())) < len(now) and len(heads) == 1:
        wrong.append("two changes have one number")
    wrong += [f"{key[1]} {key[2]} left the feed" for key in memory.feed if key not in now]
    memory.feed_heads, memory.feed = heads, now
    return wrong


ALWAYS: tuple[Callable[[sqlite3.Connection, Memory], list[str]], ...] = (
    s5_an_outcome_is_never_changed,
    s7_feed_numbers_only_grow,
)

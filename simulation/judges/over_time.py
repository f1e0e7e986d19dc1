"""Judges who remember: what was said is not unsaid, what was numbered is not numbered again."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field

from shared.domain.leases import GRACE_MINUTES

_MINUTE_MS = 60_000
_STRICT = "SELECT 1 FROM offline_policy WHERE silence = 'STRICT'"
_LEASES = """SELECT lease_id, device_id, ended,
        tenant.fenced_at_ms IS NOT NULL AND lease.server_epoch = tenant.server_epoch
            AND lease.granted_at_ms >= tenant.fenced_at_ms
            AND lease_id NOT IN (SELECT original_id FROM operation)
    FROM lease JOIN tenant USING (tenant_id)"""
_TAKEN_BACK = """SELECT max(posted_at_ms) FROM ledger_transaction
    JOIN lease_use USING (tenant_id, transaction_seq) WHERE lease_id = ? AND points < 0"""


@dataclass
class Memory:
    """The server's books as the judges last saw them."""

    outcomes: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    """Of every operation: status, outcome and body."""
    feed_heads: dict[str, int] = field(default_factory=dict)
    feed: dict[tuple[str, str, str], int] = field(default_factory=dict)
    horizons: dict[str, int] = field(default_factory=dict)
    """Of every device, what it was told."""
    leases: dict[str, str] = field(default_factory=dict)
    """Of every lease, how it ended."""

    def forget(self) -> None:
        """The server was restored: its history begins at the backup."""
        self.outcomes.clear()
        self.feed_heads.clear()
        self.feed.clear()
        self.horizons.clear()
        self.leases.clear()


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


def s6_leases_are_given_and_taken_back_in_their_time(
    books: sqlite3.Connection, memory: Memory
) -> list[str]:
    """Nothing new behind a fence, nothing taken back before horizon and grace (§6, §9)."""
    wrong = []
    is_strict = books.execute(_STRICT).fetchone() is not None
    for lease_id, device_id, ended, is_early in books.execute(_LEASES).fetchall():
        before = memory.leases.get(lease_id)
        if before is None and is_early:
            wrong.append(f"lease {lease_id} was granted behind the fence")
        if ended == "RECLAIMED" and before not in {None, ended}:
            taken_ms = books.execute(_TAKEN_BACK, (lease_id,)).fetchone()[0]
            due_ms = memory.horizons.get(device_id, 0) + GRACE_MINUTES * _MINUTE_MS
            if is_strict or (taken_ms or 0) < due_ms:
                wrong.append(f"lease {lease_id} was taken back {due_ms - (taken_ms or 0)} ms early")
        memory.leases[lease_id] = ended
    memory.horizons = dict(
        books.execute("SELECT device_id, horizon_ms FROM lease_holder").fetchall()
    )
    return wrong


ALWAYS: tuple[Callable[[sqlite3.Connection, Memory], list[str]], ...] = (
    s5_an_outcome_is_never_changed,
    s6_leases_are_given_and_taken_back_in_their_time,
    s7_feed_numbers_only_grow,
)

"""Flip any column, delete any row: ``verify-ledger`` names it (P6, issue 3 "Tamper evidence")."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, Connection, select

from server.database import Database
from server.effects.service import set_webhook
from server.guests.service import set_level, set_status
from server.ledger.verify import NOTHING, verify
from server.nightly.levels import LEVELS
from server.schema import METADATA
from server.tenants.offline import set_offline_policy
from shared.domain.card import CardStatus
from shared.domain.ids import GuestId
from shared.domain.leases import OfflinePolicy
from tests.server.ledger.merges import give_child, merge
from tests.server.nightly.night import night
from tests.server.shop import Shop
from tests.server.shop_fixtures import SHOP_FILE

# What may be changed behind the server's back and nobody notices, with the reason.
SILENT_COLUMNS = {
    "device.last_contact_at_ms": "moves with every contact, and nothing but the contact proves it",
    "device.replayed_epoch": "means something only behind a fence, and is asked for again there",
    "device_chain.stable_seq": "what a backup holds is proved by the backup",
    "display_code.code": "of a code nobody has yet",
    "display_code.device_id": "whose reserve a code nobody has yet is in",
    "enrolment_code.code_hash": "good for ten minutes; the device it made is witnessed",
    "enrolment_code.restaurant_id": "as above",
    "enrolment_code.expires_at_ms": "as above",
    "enrolment_code.device_id": "as above",
    "pos_check.number": "told by who took the check first and may be cancelled; bodies have it",
    "pos_check.closed_at_ms": "as above",
    "lease_holder.device_id": "what a device was told of its horizon, only the device knows again",
    "lease_holder.horizon_ms": "as above",
    "lease_holder.ahead_at_ms": "as above",
    "lease_holder.float_day": "a sum of what its redemptions say, for the day it counts",
    "lease_holder.float_points": "as above",
    "effect.tries": "how far its delivery has come, only its recipient knows",
    "effect.due_at_ms": "as above",
    "effect.delivered_at_ms": "as above",
}
OF_LIKENESS = "asks a person to look; what he decided is in the activity log"
SILENT_COLUMNS |= {
    f"guest_likeness.{column.name}": OF_LIKENESS
    for column in METADATA.tables["guest_likeness"].columns
    if column.name != "tenant_id"
}
OF_NIGHTS = "how far a night is; what it did is asked of the rows themselves, and verified there"
SILENT_COLUMNS |= {
    f"job_run.{column.name}": OF_NIGHTS
    for column in METADATA.tables["job_run"].columns
    if column.name != "tenant_id"
}
SILENT_ROWS = {
    "job_run": OF_NIGHTS,
    "guest_likeness": OF_LIKENESS,
    "display_code": "a code reserved and not given to anybody",
    "enrolment_code": "good for ten minutes; the device it made is witnessed",
    "lease_holder": "what a device was told of its horizon, only the device knows again",
}


OF_LEASES = {"announced_lease", "lease", "lease_lot", "lease_use"}
"""Tables without a row here: see tests/server/leases/test_tampering.py."""
LIVE = {"pos_check": "WHERE earn_operation_id IS NOT NULL"}
"""A check whose operations were all cancelled has nothing booked on it."""


@pytest.fixture
def full(sqlite_shop: Shop) -> Shop:
    """A shop in which as much as possible has happened; leases have tampering of their own."""
    sqlite_shop.write(
        lambda conn: set_webhook(
            conn, sqlite_shop.tenant_id, url="https://crm.example/hook", now_ms=sqlite_shop.now_ms
        )
    )
    till, other = sqlite_shop.till(), sqlite_shop.till("Касса 2")
    guest_id = till.register()
    earned = till.earn(guest_id, 2_000)
    till.redeem(guest_id, 150, promo=100)
    till.adjust(guest_id, 500)
    till.cancel(guest_id, earned, -200)
    sold = till.earn(guest_id, 3_000)
    till.refund(guest_id, sold, 1_000, points=-100)
    till.redeem(guest_id, 9_999)
    till.push()
    alias = other.register()
    late = sqlite_shop.till("Касса 3")
    other.earn(alias, 1_000)
    other.enqueue_text('{"kind":"teleport","v":1}')
    other.push()
    till.transfer(guest_id, till.register("79990003344"), 40)
    till.push()
    newcomer = late.register("79990001122")
    waiting = other.earn(newcomer, 700)
    assert other.outcome().status == "parked"
    late.push()
    assert waiting
    twin = late.register("79990001123")
    late.push()
    give_child(sqlite_shop, twin, "Маша")
    merge(sqlite_shop, twin, newcomer)
    sqlite_shop.write(
        lambda conn: set_offline_policy(
            conn, sqlite_shop.tenant_id, OfflinePolicy(), now_ms=sqlite_shop.now_ms
        )
    )
    night(sqlite_shop, LEVELS)
    assert sqlite_shop.verified().problems == ()
    return sqlite_shop


def test_every_table_has_a_row_to_change(full: Shop, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / SHOP_FILE)) as db:
        empty = {
            table.name
            for table in METADATA.sorted_tables
            if not db.execute(f"SELECT count(*) FROM {table.name}").fetchone()[0]
        }
    assert full.tenant_id
    assert empty == OF_LEASES


def test_every_column_of_every_table_is_watched(full: Shop, tmp_path: Path) -> None:
    silent = [
        name
        for name, statement in _flips(tmp_path / SHOP_FILE)
        if name not in SILENT_COLUMNS and not _is_noticed(full, tmp_path / SHOP_FILE, statement)
    ]
    assert silent == []


def test_every_row_of_every_table_is_missed_when_it_is_gone(full: Shop, tmp_path: Path) -> None:
    silent = [
        name
        for name, statement in _deletions(tmp_path / SHOP_FILE)
        if name not in SILENT_ROWS and not _is_noticed(full, tmp_path / SHOP_FILE, statement)
    ]
    assert silent == []


def test_a_card_moved_to_a_level_or_blocked_by_hand_is_noticed_and_by_the_office_is_not(
    full: Shop, tmp_path: Path
) -> None:
    guest_id = full.read(_a_guest)
    level_id = full.programme.levels[-1].level_id
    full.write(lambda conn: set_level(conn, full.tenant_id, guest_id, level_id=level_id))
    full.write(lambda conn: set_status(conn, full.tenant_id, guest_id, status=CardStatus.BLOCKED))
    assert full.verified().problems == ()
    back = "UPDATE card SET status = 'ACTIVE' WHERE status = 'BLOCKED'"
    assert _is_noticed(full, tmp_path / SHOP_FILE, back)


def test_a_log_cut_off_at_its_end_is_noticed(full: Shop, tmp_path: Path) -> None:
    file = tmp_path / SHOP_FILE
    for table, column in (("activity_log", "activity_seq"), ("witness", "witness_seq")):
        last = f"(SELECT max({column}) FROM {table})"
        assert _is_noticed(full, file, f"DELETE FROM {table} WHERE {column} = {last}")


def test_nothing_to_verify_is_not_called_sound(database: Database) -> None:
    report = database.read_now(verify)
    assert not report.is_sound
    assert report.problems == (NOTHING,)


def _a_guest(conn: Connection) -> GuestId:
    guest = METADATA.tables["guest"]
    found = conn.execute(select(guest.c.guest_id).where(guest.c.alias_of.is_(None)))
    return GuestId(found.scalars().first() or "")


def _flips(file: Path) -> Iterator[tuple[str, str]]:
    """For each column that holds anything: its name, and a statement that changes it in one row."""
    for table in METADATA.sorted_tables:
        for column in table.columns:
            order = f"ORDER BY {column.name} IS NULL, {column.name} DESC LIMIT 1"
            chosen = f"(SELECT rowid FROM {table.name} {LIVE.get(table.name, '')} {order})"
            flipped = _flipped(column)
            yield (
                f"{table.name}.{column.name}",
                f"UPDATE {table.name} SET {column.name} = {flipped} WHERE rowid = {chosen}",
            )
    assert file.exists()


def _flipped(column: Column[Any]) -> str:
    """Another value of the same kind, as small a change as there is."""
    if column.type.python_type is bool:
        return f"NOT {column.name}"
    if column.type.python_type is int:
        return f"coalesce({column.name}, 0) + 1"
    last = f"CASE substr({column.name}, -1) WHEN '1' THEN '2' ELSE '1' END"
    changed = f"substr({column.name}, 1, length({column.name}) - 1) || {last}"
    return f"CASE WHEN length({column.name}) > 0 THEN {changed} ELSE '1' END"


def _deletions(file: Path) -> Iterator[tuple[str, str]]:
    for table in METADATA.sorted_tables:
        yield (
            table.name,
            f"DELETE FROM {table.name} WHERE rowid = (SELECT max(rowid) FROM {table.name})",
        )
    assert file.exists()


def _is_noticed(shop: Shop, file: Path, statement: str) -> bool:
    """Whether the ledger differs after ``statement``, which is then taken back."""
    with closing(sqlite3.connect(file)) as db, closing(sqlite3.connect(":memory:")) as kept:
        db.backup(kept)
        with db:
            changed = db.execute(statement).rowcount
        problems = shop.verified().problems
        kept.backup(db)
    return bool(problems) or changed == 0

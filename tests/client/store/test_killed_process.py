"""P1: what the till called durable is there after kill -9, at any moment (CSH-70)."""

import subprocess
import sys
from pathlib import Path

import pytest
from sqlite_utils import Database

from client.store.database import Store
from client.store.me import me_of
from client.store.outbox import OutboxRow, waiting
from shared.operations.chain import GENESIS, ChainPlace, link_hash
from tests.builders import an_enrolled_store
from tests.sealed_files import store_key

KILLS = 6
ROOT = Path(__file__).parents[3]


@pytest.mark.slow
def test_every_operation_called_durable_survives_kill_9(tmp_path: Path) -> None:
    path = tmp_path / "till.db"
    an_enrolled_store(path).close()
    told: list[str] = []
    for kill in range(KILLS):
        told += _enqueue_and_die(path, after=3 + 7 * kill)
        store = Store.open(path, store_key)
        kept = [f"{row.seq} {row.operation_id}" for row in store.read_now(_all)]
        is_sound = store.read_now(_chain_is_sound)
        store.close()
        assert kept[: len(told)] == told
        assert len(kept) - len(told) <= 1, "at most one was kept without being announced"
        assert is_sound
        told = kept


def _enqueue_and_die(path: Path, *, after: int) -> list[str]:
    command = [sys.executable, "-m", "tests.client.store.endless_cashier", str(path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout
        lines = [process.stdout.readline() for _ in range(after)]
        process.kill()
        lines += process.stdout.readlines()
    return [line.decode().strip() for line in lines if line.endswith(b"\n")]


def _all(db: Database) -> list[OutboxRow]:
    return waiting(db, 100_000)


def _chain_is_sound(db: Database) -> bool:
    me, head = me_of(db), GENESIS
    for seq, row in enumerate(_all(db), start=1):
        head = link_hash(ChainPlace(me.tenant_id, me.device_id, me.epoch, seq), head, row.text)
        if (row.seq, row.link) != (seq, head):
            return False
    return me.head == head

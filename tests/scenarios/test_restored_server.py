"""P8: a server restored from yesterday's backup heals itself from its tablets."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from client.store.outbox import list_recent
from client.till.registration import RegistrationForm
from tests.scenarios.world import Tablet, World

pytestmark = pytest.mark.parametrize("world", ["sqlite"], indirect=True)
"""The files of SQLite are copied here; how PostgreSQL is backed up is its operator's choice."""


def test_a_guest_registered_after_the_backup_is_not_lost(world: World) -> None:
    """Nothing new happens at the till: it hears of the server's new life, and sends again."""

    async def scenario() -> None:
        tablet = await world.tablet()
        backup = _backed_up(world)
        form = RegistrationForm(phone="79990007777", first_name="Вера", personal_data=True)
        vera = (await tablet.till.registration.register(form)).view.guest.guest_id
        await tablet.earn(vera)
        await tablet.sync()
        before = (await tablet.view(vera)).total

        _restore(world, backup)
        await world.assert_in_step(vera)
        assert _statuses(tablet) == ["applied", "applied"]
        assert world.total(vera) == (await tablet.view(vera)).total == before
        assert tablet.attention() == 0

    world.play(scenario)


def _backed_up(world: World) -> Path:
    copy = world.folder / "backup.db"
    with closing(sqlite3.connect(_file(world))) as live, closing(sqlite3.connect(copy)) as kept:
        live.backup(kept)
    return copy


def _restore(world: World, backup: Path) -> None:
    """The backup's content in the live file, and a new life of the server as its operator says."""
    with closing(sqlite3.connect(backup)) as kept, closing(sqlite3.connect(_file(world))) as live:
        kept.backup(live)
        live.execute("UPDATE tenant SET server_epoch = server_epoch + 1")
        live.commit()


def _file(world: World) -> Path:
    return world.folder / "server.db"


def _statuses(tablet: Tablet) -> list[str | None]:
    rows = tablet.store.read_now(lambda db: list_recent(db, 9))
    return [row.outcome.status if row.outcome else None for row in rows]

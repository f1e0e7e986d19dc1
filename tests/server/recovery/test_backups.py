"""A backup counts when its copy verifies, and a restore loses no file (design §9)."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from server.__main__ import main
from server.backups import backup, begin_epoch, record_backup, restore
from server.commands import CommandFailed
from server.database import Database
from server.ledger.verify import verify
from server.tenants.service import tenant
from tests.server.shop import Shop, Till

Urls = Callable[[Path], str]


@pytest.fixture
def live(tmp_path: Path) -> Path:
    """The file under the shop."""
    return tmp_path / "shop.db"


def url_of(path: Path) -> str:
    return f"sqlite:///{path}"


def test_a_till_may_forget_what_a_verified_backup_holds(
    sqlite_shop: Shop, live: Path, tmp_path: Path
) -> None:
    till = sqlite_shop.till()
    till.register()
    assert till.push().stable == 0
    made = backup(sqlite_shop.database, url_of(live), tmp_path / "copy.db")
    assert made["verified"] is True
    till.earn(till.sent[0].operation_id)
    answer = till.push()
    assert (answer.have, answer.stable) == (2, 1)


def test_the_copy_is_whole_and_only_its_owners(
    sqlite_shop: Shop, live: Path, tmp_path: Path
) -> None:
    till = sqlite_shop.till()
    till.register()
    till.push()
    copy = tmp_path / "copy.db"
    backup(sqlite_shop.database, url_of(live), copy)
    assert copy.stat().st_mode & 0o077 == 0
    opened = Database.open(url_of(copy))
    assert opened.read_now(verify).is_sound
    opened.close()


def test_a_copy_that_does_not_verify_is_no_backup(
    sqlite_shop: Shop, live: Path, tmp_path: Path
) -> None:
    till = sqlite_shop.till()
    guest = till.register()
    till.earn(guest)
    till.push()
    with closing(sqlite3.connect(live)) as tampering:
        tampering.execute("UPDATE account SET balance = balance + 1")
        tampering.commit()
    copy = tmp_path / "copy.db"
    with pytest.raises(CommandFailed, match="does not verify"):
        backup(sqlite_shop.database, url_of(live), copy)
    assert list(tmp_path.glob("copy.db*")) == []
    till.earn(guest)
    assert till.push().stable == 0


def test_a_backup_never_overwrites_another(sqlite_shop: Shop, live: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    copy.write_text("yesterday's")
    with pytest.raises(CommandFailed, match="exists"):
        backup(sqlite_shop.database, url_of(live), copy)
    assert copy.read_text() == "yesterday's"


def test_a_restore_is_refused_while_a_server_runs(
    sqlite_shop: Shop, live: Path, tmp_path: Path
) -> None:
    sqlite_shop.till()
    copy = tmp_path / "copy.db"
    backup(sqlite_shop.database, url_of(live), copy)
    with pytest.raises(CommandFailed, match="in use"):
        restore(url_of(live), copy, is_aside=True)


def test_a_restore_keeps_what_was_there_under_another_name(
    sqlite_shop: Shop, live: Path, tmp_path: Path
) -> None:
    till = sqlite_shop.till()
    till.register()
    till.push()
    copy = tmp_path / "copy.db"
    backup(sqlite_shop.database, url_of(live), copy)
    before = sqlite_shop.read(lambda conn: tenant(conn, sqlite_shop.tenant_id))
    sqlite_shop.database.close()
    with pytest.raises(CommandFailed, match="--move-aside"):
        restore(url_of(live), copy, is_aside=False)

    done = restore(url_of(live), copy, is_aside=True)
    assert Path(done["moved_aside"]).is_file()
    opened = Database.open(url_of(live))
    after = opened.read_now(lambda conn: tenant(conn, sqlite_shop.tenant_id))
    assert after.server_epoch != before.server_epoch
    assert (before.is_fenced, after.is_fenced) == (False, True)
    assert opened.read_now(verify).is_sound
    opened.close()


def test_a_damaged_live_file_is_moved_aside_too(
    sqlite_shop: Shop, live: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    backup(sqlite_shop.database, url_of(live), copy)
    sqlite_shop.database.close()
    live.write_bytes(b"what a broken disk left" * 100)
    done = restore(url_of(live), copy, is_aside=True)
    assert Path(done["moved_aside"]).read_bytes().startswith(b"what a broken disk left")


def test_a_log_without_its_database_is_moved_aside_too(
    sqlite_shop: Shop, live: Path, tmp_path: Path
) -> None:
    """SQLite would play the lost database's log into the one that is restored."""
    till, copy = sqlite_shop.till(), tmp_path / "copy.db"
    till.register()
    till.push()
    backup(sqlite_shop.database, url_of(live), copy)
    till.earn(till.sent[0].operation_id)
    till.push()
    log = live.with_name("shop.db-wal")
    lost = log.read_bytes()
    sqlite_shop.database.close()
    live.unlink()
    log.write_bytes(lost)
    with pytest.raises(CommandFailed, match="would be lost"):
        restore(url_of(live), copy, is_aside=False)
    assert (log.read_bytes(), live.exists()) == (lost, False)
    restore(url_of(live), copy, is_aside=True)
    opened = Database.open(url_of(live))
    assert opened.read_now(verify).counts["operations"] == 1
    opened.close()
    (kept,) = tmp_path.glob("shop.db.before-restore-*-wal")
    assert kept.read_bytes() == lost


def test_a_damaged_backup_changes_nothing(sqlite_shop: Shop, live: Path, tmp_path: Path) -> None:
    sqlite_shop.database.close()
    bad = tmp_path / "bad.db"
    bad.write_bytes(b"no database" * 100)
    with pytest.raises(CommandFailed, match="cannot be copied"):
        restore(url_of(live), bad, is_aside=True)
    opened = Database.open(url_of(live))
    assert not opened.read_now(lambda conn: tenant(conn, sqlite_shop.tenant_id)).is_fenced
    opened.close()
    assert sorted(path.name for path in tmp_path.glob("shop.db*")) == ["shop.db"]


def test_a_database_restored_by_other_tools_begins_a_new_life(shop: Shop, till: Till) -> None:
    till.register()
    till.push()
    before = till.server_epoch()
    assert begin_epoch(shop.database) == {"fenced_tenants": 1}
    assert till.server_epoch() != before
    till.earn(till.sent[0].operation_id)
    assert till.push().stable == 1


def test_a_restored_copy_is_recorded_as_a_backup(
    sqlite_shop: Shop, live: Path, tmp_path: Path
) -> None:
    till = sqlite_shop.till()
    guest = till.register()
    till.push()
    copy = tmp_path / "copy.db"
    backup(sqlite_shop.database, url_of(live), copy)
    till.earn(guest)
    till.push()
    made = record_backup(sqlite_shop.database, url_of(live), url_of(copy))
    assert made["operations"] == 1
    till.earn(guest)
    assert till.push().stable == 1


def test_only_a_copy_is_a_backup(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Tills would forget what is nowhere else."""
    monkeypatch.chdir(tmp_path)
    at = ["--database-url", url_of(tmp_path / "live.db")]
    assert main(["create-tenant", *at, "Сушилка"]) == 0
    assert main(["record-backup", *at, "sqlite:///live.db"]) == 1
    assert "the live database itself" in capfd.readouterr().err
    assert main(["record-backup", *at, "sqlite:///copy.db"]) == 1
    assert capfd.readouterr().err == "there is no such copy\n"
    assert not (tmp_path / "copy.db").exists()


def test_an_operator_backs_up_and_restores_by_two_commands(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    live, copy = tmp_path / "live.db", tmp_path / "copy.db"
    at = ["--database-url", url_of(live)]
    assert main(["create-tenant", *at, "Сушилка"]) == 0
    assert main(["backup", *at, str(copy)]) == 0
    assert main(["restore", *at, str(copy)]) == 1
    assert "--move-aside" in capfd.readouterr().err
    assert main(["restore", *at, "--move-aside", str(copy)]) == 0
    live.unlink()
    assert main(["restore", *at, str(copy)]) == 0
    assert main(["verify-ledger", *at]) == 0

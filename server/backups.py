"""Backups and restores, as an operator does them by hand: the words behind the command line (§9).

A backup counts only once its copy was opened, checked page by page and verified operation by
operation; only then are the tills told what they may forget. A restore never loses a file: what
was there is moved aside. SQLite is copied here; PostgreSQL has tools of its own for it, and the
two steps they cannot know, ``record_backup`` and ``begin_epoch``, work for both.
"""

import os
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection
from sqlalchemy.engine import make_url

from server.audit import OPERATOR
from server.chance import Chance
from server.clock import Clock
from server.commands import CommandFailed, tenant_named
from server.database import Database, is_missing
from server.devices.recovery import record_stable
from server.devices.service import chains
from server.ledger.verify import verify
from server.migrations.run import upgrade
from server.recovery.fence import lift, may_be_lifted_at_ms
from server.recovery.rescue import take_rescue
from server.scope import enter_tenant, step_into_tenant
from server.tenants.epochs import begin_server_epoch
from server.tenants.service import tenant as one_tenant
from server.tenants.service import tenants
from shared.domain.ids import DeviceId, TenantId
from shared.operations.encode import from_millis

_PART, _ASIDE = ".part", ".before-restore-"
_FILES: Final = ("", "-wal", "-shm", "-journal")
"""Of a database: SQLite plays a log that lies there into whatever file bears the name."""
_ONLY_ITS_OWNER: Final = 0o600
_LOCK_SECONDS: Final = 1.0

Stable = dict[TenantId, dict[tuple[DeviceId, int], int]]


def backup(database: Database, url: str, target: Path) -> dict[str, Any]:
    """Copies the SQLite database to ``target`` while it works, and verifies the copy.

    Raises ``CommandFailed``: not SQLite, the target exists, or the copy does not verify; then
    nothing is left of it, and no till forgets anything.
    """
    source = _sqlite_file(url)
    if target.exists():
        raise CommandFailed(f"{target} exists: a backup never overwrites another")
    with _part_of(target) as part:
        _copy(source, part)
        held = _verified(part)
        _settle(part, target)
    return _recorded(database, held) | {"file": str(target)}


def record_backup(database: Database, url: str, copy_url: str) -> dict[str, Any]:
    """Tells ``database``, at ``url``, that a backup holds what the database at ``copy_url`` holds.

    That one is verified first. For a PostgreSQL dump, once it was restored to a scratch database.
    Raises ``CommandFailed``: there is no copy, it is the live database itself, or does not verify.
    """
    if is_missing(copy_url):
        raise CommandFailed("there is no such copy")
    if _place_of(copy_url) == _place_of(url):
        raise CommandFailed("this is the live database itself, and no copy of it")
    copy = Database.open(copy_url)
    try:
        held = _held(copy, name="the copy")
    finally:
        copy.close()
    return _recorded(database, held)


def restore(url: str, source: Path, *, is_aside: bool) -> dict[str, Any]:
    """Puts a verified copy of ``source`` in the place of the SQLite database, behind a fence.

    What was there is moved aside when ``is_aside``. Raises ``CommandFailed``: not SQLite, no such
    file, a server is running, a file would be lost, or the backup does not verify; then nothing
    has changed.
    """
    live = _sqlite_file(url)
    if not source.is_file():
        raise CommandFailed(f"there is no file {source}")
    left = _files_of(live)
    if left and not is_aside:
        raise CommandFailed(f"{left[0]} would be lost: --move-aside keeps it under another name")
    _require_unused(live)
    with _part_of(live) as part:
        _copy(source, part)
        _brought_up_to_date(part)
        began = _reborn(part)
        moved = _moved_aside(live)
        _settle(part, live)
    return {"restored": str(live), "moved_aside": str(moved) if moved else None, **began}


def begin_epoch(database: Database) -> dict[str, Any]:
    """A new life for a database that other tools restored; it is verified first.

    Raises ``CommandFailed`` when it does not verify.
    """
    held = _held(database, name="the database")
    now_ms, chance = Clock().now_ms(), Chance()
    epochs = {}
    for tenant_id, places in held.items():

        def begun(conn: Connection, of: TenantId = tenant_id, to: Any = places) -> int:
            epoch = begin_server_epoch(conn, of, now_ms=now_ms, chance=chance)
            record_stable(conn, of, to)
            return epoch

        epochs[tenant_id] = database.write_now(begun)
    return {"fenced_tenants": len(epochs)}


def lift_fence(database: Database, *, tenant: str) -> dict[str, Any]:
    """Takes a restored tenant's fence down although not every till has called.

    Raises ``CommandFailed``: there is none, or a till may still spend what it was granted.
    """
    now_ms, chance = Clock().now_ms(), Chance()
    owner = tenant_named(database, tenant)
    if not owner.is_fenced:
        raise CommandFailed("the fence is down already")
    of = owner.tenant_id
    earliest_ms = database.read_now(lambda conn: _earliest(conn, of))
    if now_ms < earliest_ms:
        moment = from_millis(earliest_ms).isoformat(timespec="minutes")
        raise CommandFailed(f"tills may spend what they hold until {moment}: not before then")
    loss = database.write_now(
        lambda conn: lift(conn, of, by=OPERATOR, now_ms=now_ms, chance=chance)
    )
    return {"tenant_id": of, "house_loss": loss}


def rescue(database: Database, packet: Path, *, tenant: str) -> dict[str, Any]:
    """Takes a till's rescue packet. Raises ``CommandFailed`` when there is no such file."""
    if not packet.is_file():
        raise CommandFailed(f"there is no file {packet}")
    sealed, owner = packet.read_bytes(), tenant_named(database, tenant)
    now_ms, chance = Clock().now_ms(), Chance()
    taken = database.write_now(
        lambda conn: take_rescue(conn, sealed, owner.tenant_id, now_ms=now_ms, chance=chance)
    )
    told = Counter(str(outcome.status) for outcome in taken.outcomes)
    done = {"device_id": taken.device_id, **told, "undecided": taken.undecided}
    return done | {"taken": taken.taken}


def _earliest(conn: Connection, tenant_id: TenantId) -> int:
    enter_tenant(conn, tenant_id)
    return may_be_lifted_at_ms(conn, one_tenant(conn, tenant_id))


def _place_of(url: str) -> tuple[str | int | None, ...]:
    """Where the database is, whoever asks and by whichever driver."""
    parsed = make_url(url)
    name = parsed.database
    if parsed.get_backend_name() == "sqlite":
        name = str(Path(name or "").resolve())
    return parsed.get_backend_name(), parsed.host, parsed.port, name


def _sqlite_file(url: str) -> Path:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        raise CommandFailed("this copies SQLite only: for PostgreSQL see docs/restore.md")
    return Path(parsed.database or "")


@contextmanager
def _part_of(target: Path) -> Iterator[Path]:
    """A file beside ``target`` to work on; nothing of it is left when the work fails."""
    part = target.with_name(target.name + _PART)
    part.unlink(missing_ok=True)
    part.touch(mode=_ONLY_ITS_OWNER)
    try:
        yield part
    finally:
        for file in _files_of(part):
            file.unlink(missing_ok=True)


def _copy(source: Path, part: Path) -> None:
    """One snapshot of ``source``, whoever writes to it meanwhile; every page is checked."""
    address = f"{source.absolute().as_uri()}?mode=ro"
    try:
        with (
            closing(sqlite3.connect(address, uri=True)) as live,
            closing(sqlite3.connect(part)) as copy,
        ):
            live.backup(copy)
            (verdict,) = copy.execute("PRAGMA integrity_check(1)").fetchone()
    except sqlite3.Error as error:
        raise CommandFailed(f"{source} cannot be copied: {error}") from error
    if verdict != "ok":
        raise CommandFailed(f"{source} is damaged: {verdict}")


def _brought_up_to_date(part: Path) -> None:
    """A backup may be of an older version; it is verified as this one reads it."""
    database = Database.open(f"sqlite:///{part}")
    try:
        database.write_now(upgrade)
    finally:
        database.close()


def _verified(part: Path) -> Stable:
    database = Database.open(f"sqlite:///{part}")
    try:
        return _held(database, name="the backup")
    finally:
        database.close()


def _held(database: Database, *, name: str) -> Stable:
    """How far the database holds each epoch of each device, once it was verified."""
    report = database.read_now(verify)
    if not report.is_sound:
        raise CommandFailed("\n".join((*report.lines(), f"{name} does not verify")))
    return database.read_now(_places)


def _places(conn: Connection) -> Stable:
    held: Stable = {}
    for each in tenants(conn):
        step_into_tenant(conn, each.tenant_id)
        held[each.tenant_id] = {
            place: state.last_seq for place, state in chains(conn, each.tenant_id).items()
        }
    return held


def _recorded(database: Database, held: Stable) -> dict[str, Any]:
    """Only a place that the live database has reached too is worth telling a till."""
    known = {each.tenant_id for each in database.read_now(tenants)}
    for tenant_id in known & held.keys():

        def recorded(conn: Connection, of: TenantId = tenant_id) -> None:
            record_stable(conn, of, held[of])

        database.write_now(recorded)
    operations = sum(sum(places.values()) for places in held.values())
    return {"tenants": len(held), "operations": operations, "verified": True}


def _reborn(part: Path) -> dict[str, Any]:
    database = Database.open(f"sqlite:///{part}")
    try:
        return begin_epoch(database)
    finally:
        database.close()


def _require_unused(live: Path) -> None:
    """Leaving the write-ahead log is possible for the only user of a file, and for nobody else."""
    if not live.exists():
        return
    with closing(sqlite3.connect(live, timeout=_LOCK_SECONDS)) as connection:
        try:
            (mode,) = connection.execute("PRAGMA journal_mode = DELETE").fetchone()
        except sqlite3.OperationalError as error:
            raise CommandFailed(f"{live} is in use: stop the server first") from error
        except sqlite3.DatabaseError:
            return  # no database any more: it is moved aside as it is
    if mode != "delete":
        raise CommandFailed(f"{live} is in use: stop the server first")


def _files_of(database: Path) -> list[Path]:
    """Those of its files that are there, the database itself first."""
    named = (database.with_name(database.name + suffix) for suffix in _FILES)
    return [file for file in named if file.exists()]


def _moved_aside(live: Path) -> Path | None:
    """Under which name the first of its files is kept now; None where none was there."""
    moment = from_millis(Clock().now_ms()).strftime("%Y%m%dT%H%M%S.%f")
    aside = live.with_name(live.name + _ASIDE + moment)
    kept = {
        file: aside.with_name(aside.name + file.name.removeprefix(live.name))
        for file in _files_of(live)
    }
    for name in kept.values():
        if name.exists():
            raise CommandFailed(f"{name} exists: try again")
    for file, name in reversed(kept.items()):
        if file == live:
            _keep(live, name)
        else:
            file.rename(name)
    return next(iter(kept.values()), None)


def _keep(live: Path, aside: Path) -> None:
    """A second name, so that at no moment there is no database: a server would begin a new one."""
    try:
        aside.hardlink_to(live)
    except OSError:
        live.rename(aside)


def _settle(part: Path, target: Path) -> None:
    """The finished file takes its name, durably."""
    with part.open("r+b") as file:
        os.fsync(file.fileno())
    part.replace(target)
    if os.name == "posix":
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

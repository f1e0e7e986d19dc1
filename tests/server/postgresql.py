"""A PostgreSQL of the tests' own: made, started and stopped here, reachable by a socket file only.

Its programs refuse to run as root, so root starts them as the user Debian made for them.
"""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

import psycopg
import pytest

SQLITE_AND_POSTGRESQL = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
"""On both kinds of database: the parameters of a fixture."""
PROGRAMS = "/usr/lib/postgresql"
USER = "postgres"
ROLE = "till_server"
"""Owns the tests' databases and is bound by row-level security, as in production."""
_NOT_DURABLE = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
_OPTIONS = f"-c listen_addresses='' -c max_connections=200 -c log_min_messages=panic {_NOT_DURABLE}"

Rows = Mapping[str, bytes]
"""What tables hold, by their names, as PostgreSQL copies it out and in."""


class Cluster:
    """A running PostgreSQL in ``folder``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._data = folder / "data"
        self._databases = 0
        self._admins: dict[str, psycopg.Connection] = {}

    def start(self) -> None:
        folder = self._folder
        folder.mkdir(mode=0o700)
        if os.geteuid() == 0:
            shutil.chown(folder, USER)
        self._run("initdb", "-D", str(self._data), "-A", "trust", "-U", USER, "-E", "UTF8", "-N")
        options = f"-k {folder} {_OPTIONS}"
        log = str(folder / "log")
        self._run("pg_ctl", "start", "-w", "-D", str(self._data), "-l", log, "-o", options)
        self._admin("postgres").execute(f"CREATE ROLE {ROLE} LOGIN".encode())

    def stop(self) -> None:
        for name in tuple(self._admins):
            self._leave(name)
        self._run("pg_ctl", "stop", "-w", "-m", "immediate", "-D", str(self._data))

    def new_database(self, *, template: str = "template1") -> str:
        """The name of a new database, a copy of ``template``, to which nobody is connected."""
        self._databases += 1
        name = f"test_{self._databases}"
        self._leave(template)
        # Of its files: through the log, as is usual, takes three times as long.
        copied = f"TEMPLATE {template} STRATEGY FILE_COPY"
        self._admin("postgres").execute(f"CREATE DATABASE {name} OWNER {ROLE} {copied}".encode())
        return name

    def drop(self, name: str) -> None:
        self._leave(name)
        self._admin("postgres").execute(f"DROP DATABASE {name} WITH (FORCE)".encode())

    def rows(self, name: str, *, tables: Iterable[str]) -> Rows:
        """Every row of ``tables``, for ``fill``; tables without any are left out."""
        copied = {}
        for table in tables:
            with self._admin(name).cursor().copy(f"COPY {table} TO STDOUT".encode()) as out:
                copied[table] = b"".join(map(bytes, out))
        return {table: rows for table, rows in copied.items() if rows}

    def fill(self, name: str, rows: Rows) -> None:
        """Puts ``rows`` in, whatever they refer to."""
        for table, copied in rows.items():
            with self._admin(name).cursor().copy(f"COPY {table} FROM STDIN".encode()) as into:
                into.write(copied)

    def empty(self, name: str, *, tables: Iterable[str]) -> None:
        """Deletes every row of ``tables``, whatever refers to it."""
        self._admin(name).execute(";".join(f"DELETE FROM {table}" for table in tables).encode())

    def url(self, name: str, *, role: str = ROLE) -> str:
        return f"postgresql+psycopg://{role}@/{name}?host={self._folder}"

    def _admin(self, name: str) -> psycopg.Connection:
        """Who may do anything in that database, without a trigger or a foreign key noticing."""
        if name not in self._admins:
            admin = psycopg.connect(host=str(self._folder), user=USER, dbname=name, autocommit=True)
            admin.execute("SET session_replication_role = replica")
            self._admins[name] = admin
        return self._admins[name]

    def _leave(self, name: str) -> None:
        """Lets nobody stay connected there on our behalf."""
        if admin := self._admins.pop(name, None):
            admin.close()

    def _run(self, program: str, *arguments: str) -> None:
        as_root = os.geteuid() == 0
        done = subprocess.run(
            [str(_programs() / program), *arguments],
            cwd=self._folder,
            user=USER if as_root else None,
            group=pwd.getpwnam(USER).pw_gid if as_root else None,
            extra_groups=[] if as_root else None,
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "PGUSER": USER},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,  # never a pipe: the server it starts would keep it open
            stderr=subprocess.DEVNULL,
            check=False,
        )
        assert done.returncode == 0, f"{program} failed, see {self._folder}"


def _programs() -> Path:
    """The newest version's programs, where Debian puts them or else on the path."""
    versions = sorted(
        (each for each in Path(PROGRAMS).glob("*/bin") if (each / "initdb").exists()),
        key=lambda each: int(each.parent.name),
    )
    if versions:
        return versions[-1]
    found = shutil.which("initdb")
    assert found, "PostgreSQL's programs are missing: make test installs them"
    return Path(found).parent

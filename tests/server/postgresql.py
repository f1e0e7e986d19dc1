"""A PostgreSQL of the tests' own: made, started and stopped here, reachable by a socket file only.

Its programs refuse to run as root, so root starts them as the user Debian made for them.
"""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import psycopg

PROGRAMS = "/usr/lib/postgresql"
USER = "postgres"
ROLE = "till_server"
"""Owns the tests' databases and is bound by row-level security, as in production."""
_NOT_DURABLE = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
_OPTIONS = f"-c listen_addresses='' -c max_connections=200 -c log_min_messages=panic {_NOT_DURABLE}"


class Cluster:
    """A running PostgreSQL in ``folder``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._data = folder / "data"
        self._databases = 0

    def start(self) -> None:
        folder = self._folder
        folder.mkdir(mode=0o700)
        if os.geteuid() == 0:
            shutil.chown(folder, USER)
        self._run("initdb", "-D", str(self._data), "-A", "trust", "-U", USER, "-E", "UTF8", "-N")
        options = f"-k {folder} {_OPTIONS}"
        log = str(folder / "log")
        self._run("pg_ctl", "start", "-w", "-D", str(self._data), "-l", log, "-o", options)
        self._execute("postgres", f"CREATE ROLE {ROLE} LOGIN")

    def stop(self) -> None:
        self._run("pg_ctl", "stop", "-w", "-m", "immediate", "-D", str(self._data))

    def new_database(self, *, template: str = "template1") -> str:
        """The name of a new database, a copy of ``template``."""
        self._databases += 1
        name = f"test_{self._databases}"
        self._execute("postgres", f"CREATE DATABASE {name} OWNER {ROLE} TEMPLATE {template}")
        return name

    def drop(self, name: str) -> None:
        self._execute("postgres", f"DROP DATABASE {name} WITH (FORCE)")

    def empty(self, name: str, *, tables: Iterable[str]) -> None:
        """Deletes every row of ``tables``, whatever refers to it."""
        self._execute(
            name,
            "SET session_replication_role = replica",
            *(f"DELETE FROM {table}" for table in tables),
        )

    def url(self, name: str, *, role: str = ROLE) -> str:
        return f"postgresql+psycopg://{role}@/{name}?host={self._folder}"

    def _execute(self, name: str, *statements: str) -> None:
        with psycopg.connect(
            host=str(self._folder), user=USER, dbname=name, autocommit=True
        ) as admin:
            for statement in statements:
                admin.execute(statement.encode())

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

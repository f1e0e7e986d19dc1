"""Backups of a database, made and put back as an operator does it, on both kinds of database.

While nobody else uses it: PostgreSQL copies a whole database only then.
"""

from pathlib import Path
from typing import Protocol

from sqlalchemy import make_url

from server.backups import backup, begin_epoch, record_backup, restore
from server.database import Database
from tests.server.postgresql import Cluster


class Copies(Protocol):
    """Of one server's database."""

    def make(self, url: str) -> str:
        """A verified copy, of which the tills were told; its name."""

    def put_back(self, url: str, copy: str) -> str:
        """The URL of a database with what the copy holds, behind a fence."""

    def drop(self) -> None:
        """Forgets what was made."""


class SqliteCopies:
    """By the commands ``backup`` and ``restore``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def make(self, url: str) -> str:
        number = len(list(self._folder.glob("backup *.db"))) + 1
        target = self._folder / f"backup {number}.db"
        live = Database.open(url)
        backup(live, url, target)
        live.close()
        return str(target)

    def put_back(self, url: str, copy: str) -> str:
        restore(url, Path(copy), is_aside=True)
        return url

    def drop(self) -> None:
        """The folder goes with the test."""


class PostgresqlCopies:
    """By PostgreSQL's own means, and ``record-backup`` and ``begin-epoch`` (docs/restore.md)."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._names: list[str] = []

    def make(self, url: str) -> str:
        name = self._copied(str(make_url(url).database))
        live = Database.open(url)
        record_backup(live, url, self._cluster.url(name))
        live.close()
        return name

    def put_back(self, url: str, copy: str) -> str:
        del url
        again = self._cluster.url(self._copied(copy))
        restored = Database.open(again)
        begin_epoch(restored)
        restored.close()
        return again

    def drop(self) -> None:
        for name in self._names:
            self._cluster.drop(name)

    def _copied(self, source: str) -> str:
        name = self._cluster.new_database(template=source)
        self._names.append(name)
        return name

"""A till's file, opened: ``sqlite_utils`` stands on SQLCipher as it would on plain SQLite."""

from pathlib import Path

from sqlite_utils import Database

from client.store.connection import Connection, connect_reader, connect_writer


def open_writer(path: Path, key: bytes, *, connection: type[Connection] = Connection) -> Database:
    """As ``connect_writer``."""
    return Database(connect_writer(path, key, connection=connection))


def open_reader(path: Path, key: bytes) -> Database:
    """As ``connect_reader``."""
    return Database(connect_reader(path, key))

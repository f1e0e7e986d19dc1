"""The tills of the tests share one key, so that a test can look into, and tamper with, any file."""

import sqlite3
from pathlib import Path

from sqlite_utils import Database

from client.devices.keystore import FileKeystore, Keystore
from client.devices.store_key import STORE_KEY
from client.store.connection import KEY_BYTES, connect, key_pragma
from client.store.opening import open_reader

KEY = bytes(range(KEY_BYTES))


def store_key(_file: Path) -> bytes:
    """The key of every file of a test."""
    return KEY


def keystore_of(folder: Path) -> Keystore:
    """The keystore of the till in ``folder``, with the key of the tests in it."""
    keystore = FileKeystore(folder / "keys")
    keystore.save(STORE_KEY, KEY)
    return keystore


def opened(file: Path) -> sqlite3.Connection:
    """A till's file, as a thief with the key would open it: whatever is done, nobody watches."""
    connection = connect(file, isolation_level=None)
    connection.execute(key_pragma(KEY))
    return connection


def read(file: Path) -> Database:
    """A till's file, to be looked through."""
    return open_reader(file, KEY)

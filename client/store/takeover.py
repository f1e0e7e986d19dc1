"""A till's file of before it was encrypted is taken over once, whatever ends the program meanwhile.

The encrypted copy is whole and on the disk before it takes the plain file's name; until then the
plain file is untouched, and a copy that was begun is made anew. What a disk keeps of the plain
file's blocks nobody here can erase.
"""

import os
from contextlib import closing
from pathlib import Path
from typing import Final

from client.store.connection import connect, key_literal

_PLAIN: Final = b"SQLite format 3\x00"
"""How every plain file begins; an encrypted one begins with its salt."""


def is_plain(file: Path) -> bool:
    """Whether anybody can read ``file``; not of one that is empty or not there."""
    return _beginning(file) == _PLAIN


def is_blank(file: Path) -> bool:
    """Whether nothing was ever written to ``file``, nor to its log, which is written first."""
    return not _beginning(file) and not _beginning(file.with_name(f"{file.name}-wal"))


def take_over(file: Path, key: bytes) -> None:
    """From now on ``file`` needs ``key``; nothing is done to one that is not plain."""
    fresh = file.with_suffix(".fresh")
    for leftover in (fresh, fresh.with_name(fresh.name + "-journal")):
        leftover.unlink(missing_ok=True)
    if not is_plain(file):
        return
    _fold_log(file)
    sync_folder(file.parent)
    _export(file, fresh, key)
    _sync_file(fresh)
    fresh.replace(file)
    sync_folder(file.parent)


def sync_folder(folder: Path) -> None:
    """Makes new names durable where folders can be synced (everywhere but Windows)."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _beginning(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(len(_PLAIN))
    except FileNotFoundError:
        return b""


def _fold_log(file: Path) -> None:
    """A log that outlived its plain file would be read as the encrypted one's."""
    with closing(connect(file, isolation_level=None)) as plain:
        plain.execute("PRAGMA synchronous = FULL")
        plain.execute("PRAGMA journal_mode = DELETE")


def _export(file: Path, fresh: Path, key: bytes) -> None:
    fresh.touch(mode=0o600)
    with closing(connect(file, isolation_level=None)) as plain:
        (version,) = plain.execute("PRAGMA user_version").fetchone()
        plain.execute(f"ATTACH DATABASE ? AS fresh KEY {key_literal(key)}", (str(fresh),))
        plain.execute("PRAGMA fresh.journal_mode = OFF")
        plain.execute("PRAGMA fresh.synchronous = OFF")  # all of it is synced at once afterwards
        plain.execute("SELECT sqlcipher_export('fresh')").fetchone()
        plain.execute(f"PRAGMA fresh.user_version = {version}")
        plain.execute("DETACH DATABASE fresh")


def _sync_file(file: Path) -> None:
    descriptor = os.open(file, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

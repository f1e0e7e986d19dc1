"""What stands first in the window of a till that starts: its people and its looks, nothing else.

Read from the file by a connection of its own, before the rest of the till is loaded; so this
loads next to nothing. Whatever is not plain (no till yet, another version, shut out, damaged, a
keystore that stays shut) has no porch: the whole till starts, and says what there is to say.
"""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from client.clock import Clock, Moment
from client.devices.keystore import FileKeystore, Keystore
from client.devices.store_key import kept_key
from client.store.connection import Connection, Error, connect_reader
from client.store.errors import StoreKeyMissing, Trouble
from client.store.place import place_of
from client.store.schema import known_steps, schema_version
from client.store.takeover import is_blank, is_plain
from client.till.looks import LOOKS, Looks, kept
from client.till.staff_session import StaffTile
from client.till.tiles import staff_tiles


@dataclass(frozen=True, slots=True)
class Porch:
    """Who may come in, and what they see."""

    restaurant_name: str
    tiles: tuple[StaffTile, ...]
    looks: Looks


class _Bare:
    """A connection with nothing on top."""

    def __init__(self, conn: Connection) -> None:
        self.conn = conn


def find_porch(
    file: Path,
    *,
    files: FileKeystore,
    open_keystore: Callable[[], Keystore],
    initial: Looks,
) -> Porch | None:
    """What the till in ``file`` can show at once, or None; its folder must be locked.

    ``open_keystore`` is called where ``files`` lack the key; ``initial`` holds until somebody
    chooses. Nothing of the till is changed.
    """
    if is_blank(file) or is_plain(file):
        return None
    try:
        key = _key(files, open_keystore)
        with closing(connect_reader(file, key)) as opened:
            return _seen(_Bare(opened), Clock().moment(), initial)
    except (Trouble, Error):
        return None


def _key(files: FileKeystore, open_keystore: Callable[[], Keystore]) -> bytes:
    try:
        return kept_key(files)
    except StoreKeyMissing:
        return kept_key(open_keystore())


def _seen(db: _Bare, moment: Moment, initial: Looks) -> Porch | None:
    if schema_version(db) != len(known_steps()):
        return None
    place, tiles = place_of(db), staff_tiles(db, moment)
    if place is None or place.problem is not None or not tiles:
        return None
    return Porch(place.restaurant_name, tiles, kept(db, initial, LOOKS))

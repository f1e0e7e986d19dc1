"""The key of the till's file: made once, kept by the keystore, asked for at every start (SEC-02).

Whoever copies the file without the keystore has noise. Must not know how the file is opened.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from client.devices.keystore import Keystore
from client.store.connection import KEY_BYTES
from client.store.errors import StoreKeyDamaged, StoreKeyMissing
from client.store.takeover import is_blank, is_plain

if TYPE_CHECKING:  # a key is asked for before the first picture, and made once
    from client.ids import Chance

STORE_KEY: Final = "store-key"
"""Its name in the keystore."""


def kept_key(keystore: Keystore) -> bytes:
    """The key of a file that is there.

    Raises ``StoreKeyMissing``, ``StoreKeyDamaged`` or ``KeystoreLocked``.
    """
    key = keystore.load(STORE_KEY)
    if key is None:
        raise StoreKeyMissing
    if not _is_whole(key):
        raise StoreKeyDamaged
    return key


def key_finder(keystore: Keystore, chance: "Chance") -> Callable[[Path], bytes]:
    """How a store gets its key, once it holds the lock: two programs would make two.

    A new key is made for a file that nothing was ever written to, or that is not encrypted yet,
    and is safe in the keystore before it is used; a damaged one gives way there, since no file
    needs it. Raises as ``kept_key`` does.
    """

    def find(file: Path) -> bytes:
        if not _is_whole(keystore.load(STORE_KEY)) and (is_blank(file) or is_plain(file)):
            keystore.save(STORE_KEY, chance.token_bytes(KEY_BYTES))
        return kept_key(keystore)

    return find


def _is_whole(key: bytes | None) -> bool:
    return key is not None and len(key) == KEY_BYTES

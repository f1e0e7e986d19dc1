"""The keystore of the desktop, behind the same door as the files that stand in for it.

Loaded only where a file does not hold what is asked for: the library looks around a whole system.
"""

import base64
import binascii
import hashlib
import logging
import sys
from pathlib import Path
from typing import Final

import keyring
from keyring import core
from keyring.backend import KeyringBackend
from keyring.errors import KeyringError

from client.devices.keystore import FileKeystore, Keystore, KeystoreLocked

_SERVICE = "Max Loyalty POS"
_NO_KEYSTORE = ("keyring.backends.fail", "keyring.backends.null", "keyrings.alt")
"""Backends that keep nothing, or keep it in plain sight."""
_OWN: Final = {
    "darwin": "keyring.backends.macOS.Keyring",
    "linux": "keyring.backends.SecretService.Keyring",
    "win32": "keyring.backends.Windows.WinVaultKeyring",
}
"""The keystore that each system comes with."""

log = logging.getLogger(__name__)


class OsKeystore:
    """The desktop's keyring, with a file behind it for when the keyring cannot keep something.

    Names carry the data folder's mark: two tills of one user do not share a key.
    """

    def __init__(self, backend: KeyringBackend, files: FileKeystore, *, mark: str) -> None:
        self._backend = backend
        self._files = files
        self._mark = mark

    def load(self, name: str) -> bytes | None:
        """The secret, or None. Raises ``KeystoreLocked``."""
        kept = self._files.load(name)
        if kept is not None:
            return kept
        try:
            text = self._backend.get_password(_SERVICE, self._user(name))
        except KeyringError as locked:
            raise KeystoreLocked(name) from locked
        return _decoded(text) if text else None

    def save(self, name: str, secret: bytes) -> None:
        """In the keyring when it gives back what it was given, else in the file."""
        text = base64.b64encode(secret).decode()
        try:
            self._backend.set_password(_SERVICE, self._user(name), text)
            is_kept = self._backend.get_password(_SERVICE, self._user(name)) == text
        except KeyringError as refused:
            log.info("the OS keystore refused", extra={"reason": type(refused).__name__})
            is_kept = False
        if not is_kept:
            self._files.save(name, secret)

    def forget(self, name: str) -> None:
        """Neither the keyring nor the file has it any more. Raises ``KeystoreLocked``."""
        self._files.forget(name)
        try:
            if self._backend.get_password(_SERVICE, self._user(name)) is not None:
                self._backend.delete_password(_SERVICE, self._user(name))
        except KeyringError as locked:
            raise KeystoreLocked(name) from locked

    def _user(self, name: str) -> str:
        return f"{name}@{self._mark}"


def _decoded(text: str) -> bytes | None:
    """None for what is not as ``save`` wrote it: that secret is lost."""
    try:
        return base64.b64decode(text)
    except binascii.Error:
        return None


def open_keystore(folder: Path) -> Keystore:
    """The best keystore this machine has; ``folder`` is where files would go."""
    files = FileKeystore(folder)
    backend = usable_backend(find_backend())
    if backend is None:
        return files
    mark = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]
    return OsKeystore(backend, files, mark=mark)


def find_backend(system: str = sys.platform) -> KeyringBackend:
    """What a person has set for all his programs, else the system's own keystore, else the best.

    To find the best, the library tries the keystores of all systems, and on Linux it looks for the
    one of macOS with a compiler: a tenth of a second or more before the first picture.
    """
    return core.load_env() or core.load_config() or _own(system) or keyring.get_keyring()


def _own(system: str) -> KeyringBackend | None:
    name = _OWN.get(system)
    try:
        return core.load_keyring(name) if name else None
    except RuntimeError as absent:  # what the library says of a keystore that is not running
        log.info("the system's own keystore is not there", extra={"reason": type(absent).__name__})
        return None


def usable_backend(backend: KeyringBackend) -> KeyringBackend | None:
    """The backend itself, or the first real one of a chain."""
    chained: list[KeyringBackend] | None = getattr(backend, "backends", None)
    if chained is not None:
        return next((each for each in map(usable_backend, chained) if each), None)
    return None if type(backend).__module__.startswith(_NO_KEYSTORE) else backend

"""Where this device keeps its secrets: the OS keystore, else a file only the user can read.

Never the database: whoever copies that file gets no key to sign with and no pepper to try PINs
with (SEC-17). Calls may block on the desktop's keyring: call from a thread.
"""

import os
from pathlib import Path
from typing import ClassVar, Protocol

from client.store.errors import Trouble
from client.store.takeover import sync_folder

DEVICE_KEY = "device-key"
"""The seed of the device's Ed25519 key."""
PIN_PEPPER = "pin-pepper"
SECRET_BYTES = 32
"""So long is either of them."""

_FOLDER_MODE = 0o700
_FILE_MODE = 0o600


class KeystoreLocked(Trouble):
    """The OS keystore does not open: the device cannot sign until a person unlocks it."""

    code: ClassVar[str] = "keystore_locked"


class KeyMissing(Trouble):
    """The keystore lost this device's secrets: it can neither sign nor check a PIN.

    It must be enrolled again.
    """

    code: ClassVar[str] = "key_missing"


def whole(secret: bytes | None) -> bytes:
    """``secret``. Raises ``KeyMissing`` where there is none, or only a damaged one."""
    if secret is None or len(secret) != SECRET_BYTES:
        raise KeyMissing
    return secret


class Keystore(Protocol):
    """Secrets by name."""

    def load(self, name: str) -> bytes | None:
        """The secret, or None when there is none. Raises ``KeystoreLocked``."""

    def save(self, name: str, secret: bytes) -> None:
        """Keeps the secret; when this returns, it survives a power cut."""

    def forget(self, name: str) -> None:
        """The secret is gone for good; there may be none. Raises ``KeystoreLocked``."""


class FileKeystore:
    """One file for each secret, mode 0600, in a folder of mode 0700."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(self, name: str) -> bytes | None:
        """The secret, or None."""
        try:
            return self._path(name).read_bytes()
        except FileNotFoundError:
            return None

    def save(self, name: str, secret: bytes) -> None:
        """Whole or not at all: a new file takes the place of the old one."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=_FOLDER_MODE)
        fresh = self._path(name).with_suffix(".new")
        fresh.unlink(missing_ok=True)
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _FILE_MODE)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secret)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._path(name))
        sync_folder(self._folder)

    def forget(self, name: str) -> None:
        """No file is left of it."""
        self._path(name).unlink(missing_ok=True)
        if self._folder.is_dir():
            sync_folder(self._folder)

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.secret"


class FleetingKeystore:
    """Secrets that end with the program: what was encrypted with them is noise from then on."""

    def __init__(self) -> None:
        self._secrets: dict[str, bytes] = {}

    def load(self, name: str) -> bytes | None:
        """The secret, or None."""
        return self._secrets.get(name)

    def save(self, name: str, secret: bytes) -> None:
        """In memory only."""
        self._secrets[name] = secret

    def forget(self, name: str) -> None:
        """It is gone."""
        self._secrets.pop(name, None)

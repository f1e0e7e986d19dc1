"""Secrets are kept where only this user reads them, and survive what may happen."""

import stat
import sys
from pathlib import Path

import keyring.backends.fail
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordSetError

from client.devices.keystore import FileKeystore, KeystoreLocked
from client.devices.os_keystore import OsKeystore, find_backend, usable_backend


class MemoryKeyring(KeyringBackend):
    """A keyring that keeps, forgets or refuses, as the test wants."""

    priority = 5.0

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # keyring gives it no types
        self.kept: dict[tuple[str, str], str] = {}
        self.error: Exception | None = None
        self.is_forgetful = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.error:
            raise self.error
        return self.kept.get((service, username))

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.error:
            raise self.error
        if not self.is_forgetful:
            self.kept[service, username] = password


class ChainOf(MemoryKeyring):
    """Several keyrings behind one face, as ``keyring`` makes of what a system offers."""

    def __init__(self, backends: list[KeyringBackend]) -> None:
        super().__init__()
        self.backends = backends


NO_KEYRING = keyring.backends.fail.Keyring()  # type: ignore[no-untyped-call]  # likewise


def test_a_file_is_readable_by_its_user_only(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    FileKeystore(folder).save("device-key", b"secret")
    (file,) = folder.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_saved_secret_replaces_the_one_before(tmp_path: Path) -> None:
    keystore = FileKeystore(tmp_path)
    assert keystore.load("device-key") is None
    keystore.save("device-key", b"first")
    keystore.save("device-key", b"second")
    assert FileKeystore(tmp_path).load("device-key") == b"second"


def test_the_keyring_keeps_the_secret_and_no_file_does(tmp_path: Path) -> None:
    keystore = OsKeystore(MemoryKeyring(), FileKeystore(tmp_path), mark="a")
    keystore.save("device-key", b"\x00\xff secret")
    assert keystore.load("device-key") == b"\x00\xff secret"
    assert list(tmp_path.iterdir()) == []


def test_two_tills_of_one_user_do_not_share_a_key(tmp_path: Path) -> None:
    backend = MemoryKeyring()
    OsKeystore(backend, FileKeystore(tmp_path / "1"), mark="1").save("device-key", b"one")
    assert OsKeystore(backend, FileKeystore(tmp_path / "2"), mark="2").load("device-key") is None


def test_a_forgotten_secret_is_nowhere(tmp_path: Path) -> None:
    backend, files = MemoryKeyring(), FileKeystore(tmp_path)
    keystore = OsKeystore(backend, files, mark="till")
    for name in ("kept by the keyring", "never kept"):
        files.save(name, b"left behind")
        keystore.forget(name)
        assert keystore.load(name) is None
    keystore.save("kept by the keyring", b"secret")
    keystore.forget("kept by the keyring")
    assert keystore.load("kept by the keyring") is None
    assert not list(tmp_path.iterdir())


def test_what_the_keyring_refuses_goes_to_the_file(tmp_path: Path) -> None:
    backend = MemoryKeyring()
    backend.error = PasswordSetError()
    OsKeystore(backend, FileKeystore(tmp_path), mark="a").save("device-key", b"secret")
    assert FileKeystore(tmp_path).load("device-key") == b"secret"


def test_what_the_keyring_forgets_goes_to_the_file(tmp_path: Path) -> None:
    backend = MemoryKeyring()
    backend.is_forgetful = True
    keystore = OsKeystore(backend, FileKeystore(tmp_path), mark="a")
    keystore.save("device-key", b"secret")
    assert keystore.load("device-key") == b"secret"


def test_a_locked_keyring_is_a_trouble_with_a_name(tmp_path: Path) -> None:
    backend = MemoryKeyring()
    backend.error = KeyringLocked()
    with pytest.raises(KeystoreLocked):
        OsKeystore(backend, FileKeystore(tmp_path), mark="a").load("device-key")


def test_what_somebody_spoilt_in_the_keyring_is_a_lost_secret(tmp_path: Path) -> None:
    backend = MemoryKeyring()
    keystore = OsKeystore(backend, FileKeystore(tmp_path), mark="a")
    keystore.save("device-key", b"secret")
    backend.set_password("Max Loyalty POS", "device-key@a", "abcde")
    assert keystore.load("device-key") is None


def test_a_backend_that_keeps_nothing_is_not_used() -> None:
    assert usable_backend(NO_KEYRING) is None


def test_a_real_backend_is_used() -> None:
    backend = MemoryKeyring()
    assert usable_backend(backend) is backend


def test_of_a_chain_the_first_real_one_is_used() -> None:
    real = MemoryKeyring()
    assert usable_backend(ChainOf([NO_KEYRING, real])) is real
    assert usable_backend(ChainOf([NO_KEYRING])) is None


def test_where_a_system_has_no_keystore_of_its_own_the_best_of_the_others_is_looked_for() -> None:
    foreign = "linux" if sys.platform == "win32" else "win32"
    for system in (foreign, "another"):
        assert find_backend(system) is keyring.get_keyring()


def test_what_a_person_has_set_for_all_his_programs_is_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", f"{__name__}.MemoryKeyring")
    assert isinstance(find_backend(), MemoryKeyring)

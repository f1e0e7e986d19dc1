"""A wiped till: no key, no file, no paper; what was handed over stays (issue 5 item 12)."""

from pathlib import Path

import pytest

from client import paths
from client.devices.keystore import DEVICE_KEY, PIN_PEPPER
from client.devices.os_keystore import open_keystore
from client.devices.setting_aside import set_aside
from client.devices.store_key import STORE_KEY, kept_key
from client.settings import Settings
from client.store.database import Store
from client.store.errors import StoreKeyMissing
from client.store.settings_rows import put_setting, setting
from client.wiring import open_client
from tests.builders import NOON


def test_nothing_is_left_of_a_wiped_till_but_what_was_handed_over(tmp_path: Path) -> None:
    packet = paths.rescue_dir(tmp_path) / "rescue-1.bin"
    packet.parent.mkdir()
    packet.write_bytes(b"sealed")
    client = open_client(Settings(data_dir=tmp_path))
    slip = paths.paper_dir(tmp_path) / "slip.png"
    slip.parent.mkdir(exist_ok=True)
    slip.write_bytes(b"a guest's name")
    client.parts.safeguards.wipe()
    client.close()
    left = {each.relative_to(tmp_path).as_posix() for each in tmp_path.rglob("*") if each.is_file()}
    assert left == {"till.lock", "rescue/rescue-1.bin"}
    keystore = open_keystore(paths.keys_dir(tmp_path))
    assert {keystore.load(name) for name in (STORE_KEY, PIN_PEPPER, DEVICE_KEY)} == {None}


def test_a_wiped_till_begins_as_a_new_one(tmp_path: Path) -> None:
    first = open_client(Settings(data_dir=tmp_path))
    first.parts.safeguards.wipe()
    first.close()
    again = open_client(Settings(data_dir=tmp_path))
    again.close()
    assert paths.database_path(tmp_path).is_file()


def test_a_file_set_aside_is_whole_and_the_till_begins_as_a_new_one(tmp_path: Path) -> None:
    client = open_client(Settings(data_dir=tmp_path))
    client.store.write_now(lambda db: put_setting(db, "note", "kept"))
    client.close()
    kept = set_aside(tmp_path, at=NOON)
    open_client(Settings(data_dir=tmp_path)).close()
    key = kept_key(open_keystore(paths.keys_dir(tmp_path)))
    again = Store(kept, lambda _file: key)
    assert again.read_now(lambda db: setting(db, "note")) == "kept"
    again.close()


def test_a_power_cut_after_the_key_is_gone_leaves_noise_and_says_so(tmp_path: Path) -> None:
    open_client(Settings(data_dir=tmp_path)).close()
    open_keystore(paths.keys_dir(tmp_path)).forget(STORE_KEY)
    with pytest.raises(StoreKeyMissing):
        open_client(Settings(data_dir=tmp_path))

"""A till's file is noise without its key, and no key and no power cut takes it away (SEC-02)."""

import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from client.devices.keystore import FileKeystore
from client.devices.store_key import STORE_KEY, kept_key, key_finder
from client.ids import Chance
from client.store.connection import KEY_BYTES
from client.store.database import Store
from client.store.errors import StoreFailed, StoreKeyDamaged, StoreKeyMissing, StoreUnreadable
from client.store.me import find_me
from client.store.seals import broken_seals
from client.store.settings_rows import put_setting, setting
from client.store.takeover import is_plain
from tests.builders import an_enrolled_store, enqueue_earn
from tests.sealed_files import KEY, opened, store_key

ROOT = Path(__file__).parents[3]
SECRET = "Ярослав Осмомысл +7 999 123-45-67"
FEWEST_LINES = 20
TAKE_OVER = """
import os, shutil, signal, sys
from pathlib import Path
from client.store import takeover

def die_before(number):
    lines = iter(range(number))
    def watch(frame, event, _argument):
        if frame.f_code.co_filename != takeover.__file__:
            return None
        if event == "line" and next(lines, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)
        return watch
    sys.settrace(watch)

plain, key = Path(sys.argv[1]), bytes.fromhex(sys.argv[2])
number, ended = 0, -signal.SIGKILL
while ended == -signal.SIGKILL:
    image = plain.parent / f"killed {number}" / plain.name
    image.parent.mkdir()
    shutil.copy(plain, image)
    child = os.fork()
    if not child:
        die_before(number)
        takeover.take_over(image, key)
        os._exit(0)
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    number += 1
"""
"""Forks one process for each line of the takeover, which it kills there."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "till.db"


def test_what_is_written_is_not_to_be_read_in_any_file_of_the_folder(path: Path) -> None:
    store = Store.open(path, store_key)
    store.write_now(lambda db: put_setting(db, "note", SECRET))
    for piece in ("Ярослав", "Осмомысл", "123-45-67", "CREATE TABLE", "SQLite format"):
        for file in path.parent.iterdir():
            assert piece.encode() not in file.read_bytes(), file.name
    store.close()


def test_another_key_opens_nothing_and_spoils_nothing(path: Path) -> None:
    an_enrolled_store(path).close()
    before = path.read_bytes()
    with pytest.raises(StoreUnreadable):
        Store.open(path, lambda _file: bytes(KEY_BYTES))
    assert path.read_bytes() == before
    again = Store.open(path, store_key)
    assert again.read_now(find_me) is not None
    again.close()


def test_a_new_file_gets_a_key_of_its_own_which_the_keystore_keeps(path: Path) -> None:
    keystore = FileKeystore(path.parent / "keys")
    Store.open(path, key_finder(keystore, Chance())).close()
    key = kept_key(keystore)
    assert len(key) == KEY_BYTES
    Store.open(path, key_finder(keystore, Chance())).close()
    assert kept_key(keystore) == key


def test_without_its_key_a_file_is_neither_opened_nor_given_a_new_key(path: Path) -> None:
    an_enrolled_store(path).close()
    before = path.read_bytes()
    keystore = FileKeystore(path.parent / "keys")
    with pytest.raises(StoreKeyMissing):
        Store.open(path, key_finder(keystore, Chance()))
    with pytest.raises(StoreKeyMissing):
        kept_key(keystore)
    assert path.read_bytes() == before


@pytest.mark.parametrize("damaged", [b"", KEY[:-1], KEY + b"\n"])
def test_a_damaged_key_is_told_and_neither_the_file_nor_the_key_is_touched(
    path: Path, damaged: bytes
) -> None:
    an_enrolled_store(path).close()
    before = path.read_bytes()
    keystore = FileKeystore(path.parent / "keys")
    keystore.save(STORE_KEY, damaged)
    with pytest.raises(StoreKeyDamaged):
        Store.open(path, key_finder(keystore, Chance()))
    assert path.read_bytes() == before
    assert keystore.load(STORE_KEY) == damaged


def test_a_till_that_begins_anew_gets_a_key_in_the_place_of_a_damaged_one(path: Path) -> None:
    keystore = FileKeystore(path.parent / "keys")
    keystore.save(STORE_KEY, KEY[:-1])
    Store.open(path, key_finder(keystore, Chance())).close()
    assert len(kept_key(keystore)) == KEY_BYTES


def test_a_plain_file_is_taken_over_with_all_that_is_in_it(path: Path) -> None:
    made_plain(path)
    store = Store.open(path, store_key)
    assert not is_plain(path)
    assert store.read_now(lambda db: setting(db, "note")) == SECRET
    assert store.read_now(lambda db: list(broken_seals(db))) == []
    store.close()
    assert SECRET.encode() not in path.read_bytes()
    assert not list(path.parent.glob("*.fresh*"))


def test_a_log_that_the_plain_file_left_behind_is_taken_over_too(path: Path) -> None:
    """The program before was killed: what it wrote last is in the log alone."""
    made_plain(path)
    script = "import os, sqlite3, sys; db = sqlite3.connect(sys.argv[1]);"
    script += "db.execute('PRAGMA journal_mode = WAL');"
    script += "db.execute(\"UPDATE setting SET value = 'in the log'\"); db.commit(); os._exit(9)"
    subprocess.run([sys.executable, "-c", script, str(path)], check=False)
    assert path.with_name("till.db-wal").stat().st_size
    store = Store.open(path, store_key)
    assert store.read_now(lambda db: setting(db, "note")) == "in the log"
    store.close()


@pytest.mark.slow
def test_whenever_a_takeover_is_killed_the_next_start_has_everything(path: Path) -> None:
    """Kill -9 before each line of it."""
    made_plain(path)
    images = killed_before_each_line(path)
    assert len(images) > FEWEST_LINES
    assert {is_plain(each) for each in images} == {True, False}
    for each in images:
        store = Store.open(each, store_key)
        assert store.read_now(lambda db: setting(db, "note")) == SECRET
        assert store.read_now(find_me) is not None
        store.close()
        assert not is_plain(each)


def test_a_file_that_is_no_database_is_left_as_it_is(path: Path) -> None:
    path.write_bytes(b"somebody's letters" * 400)
    with pytest.raises(StoreFailed):
        Store.open(path, store_key)
    assert path.read_bytes() == b"somebody's letters" * 400


def made_plain(path: Path) -> None:
    """The file of an enrolled till as an earlier version kept it."""
    store = an_enrolled_store(path)
    store.write_now(lambda db: put_setting(db, "note", SECRET))
    enqueue_earn(store, number="1")
    store.close()
    plain = path.with_suffix(".plain")
    with closing(opened(path)) as sealed:
        (version,) = sealed.execute("PRAGMA user_version").fetchone()
        sealed.execute("ATTACH DATABASE ? AS plain KEY ''", (str(plain),))
        sealed.execute("SELECT sqlcipher_export('plain')").fetchone()
        sealed.execute(f"PRAGMA plain.user_version = {version}")
        sealed.execute("DETACH DATABASE plain")
    plain.replace(path)
    assert is_plain(path)


def killed_before_each_line(path: Path) -> list[Path]:
    """What each of as many processes left behind, the last of which was not killed."""
    subprocess.run([sys.executable, "-c", TAKE_OVER, str(path), KEY.hex()], cwd=ROOT, check=True)
    return sorted(path.parent.glob("killed */till.db"))

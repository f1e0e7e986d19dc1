"""The PIN pad that stands before the till is loaded: whose it is, and what comes of a digit."""

import json
from pathlib import Path
from typing import Any, Final

import pytest

from client.devices.keystore import PIN_PEPPER, FileKeystore
from client.devices.store_key import STORE_KEY
from client.paths import database_path, keys_dir
from client.store.database import Store
from client.store.me import set_problem
from client.store.pin_tries import pin_tries
from client.store.settings_rows import put_setting
from client.till.looks import Looks
from client.till.porch import Porch, find_porch
from shared.receipt.language import Language
from tests.builders import CASHIER, PEPPER, an_enrolled_store
from tests.client.programs import run_program
from tests.screens.house import STAFF, furnish, guest_id_of
from tests.sealed_files import keystore_of, opened, store_key

ROOT: Final = Path(__file__).parents[2]
HEAVY: Final = (
    "PIL",
    "_hashlib",
    "argon2",
    "asyncio",
    "client.ui.presenters.accent",
    "client.ui.presenters.texts",
    "client.ui.viewmodels.texts",
    "concurrent.futures.thread",
    "cryptography",
    "cv2",
    "httpx",
    "json",
    "keyring",
    "logging.handlers",
    "numpy",
    "platformdirs",
    "pydantic",
    "qasync",
    "sqlite_utils",
    "uuid",
)
"""What the first picture does not wait for."""
LOADED: Final = """
import linecache
import sys
from client.__main__ import porch_of
from client.settings import Settings
from client.store.lock import hold
from pathlib import Path
folder = Path(sys.argv[1])
assert porch_of(Settings(data_dir=folder), hold(folder / "till.db"))
import client.ui.application.porch
from PySide6 import QtCore
print(*sys.modules, *linecache.cache)
"""


def test_an_enrolled_till_shows_its_people_and_its_looks_at_once(tmp_path: Path) -> None:
    store = a_till(tmp_path)
    store.write_now(lambda db: put_setting(db, "ui.is_dark", "False"))
    store.close()
    porch = look(tmp_path)
    assert porch is not None
    assert [tile.name for tile in porch.tiles] == [colleague.name for colleague in STAFF]
    assert porch.restaurant_name == "Сушилка на Тверской"
    assert porch.looks == Looks(language=Language.EN, is_dark=False)


def test_a_till_whose_log_was_left_by_a_power_cut_has_its_porch(tmp_path: Path) -> None:
    store = a_till(tmp_path)  # not closed: what was written stands in the log beside the file
    assert look(tmp_path) is not None
    store.close()


def test_there_is_no_porch_before_the_first_start(tmp_path: Path) -> None:
    assert look(tmp_path) is None
    assert list(tmp_path.iterdir()) == []


def test_there_is_no_porch_for_a_till_that_is_not_enrolled_or_has_nobody(tmp_path: Path) -> None:
    keystore_of(tmp_path / "new")
    Store.open(database_path(tmp_path / "new"), store_key).close()
    assert look(tmp_path / "new") is None
    keystore_of(tmp_path / "empty")
    an_enrolled_store(database_path(tmp_path / "empty")).close()
    assert look(tmp_path / "empty") is None


def test_a_till_that_was_shut_out_says_so_itself(tmp_path: Path) -> None:
    store = a_till(tmp_path)
    store.write_now(lambda db: set_problem(db, "device_revoked"))
    store.close()
    assert look(tmp_path) is None


def test_a_file_of_another_version_is_brought_up_to_this_one_first(tmp_path: Path) -> None:
    a_till(tmp_path).close()
    file = opened(database_path(tmp_path))
    file.execute("PRAGMA user_version = 3")
    file.close()
    assert look(tmp_path) is None


def test_a_file_that_does_not_open_is_told_of_by_the_whole_till(tmp_path: Path) -> None:
    a_till(tmp_path).close()
    FileKeystore(keys_dir(tmp_path)).save(STORE_KEY, bytes(32))
    assert look(tmp_path) is None
    FileKeystore(keys_dir(tmp_path)).forget(STORE_KEY)
    assert look(tmp_path) is None


@pytest.mark.slow
def test_the_first_picture_waits_for_nothing_that_it_does_not_show(tmp_path: Path) -> None:
    a_till(tmp_path).close()
    loaded = set(run_program("-c", LOADED, str(tmp_path)).stdout.split())
    assert "client.ui.viewmodels.porch" in loaded
    assert [each for each in HEAVY if each in loaded] == []
    assert [each for each in loaded if each.startswith(str(ROOT / "client"))] == [], "source read"


@pytest.mark.slow
def test_digits_and_a_card_that_came_too_early_are_the_tills(tmp_path: Path) -> None:
    """Two digits on the porch and two on the till are one PIN; the card is no digit of it."""
    a_till(tmp_path).close()
    assert at_the_porch(tmp_path, "half") == {"begun": 2, "warnings": []}


@pytest.mark.slow
def test_of_two_cards_the_one_that_came_last_is_opened(tmp_path: Path) -> None:
    a_till(tmp_path).close()
    assert at_the_porch(tmp_path, "twice") == {"guest": guest_id_of(1)}


@pytest.mark.slow
def test_a_wrong_pin_on_the_porch_is_one_wrong_try(tmp_path: Path) -> None:
    a_till(tmp_path).close()
    told = at_the_porch(tmp_path, "wrong")
    assert told == {"message": "Неверный PIN-код\nОсталось 4 попытки", "typed": 0}
    store = Store.open(database_path(tmp_path), store_key)
    tries = store.read_now(lambda db: pin_tries(db, CASHIER))
    store.close()
    assert tries is not None
    assert len(tries.ages_ms) == 1


@pytest.mark.slow
def test_trouble_behind_the_porch_is_told_as_trouble(tmp_path: Path) -> None:
    a_till(tmp_path).close()
    assert at_the_porch(tmp_path, "lost") == {"trouble": "store_key_missing"}


@pytest.mark.slow
def test_nothing_more_is_loaded_behind_a_porch_that_somebody_closed(tmp_path: Path) -> None:
    a_till(tmp_path).close()
    assert at_the_porch(tmp_path, "left") == {"loaded": []}


def a_till(folder: Path) -> Store:
    """Enrolled, with people and guests, and with the keystore that goes with it."""
    keystore_of(folder).save(PIN_PEPPER, PEPPER)
    store = an_enrolled_store(database_path(folder))
    furnish(store)
    return store


def look(folder: Path) -> Porch | None:
    """What the till in ``folder`` would show."""
    keys = FileKeystore(keys_dir(folder))
    return find_porch(
        database_path(folder),
        files=keys,
        open_keystore=lambda: keys,
        initial=Looks(language=Language.EN),
    )


def at_the_porch(folder: Path, deed: str) -> dict[str, Any]:
    """What came of ``deed`` there."""
    done = run_program("-m", "tests.client.porch_till", str(folder), deed)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told

"""The whole till but its window, put together as the program does it."""

import asyncio
from pathlib import Path

import pytest

from client.devices.os_keystore import open_keystore
from client.devices.store_key import key_finder
from client.ids import Chance
from client.paths import database_path, keys_dir
from client.settings import Settings
from client.store.database import Store
from client.store.errors import StoreInUse
from client.store.settings_rows import put_setting
from client.till.about import about_till
from client.wiring import open_client
from shared.receipt.words import Language


def test_a_new_till_is_not_enrolled_and_speaks_the_language_it_was_told(tmp_path: Path) -> None:
    client = open_client(Settings(data_dir=tmp_path, language="en"))
    preferences = asyncio.run(client.parts.keeper.load())
    about = asyncio.run(about_till(client.store))
    client.close()
    assert preferences.language is Language.EN
    assert about is None


def test_what_a_person_chose_wins_over_the_command_line(tmp_path: Path) -> None:
    store = Store.open(
        database_path(tmp_path), key_finder(open_keystore(keys_dir(tmp_path)), Chance())
    )
    store.write_now(lambda db: put_setting(db, "ui.language", "ru"))
    store.close()
    client = open_client(Settings(data_dir=tmp_path, language="en"))
    preferences = asyncio.run(client.parts.keeper.load())
    client.close()
    assert preferences.language is Language.RU


@pytest.mark.expects_warning
def test_a_printer_that_means_nothing_any_more_does_not_keep_the_till_from_starting(
    tmp_path: Path,
) -> None:
    store = Store.open(
        database_path(tmp_path), key_finder(open_keystore(keys_dir(tmp_path)), Chance())
    )
    store.write_now(lambda db: put_setting(db, "ui.printer", '{"name": "gone", "address": {}}'))
    store.close()
    open_client(Settings(data_dir=tmp_path)).close()


def test_a_closed_till_lets_the_next_one_in(tmp_path: Path) -> None:
    client = open_client(Settings(data_dir=tmp_path))
    with pytest.raises(StoreInUse):
        open_client(Settings(data_dir=tmp_path))
    client.close()
    open_client(Settings(data_dir=tmp_path)).close()


def a_store(folder: Path) -> Store:
    """The store of the till there, with the key of its keystore."""
    find_key = key_finder(open_keystore(keys_dir(folder)), Chance())
    return Store.open(database_path(folder), find_key)

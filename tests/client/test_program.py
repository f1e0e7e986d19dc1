"""``python -m client`` as a person starts it."""

import shutil
from pathlib import Path

import pytest

from client.paths import database_path, keys_dir, training_dir
from client.settings import Settings
from client.store.database import Store
from client.store.errors import StoreKeyMissing
from client.training import Turns
from tests.builders import an_enrolled_store
from tests.client.programs import run_program
from tests.sealed_files import keystore_of, store_key


@pytest.mark.slow
def test_a_second_till_on_the_same_folder_says_so_and_ends(tmp_path: Path) -> None:
    first = Store.open(database_path(tmp_path), store_key)
    second = run_program("-m", "client", "--data-dir", str(tmp_path))
    first.close()
    assert second.returncode == 1
    assert "store_in_use" in second.stderr


@pytest.mark.slow
def test_the_program_turns_to_the_training_till_and_back(tmp_path: Path) -> None:
    keystore_of(tmp_path)
    an_enrolled_store(database_path(tmp_path)).close()
    turned = run_program("-m", "tests.client.turning_till", str(tmp_path))
    assert turned.stdout.splitlines()[-1:] == ["[False, True, False]"], turned.stderr
    assert turned.returncode == 0
    assert not training_dir(tmp_path).exists()


def test_a_real_till_that_does_not_open_again_is_told_of_and_training_is_gone(
    tmp_path: Path,
) -> None:
    """What ``main`` shows then is ``tests/screens/test_cannot_start.py``'s."""
    keystore_of(tmp_path)
    an_enrolled_store(database_path(tmp_path)).close()
    turns = Turns(Settings(data_dir=tmp_path))
    turns.parts.training.change()
    practice = turns.turn()
    assert practice is not None
    assert practice.training.is_on
    shutil.rmtree(keys_dir(tmp_path))
    practice.training.change()
    with pytest.raises(StoreKeyMissing):
        turns.turn()
    turns.close()
    assert not training_dir(tmp_path).exists()

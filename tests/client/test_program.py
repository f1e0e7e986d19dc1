"""``python -m client`` as a person starts it."""

import subprocess
import sys
from pathlib import Path

import pytest

from client.paths import database_path
from client.store.database import Store
from tests.sealed_files import store_key

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_a_second_till_on_the_same_folder_says_so_and_ends(tmp_path: Path) -> None:
    first = Store.open(database_path(tmp_path), store_key)
    second = subprocess.run(
        [sys.executable, "-m", "client", "--data-dir", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    first.close()
    assert second.returncode == 1
    assert "store_in_use" in second.stderr

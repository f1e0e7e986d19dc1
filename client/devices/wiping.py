"""A till is wiped: its keys first, so that what is left of its file is noise to everybody.

What was handed over stays: sealed packets are readable to their server alone.
"""

import shutil
from pathlib import Path

from client import paths
from client.devices.keystore import DEVICE_KEY, PIN_PEPPER, Keystore
from client.devices.store_key import STORE_KEY


def wipe_till(folder: Path, keystore: Keystore) -> None:
    """Nothing of the till in ``folder`` is left; its store must be closed.

    Raises ``KeystoreLocked``: then the keys are there still, and so is the file.
    """
    for name in (STORE_KEY, PIN_PEPPER, DEVICE_KEY):
        keystore.forget(name)
    file = paths.database_path(folder)
    for each in (file, *(file.with_name(f"{file.name}-{end}") for end in ("wal", "shm"))):
        each.unlink(missing_ok=True)
    shutil.rmtree(paths.paper_dir(folder), ignore_errors=True)

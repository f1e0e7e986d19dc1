"""What every test of the engine begins with."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.client.sync.syncing_till import SyncingTill, an_enrolled_till


@pytest.fixture
def till(tmp_path: Path) -> Iterator[SyncingTill]:
    """An enrolled till with its server in memory."""
    made = an_enrolled_till(tmp_path)
    yield made
    made.store.close()

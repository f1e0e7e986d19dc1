"""What the till let go of goes back to the machine."""

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from resource import getpagesize

import pytest

from client.memory import give_back_what_is_free
from client.till.sign_in import slow_hash
from shared.sync.pins import PIN_MEMORY_KIB


@pytest.mark.skipif(sys.platform != "linux", reason="other systems need no word")
def test_what_a_checked_pin_took_goes_back() -> None:
    """Of the third as well: glibc keeps what is asked for again."""
    give_back_what_is_free()
    with ThreadPoolExecutor(1) as hashing:
        before = held_kib()
        for _ in range(3):
            hashing.submit(slow_hash, "1234", bytes(16)).result()
        assert held_kib() - before < PIN_MEMORY_KIB / 2


def held_kib() -> int:
    """What this process has of the machine's memory."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * getpagesize() // 1024

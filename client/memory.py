"""What the till let go of goes back to the machine.

To check a PIN takes 19 MiB for a tenth of a second, on a thread of its own. Once such a block was
freed, glibc keeps the next one and all below that size in its heaps, where they stay the program's
for good. Knows glibc's allocator; must not know who allocates what.
"""

import ctypes
import sys
from typing import Final

LARGE_BYTES: Final = 4 * 1024 * 1024
"""A picture of a whole window is not larger, and is wanted again; what checks a PIN is."""
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
"""As ``malloc.h`` of glibc has them."""


def give_back_what_is_free() -> None:
    """From now on: large blocks when they are freed, and what is free at the end of a heap.

    To say it fixes the limits, which move with what is freed otherwise. Other systems' allocators
    need no word, and have no ear for one.
    """
    if sys.platform != "linux":
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # musl has none
    if mallopt is not None:
        mallopt(_MMAP_THRESHOLD, LARGE_BYTES)
        mallopt(_TRIM_THRESHOLD, LARGE_BYTES)

"""Where the server's chance enters, and nowhere else: ids, keys, codes."""

import secrets
import uuid
from collections.abc import Callable

_EXTRA_BYTES = 8


class Chance:
    """Random values out of one source of bytes; tests hand in a seeded source."""

    def __init__(self, source: Callable[[int], bytes] = secrets.token_bytes) -> None:
        self._source = source

    def token_bytes(self, count: int) -> bytes:
        """``count`` random bytes."""
        return self._source(count)

    def uuid(self) -> str:
        """A random UUID, lower-case text."""
        return str(uuid.UUID(bytes=self._source(16), version=4))

    def below(self, limit: int) -> int:
        """A number from 0 to ``limit`` - 1; the bias is under one in 2**64."""
        assert limit > 0
        count = (limit.bit_length() + 7) // 8 + _EXTRA_BYTES
        return int.from_bytes(self._source(count)) % limit

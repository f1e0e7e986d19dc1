"""How often somebody may ask: token buckets by key, in memory, the longest silent forgotten first.

Knows numbers and the clock; who stands behind a key is its callers' affair. Belongs to one event
loop; integers only, a token is a thousand parts so that a millisecond refills a whole number.
"""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from typing import ClassVar

from server.clock import Clock
from shared.domain.errors import Refusal

KEYS_MAX = 50_000
_MILLIS = 1000


@dataclass(eq=False)
class RateExceeded(Refusal):
    """More requests than this sender may make."""

    code: ClassVar[str] = "rate_exceeded"
    retry_after_seconds: int


@dataclass(frozen=True, slots=True)
class Rate:
    """So many at once, and so many a second after that."""

    burst: int
    per_second: int


class Buckets:
    """One bucket a key, full at first."""

    def __init__(self, clock: Clock, rate: Rate) -> None:
        self._clock = clock
        self._rate = rate
        self._levels: OrderedDict[Hashable, tuple[int, int]] = OrderedDict()
        """Thousandths of a token that were left, and when."""

    def __len__(self) -> int:
        """How many keys are remembered."""
        return len(self._levels)

    def require(self, key: Hashable) -> None:
        """Raises ``RateExceeded`` when the bucket is empty; takes nothing."""
        level, _ = self._level(key)
        if level < _MILLIS:
            wait_ms = -(-(_MILLIS - level) // self._rate.per_second)
            raise RateExceeded(retry_after_seconds=-(-wait_ms // _MILLIS))

    def take(self, key: Hashable, *, tokens: int = 1) -> None:
        """Takes so many, where there is one: who is lent more waits until he has given them back.

        Raises ``RateExceeded`` when there is none.
        """
        self.require(key)
        self._add(key, -tokens * _MILLIS)

    def give_back(self, key: Hashable) -> None:
        """What was taken was not the key's own doing."""
        self._add(key, _MILLIS)

    def _add(self, key: Hashable, thousandths: int) -> None:
        level, now_ms = self._level(key)
        self._levels[key] = (min(level + thousandths, self._full), now_ms)
        self._levels.move_to_end(key)
        if len(self._levels) > KEYS_MAX:
            self._levels.popitem(last=False)

    def _level(self, key: Hashable) -> tuple[int, int]:
        now_ms = self._clock.monotonic_ms()
        level, at_ms = self._levels.get(key, (self._full, now_ms))
        return min(level + (now_ms - at_ms) * self._rate.per_second, self._full), now_ms

    @property
    def _full(self) -> int:
        return self._rate.burst * _MILLIS

"""How often one may guess: wrong tries at one thing, per address, within a window (SEC-07).

Kept in memory: a restart forgives, which a guesser cannot bring about. Only wrong tries count, so
a restaurant that enrols ten tills behind one address is not held up.
"""

import ipaddress
from collections import OrderedDict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import ClassVar

from server.clock import Clock
from shared.domain.errors import Refusal

TRIES_MAX = 10
WINDOW_MS = 10 * 60 * 1000
ADDRESSES_MAX = 10_000
"""Beyond it the address that was longest silent is forgotten."""
_IPV6_SITE_BITS = 64
_MILLIS = 1000

_Guesser = tuple[str, str]
"""An address, and the code of the refusal that tells it that it guessed wrong."""


@dataclass(eq=False)
class TooManyTries(Refusal):
    """Too many wrong tries from one address."""

    code: ClassVar[str] = "too_many_tries"
    retry_after_seconds: int


class TryLimiter:
    """Counts tries by address and by what is guessed; belongs to one event loop."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._tries: OrderedDict[_Guesser, deque[int]] = OrderedDict()

    @contextmanager
    def guess(self, address: str, *, wrong: type[Refusal]) -> Iterator[None]:
        """Surrounds a try; only one that ends in ``wrong`` stays counted.

        It is counted before it is made, so tries at the same moment cannot slip through. Raises
        ``TooManyTries``.
        """
        guesser = (site_of(address), wrong.code)
        self._take(guesser)
        is_wrong = False
        try:
            yield
        except wrong:
            is_wrong = True
            raise
        finally:
            if not is_wrong:
                self._give_back(guesser)

    def __len__(self) -> int:
        """How many addresses are remembered."""
        return len(self._tries)

    def _take(self, guesser: _Guesser) -> None:
        now = self._clock.monotonic_ms()
        tries = self._tries.setdefault(guesser, deque())
        self._tries.move_to_end(guesser)
        while tries and tries[0] <= now - WINDOW_MS:
            tries.popleft()
        if len(tries) >= TRIES_MAX:
            wait_ms = tries[0] + WINDOW_MS - now
            raise TooManyTries(retry_after_seconds=-(-wait_ms // _MILLIS))
        tries.append(now)
        if len(self._tries) > ADDRESSES_MAX:
            self._tries.popitem(last=False)

    def _give_back(self, guesser: _Guesser) -> None:
        tries = self._tries.get(guesser)
        if tries:
            tries.pop()


def site_of(address: str) -> str:
    """One home or shop owns a whole IPv6 network of addresses: they count as one."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return address
    return str(ipaddress.ip_network((parsed, _IPV6_SITE_BITS), strict=False))

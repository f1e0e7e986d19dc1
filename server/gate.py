"""The gate: who asks too much is sent away before his request is read, and costs nobody else.

A request is counted against the device it claims to be of, at the address it came from, for the
claim is only a claim until the endpoint has checked the signature: nobody uses up at one address
what a till may ask for at another. What turns out to be rubbish, or wrongly signed, is given back
and counted against the address; but at an address where a device is known, against that device
there. So whoever guesses exhausts his own address. Must not know what is asked.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager

from server.clock import Clock
from server.limits import site_of
from server.rates import Buckets, Rate, RateExceeded
from shared.domain.errors import Refusal

DEVICE_RATE = Rate(burst=1_000, per_second=100)
"""A till that catches up pushes 500 operations a request: this is far above honest work."""
WRONG_RATE = Rate(burst=100, per_second=1)
"""Rubbish, and signatures that do not hold, from one address."""
IN_FLIGHT_MAX = 8
"""Of one sender, so that slow bodies cannot pile up."""
PROVEN_MAX = 50_000
RETRY_IN_FLIGHT_SECONDS = 1


def _one() -> int:
    return 1


class Gate:
    """Belongs to one event loop."""

    def __init__(self, clock: Clock) -> None:
        self._requests = Buckets(clock, DEVICE_RATE)
        self._wrong = Buckets(clock, WRONG_RATE)
        self._proven: OrderedDict[Hashable, None] = OrderedDict()
        self._inside: dict[Hashable, int] = {}

    @contextmanager
    def passage(
        self,
        device_id: str | None,
        *,
        address: str,
        wrong: tuple[type[Refusal], ...],
        weight: Callable[[], int] = _one,
    ) -> Iterator[None]:
        """Surrounds a request that claims to be of ``device_id``. Raises ``RateExceeded``.

        ``wrong`` is how it shows itself that the claim was not proven, ``weight`` as how many wrong
        ones it counts then. None claims nothing.
        """
        site = site_of(address)
        sender = (site, device_id)
        suspect: Hashable = sender if sender in self._proven else site
        self._wrong.require(suspect)
        self._requests.take(sender)
        with self._room_for(sender):
            try:
                yield
            except wrong:
                self._requests.give_back(sender)
                self._wrong.take(suspect, tokens=weight())
                raise
        if device_id is not None:
            self._remember(sender)

    @contextmanager
    def _room_for(self, sender: Hashable) -> Iterator[None]:
        inside = self._inside.get(sender, 0)
        if inside >= IN_FLIGHT_MAX:
            raise RateExceeded(retry_after_seconds=RETRY_IN_FLIGHT_SECONDS)
        self._inside[sender] = inside + 1
        try:
            yield
        finally:
            self._inside[sender] -= 1
            if not self._inside[sender]:
                del self._inside[sender]

    def _remember(self, sender: Hashable) -> None:
        self._proven[sender] = None
        self._proven.move_to_end(sender)
        if len(self._proven) > PROVEN_MAX:
            self._proven.popitem(last=False)

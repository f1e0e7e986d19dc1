"""The gate: who asks too much is sent away before his request is read, and costs nobody else.

A request is counted against the device it claims to be of, and the claim is only a claim until the
endpoint has checked the signature. So a wrong signature is given back to the device and counted
against the address it came from; whoever guesses exhausts his own address, and harms there only
devices this process has not met yet. Must not know what is asked.
"""

from collections import OrderedDict
from collections.abc import Hashable, Iterator
from contextlib import contextmanager

from server.access import SignatureInvalid
from server.clock import Clock
from server.limits import site_of
from server.rates import Buckets, Rate, RateExceeded

DEVICE_RATE = Rate(burst=1_000, per_second=100)
"""A till that catches up pushes 500 operations a request: this is far above honest work."""
WRONG_RATE = Rate(burst=100, per_second=1)
"""Signatures that do not hold, from one address."""
IN_FLIGHT_MAX = 8
"""Of one sender, so that slow bodies cannot pile up."""
PROVEN_MAX = 50_000
RETRY_IN_FLIGHT_SECONDS = 1


class Gate:
    """Belongs to one event loop."""

    def __init__(self, clock: Clock) -> None:
        self._requests = Buckets(clock, DEVICE_RATE)
        self._wrong = Buckets(clock, WRONG_RATE)
        self._proven: OrderedDict[str, None] = OrderedDict()
        self._inside: dict[Hashable, int] = {}

    @contextmanager
    def passage(self, device_id: str | None, *, address: str) -> Iterator[None]:
        """Surrounds a request that claims to be of ``device_id``. Raises ``RateExceeded``."""
        site = site_of(address)
        is_proven = device_id in self._proven
        sender: Hashable = device_id if is_proven else (site, device_id)
        suspect: Hashable = (site, device_id) if is_proven else site
        self._wrong.require(suspect)
        self._requests.take(sender)
        with self._room_for(sender):
            try:
                yield
            except SignatureInvalid:
                self._requests.give_back(sender)
                self._wrong.take(suspect)
                raise
        if device_id is not None:
            self._remember(device_id)

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

    def _remember(self, device_id: str) -> None:
        self._proven[device_id] = None
        self._proven.move_to_end(device_id)
        if len(self._proven) > PROVEN_MAX:
            self._proven.popitem(last=False)

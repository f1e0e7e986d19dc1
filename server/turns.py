"""Whose turn it is to write: fair between tenants, then between the devices of each.

One push of a device at a time; tenants in a circle, so a tenant with a thousand busy tills makes
another's single till wait for one push, not for a thousand. What waits is bounded. Belongs to one
event loop.
"""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import ClassVar

from server.clock import Clock
from server.rates import Buckets, Rate
from shared.domain.errors import Refusal
from shared.domain.ids import DeviceId, TenantId

TURNS_AT_ONCE = 16
"""So many pushes are with the database's writer: enough to commit several together."""
WAITING_MAX = 256
"""Beyond it a till is sent away to come again: a queue that long is seconds deep."""
WAITING_OF_TENANT_MAX = 128
TENANT_RATE = Rate(burst=5_000, per_second=1_000)
RETRY_SECONDS = 1


@dataclass(eq=False)
class PushInFlight(Refusal):
    """The device's push before this one is still being worked on."""

    code: ClassVar[str] = "push_in_flight"
    retry_after_seconds: int = RETRY_SECONDS


@dataclass(eq=False)
class ServerBusy(Refusal):
    """Too many wait already."""

    code: ClassVar[str] = "server_busy"
    retry_after_seconds: int = RETRY_SECONDS


class Turns:
    """The queue in front of the writer."""

    def __init__(self, clock: Clock, *, at_once: int = TURNS_AT_ONCE) -> None:
        self._free = at_once
        self._rates = Buckets(clock, TENANT_RATE)
        self._inside: set[DeviceId] = set()
        self._waiting: OrderedDict[TenantId, OrderedDict[DeviceId, asyncio.Future[None]]]
        self._waiting = OrderedDict()

    @asynccontextmanager
    async def turn(self, tenant_id: TenantId, device_id: DeviceId) -> AsyncIterator[None]:
        """Waits for the device's turn.

        Raises ``PushInFlight``, ``ServerBusy`` or ``RateExceeded``.
        """
        if device_id in self._inside:
            raise PushInFlight
        self._require_room(tenant_id)
        self._rates.take(tenant_id)
        self._inside.add(device_id)
        try:
            await self._begin(tenant_id, device_id)
            try:
                yield
            finally:
                self._pass_on()
        finally:
            self._inside.discard(device_id)

    def __len__(self) -> int:
        """How many wait."""
        return sum(map(len, self._waiting.values()))

    def _require_room(self, tenant_id: TenantId) -> None:
        of_tenant = len(self._waiting.get(tenant_id, ()))
        if of_tenant >= WAITING_OF_TENANT_MAX or len(self) >= WAITING_MAX:
            raise ServerBusy

    async def _begin(self, tenant_id: TenantId, device_id: DeviceId) -> None:
        if self._free:
            self._free -= 1
            return
        mine = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(tenant_id, OrderedDict())[device_id] = mine
        try:
            await mine
        except asyncio.CancelledError:
            if mine.done() and not mine.cancelled():
                self._pass_on()
            else:
                self._leave(tenant_id, device_id)
            raise

    def _pass_on(self) -> None:
        """The turn goes to the tenant whose last one is longest ago; without any it is free."""
        if not self._waiting:
            self._free += 1
            return
        tenant_id, of_tenant = self._waiting.popitem(last=False)
        _, next_one = of_tenant.popitem(last=False)
        if of_tenant:
            self._waiting[tenant_id] = of_tenant
        if next_one.cancelled():
            self._pass_on()
        else:
            next_one.set_result(None)

    def _leave(self, tenant_id: TenantId, device_id: DeviceId) -> None:
        """Who hung up is passed over; he may have been already."""
        of_tenant = self._waiting.get(tenant_id, OrderedDict())
        of_tenant.pop(device_id, None)
        if not of_tenant:
            self._waiting.pop(tenant_id, None)

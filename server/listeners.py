"""Who waits for news: devices with an open event stream, and how all of them are told at once.

Knows streams, whom they belong to, and that a slow reader must hold up nobody. Must not know what
the news is, where it comes from or HTTP: a stream is given what it sends with. Belongs to one
event loop.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from shared.domain.ids import DeviceId, RestaurantId, TenantId

TOLD_AT_ONCE = 200
"""So many streams are told before other work gets its turn."""

Send = Callable[[bytes, bool], Awaitable[None]]
"""Sends a piece of the stream; True when it is the last one."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose stream it is."""

    tenant_id: TenantId
    restaurant_id: RestaurantId
    device_id: DeviceId


class Listener:
    """One open stream. What was not sent yet when newer news comes is never sent."""

    __slots__ = ("_ending", "_latest", "_send", "_telling", "reader")

    def __init__(self, reader: Reader, send: Send) -> None:
        self.reader = reader
        self._send = send
        self._latest: bytes | None = None
        self._ending = False
        self._telling: asyncio.Task[None] | None = None

    def tell(self, text: bytes) -> None:
        """Sends ``text`` as soon as the reader has taken what came before."""
        self._latest = text
        self._go_on()

    def end(self) -> None:
        """Closes the stream after what is being sent."""
        self._ending = True
        self._go_on()

    def drop(self) -> None:
        """The reader is gone: nothing is sent any more."""
        if self._telling is not None:
            self._telling.cancel()

    def _go_on(self) -> None:
        if self._telling is None:
            self._telling = asyncio.get_running_loop().create_task(self._deliver())

    async def _deliver(self) -> None:
        while not self._ending and self._latest is not None:
            text, self._latest = self._latest, None
            await self._send(text, False)
        if self._ending:
            await self._send(b"", True)  # no more can follow, so the task stays in its place
        else:
            self._telling = None


class Listeners:
    """All streams of this process; a device has one, and a newer one ends the older."""

    def __init__(self) -> None:
        self._by_tenant: dict[TenantId, dict[DeviceId, Listener]] = {}
        self._newcomers: list[Listener] = []
        self._something_happened = asyncio.Event()
        self._is_ended = False

    def __len__(self) -> int:
        """How many streams are open."""
        return sum(map(len, self._by_tenant.values()))

    @property
    def tenant_ids(self) -> tuple[TenantId, ...]:
        """The tenants somebody listens for."""
        return tuple(self._by_tenant)

    def add(self, listener: Listener) -> None:
        """From now on it is told; after ``end`` it is ended at once."""
        reader = listener.reader
        of_tenant = self._by_tenant.setdefault(reader.tenant_id, {})
        older = of_tenant.get(reader.device_id)
        of_tenant[reader.device_id] = listener
        if older is not None:
            older.end()
        if self._is_ended:
            listener.end()
        self._newcomers.append(listener)
        self._something_happened.set()

    def remove(self, listener: Listener) -> None:
        """Its reader has gone, or it was ended."""
        listener.drop()
        reader = listener.reader
        of_tenant = self._by_tenant.get(reader.tenant_id, {})
        if of_tenant.get(reader.device_id) is listener:
            del of_tenant[reader.device_id]
        if not of_tenant:
            self._by_tenant.pop(reader.tenant_id, None)

    def look(self) -> None:
        """Something was written that may be news: wakes who is in ``something_happened``."""
        self._something_happened.set()

    async def something_happened(self) -> None:
        """Returns at the next ``look`` or ``add``, at once when one was since the last return."""
        await self._something_happened.wait()
        self._something_happened.clear()

    def newcomers(self) -> tuple[Listener, ...]:
        """Who was added since the last time this was asked, oldest first."""
        newcomers, self._newcomers = tuple(self._newcomers), []
        return newcomers

    async def tell(
        self, tenant_id: TenantId, text: bytes, *, is_for: Callable[[Reader], bool]
    ) -> None:
        """Tells those readers of the tenant it is for."""
        of_tenant = tuple(self._by_tenant.get(tenant_id, {}).values())
        await _tell([each for each in of_tenant if is_for(each.reader)], text)

    async def tell_all(self, text: bytes) -> None:
        """Tells every reader of every tenant."""
        for of_tenant in tuple(self._by_tenant.values()):
            await _tell(tuple(of_tenant.values()), text)

    def end(self) -> None:
        """Ends every stream, and every one that is still to come: the server stops."""
        self._is_ended = True
        for of_tenant in self._by_tenant.values():
            for listener in of_tenant.values():
                listener.end()


async def _tell(listeners: Iterable[Listener], text: bytes) -> None:
    for place, listener in enumerate(listeners, start=1):
        listener.tell(text)
        if place % TOLD_AT_ONCE == 0:
            await asyncio.sleep(0)

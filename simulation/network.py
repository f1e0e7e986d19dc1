"""What lies between one tablet and the server: bytes that are lost, doubled, late, out of order.

Stands in for the sockets below the tablet's real HTTP client. Must not read what it carries.
"""

import asyncio
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import httpx

from shared.sync.messages import PROTOCOL_HEADER
from simulation.disk import Disk
from simulation.house import Answered, Asked, ConnectionLost, House

LATENCY_SECONDS = (0.005, 0.3)
STRAY_SECONDS = 40.0
"""How late the copy of a request may arrive."""
_VERSION = PROTOCOL_HEADER.lower().encode()


@dataclass
class Weather:
    """What the network does now; a partition may be of one direction only."""

    loss: float = 0.0
    repetition: float = 0.0
    slowness: float = 1.0
    is_cut_to_server: bool = False
    is_cut_from_server: bool = False
    is_old: bool = False
    """Who tells the other his version, and what he reads, is a version too old to do so."""

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        self.loss = self.repetition = 0.0
        self.slowness = 1.0
        self.mend()

    def mend(self) -> None:
        """The partition ends."""
        self.is_cut_to_server = self.is_cut_from_server = False

    @property
    def is_cut(self) -> bool:
        """Whether no exchange can succeed."""
        return self.is_cut_to_server or self.is_cut_from_server


Overhear = Callable[[Asked, Answered], None]


class Wire(httpx.AsyncBaseTransport):
    """One tablet's way to the server."""

    def __init__(
        self, house: House, weather: Weather, *, chance: random.Random, overhear: Overhear
    ) -> None:
        self._house = house
        self._weather = weather
        self._chance = chance
        self._overhear = overhear
        self.disk = Disk()
        """Of the process that speaks: a dead one neither sends nor hears."""
        self.exchanges = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The server's answer, if both ways hold. Raises ``httpx.TransportError``."""
        disk = self.disk
        disk.require_alive()
        asked = self._asked(request, await request.aread())
        self.exchanges += 1
        await self._travel()
        if self._weather.is_cut_to_server or self._is(self._weather.loss):
            raise httpx.ConnectError("lost on the way to the server")
        answered = await self._deliver(asked)
        if self._is(self._weather.repetition):
            self._stray(asked)
        await self._travel()
        disk.require_alive()
        if self._weather.is_cut_from_server or self._is(self._weather.loss):
            raise httpx.ReadTimeout("lost on the way back")
        return httpx.Response(
            answered.status,
            headers=self._told(answered.headers),
            stream=httpx.ByteStream(answered.body),
            request=request,
        )

    async def _deliver(self, asked: Asked) -> Answered:
        try:
            answered = await self._house.answer(asked)
        except ConnectionLost as lost:
            raise httpx.ReadError("the server is gone") from lost
        self._overhear(asked, answered)
        return answered

    def _stray(self, asked: Asked) -> None:
        """A copy arrives some time later, perhaps after what was sent behind it."""

        async def arrive() -> None:
            try:
                self._overhear(asked, await self._house.answer(asked))
            except ConnectionLost:
                return

        seconds = self._chance.uniform(0, STRAY_SECONDS)
        loop = asyncio.get_running_loop()
        loop.call_later(seconds, lambda: loop.create_task(arrive()))

    async def _travel(self) -> None:
        await asyncio.sleep(self._chance.uniform(*LATENCY_SECONDS) * self._weather.slowness)

    def _is(self, probability: float) -> bool:
        return self._chance.random() < probability

    def _asked(self, request: httpx.Request, body: bytes) -> Asked:
        path, _, query = request.url.raw_path.partition(b"?")
        headers = self._told((name.lower(), value) for name, value in request.headers.raw)
        return Asked(request.method, path, query, tuple(headers), body)

    def _told(self, headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        return [each for each in headers if not self._weather.is_old or each[0] != _VERSION]

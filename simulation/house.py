"""The server of this world: its real application on its real database, and what may befall it.

Requests come in as bytes and go out as bytes. A crash loses what was in memory; a restore brings
back an older copy of the database.
"""

import shutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection
from starlette.applications import Starlette

from server.app import build_app, host_on
from server.database import Database, DatabaseUnavailable
from server.exchange import Host
from server.settings import Settings
from simulation.chances import ServerChance, source
from simulation.clocks import Seconds, ServerClock
from simulation.disk import Crashed, Disk, connection_on
from simulation.virtual_time import AtOnce

T = TypeVar("T")


class ConnectionLost(Exception):
    """The server died before it answered."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it lies on the wire."""

    method: str
    path: bytes
    query: bytes
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes


@dataclass(frozen=True, slots=True)
class Answered:
    """A response as it lies on the wire."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes


class House:
    """One server process after another; the application is built once and outlives them all."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.clock = ServerClock()
        self.chance = ServerChance(source(0, "server"))
        self.disk = Disk()
        self.crashes = 0
        url = f"sqlite:///{path}"
        connection = connection_on(lambda: self.disk)
        self.database = Database.open(url, threads=AtOnce, sqlite_connection=connection)
        self._app: Starlette = build_app(
            Settings(database_url=url), clock=self.clock, chance=self.chance
        )
        self._host: Host

    def begin(self, *, seed: int, seconds: Seconds) -> None:
        """A new world: its time, its chance, and the first process on the file as it is."""
        self.clock.seconds = seconds
        self.chance.origin = source(seed, "server")
        self.crashes = 0
        self.start()

    def put_file(self, source: Path) -> None:
        """A copy of ``source`` is the database from now on; no process may run.

        A file of its own, not the old one written over: whoever still had that one open, a
        connection nobody has collected yet, must not be heard of again.
        """
        for end in ("", "-wal", "-shm"):
            self.path.with_name(self.path.name + end).unlink(missing_ok=True)
        shutil.copyfile(source, self.path)

    def start(self) -> None:
        """A new process on the file."""
        self.disk = Disk()
        self._host = host_on(self.database, clock=self.clock, chance=self.chance)

    def stop(self) -> None:
        """The process ends; all that is left is the file."""
        self.database.close()

    async def answer(self, asked: Asked) -> Answered:
        """What the application says. Raises ``ConnectionLost`` when it dies over it."""
        answer = _Answer()
        try:
            await self._app(self._scope(asked), _body_of(asked), answer.send)
        except Crashed:
            self._die()
            raise ConnectionLost from None
        return answer.whole()

    def write(self, work: Callable[[Connection], T]) -> T:
        """A unit of work of the operator, who tries again when the server dies or fails over it."""
        self.disk.next_fault = None
        return self.database.write_now(work)

    async def by_itself(self, work: Callable[[Database], Awaitable[None]]) -> None:
        """What the server does unasked: whatever a process dies or fails over, the next one does.

        A fault comes once, so this comes to an end.
        """
        while True:
            try:
                return await work(self.database)
            except Crashed:
                self._die()
            except DatabaseUnavailable:
                continue

    def read(self, work: Callable[[Connection], T]) -> T:
        """A look at the database."""
        return self.database.read_now(work)

    def _die(self) -> None:
        self.crashes += 1
        self.stop()
        self.start()

    def _scope(self, asked: Asked) -> dict[str, Any]:
        return {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": asked.method,
            "scheme": "http",
            "path": asked.path.decode(),
            "raw_path": asked.path,
            "query_string": asked.query,
            "root_path": "",
            "headers": asked.headers,
            "client": ("127.0.0.1", 1),
            "server": ("server", 80),
            "state": {"host": self._host},
        }


class _Answer:
    """Collects what an application sends."""

    def __init__(self) -> None:
        self._status = 0
        self._headers: tuple[tuple[bytes, bytes], ...] = ()
        self._body = bytearray()

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
            self._headers = tuple(message.get("headers", ()))
        else:
            self._body += message.get("body", b"")

    def whole(self) -> Answered:
        assert self._status, "the application answered nothing"
        return Answered(self._status, self._headers, bytes(self._body))


def _body_of(asked: Asked) -> Any:
    parts = iter([{"type": "http.request", "body": asked.body, "more_body": False}])

    async def receive() -> Any:
        return next(parts, {"type": "http.disconnect"})

    return receive

"""A real server on a real socket, on a thread of its own, that goes by a test's clock."""

import random
import socket
import threading

import uvicorn
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

import server.chance
import server.clock
from server.app import build_app
from server.listeners import Listeners
from server.serving import ServerOnSockets
from server.settings import Settings
from shared.operations.encode import to_millis
from tests.fakes import FakeClock

ILL = PlainTextResponse("out of order", status_code=500)


class ServerClock(server.clock.Clock):
    """The server goes by the test's clock."""

    def __init__(self, clock: FakeClock) -> None:
        self._clock = clock

    def now_ms(self) -> int:
        return to_millis(self._clock.now_utc())

    def monotonic_ms(self) -> int:
        return self._clock.monotonic_ms()


class ServerProcess:
    """The application behind a socket, on a thread of its own."""

    def __init__(self, database_url: str, clock: FakeClock, *, port: int = 0) -> None:
        chance = server.chance.Chance(random.Random(2026).randbytes)
        self._app = build_app(
            Settings(database_url=database_url), clock=ServerClock(clock), chance=chance
        )
        self.is_ill = False
        self.requests = 0
        """How many anybody made."""
        self._listener = socket.create_server(("127.0.0.1", port))
        config = uvicorn.Config(
            self._with_illness,
            interface="asgi3",
            lifespan="on",
            ws="none",
            log_config=None,
            access_log=False,
        )
        self._uvicorn = ServerOnSockets(
            config, announce=lambda: None, end_streams=self._app.state.listeners.end
        )
        self._thread = threading.Thread(
            target=self._uvicorn.run, kwargs={"sockets": [self._listener]}, name="server"
        )
        self._thread.start()

    @property
    def url(self) -> str:
        """Where tills reach it."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._listener.getsockname()[1])

    @property
    def listeners(self) -> Listeners:
        """Whose event streams are open."""
        listeners: Listeners = self._app.state.listeners
        return listeners

    def stop(self) -> None:
        """Shuts it down."""
        self._uvicorn.should_exit = True
        self._thread.join()
        self._listener.close()

    async def _with_illness(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.requests += scope["type"] == "http"
        ill = self.is_ill and scope["type"] == "http"
        await (ILL if ill else self._app)(scope, receive, send)

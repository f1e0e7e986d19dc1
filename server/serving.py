"""Runs the application behind uvicorn, on one socket, until it is told to stop."""

import gc
import signal
import socket
import sys
from collections.abc import Callable
from types import FrameType

import uvicorn

from server.app import build_app
from server.settings import Settings

GRACE_SECONDS = 10
"""How long running requests may take to end after the signal."""
KEEP_ALIVE_SECONDS = 75
BACKLOG = 512
COLLECT_AFTER_OBJECTS = 50_000
"""A run of 500 operations makes so many values; by reference counting they go as they came."""


class CannotListen(Exception):
    """The address is taken, or not ours."""


def serve(settings: Settings, *, announce: Callable[[str], None]) -> int:
    """Serves until SIGTERM or SIGINT; returns 0 after a clean end, 1 when it could not start.

    ``announce`` is told where, once requests are answered.
    """
    app = build_app(settings)
    settle_memory()
    config = uvicorn.Config(
        app,
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        ws="none",
    )
    with _listening(settings) as listener:
        host, port = listener.getsockname()[:2]
        address = f"[{host}]" if ":" in host else host
        server = ServerOnSockets(
            config,
            announce=lambda: announce(f"listening on http://{address}:{port}"),
            end_streams=app.state.listeners.end,
        )
        _end_quietly_on(signal.SIGTERM)
        try:
            server.run(sockets=[listener])
        except KeyboardInterrupt:
            return 0
    return 0 if server.started else 1


class ServerOnSockets(uvicorn.Server):
    """Says when it is ready; when it is told to stop, open event streams end first."""

    def __init__(
        self,
        config: uvicorn.Config,
        *,
        announce: Callable[[], None],
        end_streams: Callable[[], None],
    ) -> None:
        super().__init__(config)
        self._announce = announce
        self._end_streams = end_streams

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._announce()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._end_streams()
        await super().shutdown(sockets)


def settle_memory() -> None:
    """What is loaded by now stays for ever: the collector need not walk through it again.

    Otherwise a third of the time of a large push goes into looking for cycles there are none of.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER_OBJECTS)


def _listening(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=BACKLOG)
    except OSError as error:
        raise CannotListen(f"{settings.host}:{settings.port}: {error.strerror}") from error


def _end_quietly_on(number: signal.Signals) -> None:
    """The web server ends in good order and raises the signal again: by then 0 is the truth."""

    def end(_number: int, _frame: FrameType | None) -> None:
        sys.exit(0)

    signal.signal(number, end)

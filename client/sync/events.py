"""Listening to the server: an open stream that says when there is something to pull.

A comfort, never a need: without it the till pulls every few seconds, as before. So whatever goes
wrong here is waited out silently and shown to nobody.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Protocol

from client.store.errors import Trouble
from client.store.me import find_me
from client.sync.line import Identity, Line, identity_of
from client.sync.transport import Peer
from shared.sync.messages import Cursor
from shared.sync.planner import backoff_seconds

NOT_ENROLLED_SECONDS = 5.0
"""How often a till without a server looks whether it has one now."""
RETURN_SECONDS_MAX = 5.0
"""A server that stopped gets its tills back spread over so long."""

log = logging.getLogger(__name__)


class EventSource(Protocol):
    """What the listener needs of the network."""

    def events(self, peer: Peer) -> AsyncGenerator[Cursor | None]:
        """Opens the stream: how far the feed has come each time it moved, None for a sign of life.

        Ends when the server ends it. Raises as the methods of ``Transport`` do.
        """


class Listening(Protocol):
    """Takes the news that the stream is open, or is not."""

    def __call__(self, *, is_open: bool) -> None: ...


@dataclass(frozen=True, slots=True)
class Ear:
    """Who wants to know what is heard."""

    hint: Callable[[Cursor], None]
    """The feed has come so far."""
    listening: Listening
    """Whether the stream is open; while it is not, somebody has to ask instead."""


class EventListener:
    """One stream for the life of the program, opened again whenever it ends."""

    def __init__(self, line: Line, source: EventSource) -> None:
        self._line = line
        self._source = source
        self._identity: Identity | None = None
        self._failures = 0

    def start(self, ear: Ear) -> asyncio.Task[None]:
        """Listens in the running loop, until the returned task is cancelled."""
        task = asyncio.get_running_loop().create_task(self._run(ear), name="events")
        task.add_done_callback(_complain)
        return task

    async def _run(self, ear: Ear) -> None:
        while True:
            try:
                seconds = await self._listen(ear)
            except Trouble as trouble:
                log.info("the event stream is not open", extra={"problem": trouble.code})
                self._failures += 1
                seconds = backoff_seconds(self._failures, self._line.chance.uniform())
            finally:
                ear.listening(is_open=False)
            await asyncio.sleep(seconds)

    async def _listen(self, ear: Ear) -> float:
        """One stream from its beginning to its end; how long to wait before the next."""
        me = await self._line.store.read(find_me)
        if me is None:
            return NOT_ENROLLED_SECONDS
        if self._identity is None:
            self._identity = await identity_of(self._line, me)
        async with aclosing(self._source.events(self._identity.peer)) as hints:
            async for cursor in hints:
                self._failures = 0
                ear.listening(is_open=True)
                if cursor is not None:
                    ear.hint(cursor)
        return RETURN_SECONDS_MAX * self._line.chance.uniform()


def _complain(task: asyncio.Task[None]) -> None:
    """A bug here ends the listening, and the till polls; somebody should know why."""
    if not task.cancelled() and task.exception() is not None:
        log.error("listening to the server broke", exc_info=task.exception())

"""Work that the serving process does again and again, beside answering requests.

Must not know what the work is. A database out of reach is trouble: it is logged, and the next turn
tries again; anything else is a bug, and ends the repeating with a traceback in the log.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

from server.database import DatabaseUnavailable
from server.logs import FIELDS

_logger = logging.getLogger(__name__)


@asynccontextmanager
async def repeating(
    work: Callable[[], Awaitable[object]], *, every_seconds: float, name: str
) -> AsyncIterator[None]:
    """While this lasts, ``work`` is done every so often, the first time after one pause."""
    task = asyncio.create_task(_repeat(work, every_seconds=every_seconds, name=name), name=name)
    task.add_done_callback(_complain)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _repeat(
    work: Callable[[], Awaitable[object]], *, every_seconds: float, name: str
) -> None:
    while True:
        await asyncio.sleep(every_seconds)
        try:
            await work()
        except DatabaseUnavailable:
            _logger.warning("a job could not be done", extra={FIELDS: {"job": name}})


def _complain(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and task.exception() is not None:
        _logger.error("a job ended", exc_info=task.exception())

"""One watch a process over all feeds somebody listens to: what moved is told to whom it concerns.

It looks after every write of this process, and four times a second for what another process or
an operator's command wrote. A hint says how far a feed has come and nothing more: what changed is
pulled, so a hint that is lost or doubled does no harm.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from sqlalchemy import Connection

from server.database import Database, DatabaseUnavailable
from server.feed.service import Audience, audiences_after
from server.listeners import Listener, Listeners, Reader
from server.scope import step_into_tenant
from server.tenants.feeds import FeedHead, feed_heads
from shared.domain.ids import TenantId
from shared.sync.messages import Cursor

POLL_SECONDS = 0.25
HEARTBEAT_SECONDS = 25.0
"""Shorter than the time after which routers and proxies forget a silent connection."""
REST_FACTOR = 4
"""The watch rests so many times as long as a look took: it looks a fifth of the time at most."""
SORTED_OUT_MAX = 1_000
"""Of a longer way than this nobody asks whom it concerns: everybody is told."""
HEARTBEAT = b":\n\n"

_logger = logging.getLogger(__name__)


def hint(head: FeedHead) -> bytes:
    """The event that says how far the feed has come."""
    cursor = Cursor(server_epoch=head.server_epoch, seq=head.seq)
    return b"event: feed\ndata: " + cursor.model_dump_json().encode() + b"\n\n"


@asynccontextmanager
async def watching(database: Database, listeners: Listeners) -> AsyncIterator[None]:
    """While this lasts, listeners are told what moves."""
    watch = asyncio.create_task(FeedWatch(database, listeners).run(), name="feed watch")
    watch.add_done_callback(_complain)
    try:
        yield
    finally:
        watch.cancel()
        with suppress(asyncio.CancelledError):
            await watch


class FeedWatch:
    """Belongs to one event loop; ``run`` is its life."""

    def __init__(self, database: Database, listeners: Listeners) -> None:
        self._database = database
        self._listeners = listeners
        self._seen: Mapping[TenantId, FeedHead] = {}
        self._untold: tuple[Listener, ...] = ()

    async def run(self) -> None:
        """Looks and beats until cancelled."""
        async with asyncio.TaskGroup() as both:
            both.create_task(self._keep_looking())
            both.create_task(self._keep_beating())

    async def _keep_looking(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(POLL_SECONDS if self._listeners.tenant_ids else None):
                    await self._listeners.something_happened()
            began = loop.time()
            try:
                await self._look()
            except DatabaseUnavailable:
                _logger.warning("the feeds are out of sight")
            await asyncio.sleep((loop.time() - began) * REST_FACTOR)

    async def _keep_beating(self) -> None:
        while True:
            await asyncio.sleep(HEARTBEAT_SECONDS)
            await self._listeners.tell_all(HEARTBEAT)

    async def _look(self) -> None:
        tenant_ids, seen = self._listeners.tenant_ids, self._seen
        self._untold += self._listeners.newcomers()
        heads, news = await self._database.read(lambda conn: _news(conn, tenant_ids, seen=seen))
        newcomers, self._untold, self._seen = self._untold, (), heads
        for listener in newcomers:
            if listener.reader.tenant_id in heads:  # else it has gone again
                listener.tell(hint(heads[listener.reader.tenant_id]))
        for each in news:
            await self._listeners.tell(each.tenant_id, hint(each.head), is_for=each.is_for)


@dataclass(frozen=True, slots=True)
class _News:
    """A feed that moved, and whom that concerns: None is everybody."""

    tenant_id: TenantId
    head: FeedHead
    audiences: frozenset[Audience] | None

    def is_for(self, reader: Reader) -> bool:
        return self.audiences is None or any(
            each.restaurant_id in (None, reader.restaurant_id)
            and each.device_id in (None, reader.device_id)
            for each in self.audiences
        )


def _news(
    conn: Connection, tenant_ids: Collection[TenantId], *, seen: Mapping[TenantId, FeedHead]
) -> tuple[Mapping[TenantId, FeedHead], list[_News]]:
    """All heads now, and which of them moved since they were ``seen``."""
    heads = feed_heads(conn, tenant_ids)
    moved = [each for each, head in heads.items() if seen.get(each, head) != head]
    return heads, [
        _News(each, heads[each], _audiences(conn, each, since=seen[each], head=heads[each]))
        for each in moved
    ]


def _audiences(
    conn: Connection, tenant_id: TenantId, *, since: FeedHead, head: FeedHead
) -> frozenset[Audience] | None:
    if since.server_epoch != head.server_epoch or head.seq - since.seq > SORTED_OUT_MAX:
        return None
    step_into_tenant(conn, tenant_id)
    return audiences_after(conn, tenant_id, seq=since.seq)


def _complain(watch: asyncio.Task[None]) -> None:
    """Without a watch tills fall back to polling; somebody should know why."""
    if not watch.cancelled() and watch.exception() is not None:
        _logger.error("the watch over the feeds broke", exc_info=watch.exception())

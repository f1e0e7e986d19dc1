"""Delivering effects to webhooks: each tenant by a task of its own, so none waits for another's.

Knows HTTP and patience. A try counts as delivered when the recipient answers 2xx; whatever else
happens, it is tried again, ever more rarely and without end. After a restart the rows are still
there.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Self

import httpx
from sqlalchemy import Connection

from server.access import sign
from server.chance import Chance
from server.clock import Clock
from server.database import Database, DatabaseUnavailable
from server.effects.service import (
    Effect,
    is_any_due,
    settle,
    take_due,
    tenants_with_webhook,
    webhook,
)
from server.jobs import repeating
from server.logs import FIELDS
from server.scope import enter_tenant
from server.tenants.service import tenant
from shared.domain.ids import TenantId

LOOK_EVERY_SECONDS = 1.0
TIMEOUT_SECONDS = 10.0
AGAIN_FIRST_MS = 1_000
AGAIN_MAX_MS = 60 * 60 * 1000
KEY_HEADER, SIGNATURE_HEADER = "Idempotency-Key", "X-Signature"
_DOUBLINGS_MAX = 12

_logger = logging.getLogger(__name__)


@asynccontextmanager
async def delivering(database: Database, *, clock: Clock, chance: Chance) -> AsyncIterator[None]:
    """While this lasts, what is owed is delivered."""
    async with (
        Courier(database, clock=clock, chance=chance) as courier,
        repeating(courier.look, every_seconds=LOOK_EVERY_SECONDS, name="deliver effects"),
    ):
        yield


class Courier:
    """Sends what is due; an asynchronous context, at whose end what is under way is dropped."""

    def __init__(self, database: Database, *, clock: Clock, chance: Chance) -> None:
        self._database = database
        self._clock = clock
        self._chance = chance
        self._http = httpx.AsyncClient(timeout=TIMEOUT_SECONDS, trust_env=False)
        self._rounds: dict[TenantId, asyncio.Task[None]] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        for each in self._rounds.values():
            each.cancel()
        await asyncio.gather(*self._rounds.values(), return_exceptions=True)
        await self._http.aclose()

    async def look(self) -> None:
        """Sets out for every tenant with something due that nobody is on the way to."""
        now_ms = self._clock.now_ms()
        for tenant_id in await self._database.read(tenants_with_webhook):
            if tenant_id in self._rounds:
                continue
            ask = partial(is_any_due, tenant_id=tenant_id, now_ms=now_ms)
            if await self._database.read(ask):
                self._set_out(tenant_id)

    async def rest(self) -> None:
        """Returns when nobody is on the way any more."""
        await asyncio.gather(*self._rounds.values())

    def _set_out(self, tenant_id: TenantId) -> None:
        task = asyncio.get_running_loop().create_task(self._round(tenant_id))
        self._rounds[tenant_id] = task
        task.add_done_callback(lambda done: self._returned(tenant_id, done))

    def _returned(self, tenant_id: TenantId, done: asyncio.Task[None]) -> None:
        del self._rounds[tenant_id]
        if not done.cancelled() and done.exception() is not None:
            _logger.error("a delivery broke", exc_info=done.exception())

    async def _round(self, tenant_id: TenantId) -> None:
        now_ms = self._clock.now_ms()
        try:
            seed, url = await self._database.read(lambda conn: _sender(conn, tenant_id))
            due = await self._database.write(lambda conn: take_due(conn, tenant_id, now_ms=now_ms))
            if url is None:
                return
            for effect in due:
                await self._deliver(effect, url, sign(seed, effect.told))
        except DatabaseUnavailable:
            _logger.warning("effects wait for the database")

    async def _deliver(self, effect: Effect, url: str, signature: str) -> None:
        is_delivered = await self._is_taken(effect, url, signature)
        now_ms = self._clock.now_ms()
        delivered_at_ms = now_ms if is_delivered else None
        again_at_ms = now_ms + self._pause_ms(effect.tries)
        await self._database.write(
            lambda conn: settle(
                conn, effect, delivered_at_ms=delivered_at_ms, again_at_ms=again_at_ms
            )
        )

    async def _is_taken(self, effect: Effect, url: str, signature: str) -> bool:
        headers = {
            "Content-Type": "application/json",
            KEY_HEADER: effect.key,
            SIGNATURE_HEADER: signature,
        }
        try:
            async with (
                asyncio.timeout(TIMEOUT_SECONDS),
                self._http.stream("POST", url, content=effect.told, headers=headers) as answer,
            ):
                if answer.is_success:
                    return True
                reason = f"HTTP {answer.status_code}"
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as trouble:
            reason = type(trouble).__name__
        fields = {"tenant_id": effect.tenant_id, "effect": effect.key, "reason": reason}
        _logger.info("an effect could not be delivered", extra={FIELDS: fields})
        return False

    def _pause_ms(self, tries: int) -> int:
        """Doubles, with full jitter, up to an hour."""
        longest = min(AGAIN_MAX_MS, AGAIN_FIRST_MS * 2 ** min(tries, _DOUBLINGS_MAX))
        return AGAIN_FIRST_MS + self._chance.below(longest)


def _sender(conn: Connection, tenant_id: TenantId) -> tuple[bytes, str | None]:
    """The seed of the tenant's key, and where it wants to be told."""
    enter_tenant(conn, tenant_id)
    return tenant(conn, tenant_id).signing_seed, webhook(conn, tenant_id)

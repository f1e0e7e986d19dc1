"""Nights of a shop: jobs that run, stop in the middle and run again."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from server.books import Books
from server.database import DatabaseUnavailable, table_of
from server.effects.service import set_webhook
from server.effects.tables import EffectRow
from server.nightly.rounds import Errand, Job, Round, run
from shared.operations.encode import from_millis, to_millis
from tests.server.shop import Shop

_EFFECT = table_of(EffectRow)


def night(shop: Shop, job: Job, *, limit: int = 200) -> int:
    """How much the job did, in slices of ``limit``."""
    errand = Errand(shop.tenant_id, job, shop.now_ms, limit)
    return asyncio.run(run(shop.database, errand))


def stopped_night(shop: Shop, job: Job, *, slices: int) -> None:
    """The server dies in the slice after so many, each of one card or guest."""
    left = slices

    def work(books: Books, a_round: Round, ids: Sequence[str]) -> int:
        nonlocal left
        if ids and not left:
            raise DatabaseUnavailable("the lights went out")
        left -= bool(ids)
        return job.work(books, a_round, ids)

    try:
        night(shop, replace(job, work=work), limit=1)
    except DatabaseUnavailable:
        return
    raise AssertionError("there were fewer slices")


def wait_until(shop: Shop, moment: datetime) -> None:
    """It is ``moment`` now."""
    shop.now_ms = to_millis(moment)


def wait(shop: Shop, **span: float) -> None:
    """So much later."""
    wait_until(shop, from_millis(shop.now_ms) + timedelta(**span))


def listen(shop: Shop) -> None:
    """Somebody wants to be told from now on."""
    url = "https://example.com/hook"
    shop.write(lambda conn: set_webhook(conn, shop.tenant_id, url=url, now_ms=shop.now_ms))


def told(shop: Shop, kind: str) -> list[dict[str, Any]]:
    """What is owed of that kind, in the order of the keys."""
    query = select(_EFFECT.c.told).where(_EFFECT.c.kind == kind).order_by(_EFFECT.c.operation_id)
    return [
        json.loads(text) for text in shop.read(lambda conn: list(conn.execute(query).scalars()))
    ]

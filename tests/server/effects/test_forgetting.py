"""What was delivered long ago is forgotten, and nobody misses it; nothing else is (P6, S16)."""

import asyncio
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import Connection, delete, func, select, update

from server.database import table_of
from server.effects.forgetting import KEPT_FOR, STEP, forget_everywhere
from server.effects.service import set_webhook
from server.effects.tables import EffectRow
from server.scope import enter_tenant
from tests.server.shop import Shop, Till

_EFFECT = table_of(EffectRow)
_MILLI = timedelta(milliseconds=1)
EARNED = 5
LATE_MS = (KEPT_FOR + 3 * STEP) // _MILLI


@pytest.fixture
def told(till: Till) -> Shop:
    """A shop whose webhook was told of all its bookings but the last."""
    shop = till.shop
    shop.write(lambda conn: set_webhook(conn, shop.tenant_id, url="http://h/", now_ms=shop.now_ms))
    guest_id = till.register()
    for _ in range(EARNED):
        till.earn(guest_id, 2_000)
        till.push()
    shop.write(partial(_deliver, shop=shop))
    return shop


def test_what_was_delivered_long_ago_is_forgotten_slice_by_slice_and_not_missed(
    told: Shop,
) -> None:
    assert forget(told, told.now_ms) == 0
    assert forget(told, told.now_ms + LATE_MS) == EARNED
    assert count(told) == 1, "what nobody took is owed for ever"
    assert told.verified().problems == ()
    assert forget(told, told.now_ms + LATE_MS) == 0


def test_an_effect_that_is_gone_before_its_time_is_missed(told: Shop) -> None:
    forget(told, told.now_ms + KEPT_FOR // _MILLI - 1)
    assert told.verified().problems == ()
    told.write(lambda conn: conn.execute(delete(_EFFECT)))
    missing = [each for each in told.verified().problems if "S16" in each]
    assert len(missing) == EARNED + 1


def forget(shop: Shop, now_ms: int) -> int:
    return asyncio.run(forget_everywhere(shop.database, now_ms=now_ms, at_once=2))


def count(shop: Shop) -> int:
    def rows(conn: Connection) -> int:
        enter_tenant(conn, shop.tenant_id)
        return conn.execute(select(func.count()).select_from(_EFFECT)).scalar_one()

    return shop.read(rows)


def _deliver(conn: Connection, shop: Shop) -> None:
    enter_tenant(conn, shop.tenant_id)
    newest = select(func.max(_EFFECT.c.operation_id)).scalar_subquery()
    conn.execute(
        update(_EFFECT).where(_EFFECT.c.operation_id != newest).values(delivered_at_ms=shop.now_ms)
    )

"""After the day: every evil ends, and the tablets are left alone until nothing moves any more.

Liveness is judged by what is left then. Must not help the product in any way a person could not.
"""

import asyncio
import random

from sqlalchemy import Connection, text

from client.store.outbox import outbox_counts
from server.feed import service as feed
from server.ledger.giving_up import WAITED_FOR_MS
from server.ledger.suspense import owing_cards
from server.recovery.debts import pay_old_debts
from server.recovery.lifting import is_lifted
from server.tenants.service import tenant
from shared.domain.ids import TenantId
from shared.sync.messages import Cursor
from simulation.courier import deliver_the_rest
from simulation.house import Asked
from simulation.operator import Operator
from simulation.tablet import Tablet
from simulation.world import World

REPLAYED_MAX = 12
REPLAYED_MAX_OF_SHORT = 2
MINUTES_MAX = 15
"""How long everybody may take to come to rest by themselves; the longest backoff is a minute."""
_HELPED_PAUSE_SECONDS = 3.0
_ALONE_PAUSE_SECONDS = 10.0


async def heal(world: World) -> None:
    """Faults off. Accuses of ``L1`` when somebody does not come to rest."""
    await _end_every_evil(world)
    pause = _HELPED_PAUSE_SECONDS if world.profile.is_helped else _ALONE_PAUSE_SECONDS
    for _ in range(round(MINUTES_MAX * 60 / pause)):
        await world.revive()
        if world.profile.is_helped:
            _press_try_again(world)
        await asyncio.sleep(pause)
        _look_at_the_fence(world)
        if not _unrest(world):
            return
    for reason in _unrest(world):
        world.witness.accuse("L1", reason)


async def replay(world: World) -> None:
    """What was pushed comes again, in any order. Accuses of ``E7`` when that changes a thing.

    Where a tablet's file and the server's were both put back, nobody knows any more of what was
    pushed between: sent again it is booked for the first time, rightly.
    """
    if world.restores and world.has_clones:
        return
    before = world.house.read(_booked)
    most = REPLAYED_MAX_OF_SHORT if world.profile.is_short else REPLAYED_MAX
    for asked in _some(world.witness.pushes, most, world.chance_of("replay")):
        await world.house.answer(asked)
    after = world.house.read(_booked)
    if before != after:
        world.witness.accuse("E7", f"a replay changed {sorted(set(before) ^ set(after))[:2]}")


def tell_the_rest(world: World) -> None:
    """What the company's own systems are still owed."""
    if world.profile.is_told:
        deliver_the_rest(world)


async def wait_for_debts(world: World) -> None:
    """Nobody is left to bring what is owed since a restore: in the end the house pays it.

    What it pays so is judged like every loss of the house.
    """
    tenant_id = world.template.tenant_id
    if world.house.read(lambda conn: owing_cards(conn, tenant_id)):
        world.loop.jump(WAITED_FOR_MS / 1000)
        await asyncio.sleep(0)
        world.house.write(lambda conn: pay_old_debts(conn, tenant_id, now_ms=world.true_ms()))


async def _end_every_evil(world: World) -> None:
    world.witness.note("-- evening")
    for weather in world.weather:
        weather.clear()
    for tablet in world.tablets:
        tablet.keystore.is_locked = False
        tablet.has_room = True
        tablet.clock.repair()
        if tablet.running:
            tablet.running.disk.next_fault = None
    world.house.disk.next_fault = None
    if world.witness.is_release_bad:
        await Operator(world, 0, chance=world.chance_of("evening")).do("good_release")


def _look_at_the_fence(world: World) -> None:
    """As the server does by itself twice a minute: the last silent till may have been shut out."""
    tenant_id, chance = world.template.tenant_id, world.house.chance
    world.house.write(
        lambda conn: is_lifted(conn, tenant_id, now_ms=world.true_ms(), chance=chance)
    )


def _some(pushes: list[Asked], most: int, chance: random.Random) -> list[Asked]:
    return chance.sample(pushes, min(most, len(pushes)))


def _booked(conn: Connection) -> list[tuple[str, ...]]:
    """Every outcome, and what every guest has; a contact may lease points, and changes neither."""
    rows = conn.execute(
        text(
            """SELECT operation_id, outcome FROM operation
            UNION ALL SELECT card_id, coalesce(sum(points_left), 0) FROM lot GROUP BY card_id"""
        )
    )
    return sorted(tuple(map(str, row)) for row in rows)


def _press_try_again(world: World) -> None:
    for tablet in world.tablets:
        if tablet.running:
            tablet.running.engine.retry_now()


def _unrest(world: World) -> list[str]:
    """Who still has something to send or to read, and why."""
    head = world.house.read(lambda conn: _head(conn, world.template.tenant_id))
    shut_out = world.shut_out()
    return [
        f"{tablet.name}: {why}"
        for number, tablet in enumerate(world.tablets)
        if number not in shut_out and (why := _why(tablet, head))
    ]


def _head(conn: Connection, tenant_id: TenantId) -> Cursor:
    """The end of the feed; a place in it means nothing without the life of the server it is of."""
    return Cursor(server_epoch=tenant(conn, tenant_id).server_epoch, seq=feed.head(conn, tenant_id))


def _why(tablet: Tablet, head: Cursor) -> str:
    if tablet.is_broken() or tablet.running is None:
        return "does not run"
    me = tablet.me()
    waiting = tablet.running.store.read_now(outbox_counts).waiting
    if waiting:
        return f"{waiting} operations wait, problem {me.problem}"
    return "" if me.cursor == head else f"cursor {me.cursor} of {head}, {me.problem}"

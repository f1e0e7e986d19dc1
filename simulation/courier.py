"""Whoever brings to the company's own systems what an operation owes them (S16).

The product's delivery without its HTTP: it takes what is due, brings it, and writes down that it
did, or dies before.
"""

import random
from collections.abc import Callable
from functools import partial

from server.effects.service import CLAIMED_MS, settle, take_due
from simulation.chances import happens
from simulation.world import World

DIES = 0.3
"""How often nobody writes down that it was brought."""


def deliver(world: World, chance: random.Random) -> None:
    """One round."""
    _round(world, at_ms=world.true_ms(), dies=lambda: happens(chance, DIES))


def deliver_the_rest(world: World) -> None:
    """Whatever is still owed, also what somebody set out with and never came back."""
    while _round(world, at_ms=world.true_ms() + CLAIMED_MS, dies=lambda: False):
        pass


def _round(world: World, *, at_ms: int, dies: Callable[[], bool]) -> int:
    """How much was due."""
    house, tenant_id = world.house, world.template.tenant_id
    due = house.write(lambda conn: take_due(conn, tenant_id, now_ms=at_ms))
    for each in due:
        world.witness.hear(each.key, each.told)
        if dies():
            break
        done = partial(settle, effect=each, delivered_at_ms=at_ms, again_at_ms=at_ms)
        house.write(done)
    return len(due)

"""One seed for a whole world: every side draws from a source of its own, told apart by name.

So one more draw on the network changes nothing about what a tablet draws.
"""

import random

import client.ids
import server.chance


def source(seed: int, name: str) -> random.Random:
    """The chance of ``name`` in the world of ``seed``."""
    return random.Random(f"{seed}/{name}")


def happens(chance: random.Random, probability: float) -> bool:
    """Whether it happens this time."""
    return chance.random() < probability


class TabletChance(client.ids.Chance):
    """A tablet's ids, salts and jitter."""

    def __init__(self, origin: random.Random) -> None:
        self._origin = origin

    def token_bytes(self, count: int) -> bytes:
        """Seeded bytes."""
        return self._origin.randbytes(count)


class ServerChance(server.chance.Chance):
    """The server's keys and codes; a new world has a new origin."""

    def __init__(self, origin: random.Random) -> None:
        super().__init__(self._drawn)
        self.origin = origin

    def _drawn(self, count: int) -> bytes:
        return self.origin.randbytes(count)

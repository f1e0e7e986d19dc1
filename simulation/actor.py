"""Whoever does something in a world, at or about one tablet."""

import random
from typing import ClassVar

from client.store.errors import Trouble
from server.ledger.apply import BUGS
from shared.domain.errors import Refusal
from simulation.disk import Crashed
from simulation.tablet import Tablet
from simulation.world import World


class Actor:
    """Does deeds, each named like its method."""

    name: ClassVar[str]

    def __init__(self, world: World, number: int, *, chance: random.Random) -> None:
        self._world = world
        self._number = number
        self._chance = chance

    @property
    def _tablet(self) -> Tablet:
        return self._world.tablets[self._number]

    async def do(self, deed: str) -> None:
        """The deed named so, to its end, whatever that is."""
        said = "done"
        try:
            await getattr(self, deed)()
        except (Refusal, Trouble) as no:
            said = no.code
        except Crashed:
            said = "crashed"
        except BUGS as bug:
            said = "bug"
            self._world.witness.confess(bug)
        self._world.witness.note(f"{self.name}, tablet {self._number}, {deed}: {said}")

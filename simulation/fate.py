"""What befalls tablets, the network and the server, and nobody wanted."""

import asyncio

from simulation.actor import Actor
from simulation.chances import happens
from simulation.disk import DiskFault
from simulation.world import Image

DAY_SECONDS = 24 * 60 * 60
_CRASHES = (DiskFault.CRASH_BEFORE, DiskFault.CRASH_AFTER)
_TROUBLES = (DiskFault.FULL, DiskFault.FAILED_BEFORE, DiskFault.FAILED_AFTER)


class Fate(Actor):
    """One stroke of it, against one tablet or everybody."""

    name = "fate"

    async def cut(self) -> None:
        """The network is away for this tablet."""
        weather = self._world.weather[self._number]
        weather.is_cut_to_server = weather.is_cut_from_server = True

    async def cut_one_way(self) -> None:
        """Requests arrive and answers do not, or the other way round."""
        weather = self._world.weather[self._number]
        weather.is_cut_to_server = happens(self._chance, 0.5)
        weather.is_cut_from_server = not weather.is_cut_to_server

    async def mend(self) -> None:
        """The network is there again."""
        self._world.weather[self._number].mend()

    async def change_version(self) -> None:
        """This tablet or the server is upgraded: until the next time one of them is older.

        The older one neither tells its version nor hears of the other's.
        """
        weather = self._world.weather[self._number]
        weather.is_old = not weather.is_old

    async def kill(self) -> None:
        """The program is killed, or the power fails; then it starts again."""
        await self._tablet.kill()
        if happens(self._chance, 0.5):
            self._tablet.clock.boot()
        await self._world.start(self._tablet)

    async def crash_at_commit(self) -> None:
        """The power fails in the moment of the next commit."""
        self._fail(self._chance.choice(_CRASHES))

    async def disk_trouble(self) -> None:
        """The next commit fails, or seems to."""
        self._fail(self._chance.choice(_TROUBLES))

    async def fill_disk(self) -> None:
        """The disk has no room for new commands; or somebody cleans it up."""
        self._tablet.has_room = not self._tablet.has_room

    async def lock_keys(self) -> None:
        """The keystore does not open; or it opens again."""
        self._tablet.keystore.is_locked = not self._tablet.keystore.is_locked

    async def second_program(self) -> None:
        """Somebody starts the program twice."""
        if self._tablet.running and not self._tablet.refuses_a_second_program():
            self._world.witness.accuse("S4", "two programs run on one file")

    async def server_crash(self) -> None:
        """The server dies in the moment of its next commit."""
        self._world.house.disk.next_fault = self._chance.choice(_CRASHES)

    async def server_disk_trouble(self) -> None:
        """The server's next commit fails, or seems to."""
        self._world.house.disk.next_fault = self._chance.choice(_TROUBLES)

    async def set_clock(self) -> None:
        """Somebody sets the wall clock: by minutes, by a day, or right."""
        minutes = self._chance.choice((0, 1, -1, 7, -7, 60, -60, 24 * 60, -24 * 60))
        self._tablet.clock.offset_ms = minutes * 60_000

    async def set_back(self) -> None:
        """Somebody sets the wall clock back by a day."""
        self._tablet.clock.offset_ms = -DAY_SECONDS * 1000

    async def reboot(self) -> None:
        """The machine starts anew; while it was off its clock may have lost its battery."""
        await self._tablet.kill()
        self._tablet.clock.boot()
        if happens(self._chance, 0.2):
            self._tablet.clock.offset_ms = -self._chance.choice((1, 30)) * DAY_SECONDS * 1000
        await self._world.start(self._tablet)

    async def hours_pass(self) -> None:
        """The restaurant is empty."""
        await self._sleep(self._chance.choice((600, 3_600, 5 * 3_600)))

    async def days_pass(self) -> None:
        """The restaurant is closed."""
        await self._sleep(self._chance.choice((DAY_SECONDS, 2 * DAY_SECONDS, 40 * DAY_SECONDS)))

    async def keep_image(self) -> None:
        """Somebody copies the tablet's file."""
        world = self._world
        path = world.folder / f"image-{self._number}.db"
        self._tablet.copy_to(path)
        world.images[self._number] = Image(path, world.true_ms())

    async def roll_back(self) -> None:
        """Somebody puts the copy in the place of the file."""
        image = self._world.images.get(self._number)
        if image is None:  # a clone of today
            return
        await self._tablet.kill()
        self._tablet.become(image.path)
        self._world.witness.excuse(self._number, since_ms=image.true_ms)
        self._world.has_clones = True
        await self._world.start(self._tablet)

    async def clone(self) -> None:
        """Somebody copies the whole tablet, keys and all, and uses both."""
        if not self._world.has_clones:
            await self._world.clone(self._number)

    def _fail(self, fault: DiskFault) -> None:
        if self._tablet.running:
            self._tablet.running.disk.next_fault = fault

    async def _sleep(self, seconds: float) -> None:
        """Nobody does anything meanwhile; afterwards everybody notices at once."""
        self._world.loop.jump(seconds)
        await asyncio.sleep(0)

"""One schedule's world: the server, the tablets, the network between them, and the witness."""

import random
import shutil
import tempfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from client.store.errors import Trouble
from client.till.trouble import InDoubt
from server.devices.service import devices
from simulation.chances import TabletChance, source
from simulation.clocks import TabletClock, true_ms
from simulation.disk import Crashed
from simulation.mornings import PHONES, Mornings
from simulation.network import Weather, Wire
from simulation.schedule import Schedule
from simulation.tablet import Parts, Person, PocketKeystore, Tablet
from simulation.virtual_time import VirtualLoop
from simulation.witness import Witness


@dataclass(frozen=True, slots=True)
class Image:
    """A copy of a tablet's file."""

    path: Path
    true_ms: int
    """When it was made."""


class World:
    """Everything there is while a schedule runs."""

    def __init__(self, schedule: Schedule, mornings: Mornings) -> None:
        self.seed = schedule.seed
        self.profile = schedule.profile
        self.template = mornings.template
        self.morning = mornings.of(schedule.profile)
        self.witness = Witness()
        self.loop = VirtualLoop()
        self.loop.jump(self.morning.seconds)
        self.folder = Path(tempfile.mkdtemp(prefix="day-", dir=self.template.folder))
        self.house = self.template.house
        self.house.put_file(self.morning.server_file)
        self.house.begin(seed=self.seed, seconds=self.loop.time)
        self.weather: list[Weather] = []
        self.tablets: list[Tablet] = []
        self._managers: list[Person] = []
        for number in range(self.profile.tablets):
            self._add_tablet(number, self.morning.tablet_file(number), identity=number)
        self.doubts: dict[int, list[InDoubt]] = {}
        self.images = {
            number: Image(self.morning.tablet_file(number), self.true_ms())
            for number in range(self.profile.tablets)
        }
        """Of each tablet, a copy of its file."""
        self.backup = self.morning.server_file
        """The newest of the server's database."""
        self.restores = 0
        self.forgotten_risk = 0
        """Points to be had by what a restore forgot, and no tablet can tell again."""
        self.newcomers = 0
        """How many people came who had never been here."""
        self.packets: list[bytes] = []
        """What was saved of a tablet's work, in files somebody carries about."""
        self.has_clones = False
        self.gave_up = False

    @property
    def phones(self) -> tuple[str, ...]:
        """Everybody who may come in."""
        return PHONES[: self.profile.phones]

    def chance_of(self, name: str) -> random.Random:
        """The chance of one thing in this world."""
        return source(self.seed, name)

    def true_ms(self) -> int:
        """UTC milliseconds."""
        return true_ms(self.loop.time())

    def shut_out(self) -> set[int]:
        """The tablets a manager gave up: what they still hold waits for a person to bring it."""
        everybody = self.house.read(lambda conn: devices(conn, self.template.tenant_id))
        revoked = {each.device_id for each in everybody if each.is_revoked}
        return {
            number
            for number, tablet in enumerate(self.tablets)
            if tablet.running and tablet.me().device_id in revoked
        }

    async def start(self, tablet: Tablet) -> None:
        """Its program starts; it may die over it, and lie there until somebody starts it again."""
        try:
            await tablet.start(self._managers[self.tablets.index(tablet)])
        except (Crashed, Trouble) as failure:
            self.witness.note(f"{tablet.name} does not start: {type(failure).__name__}")
            await tablet.kill()

    async def start_all(self) -> None:
        """The morning, and the weather of the day."""
        for tablet in self.tablets:
            tablet.clock.boot()
            await self.start(tablet)
        for weather in self.weather:
            weather.loss, weather.repetition = self.profile.loss, self.profile.repetition
            weather.slowness = self.profile.slowness

    async def revive(self) -> None:
        """Whoever finds a tablet dead starts it again."""
        for tablet in self.tablets:
            if tablet.is_broken():
                self.witness.note(f"{tablet.name} starts again")
                await tablet.kill()
                await self.start(tablet)

    async def close(self) -> None:
        """The evening: nobody is at a tablet any more."""
        for tablet in self.tablets:
            await tablet.kill()

    def end(self) -> None:
        """Nothing is left of this world.

        The server goes last: whoever asked it once more, a request that strayed, would leave a
        connection to today's file, and the house would answer out of it tomorrow.
        """
        self.loop.close()
        self.house.stop()
        shutil.rmtree(self.folder)

    async def clone(self, number: int) -> None:
        """Another tablet comes alive that believes to be this one."""
        original = self.tablets[number]
        image = self.folder / f"clone-{len(self.tablets)}.db"
        original.copy_to(image)
        self._add_tablet(len(self.tablets), image, identity=number)
        self.has_clones = True
        self.tablets[-1].clock.boot()
        await self.start(self.tablets[-1])

    def _add_tablet(self, number: int, file: Path, *, identity: int) -> None:
        path = self.folder / f"tablet-{number}" / "till.db"
        path.parent.mkdir()
        shutil.copyfile(file, path)
        weather = Weather()
        name = f"tablet {number}"
        wire = Wire(
            self.house,
            weather,
            chance=self.chance_of(f"{name} wire"),
            overhear=partial(self.witness.overhear, name),
        )
        clock = TabletClock(self.loop.time, drift_ppm=self.profile.drift_ppm[identity], name=name)
        self.weather.append(weather)
        home = self.template.home_of(identity, is_chain=self.profile.is_chain)
        self._managers.append(home.manager)
        parts = Parts(
            clock=clock,
            keystore=PocketKeystore(self.morning.secrets[identity]),
            wire=wire,
            chance=TabletChance(self.chance_of(name)),
        )
        self.tablets.append(Tablet(path, parts, confess=self.witness.confess))

"""A restaurant on its first morning, made once and copied for every schedule.

Two tenants on one server: ours with its tablets, and a neighbour whom nothing of ours may touch.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Connection

from client.devices.keystore import DEVICE_KEY, PIN_PEPPER
from client.store.database import Store
from client.sync.enrolment import Enrolment
from client.sync.line import Line
from client.sync.transport import HttpTransport
from server.chance import Chance
from server.devices.enrolment import create_enrolment_code
from server.migrations.run import upgrade
from server.programme.service import publish
from server.programme.starter import starter_programme
from server.restaurants.service import NewRestaurant, create_restaurant
from server.staff.service import NewStaff, create_staff
from server.tenants.service import create_tenant
from shared.domain.conditions import Condition
from shared.domain.ids import ProgrammeVersionId, PromoId, RestaurantId, TenantId
from shared.domain.programme import ProgrammeVersion, Promo, PromoKind
from shared.domain.staff import Role
from simulation.chances import TabletChance, source
from simulation.clocks import BEGINNING, TabletClock
from simulation.house import House
from simulation.network import Weather, Wire
from simulation.tablet import Person, PocketKeystore
from simulation.virtual_time import AtOnce, VirtualLoop

TABLETS_MAX = 4
MORNING_SECONDS = 60.0
"""The schedules begin so long after the template was made."""
PIN = "3333"
_SEED = 0


@dataclass(frozen=True, slots=True)
class Template:
    """The files of the first morning, and who is who in them."""

    folder: Path
    tenant_id: TenantId
    neighbour_id: TenantId
    manager: Person
    secrets: tuple[dict[str, bytes], ...]
    """Of each tablet."""
    house: House
    """The application all worlds share, one after another."""

    @property
    def server_file(self) -> Path:
        """The server's database, as it was on the first morning."""
        return self.folder / "first-morning.db"

    def tablet_file(self, number: int) -> Path:
        """The store of the tablet with that number, from 0."""
        return self.folder / f"tablet-{number}" / "till.db"


@dataclass(frozen=True, slots=True)
class _Home:
    tenant_id: TenantId
    restaurant_id: RestaurantId
    manager: Person


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A place for files that nobody needs afterwards, in memory where the system has one."""
    memory = Path("/dev/shm")  # noqa: S108 - the folder made in it is ours alone
    place = memory if memory.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="simulation-", dir=place) as folder:
        yield Path(folder)


def make_template(folder: Path) -> Template:
    """A new one in ``folder``, which must be empty."""
    loop = VirtualLoop()
    house = House(folder / "server.db")
    house.begin(seed=_SEED, seconds=loop.time)
    try:
        ours, neighbour = house.write(lambda conn: _founded(conn, house))
        secrets = [
            loop.run_until_complete(_enrolled(folder, house, home=ours, number=number))
            for number in range(TABLETS_MAX)
        ]
    finally:
        house.stop()
        loop.close()
    template = Template(
        folder, ours.tenant_id, neighbour.tenant_id, ours.manager, tuple(secrets), house
    )
    shutil.copyfile(house.path, template.server_file)
    return template


def _founded(conn: Connection, house: House) -> tuple[_Home, _Home]:
    upgrade(conn)
    return tuple(_home(conn, house, name=name) for name in ("Сушилка", "Соседи"))  # type: ignore[return-value]


def _home(conn: Connection, house: House, *, name: str) -> _Home:
    now_ms, chance = house.clock.now_ms(), house.chance
    tenant_id = create_tenant(conn, name=name, now_ms=now_ms, chance=chance)
    publish(conn, tenant_id, _programme(chance), now_ms=now_ms)
    restaurant = create_restaurant(
        conn, tenant_id, new=NewRestaurant(name), now_ms=now_ms, chance=chance
    )
    new = NewStaff(restaurant.restaurant_id, "Марина", Role.MANAGER, PIN)
    manager = create_staff(conn, tenant_id, new=new, now_ms=now_ms, chance=chance)
    return _Home(tenant_id, restaurant.restaurant_id, Person(manager.staff_id, PIN))


def _programme(chance: Chance) -> ProgrammeVersion:
    """A welcome, a short-lived promo on large checks, and checks that may be paid in points."""
    plain = starter_programme(valid_from=BEGINNING - timedelta(days=1), chance=chance)
    welcome = Promo(PromoId(chance.uuid()), "Добро пожаловать", PromoKind.FIRST_VISIT, 100, 30)
    large = Promo(
        PromoId(chance.uuid()), "Большой стол", PromoKind.CUSTOM, 50, 1, Condition(3_000_00)
    )
    return replace(
        plain,
        version_id=ProgrammeVersionId(chance.uuid()),
        settings=replace(plain.settings, redeem_limit_percent=100),
        promos=(welcome, large),
    )


async def _enrolled(folder: Path, house: House, *, home: _Home, number: int) -> dict[str, bytes]:
    name = f"tablet-{number}"
    chance = TabletChance(source(_SEED, name))
    secrets = {DEVICE_KEY: chance.token_bytes(32), PIN_PEPPER: chance.token_bytes(32)}
    clock = TabletClock(lambda: 0.0, drift_ppm=0, name=name)
    path = folder / name / "till.db"
    path.parent.mkdir()
    store = Store(path, threads=AtOnce)
    wire = Wire(house, Weather(), chance=source(_SEED, name), overhear=lambda _asked, _said: None)
    transport = HttpTransport(chance, network=wire)
    line = Line(store, PocketKeystore(secrets), transport, clock, chance)
    code = house.write(
        lambda conn: create_enrolment_code(
            conn,
            home.tenant_id,
            restaurant_id=home.restaurant_id,
            now_ms=house.clock.now_ms(),
            chance=house.chance,
        )
    )
    await Enrolment(line).enrol("http://server", code, device_name=name)
    store.close()
    return secrets

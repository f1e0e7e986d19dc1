"""A restaurant on the day it signs up, made once: every morning is made from it.

Two tenants on one server: ours, and a neighbour whom nothing of ours may touch.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import Connection

from server.chance import Chance
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
from simulation.clocks import BEGINNING
from simulation.disk import copy_database
from simulation.house import House
from simulation.tablet import Person

PIN = "3333"
BIRTHDAY = date(1990, 11, 22)
"""Of the first guest: the day after the beginning."""
SPENT_FOR_A_LEVEL = 4_000_00
"""A check or two, so that nights have somebody to move."""
_NAMES = ("Сушилка", "Сушилка на набережной")
_SEED = 0


@dataclass(frozen=True, slots=True)
class Home:
    """A restaurant, and who manages it."""

    restaurant_id: RestaurantId
    manager: Person


@dataclass(frozen=True, slots=True)
class Template:
    """A server with nobody enrolled yet, and who is who on it."""

    folder: Path
    tenant_id: TenantId
    homes: tuple[Home, ...]
    """Our restaurants."""
    neighbour_id: TenantId
    house: House
    """The application all worlds share, one after another."""

    def home_of(self, tablet: int, *, is_chain: bool) -> Home:
        """Where the tablet with that number stands: in turn, where all of a chain are open."""
        return self.homes[tablet % len(self.homes)] if is_chain else self.homes[0]

    def server_file(self, *, has_neighbour: bool) -> Path:
        """The server's database, with both tenants or ours alone."""
        return self.folder / ("founded.db" if has_neighbour else "alone.db")


def make_template(folder: Path) -> Template:
    """A new one in ``folder``, which must be empty."""
    house = House(folder / "server.db")
    house.begin(seed=_SEED, seconds=lambda: 0.0)
    try:
        house.write(upgrade)
        ours = house.write(lambda conn: _tenant(conn, house, name=_NAMES[0]))
        homes = [house.write(partial(_home, house=house, tenant_id=ours, name=x)) for x in _NAMES]
        copy_database(house.path, folder / "alone.db")
        neighbour = house.write(lambda conn: _tenant(conn, house, name="Соседи"))
        copy_database(house.path, folder / "founded.db")
    finally:
        house.stop()
    return Template(folder, ours, tuple(homes), neighbour, house)


def _tenant(conn: Connection, house: House, *, name: str) -> TenantId:
    now_ms, chance = house.clock.now_ms(), house.chance
    tenant_id = create_tenant(conn, name=name, now_ms=now_ms, chance=chance)
    publish(conn, tenant_id, _programme(chance), now_ms=now_ms)
    return tenant_id


def _home(conn: Connection, house: House, *, tenant_id: TenantId, name: str) -> Home:
    now_ms, chance = house.clock.now_ms(), house.chance
    restaurant = create_restaurant(
        conn, tenant_id, new=NewRestaurant(name), now_ms=now_ms, chance=chance
    )
    new = NewStaff(restaurant.restaurant_id, "Марина", Role.MANAGER, PIN)
    manager = create_staff(conn, tenant_id, new=new, now_ms=now_ms, chance=chance)
    return Home(restaurant.restaurant_id, Person(manager.staff_id, PIN))


def _programme(chance: Chance) -> ProgrammeVersion:
    """A welcome, presents, levels within reach, and checks that may be paid in points."""
    plain = starter_programme(valid_from=BEGINNING - timedelta(days=1), chance=chance)
    welcome = Promo(PromoId(chance.uuid()), "Добро пожаловать", PromoKind.FIRST_VISIT, 100, 30)
    large = Promo(
        PromoId(chance.uuid()), "Большой стол", PromoKind.CUSTOM, 50, 1, Condition(3_000_00)
    )
    birthday = Promo(PromoId(chance.uuid()), "С днём рождения", PromoKind.BIRTHDAY, 70, 10)
    levels = tuple(
        replace(level, threshold_minor=place * SPENT_FOR_A_LEVEL)
        for place, level in enumerate(plain.levels)
    )
    return replace(
        plain,
        version_id=ProgrammeVersionId(chance.uuid()),
        settings=replace(plain.settings, redeem_limit_percent=100),
        levels=levels,
        promos=(welcome, large, birthday),
    )

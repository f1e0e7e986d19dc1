"""What an operator does about colleagues: takes on, dismisses, gives PINs.

Like ``server.commands``: one unit of work each, JSON values out. A PIN is told once, to whoever
asked for it; nobody can ask for it again.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import Connection

from server.chance import Chance
from server.clock import Clock
from server.commands import CommandFailed, restaurant_named
from server.database import Database
from server.restaurants.service import Restaurant
from server.scope import enter_tenant
from server.staff import service as staff
from server.staff.refusals import PinTaken
from server.staff.service import NewPin, NewStaff
from shared.domain.staff import PIN_DIGITS, Role, StaffMember

T = TypeVar("T")

PIN_DRAWS_MAX = 100
_PINS = 10**PIN_DIGITS


def create_staff(
    database: Database, *, restaurant: str, name: str, role: Role, pin: str | None = None
) -> dict[str, Any]:
    """The new colleague with the PIN. Raises ``FieldInvalid``, ``PinInvalid`` or ``PinTaken``."""
    now_ms, chance = Clock().now_ms(), Chance()
    home = restaurant_named(database, restaurant)

    def work(conn: Connection) -> dict[str, Any]:
        def take_on(given: str) -> StaffMember:
            new = NewStaff(home.restaurant_id, name, role, given)
            return staff.create_staff(conn, home.tenant_id, new=new, now_ms=now_ms, chance=chance)

        given, made = _by_free_pin(take_on, chance, pin=pin)
        return _told(made) | {"pin": given}

    return database.write_now(work)


def colleagues(database: Database, *, restaurant: str) -> list[dict[str, Any]]:
    """Everybody of the restaurant, the longest there first."""
    home = restaurant_named(database, restaurant)

    def work(conn: Connection) -> list[dict[str, Any]]:
        enter_tenant(conn, home.tenant_id)
        everybody = staff.staff_of_restaurant(conn, home.tenant_id, home.restaurant_id)
        return [_told(each) for each in everybody]

    return database.read_now(work)


def set_pin(
    database: Database, *, restaurant: str, colleague: str, pin: str | None = None
) -> dict[str, Any]:
    """A new PIN for whoever forgot his. Raises ``PinInvalid``, ``PinTaken``, ``CommandFailed``."""
    return _give_pin(database, restaurant, colleague, pin=pin, change=staff.set_pin)


def take_staff_back(
    database: Database, *, restaurant: str, colleague: str, pin: str | None = None
) -> dict[str, Any]:
    """Who was dismissed may sign in again, by a new PIN.

    Raises ``PinInvalid``, ``PinTaken`` or ``CommandFailed``.
    """
    return _give_pin(database, restaurant, colleague, pin=pin, change=staff.take_back)


def dismiss_staff(database: Database, *, restaurant: str, colleague: str) -> dict[str, Any]:
    """The colleague, who signs in nowhere once the tills have heard. Raises ``CommandFailed``."""
    home, now_ms = restaurant_named(database, restaurant), Clock().now_ms()

    def work(conn: Connection) -> dict[str, Any]:
        found = _colleague(conn, home, colleague)
        staff.dismiss(conn, home.tenant_id, found.staff_id, now_ms=now_ms)
        return _told(_colleague(conn, home, found.staff_id))

    return database.write_now(work)


def _give_pin(
    database: Database,
    restaurant: str,
    colleague: str,
    *,
    pin: str | None,
    change: Callable[..., None],
) -> dict[str, Any]:
    home, now_ms, chance = restaurant_named(database, restaurant), Clock().now_ms(), Chance()

    def work(conn: Connection) -> dict[str, Any]:
        found = _colleague(conn, home, colleague)

        def give(given: str) -> None:
            new = NewPin(found.staff_id, given)
            change(conn, home.tenant_id, new=new, now_ms=now_ms, chance=chance)

        given, _ = _by_free_pin(give, chance, pin=pin)
        return _told(_colleague(conn, home, found.staff_id)) | {"pin": given}

    return database.write_now(work)


def _by_free_pin(work: Callable[[str], T], chance: Chance, *, pin: str | None) -> tuple[str, T]:
    """The PIN by which ``work`` went, and what it made: ``pin``, or else a drawn one."""
    for _ in range(1 if pin else PIN_DRAWS_MAX):
        given = pin or str(chance.below(_PINS)).zfill(PIN_DIGITS)
        try:
            return given, work(given)
        except PinTaken:
            continue
    raise PinTaken


def _colleague(conn: Connection, home: Restaurant, id_or_name: str) -> StaffMember:
    """Raises ``CommandFailed``."""
    enter_tenant(conn, home.tenant_id)
    everybody = staff.staff_of_restaurant(conn, home.tenant_id, home.restaurant_id)
    found = [each for each in everybody if id_or_name in (each.staff_id, each.name)]
    if len(found) > 1:
        raise CommandFailed(f"{len(found)} colleagues are called {id_or_name!r}: use the id")
    if not found:
        raise CommandFailed(f"nobody here is called {id_or_name!r}")
    return found[0]


def _told(member: StaffMember) -> dict[str, Any]:
    return {
        "staff_id": member.staff_id,
        "name": member.name,
        "role": member.role,
        "is_active": member.is_active,
    }

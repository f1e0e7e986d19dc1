"""The command line about colleagues: what may be typed, and which command it means."""

import argparse
from collections.abc import Callable
from typing import Any, Final

from server import staff_commands
from server.database import Database
from server.verbs import Add, telling
from shared.domain.staff import Role

_COLLEAGUE: Final = "ID_OR_NAME"
_PIN: Final = "four digits; without it a free PIN is drawn"


def add_staff_commands(add: Add, *, say: Callable[[Any], None]) -> None:
    """Adds the commands to a parser by ``add``; ``say`` prints one JSON value."""
    made = telling(add, say=say, whose="restaurant")
    created = made("create-staff", _create, "take a colleague on; prints the PIN")
    created.add_argument("name")
    created.add_argument("--role", required=True, choices=[role.value for role in Role])
    created.add_argument("--pin", help=_PIN)
    made("list-staff", _list, "everybody of a restaurant, the dismissed too")
    given = made("set-pin", _set_pin, "a new PIN for a colleague; prints it")
    dismissed = made("dismiss-staff", _dismiss, "nobody signs in as that colleague any more")
    back = made("take-staff-back", _take_back, "who was dismissed works again; prints the new PIN")
    for one in (given, dismissed, back):
        one.add_argument("colleague", metavar=_COLLEAGUE)
    for one in (given, back):
        one.add_argument("--pin", help=_PIN)


def _create(database: Database, asked: argparse.Namespace) -> Any:
    return staff_commands.create_staff(
        database,
        restaurant=asked.restaurant,
        name=asked.name,
        role=Role(asked.role),
        pin=asked.pin,
    )


def _list(database: Database, asked: argparse.Namespace) -> Any:
    return staff_commands.colleagues(database, restaurant=asked.restaurant)


def _set_pin(database: Database, asked: argparse.Namespace) -> Any:
    return staff_commands.set_pin(
        database, restaurant=asked.restaurant, colleague=asked.colleague, pin=asked.pin
    )


def _dismiss(database: Database, asked: argparse.Namespace) -> Any:
    return staff_commands.dismiss_staff(
        database, restaurant=asked.restaurant, colleague=asked.colleague
    )


def _take_back(database: Database, asked: argparse.Namespace) -> Any:
    return staff_commands.take_staff_back(
        database, restaurant=asked.restaurant, colleague=asked.colleague, pin=asked.pin
    )

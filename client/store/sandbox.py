"""What a training till has in common with the real one: programme, restaurant and colleagues.

Rows as they stand, word for word, so that rules and PINs are the real ones. Nobody's guests, no
operation, no choice of a person. Must not know what training is for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlite_utils import Database

from client.store.me import Me, find_me

_TABLES: Final = ("tenant", "restaurant", "programme", "staff")
Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class HouseCopy:
    """The house as one till knew it at one moment."""

    me: Me
    tables: Mapping[str, Rows]


def copy_house(db: Database) -> HouseCopy | None:
    """What the till of ``db`` knows of its house; None before enrolment."""
    me = find_me(db)
    if me is None:
        return None
    return HouseCopy(me, {table: tuple(db.table(table).rows) for table in _TABLES})


def put_house(db: Database, house: HouseCopy) -> None:
    """All of it into a new file; a second time is a bug."""
    for table, rows in house.tables.items():
        db.table(table).insert_all(map(dict, rows))


def rename_restaurant(db: Database, name: str) -> None:
    """What every slip and the status bar call the restaurant; its own name becomes the address."""
    db.execute("UPDATE me SET restaurant_name = ?", (name,))
    db.execute(
        """UPDATE restaurant SET address = name, name = ?, phone = ''
        WHERE restaurant_id = (SELECT restaurant_id FROM me)""",
        (name,),
    )

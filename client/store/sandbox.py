"""What a training till has in common with the real one: programme, restaurant and colleagues.

Rows as they stand, word for word, so that rules and PINs are the real ones. Nobody's guests, no
operation, no choice of a person. Must not know what training is for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlite_utils import Database

from client.store.me import Me, find_me
from client.store.rows import query

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
    return HouseCopy(me, {table: tuple(_rows(db, table)) for table in _TABLES})


def put_house(db: Database, house: HouseCopy) -> None:
    """All of it into a new file; a second time is a bug."""
    for table, rows in house.tables.items():
        for row in rows:
            _insert(db, table, row)


def rename_restaurant(db: Database, name: str) -> None:
    """What every slip and the status bar call the restaurant; its own name becomes the address."""
    db.execute("UPDATE me SET restaurant_name = ?", (name,))
    db.execute(
        """UPDATE restaurant SET address = name, name = ?, phone = ''
        WHERE restaurant_id = (SELECT restaurant_id FROM me)""",
        (name,),
    )


def _rows(db: Database, table: str) -> Rows:
    return list(query(db, f"SELECT * FROM {table}"))  # noqa: S608 - one of _TABLES, a literal of this file; SQLite cannot bind names


def _insert(db: Database, table: str, row: Mapping[str, Any]) -> None:
    names = ", ".join(row)
    places = ", ".join(f":{name}" for name in row)
    db.execute(f"INSERT INTO {table} ({names}) VALUES ({places})", dict(row))  # noqa: S608 - table and names come from a file that our migrations made, never from a person or the wire; values are bound

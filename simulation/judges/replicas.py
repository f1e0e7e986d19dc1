"""What a till shows against what the server has, when nothing is on its way."""

import json
import sqlite3

from simulation.tablet import Tablet
from simulation.world import World

Card = tuple[str, str, str, int, int, tuple[tuple[str, int], ...]]
"""Guest, status, level, spent, visits, lots."""


def differences(world: World, books: sqlite3.Connection) -> list[str]:
    """Cards and guests of every tablet that are not as the server has them."""
    cards = _cards_of_server(books, world.template.tenant_id)
    restaurants = dict(books.execute("SELECT card_id, restaurant_id FROM card").fetchall())
    guests = _guests_of_server(books, world.template.tenant_id)
    wrong = []
    shut_out = world.shut_out()
    for number, tablet in enumerate(world.tablets):
        if number in shut_out:
            continue
        here = (None, tablet.me().restaurant_id)
        told = {key: card for key, card in cards.items() if restaurants[key] in here}
        if _cards_of(tablet) != told:
            wrong.append(f"cards on {tablet.name}: {_first_difference(_cards_of(tablet), told)}")
        if _guests_of(tablet) != guests:
            wrong.append(
                f"guests on {tablet.name}: {_first_difference(_guests_of(tablet), guests)}"
            )
    return wrong


def _first_difference(here: dict[str, object], there: dict[str, object]) -> str:
    for key in sorted(here.keys() | there.keys()):
        if here.get(key) != there.get(key):
            return f"{key} is {here.get(key)} here, {there.get(key)} there"
    return "none"


def _cards_of_server(books: sqlite3.Connection, tenant_id: str) -> dict[str, object]:
    lots: dict[str, list[tuple[str, int]]] = {}
    for card_id, lot_id, left in books.execute(
        """SELECT card_id, lot_id, points_left FROM lot
        WHERE tenant_id = ? AND points_left > 0 ORDER BY lot_id""",
        (tenant_id,),
    ):
        lots.setdefault(card_id, []).append((lot_id, left))
    rows = books.execute(
        """SELECT card_id, guest_id, status, level_id, lifetime_spent_minor, total_visits
        FROM card WHERE tenant_id = ?""",
        (tenant_id,),
    )
    return {row[0]: (*tuple(row)[1:], tuple(lots.get(row[0], ()))) for row in rows}


def _guests_of_server(books: sqlite3.Connection, tenant_id: str) -> dict[str, object]:
    rows = books.execute(
        "SELECT guest_id, alias_of, phone FROM guest WHERE tenant_id = ?", (tenant_id,)
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def _cards_of(tablet: Tablet) -> dict[str, object]:
    assert tablet.running
    rows = tablet.running.store.read_now(
        lambda db: db.execute(
            """SELECT card_id, guest_id, status, level_id, lifetime_spent_minor, total_visits, lots
            FROM card"""
        ).fetchall()
    )
    return {
        row[0]: (
            *row[1:6],
            tuple(sorted((lot["lot_id"], lot["left"]) for lot in json.loads(row[6]))),
        )
        for row in rows
    }


def _guests_of(tablet: Tablet) -> dict[str, object]:
    assert tablet.running
    rows = tablet.running.store.read_now(
        lambda db: db.execute(
            "SELECT guest_id, alias_of, phone FROM guest WHERE is_refused = 0"
        ).fetchall()
    )
    return {row[0]: (row[1], row[2]) for row in rows}

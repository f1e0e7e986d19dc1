"""Judges of cards: the chain's, or one for each restaurant (LOY-04…LOY-09)."""

import sqlite3
from functools import partial

from sqlalchemy import Connection, text
from sqlite_utils import Database

from client.store.guests import guest_record
from server.tenants.service import tenant
from shared.domain.programme import CardMode
from simulation.world import World

_OF_GUESTS = """SELECT guest_id, sum(points_left) FROM lot JOIN card USING (tenant_id, card_id)
    GROUP BY guest_id"""
_ABROAD = """SELECT o.kind, o.operation_id FROM operation o
    JOIN ledger_transaction USING (tenant_id, operation_id)
    JOIN card USING (tenant_id, card_id) JOIN device USING (tenant_id, device_id)
    WHERE o.kind IN ('earn', 'redeem', 'transfer', 'registration')
        AND card.restaurant_id <> device.restaurant_id"""
_GUESTS = "SELECT guest_id FROM guest WHERE alias_of IS NULL"
_COUNTING = """SELECT guest_id, sum(points_left) FROM lot JOIN card USING (tenant_id, card_id)
    WHERE restaurant_id IS ? GROUP BY guest_id"""
_NOT_IN_USE = """SELECT card_id, sum(points_left) AS points FROM lot
    JOIN card USING (tenant_id, card_id)
    WHERE (restaurant_id IS NULL) = ? AND points_left > 0 GROUP BY card_id"""


def points_of_guests(conn: Connection) -> dict[str, int]:
    """All that each guest has, on whichever cards."""
    return {row.guest_id: int(row[1]) for row in conn.execute(text(_OF_GUESTS)) if row[1]}


def e10_points_of_a_restaurant_stay_there(_world: World, books: sqlite3.Connection) -> list[str]:
    """Nobody earns on another restaurant's card, or spends from it."""
    rows = books.execute(_ABROAD)
    return [f"{row['kind']} {row['operation_id']} is on another restaurant's card" for row in rows]


def e10_a_till_shows_what_counts_there(world: World, books: sqlite3.Connection) -> list[str]:
    """The points of his card of the till's restaurant, or of the chain."""
    owner = world.house.read(lambda conn: tenant(conn, world.template.tenant_id))
    is_separate = owner.card_mode is CardMode.SEPARATE
    wrong, shut_out = [], world.shut_out()
    for number, tablet in enumerate(world.tablets):
        if number in shut_out or tablet.running is None:
            continue
        place = tablet.me().restaurant_id if is_separate else None
        held = dict(books.execute(_COUNTING, (place,)).fetchall())
        for (guest_id,) in books.execute(_GUESTS).fetchall():
            shown = tablet.running.store.read_now(partial(_points_shown, guest_id=guest_id))
            if shown != held.get(guest_id, 0):
                wrong.append(f"{tablet.name} shows {shown} points of {guest_id}")
    return wrong


def e10_only_cards_in_use_hold_points(world: World, books: sqlite3.Connection) -> list[str]:
    """Those of the restaurants, or those of the chain."""
    owner = world.house.read(lambda conn: tenant(conn, world.template.tenant_id))
    is_separate = owner.card_mode is CardMode.SEPARATE
    rows = books.execute(_NOT_IN_USE, (is_separate,))
    return [f"card {row['card_id']} is not in use and holds {row['points']}" for row in rows]


def _points_shown(db: Database, guest_id: str) -> int:
    record = guest_record(db, guest_id)
    return sum(lot.left for lot in record.card.lots) if record else 0

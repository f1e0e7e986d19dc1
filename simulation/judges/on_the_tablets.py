"""Judges of a tablet against the server, or its own bounds, at any moment (S8, S9, S11).

Of a tablet that runs. They look at its file, at the server's books and at nothing that moves.
"""

import sqlite3
from collections.abc import Callable, Sequence

from sqlite_utils import Database

from client.store.guests import guest_record
from client.till.overlay import overlay
from shared.domain.card import Card
from shared.operations.bodies import (
    AdjustmentBody,
    EarnBody,
    LeaseReleaseBody,
    OperationBody,
    RedeemBody,
    RegistrationBody,
    parse_body,
)
from simulation.profile import FLOAT_OF_A_GUEST
from simulation.tablet import Tablet
from simulation.world import World

Judge = Callable[[World, Tablet, sqlite3.Connection], list[str]]
_HELD = "SELECT last_seq FROM device_chain WHERE device_id = ? AND epoch = ?"
_WAITED_FOR = """SELECT DISTINCT guest_id FROM outbox waiting
    WHERE outcome_status IS NULL AND guest_id IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM outbox told WHERE told.guest_id = waiting.guest_id
            AND told.outcome_status IS NOT NULL)
        AND NOT EXISTS (SELECT 1 FROM guest alias WHERE alias.alias_of = waiting.guest_id)"""
"""Guests of whom everything this till did still waits: nothing of it is in the server's card."""

_VOUCHED_FOR = """SELECT guest_id, sum(json_extract(body, '$.float_points')) AS points FROM outbox
    WHERE kind = 'redeem' AND state <> 'acked' GROUP BY guest_id HAVING points > ?"""
"""Guests for whom it did so beyond that since the server last answered."""


def s8_acked_is_what_the_server_holds(
    world: World, tablet: Tablet, books: sqlite3.Connection
) -> list[str]:
    """A tablet never believes the server to have more than is durable there.

    One that tells a restored server again what it had knows that it may have less.
    """
    me = tablet.me()
    held = books.execute(_HELD, (me.device_id, me.epoch)).fetchone()
    have = held["last_seq"] if held else 0
    (server_epoch,) = books.execute(
        "SELECT server_epoch FROM tenant WHERE tenant_id = ?", (world.template.tenant_id,)
    ).fetchone()
    is_in_step = me.cursor.server_epoch == server_epoch and me.replay_to is None
    if me.acked > have and is_in_step:
        return [f"{tablet.name} counts {me.acked} as acked, the server holds {have}"]
    return []


def s9_a_till_shows_the_server_and_its_own(
    world: World, tablet: Tablet, books: sqlite3.Connection
) -> list[str]:
    """The server's balance at the cursor, and what this till did that nobody has answered for.

    What a packet brought may be in that balance before its own till has been answered.
    """
    assert tablet.running
    brought = _known_to(books) if world.packets else frozenset()
    return [
        f"{tablet.name} shows {shown} points of {guest_id}, knows of {told}"
        for guest_id, shown, told in tablet.running.store.read_now(lambda db: _shown(db, brought))
        if shown != told
    ]


def s11_a_till_vouches_for_no_guest_beyond_his_bound(
    world: World, tablet: Tablet, _books: sqlite3.Connection
) -> list[str]:
    """However often in a row he pays with points the till does not hold (P4).

    By the name he gave: before a till hears of a merge each name has a bound of its own.
    """
    assert tablet.running
    if not world.profile.float_points:
        return []
    return [
        f"{tablet.name} vouched for {points} points of {guest_id}"
        for guest_id, points in tablet.running.store.read_now(_vouched_for)
    ]


ALWAYS: tuple[Judge, ...] = (
    s8_acked_is_what_the_server_holds,
    s9_a_till_shows_the_server_and_its_own,
    s11_a_till_vouches_for_no_guest_beyond_his_bound,
)


def _vouched_for(db: Database) -> list[tuple[str, int]]:
    rows: list[tuple[str, int]] = db.execute(_VOUCHED_FOR, (FLOAT_OF_A_GUEST,)).fetchall()
    return rows


def _known_to(books: sqlite3.Connection) -> frozenset[str]:
    return frozenset(each for (each,) in books.execute("SELECT operation_id FROM operation"))


def _shown(db: Database, brought: frozenset[str]) -> list[tuple[str, int, int]]:
    """Guest, points on the screen, points by adding up; of guests for whom that is all there is."""
    found = []
    for (guest_id,) in db.execute(_WAITED_FOR).fetchall():
        record = guest_record(db, guest_id)
        if record is None or record.guest.guest_id != guest_id:
            continue
        rows = db.execute(
            """SELECT operation_id, body FROM outbox
            WHERE guest_id = ? AND outcome_status IS NULL ORDER BY rowid""",
            (guest_id,),
        ).fetchall()
        waiting = [parse_body(text) for _, text in rows]
        is_told = any(each in brought for each, _ in rows)
        if not is_told and all(_is_plain(body) for body in waiting):
            told = _after(_sum_of_lots(record.card), waiting)
            found.append((guest_id, _sum_of_lots(overlay(db, record.card).card), told))
    return found


def _after(points: int, waiting: Sequence[OperationBody]) -> int:
    """Never below zero: since a restore somebody else's points may have paid."""
    for body in waiting:
        points = max(0, points + _change(body))
    return points


def _is_plain(body: OperationBody) -> bool:
    """Whether what it does to the balance stands in it, whatever else happened."""
    match body:
        case RedeemBody():
            return bool(body.lease_ids) and not body.float_points
        case AdjustmentBody():
            return body.points > 0
        case EarnBody() | RegistrationBody() | LeaseReleaseBody():
            return True
        case _:
            return False


def _change(body: OperationBody) -> int:
    match body:
        case RedeemBody():
            return -body.points
        case AdjustmentBody():
            return body.points
        case EarnBody():
            return body.regular_points + sum(grant.points for grant in body.grants)
        case RegistrationBody():
            return sum(grant.points for grant in body.grants)
        case _:
            return 0


def _sum_of_lots(card: Card) -> int:
    return sum(lot.left for lot in card.lots)

"""Judges of shifts: a till reports what was done in one, and what was booked of it (E11)."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator

from sqlite_utils import Database

from client.store.shift_checks import check_shifts
from client.store.shift_reports import report_now
from client.store.shifts import ShiftRow, closed_shifts, open_shift
from shared.domain.shifts import ShiftSum, together
from simulation.tablet import Tablet
from simulation.world import World

Sums = dict[str, tuple[int, int]]
"""By kind: how many, and how many points they moved."""
_ALL = 1_000
_BOOKED = """SELECT o.kind, count(DISTINCT o.operation_id), coalesce(-sum(CASE
            WHEN o.kind = 'transfer' THEN -min(e.points, 0)
            WHEN e.account LIKE 'available:%' OR e.account LIKE 'lease:%' THEN 0
            WHEN e.account LIKE 'suspense:%' THEN 0
            WHEN e.account = 'expired' THEN 0 ELSE e.points END), 0)
    FROM operation o LEFT JOIN ledger_transaction t USING (tenant_id, operation_id)
    LEFT JOIN ledger_entry e USING (tenant_id, transaction_seq)
    WHERE o.device_id = ? AND o.shift_id = ? AND o.status IN ('applied', 'adjusted')
        AND o.kind NOT LIKE 'shift%' AND o.kind <> 'device_lost' GROUP BY o.kind"""
"""What the guests' balances were changed by, or are to be: what a card owes since a restore is the
guest's, as the slip says. Not what the house paid, nor what had expired and was reinstated first.
Of a present the giver's side alone is the shift's."""
_BETWEEN = """SELECT done.operation_id FROM outbox opening JOIN outbox done
    ON done.rowid > opening.rowid AND done.staff_id IS NOT NULL
        AND done.shift_id IS NOT opening.shift_id
    WHERE opening.kind = 'shift_open' AND NOT EXISTS (SELECT 1 FROM outbox closing
        WHERE closing.kind = 'shift_close' AND closing.shift_id = opening.shift_id
            AND closing.rowid < done.rowid)"""


def e11_a_report_is_what_was_booked(world: World, books: sqlite3.Connection) -> list[str]:
    """A closed one with its addenda, an open one as it stands; counted from the ledger's entries.

    A copy of a tablet, or an old image of it, does not know what was done in its shift elsewhere.
    """
    if world.has_clones:
        return []
    return [
        f"shift {shift_id} of {tablet.name} reports {told}, booked is {booked}"
        for tablet in _in_reach(world)
        for shift_id, told in _reports(tablet)
        if told != (booked := _booked(books, tablet.me().device_id, shift_id))
    ]


def e11_a_shift_has_all_that_was_done_in_it(world: World, _books: sqlite3.Connection) -> list[str]:
    """Whoever did it; and a closed one reports what its closing operation says."""
    wrong = []
    for tablet in _in_reach(world):
        assert tablet.running
        wrong += [f"{tablet.name}: {each}" for each in tablet.running.store.read_now(_wrongs)]
    return wrong


def _in_reach(world: World) -> Iterator[Tablet]:
    shut_out = world.shut_out()
    return (each for number, each in enumerate(world.tablets) if number not in shut_out)


def _reports(tablet: Tablet) -> list[tuple[str, Sums]]:
    assert tablet.running
    return tablet.running.store.read_now(_told)


def _told(db: Database) -> list[tuple[str, Sums]]:
    told: list[tuple[str, Sums]] = [
        (each.shift_id, _by_kind(_whole(each))) for each in closed_shifts(db, _ALL)
    ]
    running = open_shift(db)
    if running is not None:
        now = report_now(db, running.shift_id)
        if not now.waiting:
            told.append((running.shift_id, _by_kind(now.sums)))
    return told


def _whole(closed: ShiftRow) -> tuple[ShiftSum, ...]:
    return together(closed.sums, *(each.sums for each in closed.addenda))


def _by_kind(sums: Iterable[ShiftSum]) -> Sums:
    found: defaultdict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for each in sums:
        count, points = found[each.kind]
        found[each.kind] = (count + each.count, points + each.points)
    return dict(found)


def _booked(books: sqlite3.Connection, device_id: str, shift_id: str) -> Sums:
    rows = books.execute(_BOOKED, (device_id, shift_id))
    return {kind: (count, points) for kind, count, points in rows}


def _wrongs(db: Database) -> list[str]:
    outside = [f"{row[0]} is of no shift, or of another" for row in db.execute(_BETWEEN)]
    return [*outside, *check_shifts(db)]

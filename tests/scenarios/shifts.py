"""What a shift is on the till, on the server and in the ledger."""

import json
from collections import Counter

from sqlalchemy import Connection, text

from client.store import shifts
from client.store.me import me_of
from client.store.shifts import ShiftRow
from server.books import Books
from server.ledger.shifts import ShiftAccount, shift_account
from shared.domain.shifts import ShiftSum
from tests.scenarios.world import Tablet, World
from tests.server.inside import inside

LEDGER = text(
    """SELECT o.kind, o.body, coalesce(sum(e.points), 0) AS points FROM operation o
    LEFT JOIN ledger_transaction t
        ON t.tenant_id = o.tenant_id AND t.operation_id = o.operation_id
    LEFT JOIN ledger_entry e
        ON e.tenant_id = t.tenant_id AND e.transaction_seq = t.transaction_seq
        AND (e.account LIKE 'available:%' OR e.account LIKE 'lease:%')
    WHERE o.shift_id = :shift_id AND o.guest_id IS NOT NULL
        AND o.status IN ('applied', 'adjusted')
    GROUP BY o.operation_id, o.kind, o.body"""
)
"""What each operation of a shift did to cards, added up from the entries themselves."""
Done = Counter[tuple[str, str]]


def on_till(tablet: Tablet) -> ShiftRow:
    """Its last closed shift."""
    (last,) = tablet.store.read_now(lambda db: shifts.closed_shifts(db, 1))
    return last


def on_server(world: World, tablet: Tablet) -> ShiftAccount:
    shift_id, tenant_id = on_till(tablet).shift_id, world.demo.tenant_id
    device_id = tablet.store.read_now(me_of).device_id

    def work(conn: Connection) -> ShiftAccount:
        return shift_account(Books(conn), tenant_id, device_id, shift_id=shift_id)

    return world.database.read_now(inside(tenant_id, work))


def in_ledger(world: World, tablet: Tablet) -> tuple[Done, Done]:
    """How many operations of the shift each person has in the ledger by kind, and their points."""
    shift_id = on_till(tablet).shift_id
    counts: Done = Counter()
    points: Done = Counter()

    def work(conn: Connection) -> None:
        for row in conn.execute(LEDGER, {"shift_id": shift_id}):
            key = (json.loads(row.body)["staff_id"], row.kind)
            counts[key] += 1
            points[key] += row.points

    world.database.read_now(inside(world.demo.tenant_id, work))
    return counts, points


def counted(report: tuple[ShiftSum, ...]) -> tuple[Done, Done]:
    counts: Done = Counter()
    points: Done = Counter()
    for each in report:
        counts[each.staff_id, each.kind] += each.count
        points[each.staff_id, each.kind] += each.points
    return counts, points

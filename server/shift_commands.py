"""What a restaurant's shifts came to on one day, as the ledger has it; for an operator to read.

Like ``server.commands``: JSON values out. Reads only.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from server.clock import Clock
from server.commands import restaurant_named
from server.database import Database
from server.devices.service import device
from server.ledger.incoming import understood
from server.ledger.operations import Stored
from server.ledger.shifts import ShiftAccount, shifts_between, sums_outside
from server.programme.service import current
from server.restaurants.service import Restaurant
from server.scope import enter_tenant
from server.staff.service import staff_member
from shared.domain.ids import StaffId
from shared.domain.programme import ProgrammeSettings
from shared.domain.shifts import ShiftSum
from shared.operations.bodies import LeaseReleaseBody, ShiftCloseBody, ShiftOpenBody
from shared.operations.encode import from_millis, to_millis


def shift_reports(
    database: Database, *, restaurant: str, day: date | None = None
) -> dict[str, Any]:
    """The shifts of that day (by the restaurant's clock; today): reported, added, booked.

    And what was booked in no shift. Raises ``CommandFailed``.
    """
    home = restaurant_named(database, restaurant)
    now = from_millis(Clock().now_ms())
    return database.read_now(lambda conn: _reports(conn, home, day=day, now=now))


def _reports(
    conn: Connection, home: Restaurant, *, day: date | None, now: datetime
) -> dict[str, Any]:
    enter_tenant(conn, home.tenant_id)
    programme = current(conn, home.tenant_id)
    zone = ZoneInfo((programme.settings if programme else ProgrammeSettings()).timezone)
    day = day or now.astimezone(zone).date()
    begin = datetime.combine(day, time(), tzinfo=zone)
    end = datetime.combine(day + timedelta(days=1), time(), tzinfo=zone)
    bounds = {
        "since_ms": to_millis(begin.astimezone(UTC)),
        "until_ms": to_millis(end.astimezone(UTC)),
    }
    found = shifts_between(conn, home.tenant_id, home.restaurant_id, **bounds)
    outside = sums_outside(conn, home.tenant_id, home.restaurant_id, **bounds)
    return {
        "restaurant_id": home.restaurant_id,
        "restaurant": home.name,
        "day": day.isoformat(),
        "shifts": [_shift(conn, home, opening, account=account) for opening, account in found],
        "outside_shifts": _sums(conn, home, outside),
    }


def _shift(
    conn: Connection, home: Restaurant, opening: Stored, *, account: ShiftAccount
) -> dict[str, Any]:
    opened, closed = _body(opening), _body(account.closing)
    till = device(conn, account.device_id)
    return {
        "shift_id": account.shift_id,
        "number": opened.number if isinstance(opened, ShiftOpenBody) else None,
        "device_id": account.device_id,
        "device": till.name if till else "",
        "opened_at": _moment(opening),
        "opened_by": _actor(conn, home, opening),
        "closed_at": _moment(account.closing),
        "closed_by": _actor(conn, home, account.closing),
        "reported": _sums(conn, home, account.reported),
        "waiting": closed.waiting if isinstance(closed, ShiftCloseBody) else None,
        "addenda": [
            {
                "number": each.number,
                "operation_id": each.decided_by,
                "sums": _sums(conn, home, each.sums),
            }
            for each in account.addenda
        ],
        "booked": _sums(conn, home, account.booked),
    }


def _body(stored: Stored | None) -> object:
    return understood(stored.incoming.body) if stored is not None else None


def _moment(stored: Stored | None) -> str | None:
    return from_millis(stored.effective_at_ms).isoformat() if stored is not None else None


def _actor(conn: Connection, home: Restaurant, stored: Stored | None) -> str | None:
    body = understood(stored.incoming.body) if stored is not None else None
    if body is None or isinstance(body, LeaseReleaseBody):
        return None
    return _name(conn, home, body.staff_id)


def _name(conn: Connection, home: Restaurant, staff_id: str) -> str:
    found = staff_member(conn, home.tenant_id, StaffId(staff_id))
    return found.name if found else ""


def _sums(conn: Connection, home: Restaurant, sums: Iterable[ShiftSum]) -> list[dict[str, Any]]:
    return [
        {
            "staff_id": each.staff_id,
            "name": _name(conn, home, each.staff_id),
            "kind": each.kind,
            "count": each.count,
            "points": each.points,
            "amount_minor": each.amount_minor,
            "currency": each.currency,
        }
        for each in sums
    ]

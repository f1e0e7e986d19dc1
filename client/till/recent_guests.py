"""Whom the person at the till has served in this shift: one tap away when they come back.

Nothing is kept for it: it is read from the operations themselves. So it survives a restart, nobody
sees whom a colleague served, and it is empty as soon as the shift is closed.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from client.store import recent
from client.store.guests import guest_record
from client.store.recent import ServedGuest
from client.store.shifts import open_shift_id
from client.till.guest_search import full_name
from client.till.workplace import Act, Workplace, programme_now
from shared.domain.ids import GuestId
from shared.domain.staff import Permission
from shared.operations.encode import to_millis

RECENT_SHOWN: Final = 6
RECENT_WITHOUT_SHIFT: Final = timedelta(hours=12)
_READ: Final = 12
"""More than are shown: two ids may have become one guest, and one may have been erased."""


@dataclass(frozen=True, slots=True)
class RecentGuest:
    """Somebody served here lately: no more than tells one from another."""

    guest_id: GuestId
    name: str
    phone: str
    at: datetime
    """In the restaurant's time zone."""


class RecentGuests:
    """The list under the empty search field."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    async def list(self) -> tuple[RecentGuest, ...]:
        """At most ``RECENT_SHOWN``, the newest first. Raises ``NotSignedIn``, ``TillNotReady``."""
        return await self._workplace.look(Permission.READ_GUEST, _recent)


def _recent(act: Act) -> tuple[RecentGuest, ...]:
    served = recent.served_guests(
        act.db,
        act.staff_member.staff_id,
        shift_id=open_shift_id(act.db),
        since_ms=to_millis(act.moment.at - RECENT_WITHOUT_SHIFT),
        limit=_READ,
    )
    zone = ZoneInfo(programme_now(act).settings.timezone)
    found = [guest for each in served if (guest := _guest(act, each, zone)) is not None]
    unique = {guest.guest_id: guest for guest in reversed(found)}
    return tuple(reversed(unique.values()))[:RECENT_SHOWN]


def _guest(act: Act, served: ServedGuest, zone: ZoneInfo) -> RecentGuest | None:
    record = guest_record(act.db, served.guest_id)
    if record is None or record.is_refused:
        return None
    return RecentGuest(
        guest_id=record.guest.guest_id,
        name=full_name(record),
        phone=record.guest.profile.phone,
        at=served.at.astimezone(zone),
    )

"""Who may sign in, as the PIN pad shows them: read before anything else of the till is loaded."""

from client.clock import Moment
from client.store.pin_tries import pin_tries
from client.store.rows import Readable
from client.store.staff import list_staff
from client.till.pin_lock import lock_seconds_left, tries_at
from client.till.staff_session import StaffTile
from shared.domain.staff import Permission, may


def staff_tiles(
    db: Readable, moment: Moment, *, permission: Permission | None = None
) -> tuple[StaffTile, ...]:
    """Everyone who may sign in, by name (CSH-07); of these only who holds ``permission``."""
    return tuple(
        StaffTile(
            record.member.staff_id,
            record.member.name,
            record.member.role,
            lock_seconds_left(tries_at(pin_tries(db, record.member.staff_id), moment)),
        )
        for record in list_staff(db)
        if permission is None or may(record.member, permission)
    )

"""Who may sign in, as the PIN pad shows them: read before anything else of the till is loaded."""

from collections.abc import Container

from client.clock import Moment
from client.store.colleagues import colleagues
from client.store.pin_tries import pin_tries
from client.store.rows import Readable
from client.till.pin_lock import lock_seconds_left, tries_at
from client.till.staff_session import StaffTile
from shared.domain.ids import StaffId


def staff_tiles(
    db: Readable, moment: Moment, *, among: Container[StaffId] | None = None
) -> tuple[StaffTile, ...]:
    """Everyone who may sign in, by name (CSH-07); of these only who is ``among`` those."""
    return tuple(
        StaffTile(
            staff_id, name, role, lock_seconds_left(tries_at(pin_tries(db, staff_id), moment))
        )
        for staff_id, name, role in colleagues(db)
        if among is None or staff_id in among
    )

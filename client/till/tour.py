"""The tour of the till: who has been shown around here, and whom a guest has interrupted.

Each colleague is shown around each till once; whom a guest interrupted, once more. Must not know
the steps, nor when the screens begin it.
"""

from typing import Final

from sqlite_utils import Database

from client.store.settings_rows import put_setting, setting
from client.till.workplace import Workplace
from shared.domain.ids import StaffId

_OVER: Final = "over"
_PUT_ASIDE: Final = "put aside"


class Tours:
    """What the till remembers of its tours; kept as durably as a choice of a person."""

    def __init__(self, workplace: Workplace) -> None:
        self._store = workplace.store

    async def is_due(self, staff_id: StaffId) -> bool:
        """Whether they have still to be shown around."""
        return await self._store.read(lambda db: setting(db, _key(staff_id)) != _OVER)

    async def finish(self, staff_id: StaffId) -> None:
        """They have seen it, or do not want to. Raises ``StoreFull`` or ``StoreFailed``."""
        await self._store.write(lambda db: end_tour(db, staff_id))

    async def put_aside(self, staff_id: StaffId) -> None:
        """A guest came first; the second time it is over. Raises as ``finish`` does."""
        await self._store.write(lambda db: _put_aside(db, staff_id))


def end_tour(db: Database, staff_id: StaffId) -> None:
    """Whoever it is knows this till."""
    put_setting(db, _key(staff_id), _OVER)


def _put_aside(db: Database, staff_id: StaffId) -> None:
    is_first = setting(db, _key(staff_id)) is None
    put_setting(db, _key(staff_id), _PUT_ASIDE if is_first else _OVER)


def _key(staff_id: StaffId) -> str:
    return f"tour.{staff_id}"

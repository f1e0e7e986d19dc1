"""Who works at the till now (CSH-09)."""

from dataclasses import dataclass

from shared.domain.ids import StaffId
from shared.domain.staff import Role, StaffMember


@dataclass(frozen=True, slots=True)
class Session:
    """One person's time at the till."""

    member: StaffMember


@dataclass(frozen=True, slots=True)
class StaffTile:
    """One person on the sign-in screen; ``lock_seconds_left`` is 0 unless the PIN pad waits."""

    staff_id: StaffId
    name: str
    role: Role
    lock_seconds_left: int

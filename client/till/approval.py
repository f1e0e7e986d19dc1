"""A colleague's yes, given on the spot with his own PIN (CSH-95, RBC-33).

The yes travels with the command that it is for, and nowhere else: the PIN is checked and the
operation booked by one call, so it is good for exactly that deed, once. Nothing of it is kept but
the approver's name in the operation.
"""

from dataclasses import dataclass, field

from shared.domain.ids import StaffId


@dataclass(frozen=True, slots=True)
class Approval:
    """Who says yes to what somebody else may not do alone, and the PIN he typed for it."""

    staff_id: StaffId
    pin: str = field(repr=False)

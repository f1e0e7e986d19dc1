"""Shift: a till's people open it, hand it over and close it with a report (field.md row 25).

None of it moves a point. A closing is always taken as it was reported: where the ledger booked
otherwise than the till knew by then, the answer is the report's first addendum.
"""

from server.books import Books
from server.ledger.incoming import Act, Verdict
from server.ledger.rights import require_colleague, require_permission
from server.ledger.shifts import booked_sums
from shared.domain.ids import ShiftId
from shared.domain.shifts import difference
from shared.domain.staff import Permission
from shared.operations.bodies import ShiftBody, ShiftCloseBody, ShiftHandoverBody, ShiftOpenBody
from shared.operations.shift_sums import sums_of, sums_to_json

ADDENDUM = "addendum"
"""Where an outcome's data keep what the ledger had booked otherwise when the shift was closed."""


def open_shift(books: Books, act: Act, body: ShiftOpenBody) -> Verdict:
    """Takes note. Raises ``PermissionMissing``."""
    _require_right(books, act, body)
    return Verdict("applied")


def hand_shift_over(books: Books, act: Act, body: ShiftHandoverBody) -> Verdict:
    """Takes note. Raises ``PermissionMissing``, ``FieldInvalid`` for people from elsewhere."""
    _require_right(books, act, body)
    require_colleague(books, act, body.to_staff_id, field="to_staff_id")
    return Verdict("applied")


def close_shift(books: Books, act: Act, body: ShiftCloseBody) -> Verdict:
    """Keeps the report, with its first addendum where one is due. Raises ``PermissionMissing``."""
    _require_right(books, act, body)
    mine = act.incoming
    booked = booked_sums(books, act.tenant_id, mine.device_id, shift_id=ShiftId(body.shift_id))
    addendum = difference(booked, sums_of(body.sums))
    return Verdict("applied", data={ADDENDUM: sums_to_json(addendum)} if addendum else {})


def _require_right(books: Books, act: Act, body: ShiftBody) -> None:
    require_permission(books, act, body, permission=Permission.POINTS_AT_TILL)

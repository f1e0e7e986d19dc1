"""Who may do what: asked again on the server, whatever the till already asked (RBC-33)."""

from dataclasses import replace

from server.books import Books
from server.ledger.incoming import Act
from server.staff import service as staff
from shared.domain.errors import FieldInvalid, PermissionMissing
from shared.domain.ids import StaffId
from shared.domain.permitting import require_approver
from shared.domain.staff import Permission, StaffMember, may
from shared.operations.bodies import PersonBody

_HONOURED_AFTERWARDS = frozenset({Permission.POINTS_AT_TILL, Permission.CREATE_GUEST})
"""What a guest was promised at the counter holds, even where it arrives after who did it left."""


def require_permission(books: Books, act: Act, body: PersonBody, *, permission: Permission) -> None:
    """Raises ``PermissionMissing`` unless who acted may do it, or somebody who may approved it.

    Both must be active staff of the restaurant where the device stands; for what a guest was
    promised it is enough to have been at the time. ``ApproverNotAllowed`` where one who is said to
    have approved is not, or may not do it himself; ``FieldInvalid`` for who acted from elsewhere,
    and for a body that names another restaurant. What was decided before the server was restored
    had the right then: who has it now may not be known any more (§9).
    """
    if act.promised is not None:
        return
    if body.restaurant_id != act.incoming.restaurant_id:
        raise FieldInvalid(field="restaurant_id", reason="foreign")
    acting = require_colleague(books, act, body.staff_id, field="staff_id")
    if permission in _HONOURED_AFTERWARDS:
        acting = _as_then(books, act, acting)
    if not acting.is_active:
        raise PermissionMissing(permission=permission)
    if body.approver_id is not None:
        approver = _colleague(books, act, body.approver_id)
        if approver is not None and permission in _HONOURED_AFTERWARDS:
            approver = _as_then(books, act, approver)
        require_approver(approver, permission)
    elif not may(acting, permission):
        raise PermissionMissing(permission=permission)


def require_colleague(books: Books, act: Act, staff_id: str, *, field: str) -> StaffMember:
    """Who that is. Raises ``FieldInvalid`` for nobody of the device's restaurant."""
    found = _colleague(books, act, staff_id)
    if found is None:
        raise FieldInvalid(field=field, reason="foreign")
    return found


def _colleague(books: Books, act: Act, staff_id: str) -> StaffMember | None:
    """Somebody of the device's restaurant, active or not."""
    found = staff.staff_member_now(books, act.tenant_id, StaffId(staff_id))
    is_here = found is not None and found.restaurant_id == act.incoming.restaurant_id
    return found if is_here else None


def _as_then(books: Books, act: Act, person: StaffMember) -> StaffMember:
    if person.is_active:
        return person
    at_ms = act.effective_at_ms
    was_active = books.once(staff.was_active, act.tenant_id, person.staff_id, at_ms=at_ms)
    return replace(person, is_active=was_active)

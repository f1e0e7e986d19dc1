"""Who may do what: asked again on the server, whatever the till already asked (RBC-33)."""

from sqlalchemy import Connection

from server.ledger.incoming import Act
from server.staff import service as staff
from shared.domain.errors import FieldInvalid, PermissionMissing
from shared.domain.ids import StaffId
from shared.domain.staff import Permission, StaffMember, may
from shared.operations.bodies import OperationBody


def require_permission(
    conn: Connection, act: Act, body: OperationBody, *, permission: Permission
) -> None:
    """Raises ``PermissionMissing`` unless who acted, or approved on the spot, may do it.

    Both must be active staff of the restaurant where the device stands; otherwise, and for a body
    that names another restaurant, ``FieldInvalid``.
    """
    if body.restaurant_id != act.incoming.restaurant_id:
        raise FieldInvalid(field="restaurant_id", reason="foreign")
    people = [_colleague(conn, act, body.staff_id, field="staff_id")]
    if body.approver_id is not None:
        people.append(_colleague(conn, act, body.approver_id, field="approver_id"))
    if not any(may(person, permission) for person in people):
        raise PermissionMissing(permission=permission)


def _colleague(conn: Connection, act: Act, staff_id: str, *, field: str) -> StaffMember:
    found = staff.staff_member(conn, act.tenant_id, StaffId(staff_id))
    if found is None or found.restaurant_id != act.incoming.restaurant_id:
        raise FieldInvalid(field=field, reason="foreign")
    if not found.is_active:
        raise PermissionMissing(permission=Permission.READ_GUEST)
    return found

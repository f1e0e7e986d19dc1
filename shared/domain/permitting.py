"""Whoever may not is refused: the question ``may()`` with an answer that ends the deed."""

from shared.domain.errors import ApproverNotAllowed, PermissionMissing
from shared.domain.staff import Permission, StaffMember, may


def require(member: StaffMember, permission: Permission) -> None:
    """Raises ``PermissionMissing`` unless ``member`` holds ``permission``."""
    if not may(member, permission):
        raise PermissionMissing(permission=permission)


def require_approver(approver: StaffMember | None, permission: Permission) -> None:
    """Raises ``ApproverNotAllowed`` unless ``approver`` may do what another one may not alone.

    None is somebody whom this restaurant does not know.
    """
    if approver is None:
        raise ApproverNotAllowed(permission=permission, reason="unknown")
    if not approver.is_active:
        raise ApproverNotAllowed(permission=permission, reason="inactive")
    if not may(approver, permission):
        raise ApproverNotAllowed(permission=permission, reason="permission")

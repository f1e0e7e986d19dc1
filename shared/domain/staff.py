"""Staff: roles, permissions and the one question ``may()``.

The matrix is RBC-10…RBC-26; a tenant may grant more to one person (RBC-30). PINs are not here:
their verifiers are secrets of ``client.till.sign_in`` and ``server.staff``.
"""

from dataclasses import dataclass
from enum import StrEnum

from shared.domain.ids import RestaurantId, StaffId

PIN_DIGITS = 4


class Role(StrEnum):
    """RBC-01, without GUEST: a guest never signs in to a till."""

    OWNER = "OWNER"
    RESTAURANT_ADMIN = "RESTAURANT_ADMIN"
    MANAGER = "MANAGER"
    CASHIER = "CASHIER"


class Permission(StrEnum):
    """The permissions a till asks about; the names are the matrix's (C-52)."""

    CREATE_GUEST = "create:guest"
    READ_GUEST = "read:guest"
    POINTS_AT_TILL = "manage:balls_pos"
    ADJUST_POINTS = "manage:balls_manual"
    MANAGE_DEVICES = "manage:devices"
    """Give a till up that is lost (design §6)."""
    READ_GUEST_HISTORY = "read:guest_analytics"
    """See what a guest did before, and where his points came from (RBC-12, CSH-16)."""
    READ_ANALYTICS = "read:analytics_all"
    """See how earlier shifts went (RBC-23)."""


_TILL = frozenset({Permission.CREATE_GUEST, Permission.READ_GUEST, Permission.POINTS_AT_TILL})
_IN_CHARGE = _TILL | {
    Permission.ADJUST_POINTS,
    Permission.MANAGE_DEVICES,
    Permission.READ_GUEST_HISTORY,
    Permission.READ_ANALYTICS,
}
ROLE_PERMISSIONS = {
    Role.OWNER: _IN_CHARGE,
    Role.RESTAURANT_ADMIN: _IN_CHARGE,
    Role.MANAGER: _IN_CHARGE,
    Role.CASHIER: _TILL,
}


@dataclass(frozen=True, slots=True)
class StaffMember:
    """One person who works with this restaurant's till (CSH-07)."""

    staff_id: StaffId
    restaurant_id: RestaurantId
    name: str
    role: Role
    is_active: bool = True
    extra_permissions: frozenset[Permission] = frozenset()


def may(member: StaffMember, permission: Permission) -> bool:
    """Whether ``member`` holds ``permission`` (RBC-33: asked on the till and on the server)."""
    return member.is_active and (
        permission in ROLE_PERMISSIONS[member.role] or permission in member.extra_permissions
    )


def is_pin(text: str) -> bool:
    """Whether ``text`` has the form of a PIN: exactly four ASCII digits (CSH-03)."""
    return len(text) == PIN_DIGITS and text.isascii() and text.isdigit()

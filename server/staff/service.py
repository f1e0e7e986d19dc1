"""Staff: taking on, changing a PIN, dismissing, taking back, and what a till may know of them.

A PIN is four digits, so it must be somebody's alone within a restaurant. Only its Argon2id hash
is stored; it leaves for that restaurant's tills and nobody else.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from server.audit import OPERATOR, Action, Activity, record
from server.books import Books
from server.chance import Chance
from server.database import table_of
from server.feed import service as feed
from server.keepsakes import is_put_back
from server.keepsakes import keepsake as keepsake_of
from server.prepared import ask_one
from server.shelves import Columns, Want, facts_of
from server.staff.pins import is_pin_of, pin_hash
from server.staff.refusals import PinInvalid, PinTaken, StaffUnknown
from server.staff.tables import StaffRow
from server.tenants.service import Tenant, checked_name, lock_tenant
from server.witness import witness
from shared.domain.ids import RestaurantId, StaffId, TenantId
from shared.domain.staff import Permission, Role, StaffMember, is_pin
from shared.sync.payloads import StaffPayload
from shared.sync.pins import PIN_SALT_BYTES

NAME_MAX_LENGTH = 80

_STAFF = table_of(StaffRow)
_BY_ID = select(_STAFF).where(
    _STAFF.c.tenant_id == bindparam("tenant_id"), _STAFF.c.staff_id == bindparam("staff_id")
)


@dataclass(frozen=True, slots=True)
class NewStaff:
    """What one says to take a colleague on."""

    restaurant_id: RestaurantId
    name: str
    role: Role
    pin: str = field(repr=False)
    extra_permissions: frozenset[Permission] = frozenset()


@dataclass(frozen=True, slots=True)
class NewPin:
    """A colleague's next PIN."""

    staff_id: StaffId
    pin: str = field(repr=False)


def create_staff(
    conn: Connection, tenant_id: TenantId, *, new: NewStaff, now_ms: int, chance: Chance
) -> StaffMember:
    """The new colleague. Raises ``FieldInvalid``, ``PinInvalid`` or ``PinTaken``."""
    lock_tenant(conn, tenant_id)
    staff_member = StaffMember(
        staff_id=StaffId(chance.uuid()),
        restaurant_id=new.restaurant_id,
        name=checked_name(new.name, field_name="name", max_length=NAME_MAX_LENGTH),
        role=new.role,
        extra_permissions=new.extra_permissions,
    )
    _require_free_pin(conn, tenant_id, staff_member, pin=new.pin)
    conn.execute(
        insert(_STAFF).values(
            tenant_id=tenant_id,
            staff_id=staff_member.staff_id,
            restaurant_id=staff_member.restaurant_id,
            name=staff_member.name,
            role=staff_member.role.value,
            is_active=True,
            extra_permissions=json.dumps(sorted(staff_member.extra_permissions)),
            created_at_ms=now_ms,
            **_pin_columns(new.pin, chance),
        )
    )
    _record(conn, tenant_id, staff_member)
    _log(conn, tenant_id, staff_member, action=Action.STAFF_CREATED, at_ms=now_ms)
    return staff_member


def set_pin(
    conn: Connection, tenant_id: TenantId, *, new: NewPin, now_ms: int, chance: Chance
) -> None:
    """Gives a new PIN. Raises ``StaffUnknown``, ``PinInvalid`` or ``PinTaken``."""
    lock_tenant(conn, tenant_id)
    found = _require_staff(conn, tenant_id, new.staff_id)
    _require_free_pin(conn, tenant_id, found, pin=new.pin)
    _update(conn, tenant_id, found, **_pin_columns(new.pin, chance))
    _log(conn, tenant_id, found, action=Action.STAFF_PIN_SET, at_ms=now_ms)


def dismiss(conn: Connection, tenant_id: TenantId, staff_id: StaffId, *, now_ms: int) -> None:
    """Nobody signs in as that colleague any more; again is nothing. Raises ``StaffUnknown``."""
    lock_tenant(conn, tenant_id)
    found = _require_staff(conn, tenant_id, staff_id)
    if found.is_active:
        _update(conn, tenant_id, found, is_active=False, left_at_ms=now_ms)
        _log(conn, tenant_id, found, action=Action.STAFF_DISMISSED, at_ms=now_ms)


def take_back(
    conn: Connection, tenant_id: TenantId, *, new: NewPin, now_ms: int, chance: Chance
) -> None:
    """Who was dismissed works here again, by a new PIN: the old one may be another's by now.

    Raises ``StaffUnknown``, ``PinInvalid`` or ``PinTaken``.
    """
    set_pin(conn, tenant_id, new=new, now_ms=now_ms, chance=chance)
    found = _require_staff(conn, tenant_id, new.staff_id)
    if not found.is_active:
        _update(conn, tenant_id, found, is_active=True, left_at_ms=None)
        _log(conn, tenant_id, found, action=Action.STAFF_TAKEN_BACK, at_ms=now_ms)


def was_active(conn: Connection, tenant_id: TenantId, staff_id: StaffId, *, at_ms: int) -> bool:
    """Whether a colleague worked here at that moment, as far as it was kept."""
    row = _row(conn, tenant_id, staff_id)
    if row is None or row.is_active:
        return row is not None
    return row.left_at_ms is not None and at_ms < row.left_at_ms


def staff_member(conn: Connection, tenant_id: TenantId, staff_id: StaffId) -> StaffMember | None:
    """The colleague with that id, active or not, or None."""
    row = _row(conn, tenant_id, staff_id)
    return _staff_of(row) if row is not None else None


def staff_member_now(books: Books, tenant_id: TenantId, staff_id: StaffId) -> StaffMember | None:
    """As ``staff_member``, from open books: nobody changes a colleague while they are."""
    return books.get(_COLLEAGUES, (tenant_id, staff_id))


def wants(tenant_id: TenantId, staff_ids: Iterable[str]) -> Iterator[Want]:
    """These colleagues."""
    return ((_COLLEAGUES, (tenant_id, staff_id)) for staff_id in staff_ids)


def staff_of_restaurant(
    conn: Connection, tenant_id: TenantId, restaurant_id: RestaurantId
) -> tuple[StaffMember, ...]:
    """Everybody of a restaurant, the longest there first."""
    return tuple(_staff_of(row) for row in _rows_of(conn, tenant_id, restaurant_id))


def staff_payload(conn: Connection, tenant_id: TenantId, staff_id: StaffId) -> StaffPayload | None:
    """What a till of the restaurant learns about the colleague, the PIN's verifier included."""
    row = _row(conn, tenant_id, staff_id)
    if row is None:
        return None
    return StaffPayload(
        staff_id=row.staff_id,
        restaurant_id=row.restaurant_id,
        name=row.name,
        role=row.role,
        is_active=row.is_active,
        extra_permissions=tuple(json.loads(row.extra_permissions)),
        pin_salt=row.pin_salt,
        pin_hash=row.pin_hash,
    )


def keepsake(conn: Connection, owner: Tenant, staff_id: str) -> str:
    """The colleague as the tills of the restaurant keep him for the server, PIN's hash and all."""
    return keepsake_of(
        conn, _STAFF, tenant_id=owner.tenant_id, row_id=staff_id, seed=owner.signing_seed
    )


def put_back(conn: Connection, tenant_id: TenantId, kept: Columns) -> str | None:
    """The id of the colleague a keepsake held; None where nobody was missing."""
    if not is_put_back(conn, _STAFF, kept):
        return None
    found = _require_staff(conn, tenant_id, StaffId(kept["staff_id"]))
    _record(conn, tenant_id, found)
    return found.staff_id


def _require_free_pin(
    conn: Connection, tenant_id: TenantId, owner: StaffMember, *, pin: str
) -> None:
    if not is_pin(pin):
        raise PinInvalid
    for row in _rows_of(conn, tenant_id, owner.restaurant_id):
        salt, expected = bytes.fromhex(row.pin_salt), bytes.fromhex(row.pin_hash)
        is_other = row.is_active and row.staff_id != owner.staff_id
        if is_other and is_pin_of(pin, salt=salt, expected=expected):
            raise PinTaken


def _require_staff(conn: Connection, tenant_id: TenantId, staff_id: StaffId) -> StaffMember:
    found = staff_member(conn, tenant_id, staff_id)
    if found is None:
        raise StaffUnknown(staff_id=staff_id)
    return found


def _update(conn: Connection, tenant_id: TenantId, changed: StaffMember, **columns: Any) -> None:
    conn.execute(
        update(_STAFF)
        .where(_STAFF.c.tenant_id == tenant_id, _STAFF.c.staff_id == changed.staff_id)
        .values(columns)
    )
    _record(conn, tenant_id, changed)


def _record(conn: Connection, tenant_id: TenantId, changed: StaffMember) -> None:
    witness(conn, tenant_id, _STAFF, row_id=changed.staff_id)
    feed.record(
        conn,
        tenant_id,
        kind="staff",
        entity_id=changed.staff_id,
        audience=feed.Audience(restaurant_id=changed.restaurant_id),
    )


def _log(
    conn: Connection, tenant_id: TenantId, changed: StaffMember, *, action: Action, at_ms: int
) -> None:
    record(conn, tenant_id, Activity(action, "staff", changed.staff_id, OPERATOR, at_ms=at_ms))


def _pin_columns(pin: str, chance: Chance) -> dict[str, str]:
    salt = chance.token_bytes(PIN_SALT_BYTES)
    return {"pin_salt": salt.hex(), "pin_hash": pin_hash(pin, salt).hex()}


def _row(conn: Connection, tenant_id: TenantId, staff_id: StaffId) -> Any:
    return ask_one(conn, _BY_ID, tenant_id=tenant_id, staff_id=staff_id)


def _rows_of(conn: Connection, tenant_id: TenantId, restaurant_id: RestaurantId) -> list[Any]:
    return list(
        conn.execute(
            select(_STAFF)
            .where(_STAFF.c.tenant_id == tenant_id, _STAFF.c.restaurant_id == restaurant_id)
            .order_by(_STAFF.c.created_at_ms, _STAFF.c.staff_id)
        )
    )


def _staff_of(row: Any) -> StaffMember:
    return StaffMember(
        staff_id=StaffId(row.staff_id),
        restaurant_id=RestaurantId(row.restaurant_id),
        name=row.name,
        role=Role(row.role),
        is_active=row.is_active,
        extra_permissions=frozenset(Permission(text) for text in json.loads(row.extra_permissions)),
    )


_COLLEAGUES = facts_of(_STAFF, _staff_of)

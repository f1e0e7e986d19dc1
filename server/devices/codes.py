"""Display codes: the six digits a guest says aloud, unique within the tenant (GST-02, GST-09).

Every device holds a pool of reserved codes, so cards born offline never collide. A code is never
given twice, not even when its card is gone.
"""

from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from server.chance import Chance
from server.database import table_of
from server.devices.tables import DisplayCodeRow
from server.feed import service as feed
from shared.domain.codes import DISPLAY_CODE_DIGITS
from shared.domain.ids import DeviceId, GuestId, TenantId

POOL_CODES = 50
POOL_CODES_MIN = 20
_DRAWS_MAX = 20
_CODES = 10**DISPLAY_CODE_DIGITS

_CODE = table_of(DisplayCodeRow)


def top_up_codes(
    conn: Connection, tenant_id: TenantId, device_id: DeviceId, *, chance: Chance
) -> None:
    """Fills the device's pool when it runs low and tells the feed; call ``lock_tenant`` before."""
    left = conn.execute(select(func.count()).where(*_unused_by(tenant_id, device_id))).scalar_one()
    if left < POOL_CODES_MIN:
        reserve_codes(conn, tenant_id, device_id, count=POOL_CODES - left, chance=chance)


def reserve_codes(
    conn: Connection, tenant_id: TenantId, device_id: DeviceId, *, count: int, chance: Chance
) -> None:
    """Reserves ``count`` fresh codes for the device and tells the feed.

    Fewer when the tenant has hardly any left: a card without a code is still found by its QR.
    """
    codes = _fresh_codes(conn, tenant_id, count=count, chance=chance)
    if codes:
        conn.execute(
            insert(_CODE),
            [{"tenant_id": tenant_id, "code": code, "device_id": device_id} for code in codes],
        )
    feed.record(
        conn,
        tenant_id,
        kind="codes",
        entity_id=device_id,
        audience=feed.Audience(device_id=device_id),
    )


def unused_codes(conn: Connection, tenant_id: TenantId, device_id: DeviceId) -> tuple[str, ...]:
    """The device's reserved codes that no card has yet."""
    rows = conn.execute(
        select(_CODE.c.code).where(*_unused_by(tenant_id, device_id)).order_by(_CODE.c.code)
    )
    return tuple(row.code for row in rows)


def claim_code(
    conn: Connection, tenant_id: TenantId, code: str, *, device_id: DeviceId, guest_id: GuestId
) -> bool:
    """Makes ``code`` the guest's; False when it is another guest's or another device's.

    A code this server never gave out is accepted: it was reserved before a backup was restored.
    """
    row = conn.execute(
        select(_CODE).where(_CODE.c.tenant_id == tenant_id, _CODE.c.code == code)
    ).one_or_none()
    if row is None:
        _insert(conn, tenant_id, code=code, device_id=device_id, guest_id=guest_id)
        return True
    if row.guest_id is not None or row.device_id != device_id:
        return bool(row.guest_id == guest_id)
    conn.execute(
        update(_CODE)
        .where(_CODE.c.tenant_id == tenant_id, _CODE.c.code == code)
        .values(guest_id=guest_id)
    )
    return True


def assign_code(
    conn: Connection, tenant_id: TenantId, guest_id: GuestId, *, chance: Chance
) -> str | None:
    """A fresh code, now the guest's; None when the tenant has hardly any left."""
    for code in _fresh_codes(conn, tenant_id, count=1, chance=chance):
        _insert(conn, tenant_id, code=code, device_id=None, guest_id=guest_id)
        return code
    return None


def _fresh_codes(conn: Connection, tenant_id: TenantId, *, count: int, chance: Chance) -> list[str]:
    fresh: set[str] = set()
    for _ in range(_DRAWS_MAX):
        missing = count - len(fresh)
        if not missing:
            break
        drawn = {str(chance.below(_CODES)).zfill(DISPLAY_CODE_DIGITS) for _ in range(missing)}
        taken = conn.execute(
            select(_CODE.c.code).where(_CODE.c.tenant_id == tenant_id, _CODE.c.code.in_(drawn))
        )
        fresh |= drawn - set(taken.scalars())
    return sorted(fresh)


def _unused_by(tenant_id: TenantId, device_id: DeviceId) -> tuple[Any, ...]:
    return (
        _CODE.c.tenant_id == tenant_id,
        _CODE.c.device_id == device_id,
        _CODE.c.guest_id.is_(None),
    )


def _insert(conn: Connection, tenant_id: TenantId, **columns: str | None) -> None:
    conn.execute(insert(_CODE).values(tenant_id=tenant_id, **columns))

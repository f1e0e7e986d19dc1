"""Devices as holders of leases: until when each was told that it may spend them.

A device spends by what it was told, so the server takes nothing back before that moment, whatever
the policy says since.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, insert, select, update

from server.database import table_of
from server.ledger.tables import LeaseHolderRow, LeaseRow
from shared.domain.ids import DeviceId, TenantId

_HOLDER = table_of(LeaseHolderRow)
_LEASE = table_of(LeaseRow)
_OF_DEVICES = select(_HOLDER).where(
    _HOLDER.c.tenant_id == bindparam("tenant_id"),
    _HOLDER.c.device_id.in_(bindparam("device_ids", expanding=True)),
)


@dataclass(frozen=True, slots=True)
class Holder:
    """What one device was told; nothing yet: all 0."""

    horizon_ms: int = 0
    ahead_at_ms: int = 0
    """When it last got leases ahead of time."""


def holder(conn: Connection, tenant_id: TenantId, device_id: DeviceId) -> Holder:
    """What the device was told."""
    return holders(conn, tenant_id, [device_id])[device_id]


def holders(
    conn: Connection, tenant_id: TenantId, device_ids: Sequence[DeviceId]
) -> dict[DeviceId, Holder]:
    """What each of the devices was told."""
    rows = conn.execute(_OF_DEVICES, {"tenant_id": tenant_id, "device_ids": device_ids})
    told = {DeviceId(row.device_id): Holder(row.horizon_ms, row.ahead_at_ms) for row in rows}
    return {device_id: told.get(device_id, Holder()) for device_id in device_ids}


def silent(
    conn: Connection, tenant_id: TenantId, *, since_ms: int, limit: int
) -> tuple[DeviceId, ...]:
    """At most ``limit`` devices that hold leases and were told no horizon after ``since_ms``."""
    rows = conn.execute(
        select(_LEASE.c.device_id)
        .distinct()
        .join(
            _HOLDER,
            (_HOLDER.c.tenant_id == _LEASE.c.tenant_id)
            & (_HOLDER.c.device_id == _LEASE.c.device_id),
        )
        .where(
            _LEASE.c.tenant_id == tenant_id,
            _LEASE.c.ended == "",
            _HOLDER.c.horizon_ms <= since_ms,
        )
        .order_by(_LEASE.c.device_id)
        .limit(limit)
    )
    return tuple(DeviceId(row.device_id) for row in rows)


def tell(conn: Connection, tenant_id: TenantId, device_id: DeviceId, *, told: Holder) -> None:
    """Remembers what the device is told from now on; call ``lock_tenant`` before."""
    columns = {"horizon_ms": told.horizon_ms, "ahead_at_ms": told.ahead_at_ms}
    found = conn.execute(
        update(_HOLDER)
        .where(_HOLDER.c.tenant_id == tenant_id, _HOLDER.c.device_id == device_id)
        .values(columns)
    )
    if found.rowcount == 0:
        conn.execute(insert(_HOLDER).values(tenant_id=tenant_id, device_id=device_id, **columns))

"""Devices as holders of leases: until when each may spend them, and the float it gave beside.

A device spends by what it was told, so the server takes nothing back before that moment, whatever
the policy says since.
"""

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from server.books import Books
from server.database import table_of
from server.ledger.tables import LeaseHolderRow, LeaseRow
from server.shelves import Key, Shelf, Want
from shared.domain.ids import DeviceId, TenantId

_HOLDER = table_of(LeaseHolderRow)
_LEASE = table_of(LeaseRow)


@dataclass(frozen=True, slots=True)
class Holder:
    """What one device was told, and the float it gave; nothing yet: all 0."""

    horizon_ms: int = 0
    ahead_at_ms: int = 0
    """When it last got leases ahead of time."""
    float_day: int = 0
    """The newest day in which it gave house float (``date.toordinal``)."""
    float_points: int = 0
    """How much it gave in that day."""


def holder(books: Books, tenant_id: TenantId, device_id: DeviceId) -> Holder:
    """What the device was told."""
    return books.get(_HOLDERS, (tenant_id, device_id)) or Holder()


def wants(tenant_id: TenantId, device_id: DeviceId) -> tuple[Want, ...]:
    """What a contact asks of its device as a holder."""
    return ((_HOLDERS, (tenant_id, device_id)),)


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


def tell(books: Books, tenant_id: TenantId, device_id: DeviceId, *, told: Holder) -> None:
    """Remembers what the device is told from now on; call ``lock_tenant`` before."""
    books.put(_HOLDERS, (tenant_id, device_id), told)


def _decoded(row: Row[Any]) -> Holder:
    return Holder(row.horizon_ms, row.ahead_at_ms, row.float_day, row.float_points)


def _encoded(key: Key, told: Holder) -> dict[str, Any]:
    tenant_id, device_id = key
    return {"tenant_id": tenant_id, "device_id": device_id, **asdict(told)}


_HOLDERS = Shelf(_HOLDER, _decoded, _encoded)

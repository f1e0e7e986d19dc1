"""Lives of the server: a restored one begins a new epoch, behind a fence (design §9).

The fence is up while the server may have forgotten what its tills know. Must not know tills.
"""

from sqlalchemy import Connection, update

from server.audit import OPERATOR, Action, Activity, record
from server.chance import Chance
from server.database import table_of
from server.tenants.service import lock_tenant, tenant
from server.tenants.tables import TenantRow
from server.witness import witness
from shared.domain.ids import TenantId

_SERVER_EPOCHS = 2**32
_TENANT = table_of(TenantRow)


def begin_server_epoch(
    conn: Connection, tenant_id: TenantId, *, now_ms: int, chance: Chance
) -> int:
    """The number of the tenant's new life on this server, drawn and fenced."""
    lock_tenant(conn, tenant_id)
    before = tenant(conn, tenant_id).server_epoch
    epoch = (before + 1 + chance.below(_SERVER_EPOCHS - 1)) % _SERVER_EPOCHS
    _set(conn, tenant_id, server_epoch=epoch, fenced_at_ms=now_ms)
    began = Activity(
        Action.SERVER_RESTORED,
        "tenant",
        tenant_id,
        OPERATOR,
        at_ms=now_ms,
        details={"server_epoch": epoch, "before": before},
    )
    record(conn, tenant_id, began)
    return epoch


def take_fence_down(
    conn: Connection, tenant_id: TenantId, *, by: str, now_ms: int, loss: int
) -> None:
    """Everything may be decided again. ``loss``: points nobody told the server of in time."""
    _set(conn, tenant_id, fenced_at_ms=None)
    details = {"house_loss": loss}
    lifted = Activity(Action.FENCE_LIFTED, "tenant", tenant_id, by, at_ms=now_ms, details=details)
    record(conn, tenant_id, lifted)


def freeze(conn: Connection, tenant_id: TenantId, *, since_ms: int | None) -> None:
    """Freezes the tenant's functions from that moment on, or with None thaws them (TEN-38)."""
    lock_tenant(conn, tenant_id)
    _set(conn, tenant_id, frozen_at_ms=since_ms)


def _set(conn: Connection, tenant_id: TenantId, **columns: int | None) -> None:
    conn.execute(update(_TENANT).where(_TENANT.c.tenant_id == tenant_id).values(columns))
    witness(conn, tenant_id, _TENANT)

"""The offline policy: how far a tenant trusts its tills while they are out of reach (design §6)."""

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select

from server.audit import OPERATOR, Action, Activity, record
from server.books import Books
from server.database import table_of
from server.prepared import ask_one
from server.shelves import Want, facts_of
from server.tenants.service import lock_tenant
from server.tenants.tables import OfflinePolicyRow
from server.witness import witness
from shared.domain.ids import TenantId
from shared.domain.leases import OfflinePolicy, SilencePolicy

_POLICY = table_of(OfflinePolicyRow)
_OF_TENANT = select(_POLICY).where(_POLICY.c.tenant_id == bindparam("tenant_id"))


@dataclass(frozen=True, slots=True)
class MostFloat:
    """Points that a till may ever have been allowed to vouch for."""

    per_operation: int = 0
    per_day: int = 0


def offline_policy(conn: Connection, tenant_id: TenantId) -> OfflinePolicy:
    """The tenant's policy; the usual one where nobody chose another."""
    row = ask_one(conn, _OF_TENANT, tenant_id=tenant_id)
    return _policy_of(row) if row is not None else OfflinePolicy()


def offline_policy_now(books: Books, tenant_id: TenantId) -> OfflinePolicy:
    """As ``offline_policy``, from open books: nobody changes it while they are."""
    return books.get(_POLICIES, (tenant_id,)) or OfflinePolicy()


def wants(tenant_id: TenantId) -> tuple[Want, ...]:
    """What a contact asks of the policy."""
    return ((_POLICIES, (tenant_id,)),)


def most_float(conn: Connection, tenant_id: TenantId) -> MostFloat:
    """The highest house float ever allowed to the tenant's tills."""
    row = conn.execute(_OF_TENANT, {"tenant_id": tenant_id}).one_or_none()
    if row is None:
        return MostFloat()
    return MostFloat(row.float_per_operation_most, row.float_per_day_most)


def set_offline_policy(
    conn: Connection, tenant_id: TenantId, policy: OfflinePolicy, *, now_ms: int
) -> None:
    """Replaces the tenant's policy; what tills were told under the old one is still honoured."""
    lock_tenant(conn, tenant_id)
    before = most_float(conn, tenant_id)
    conn.execute(delete(_POLICY).where(_POLICY.c.tenant_id == tenant_id))
    columns = asdict(policy) | {"silence": policy.silence.value}
    most = {
        "float_per_operation_most": max(before.per_operation, policy.float_per_operation),
        "float_per_day_most": max(before.per_day, policy.float_per_day),
    }
    conn.execute(insert(_POLICY).values(tenant_id=tenant_id, **columns, **most))
    witness(conn, tenant_id, _POLICY)
    done = Activity(
        Action.OFFLINE_POLICY_SET, "tenant", tenant_id, OPERATOR, at_ms=now_ms, details=columns
    )
    record(conn, tenant_id, done)


def _policy_of(row: Any) -> OfflinePolicy:
    return OfflinePolicy(
        silence=SilencePolicy(row.silence),
        horizon_minutes=row.horizon_minutes,
        float_per_operation=row.float_per_operation,
        float_per_guest=row.float_per_guest,
        float_per_day=row.float_per_day,
    )


_POLICIES = facts_of(_POLICY, _policy_of)

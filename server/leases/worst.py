"""The worst that silence may cost the house (P4): a number for the settings page."""

from sqlalchemy import Connection

from server.devices.service import devices
from server.ledger import leases
from server.tenants.offline import offline_policy
from shared.domain.ids import TenantId


def loss_at_worst(conn: Connection, tenant_id: TenantId) -> int:
    """All points that silent devices may have spent of leases taken back, and a day's floats.

    Zero under the strict policy without floats, as long as no manager gave a device up.
    """
    float_per_day = offline_policy(conn, tenant_id).float_per_day
    working = sum(not each.is_revoked for each in devices(conn, tenant_id))
    return leases.loss_at_worst(conn, tenant_id) + float_per_day * working

"""Leases as they travel: what was granted, with the tenant's signature (design §2)."""

from sqlalchemy import Connection

from server.access import sign
from server.books import Books
from server.ledger import leases
from server.ledger.leases import HeldLease
from server.tenants.service import Tenant
from shared.domain.ids import DeviceId, LeaseId
from shared.sync.messages import SignedLease, lease_signing_text
from shared.sync.payloads import LeasePayload, leased_lots


def signed(owner: Tenant, lease: HeldLease) -> SignedLease:
    """The paper of a lease, the same whenever it is asked for."""
    unsigned = SignedLease(
        lease_id=lease.lease_id,
        tenant_id=owner.tenant_id,
        device_id=lease.device_id,
        guest_id=lease.new.guest_id,
        server_epoch=lease.new.server_epoch,
        granted_at_ms=lease.new.granted_at_ms,
        lots=leased_lots(lease.granted_lots),
    )
    signature = sign(owner.signing_seed, lease_signing_text(unsigned))
    return unsigned.model_copy(update={"signature": signature})


def lease_payload(
    conn: Connection, owner: Tenant, lease_id: LeaseId, *, reader: DeviceId
) -> LeasePayload | None:
    """The lease as its device sees it; None when it has ended, or is another's."""
    found = leases.named(Books(conn), owner.tenant_id, [lease_id])
    if not found or found[0].ended is not None or found[0].device_id != reader:
        return None
    return LeasePayload(lease=signed(owner, found[0]), is_recalled=found[0].is_recalled)

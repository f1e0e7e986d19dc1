"""What a restored server must know of its devices: who has called, who was forgotten (design §9).

Also how much of each chain is in a verified backup: so much a till may forget.
"""

from collections.abc import Mapping

from sqlalchemy import Connection, insert, select, update

from server.access import SignatureInvalid, check_signature, is_public_key, public_key_of
from server.audit import Action, Activity, record
from server.database import table_of
from server.devices.service import Device, device
from server.devices.tables import DeviceChainRow, DeviceRow
from server.restaurants.service import restaurant
from server.scope import enter_tenant
from server.tenants.service import Tenant, find_tenant, lock_tenant, tenant
from server.witness import witness
from shared.domain.ids import DeviceId, RestaurantId, TenantId
from shared.sync.messages import DeviceCertificate, certificate_text

_DEVICE = table_of(DeviceRow)
_CHAIN = table_of(DeviceChainRow)


def certified(conn: Connection, certificate: DeviceCertificate) -> Tenant:
    """The tenant of a certificate, locked.

    Raises ``SignatureInvalid`` unless this very tenant's key signed it.
    """
    tenant_id = TenantId(certificate.tenant_id)
    enter_tenant(conn, tenant_id)
    owner = find_tenant(conn, tenant_id)
    if owner is None or not is_public_key(certificate.public_key):
        raise SignatureInvalid
    check_signature(
        public_key_of(owner.signing_seed),
        text=certificate_text(certificate),
        signature=certificate.signature,
    )
    lock_tenant(conn, tenant_id)
    return tenant(conn, tenant_id)


def recognised(conn: Connection, certificate: DeviceCertificate, *, now_ms: int) -> Device:
    """The device of a certificate; one that enrolled after the backup was made is put back.

    Raises ``SignatureInvalid`` unless this very tenant's key signed the certificate, and where
    nobody knows its restaurant any more.
    """
    tenant_id = certified(conn, certificate).tenant_id
    device_id = DeviceId(certificate.device_id)
    known = device(conn, device_id)
    if known is not None:
        return known
    if restaurant(conn, tenant_id, RestaurantId(certificate.restaurant_id)) is None:
        raise SignatureInvalid
    _put_back(conn, certificate, now_ms=now_ms)
    found = device(conn, device_id)
    assert found is not None, "put back a moment ago"
    return found


def note_replayed(
    conn: Connection, tenant_id: TenantId, device_id: DeviceId, *, server_epoch: int
) -> None:
    """The device has sent again all that it had been answered for before that epoch."""
    _update(conn, tenant_id, device_id, replayed_epoch=server_epoch)


def silent_since(
    conn: Connection, tenant_id: TenantId, *, server_epoch: int
) -> tuple[DeviceId, ...]:
    """The devices, not shut out, that have not yet sent everything again in that epoch."""
    rows = conn.execute(
        select(_DEVICE.c.device_id)
        .where(
            _DEVICE.c.tenant_id == tenant_id,
            _DEVICE.c.revoked_at_ms.is_(None),
            _DEVICE.c.replayed_epoch.is_distinct_from(server_epoch),
        )
        .order_by(_DEVICE.c.device_id)
    )
    return tuple(DeviceId(row.device_id) for row in rows)


def has_any_replayed(conn: Connection, tenant_id: TenantId, *, server_epoch: int) -> bool:
    """Whether a device that is not shut out has sent everything again in that epoch."""
    found = conn.execute(
        select(_DEVICE.c.device_id)
        .where(
            _DEVICE.c.tenant_id == tenant_id,
            _DEVICE.c.revoked_at_ms.is_(None),
            _DEVICE.c.replayed_epoch == server_epoch,
        )
        .limit(1)
    )
    return found.one_or_none() is not None


def record_stable(
    conn: Connection, tenant_id: TenantId, stable: Mapping[tuple[DeviceId, int], int]
) -> None:
    """A verified backup holds each of these epochs of devices up to that place."""
    for (device_id, epoch), seq in stable.items():
        conn.execute(
            update(_CHAIN)
            .where(
                _CHAIN.c.tenant_id == tenant_id,
                _CHAIN.c.device_id == device_id,
                _CHAIN.c.epoch == epoch,
                _CHAIN.c.last_seq >= seq,
            )
            .values(stable_seq=seq)
        )


def _put_back(conn: Connection, certificate: DeviceCertificate, *, now_ms: int) -> None:
    conn.execute(
        insert(_DEVICE).values(
            **certificate.model_dump(exclude={"signature", "device_name"}),
            name=certificate.device_name,
            last_contact_at_ms=now_ms,
        )
    )
    witness(conn, certificate.tenant_id, _DEVICE, row_id=certificate.device_id)
    back = Activity(
        Action.DEVICE_RECOGNISED,
        "device",
        certificate.device_id,
        performed_by=certificate.device_id,
        at_ms=now_ms,
    )
    record(conn, TenantId(certificate.tenant_id), back)


def _update(conn: Connection, tenant_id: TenantId, device_id: DeviceId, **columns: int) -> None:
    conn.execute(
        update(_DEVICE)
        .where(_DEVICE.c.tenant_id == tenant_id, _DEVICE.c.device_id == device_id)
        .values(columns)
    )

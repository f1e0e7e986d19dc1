"""Contacts: each moves the time until which a device may spend its leases (the horizon, design §6).

The device is told no horizon that is not durable here: a server that forgot what it told would
take back points that the device may still spend.
"""

from dataclasses import replace

from sqlalchemy import Connection

from server.books import Books, writing
from server.chance import Chance
from server.devices.service import Device, record_contact
from server.leases.ahead import grant_ahead
from server.leases.contact import Contact
from server.ledger import holders
from server.ledger.granting import MINUTE_MS
from server.tenants.offline import offline_policy_now
from server.tenants.service import Tenant, lock_tenant, tenant_now

CONTACT_EVERY_MS = 5 * MINUTE_MS
"""A device that only reads is written down at most so often, and gets leases ahead of time."""
NO_HORIZON_MS = 0


def is_contact_due(books: Books, reader: Device, *, now_ms: int) -> bool:
    """Whether a device that only reads should be written down again, or was told no horizon yet.

    Behind a fence it is told none, so there only the time counts.
    """
    if now_ms - reader.last_contact_at_ms >= CONTACT_EVERY_MS:
        return True
    if tenant_now(books, reader.tenant_id).is_fenced:
        return False
    return holders.holder(books, reader.tenant_id, reader.device_id).horizon_ms == 0


def note_contact(books: Books, owner: Tenant, device: Device, *, now_ms: int) -> int:
    """Writes the contact; returns the horizon to tell: server time, 0 while fenced.

    Comes before what the device brings: who is heard is not silent. Open ``books`` after
    ``lock_tenant``. Raises ``DeviceRevoked`` for a device that a manager gave up a moment ago:
    nothing is set aside for it any more.
    """
    record_contact(books, device.tenant_id, device.device_id, now_ms=now_ms)
    if owner.is_fenced:
        return NO_HORIZON_MS
    policy = offline_policy_now(books, owner.tenant_id)
    before = holders.holder(books, owner.tenant_id, device.device_id)
    until_ms = max(before.horizon_ms, now_ms + policy.horizon_minutes * MINUTE_MS)
    told = replace(before, horizon_ms=until_ms)
    holders.tell(books, owner.tenant_id, device.device_id, told=told)
    return until_ms


def share_out(books: Books, contact: Contact) -> None:
    """Grants the device leases ahead of time, where it got none in the last minutes.

    Comes after what the device brings, under the same lock.
    """
    owner, device = contact.owner, contact.device
    before = holders.holder(books, owner.tenant_id, device.device_id)
    is_due = contact.now_ms - before.ahead_at_ms >= CONTACT_EVERY_MS
    if not is_due or not may_grant(books, contact):
        return
    told = replace(before, ahead_at_ms=contact.now_ms)
    holders.tell(books, owner.tenant_id, device.device_id, told=told)
    grant_ahead(books, contact)


def may_grant(books: Books, contact: Contact) -> bool:
    """Whether devices get leases: not behind a fence, nor while a migration waits for points.

    Nor where no horizon lets them spend any.
    """
    owner = contact.owner
    if owner.is_fenced or contact.now_ms < owner.leases_paused_until_ms:
        return False
    return offline_policy_now(books, owner.tenant_id).horizon_minutes > 0


def hear(conn: Connection, device: Device, *, now_ms: int, chance: Chance) -> None:
    """Writes the contact of a device that only reads, and grants it its share."""
    lock_tenant(conn, device.tenant_id)
    with writing(conn) as books:
        owner = tenant_now(books, device.tenant_id)
        note_contact(books, owner, device, now_ms=now_ms)
        share_out(books, Contact(owner, device, now_ms, chance))


def told_horizon_ms(books: Books, owner: Tenant, device: Device) -> int:
    """The horizon that the device was told last, as it is durable now; 0 while fenced."""
    if owner.is_fenced:
        return NO_HORIZON_MS
    return holders.holder(books, owner.tenant_id, device.device_id).horizon_ms

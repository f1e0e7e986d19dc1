"""Announcing: a till tells a restored server what that may have forgotten (design §9)."""

from sqlalchemy import Connection

from server.access import SignatureInvalid, SignedRequest, check_signature, public_key_of
from server.books import Books, writing
from server.chance import Chance
from server.devices.recovery import certified, note_replayed, recognised
from server.devices.refusals import DeviceRevoked
from server.devices.service import Device, chain, record_contact
from server.ledger import announced
from server.recovery.fence import lift_if_all_called
from server.recovery.keepsakes import decide_waiting, put_back
from server.sync.refusals import SequenceGap
from server.tenants.service import Tenant, tenant
from shared.sync.messages import (
    AnnounceReply,
    AnnounceRequest,
    SignedLease,
    lease_signing_text,
)


def announce(
    conn: Connection, request: AnnounceRequest, claim: SignedRequest, *, now_ms: int, chance: Chance
) -> AnnounceReply:
    """Takes back to mind what the till kept, and notes that everything was sent again.

    Raises ``SignatureInvalid``, ``DeviceRevoked``, or ``SequenceGap`` when something the till had
    been answered for is still missing.
    """
    sender, is_any_back = _sender(conn, request, claim, now_ms=now_ms)
    owner = tenant(conn, sender.tenant_id)
    check_leases(request.leases, sender=sender, owner=owner)
    announced.keep(conn, owner.tenant_id, request.leases)
    announced.grant_again(conn, owner.tenant_id, is_last=not owner.is_fenced)
    if is_any_back:
        decide_waiting(conn, owner.tenant_id, now_ms=now_ms, chance=chance)
    with writing(conn) as books:
        record_contact(books, owner.tenant_id, sender.device_id, now_ms=now_ms)
    if request.replayed_to is not None and request.server_epoch == owner.server_epoch:
        _note(conn, request, sender, server_epoch=owner.server_epoch)
    is_down = lift_if_all_called(conn, owner, now_ms=now_ms, chance=chance)
    return AnnounceReply(
        is_fenced=not is_down, server_epoch=owner.server_epoch, server_time_ms=now_ms
    )


def _sender(
    conn: Connection, request: AnnounceRequest, claim: SignedRequest, *, now_ms: int
) -> tuple[Device, bool]:
    """Who it is, and whether anything was put back that he had kept for us.

    By the certificate: the server may have forgotten the device itself, and its restaurant.
    """
    certificate = request.certificate
    if claim.device_id != certificate.device_id:
        raise SignatureInvalid
    check_signature(certificate.public_key, text=claim.text, signature=claim.signature)
    owner = certified(conn, certificate)
    is_any_back = put_back(conn, owner, request.keepsakes, by=certificate.device_id, now_ms=now_ms)
    sender = recognised(conn, certificate, now_ms=now_ms)
    if sender.is_revoked:
        raise DeviceRevoked
    return sender, is_any_back


def check_leases(shown: tuple[SignedLease, ...], *, sender: Device, owner: Tenant) -> None:
    """Raises ``SignatureInvalid`` unless this tenant granted each of them to the sender."""
    key = public_key_of(owner.signing_seed)
    for lease in shown:
        if (lease.tenant_id, lease.device_id) != (sender.tenant_id, sender.device_id):
            raise SignatureInvalid
        check_signature(key, text=lease_signing_text(lease), signature=lease.signature)


def _note(conn: Connection, request: AnnounceRequest, sender: Device, *, server_epoch: int) -> None:
    held = chain(Books(conn), sender.tenant_id, sender.device_id, epoch=request.epoch)
    assert request.replayed_to is not None
    if held.last_seq < request.replayed_to:
        raise SequenceGap(want=held.last_seq + 1)
    note_replayed(conn, sender.tenant_id, sender.device_id, server_epoch=server_epoch)

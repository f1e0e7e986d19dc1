"""A lease that a restored server has forgotten, granted again on its own word (design §9)."""

from dataclasses import replace

from sqlalchemy import Connection

from server.access import check_signature, public_key_of
from server.books import Books, writing
from server.devices.service import Device
from server.ledger import leases
from server.ledger.granting import grant, grow
from server.ledger.leases import HeldLease, NewLease
from server.ledger.service import card_with_lots
from server.tenants.service import lock_tenant, tenant
from shared.domain.card import Card
from shared.domain.errors import LeaseUnknown
from shared.domain.ids import DeviceId, GuestId, LeaseId, TenantId
from shared.domain.leases import free_card
from shared.domain.lots import Lot
from shared.sync.messages import SignedLease, lease_signing_text
from shared.sync.payloads import lease_of


def grant_again(conn: Connection, device: Device, paper: SignedLease) -> int:
    """How many points of the lease are set aside now that were not before.

    As far as they are free: what is still to arrive is set aside when this is called again. A
    lease that has ended stays ended. Raises ``SignatureInvalid`` for a paper that is not the
    tenant's, ``LeaseUnknown`` for one of another device.
    """
    lock_tenant(conn, device.tenant_id)
    owner = tenant(conn, device.tenant_id)
    public_key = public_key_of(owner.signing_seed)
    check_signature(public_key, text=lease_signing_text(paper), signature=paper.signature)
    if (paper.tenant_id, paper.device_id) != (device.tenant_id, device.device_id):
        raise LeaseUnknown(lease_id=paper.lease_id)
    with writing(conn) as books:
        return _grown(books, owner.tenant_id, paper)


def _grown(books: Books, tenant_id: TenantId, paper: SignedLease) -> int:
    card = card_with_lots(books, tenant_id, GuestId(paper.guest_id))
    known = next(iter(leases.named(books, tenant_id, [paper.lease_id])), None)
    if card is None or (known is not None and known.ended is not None):
        return 0
    on_card = leases.of_cards(books, tenant_id, [card.card_id])
    parts = _missing(paper, known, free=free_card(card, [each.held for each in on_card]))
    if not parts:
        return 0
    place = grant if known is None else grow
    place(books, tenant_id, _new(paper, card), card=card, parts=parts)
    return sum(part.left for part in parts)


def _missing(paper: SignedLease, known: HeldLease | None, *, free: Card) -> tuple[Lot, ...]:
    """The parts on the paper that were not set aside yet, as far as their lots are free."""
    left = {lot.lot_id: lot.left for lot in free.lots}
    done = {lot.lot_id: lot.left for lot in known.granted_lots} if known is not None else {}
    wanted = (
        replace(lot, left=min(lot.left - done.get(lot.lot_id, 0), left.get(lot.lot_id, 0)))
        for lot in lease_of(paper).lots
    )
    return tuple(lot for lot in wanted if lot.left > 0)


def _new(paper: SignedLease, card: Card) -> NewLease:
    return NewLease(
        lease_id=LeaseId(paper.lease_id),
        device_id=DeviceId(paper.device_id),
        card_id=card.card_id,
        guest_id=GuestId(paper.guest_id),
        server_epoch=paper.server_epoch,
        granted_at_ms=paper.granted_at_ms,
    )

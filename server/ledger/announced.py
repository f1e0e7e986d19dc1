"""Leases that a device shows a restored server, by that server's own signature (design §9).

Granted again as soon as the card holds what they name; until then, and while the server is fenced,
they are kept here. Must not know who is asked, nor when the fence is lifted.
"""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection, delete, insert, select

from server.books import Books, writing
from server.database import table_of
from server.ledger import leases
from server.ledger.granting import grant
from server.ledger.leases import NewLease
from server.ledger.service import card_with_lots
from server.ledger.tables import AnnouncedLeaseRow
from shared.domain.card import Card
from shared.domain.ids import DeviceId, GuestId, LeaseId, TenantId
from shared.domain.leases import free_card
from shared.domain.lots import Lot
from shared.sync.messages import SignedLease
from shared.sync.payloads import lease_of

_ANNOUNCED = table_of(AnnouncedLeaseRow)


def keep(conn: Connection, tenant_id: TenantId, shown: Sequence[SignedLease]) -> None:
    """Remembers leases whose signatures were checked, but those the server knows."""
    known = {each.lease_id for each in _kept(conn, tenant_id)}
    with writing(conn) as books:
        granted = leases.named(books, tenant_id, [each.lease_id for each in shown])
    known |= {str(each.lease_id) for each in granted}
    new = {each.lease_id: each for each in shown if each.lease_id not in known}
    if new:
        of = {"tenant_id": tenant_id}
        rows = [of | {"lease_id": each, "lease": new[each].model_dump_json()} for each in new]
        conn.execute(insert(_ANNOUNCED), rows)


def grant_again(conn: Connection, tenant_id: TenantId, *, is_last: bool = False) -> None:
    """Grants those whose points are there; ``is_last``: as much of each as there is.

    Call ``lock_tenant`` before.
    """
    kept = _kept(conn, tenant_id)
    if not kept:
        return
    with writing(conn) as books:
        granted = [each for each in kept if _is_granted(books, each, is_last=is_last)]
    done = [each.lease_id for each in (kept if is_last else granted)]
    conn.execute(
        delete(_ANNOUNCED).where(
            _ANNOUNCED.c.tenant_id == tenant_id, _ANNOUNCED.c.lease_id.in_(done)
        )
    )


def _kept(conn: Connection, tenant_id: TenantId) -> tuple[SignedLease, ...]:
    """In the order in which they were granted first."""
    rows = conn.execute(select(_ANNOUNCED.c.lease).where(_ANNOUNCED.c.tenant_id == tenant_id))
    found = [SignedLease.model_validate_json(row.lease) for row in rows]
    return tuple(sorted(found, key=lambda each: (each.granted_at_ms, each.lease_id)))


def _is_granted(books: Books, lease: SignedLease, *, is_last: bool) -> bool:
    """Whether the server knows the lease now; one born with an earning comes back with it."""
    tenant_id = TenantId(lease.tenant_id)
    if leases.named(books, tenant_id, [lease.lease_id]):
        return True
    card = card_with_lots(books, tenant_id, GuestId(lease.guest_id))
    if card is None:
        return False
    parts = _parts(books, tenant_id, lease, card=card)
    is_whole = sum(part.left for part in parts) == sum(lot.points for lot in lease.lots)
    if not parts or not (is_whole or is_last):
        return False
    grant(books, tenant_id, _new(lease, card), card=card, parts=parts)
    return True


def _parts(books: Books, tenant_id: TenantId, lease: SignedLease, *, card: Card) -> tuple[Lot, ...]:
    """As much of the lots it names as nobody holds."""
    held = leases.of_cards(books, tenant_id, [card.card_id])
    free = {lot.lot_id: lot.left for lot in free_card(card, [each.held for each in held]).lots}
    parts = (
        replace(lot, left=min(lot.left, free.get(lot.lot_id, 0))) for lot in lease_of(lease).lots
    )
    return tuple(part for part in parts if part.left)


def _new(lease: SignedLease, card: Card) -> NewLease:
    return NewLease(
        lease_id=LeaseId(lease.lease_id),
        device_id=DeviceId(lease.device_id),
        card_id=card.card_id,
        guest_id=GuestId(lease.guest_id),
        server_epoch=lease.server_epoch,
        granted_at_ms=lease.granted_at_ms,
    )

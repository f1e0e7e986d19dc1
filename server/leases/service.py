"""Asking for leases: who has identified a guest gets his free points to spend (design §6)."""

from collections.abc import Sequence

from sqlalchemy import Connection

from server.books import Books, writing
from server.chance import Chance
from server.devices.service import Device
from server.leases.contact import Contact
from server.leases.contacts import may_grant, note_contact
from server.leases.papers import signed
from server.leases.shares import is_full, part_of
from server.ledger import leases
from server.ledger.elsewhere import held_elsewhere
from server.ledger.granting import freed_card, grant
from server.ledger.leases import HeldLease
from server.ledger.service import card_with_lots
from server.tenants.refusals import ServerFenced
from server.tenants.service import lock_tenant, tenant
from shared.domain.card import Card
from shared.domain.errors import GuestUnknown
from shared.domain.ids import GuestId
from shared.operations.encode import from_millis
from shared.sync.messages import LeaseReply, LeaseRequest


def ask(
    conn: Connection, asking: Device, request: LeaseRequest, *, now_ms: int, chance: Chance
) -> LeaseReply:
    """Everything the device may spend of the guest's points, all that was free among it.

    Where it wants more, the devices that hold the rest are asked to give it back. Asking again is
    the same as once. Raises ``GuestUnknown`` and ``ServerFenced``.
    """
    lock_tenant(conn, asking.tenant_id)
    owner = tenant(conn, asking.tenant_id)
    if owner.is_fenced:
        raise ServerFenced
    contact = Contact(owner, asking, now_ms, chance)
    with writing(conn) as books:
        horizon_ms = note_contact(books, owner, asking, now_ms=now_ms)
        if may_grant(books, contact):
            _grant_free(books, contact, card=_card(books, contact, request))
        return _answered(books, contact, request, horizon_ms=horizon_ms)


def _answered(
    books: Books, contact: Contact, request: LeaseRequest, *, horizon_ms: int
) -> LeaseReply:
    tenant_id, device_id = contact.owner.tenant_id, contact.device.device_id
    card = _card(books, contact, request)
    held = leases.of_cards(books, tenant_id, [card.card_id])
    is_recalling = _recall(books, contact, held, points_wanted=request.points_wanted)
    return LeaseReply(
        leases=tuple(signed(contact.owner, each) for each in _of(contact.device, held)),
        elsewhere=held_elsewhere(books, tenant_id, held, besides=device_id),
        is_recalling=is_recalling,
        horizon_ms=horizon_ms,
        server_time_ms=contact.now_ms,
    )


def _card(books: Books, contact: Contact, request: LeaseRequest) -> Card:
    place = contact.device.restaurant_id
    card = card_with_lots(books, contact.owner.tenant_id, GuestId(request.guest_id), at=place)
    if card is None:
        raise GuestUnknown(guest_id=request.guest_id)
    return card


def _grant_free(books: Books, contact: Contact, *, card: Card) -> None:
    """All that is free goes to who asks; many small leases are first given back for one."""
    tenant_id = contact.owner.tenant_id
    free = freed_card(books, tenant_id, card, now_ms=contact.now_ms)
    mine = _of(contact.device, leases.of_cards(books, tenant_id, [card.card_id]))
    if is_full(mine):
        leases.recall(books, tenant_id, mine)
        return
    at = from_millis(contact.now_ms)
    parts = part_of(free, free.total(at), at=at)
    if parts:
        grant(books, tenant_id, contact.new_lease(card), card=card, parts=parts)


def _recall(
    books: Books, contact: Contact, held: Sequence[HeldLease], *, points_wanted: int
) -> bool:
    """Whether others are being asked to give back what the device wants beyond what it holds."""
    at = from_millis(contact.now_ms)
    mine = sum(each.held.spendable(at) for each in _of(contact.device, held))
    others = [each for each in held if each.device_id != contact.device.device_id]
    if points_wanted <= mine or not others:
        return False
    leases.recall(books, contact.owner.tenant_id, others)
    return True


def _of(device: Device, held: Sequence[HeldLease]) -> list[HeldLease]:
    return [each for each in held if each.device_id == device.device_id]

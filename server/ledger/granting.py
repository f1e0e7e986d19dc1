"""Setting points aside under a lease, and taking them back: bookings that change no balance.

A lease is granted before the device may spend it: the server shrinks its own right first (design
§6). Must not know who asks, nor for how much: ``server.leases`` and the handlers do.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from server.audit import SYSTEM
from server.books import Books
from server.devices.service import device
from server.feed import service as feed
from server.guests.cards import tell_card
from server.ledger import leases
from server.ledger.holders import holder
from server.ledger.incoming import Booked
from server.ledger.leases import HeldLease, LeaseEnd, NewLease
from server.ledger.posting import Leased, Posting, post
from server.tenants.offline import offline_policy_now
from server.tenants.service import tenant_now
from shared.domain.card import Card
from shared.domain.ids import DeviceId, OperationId, StaffId, TenantId
from shared.domain.leases import GRACE_MINUTES, LeaseUse, SilencePolicy, free_card
from shared.domain.ledger import EntryKind
from shared.domain.lots import Lot, LotUse

MINUTE_MS = 60_000
RECLAIM_AFTER_MS = GRACE_MINUTES * MINUTE_MS
"""So long after its horizon the server waits for a device (timed policy)."""


@dataclass(frozen=True, slots=True)
class Return:
    """Why a lease goes back, and through whom."""

    how: LeaseEnd
    at_ms: int
    effective_at_ms: int
    by: str = SYSTEM
    operation_id: OperationId | None = None
    """The operation it is the effect of."""
    on_behalf_of: OperationId | None = None
    """The operation that takes back leases of several cards at once."""


def set_aside(lease: NewLease, parts: Sequence[Lot]) -> Leased:
    """``parts``, each as large as its ``left``, under ``lease``."""
    uses = tuple(
        LeaseUse(lease.lease_id, LotUse(part.lot_id, part.kind, part.left)) for part in parts
    )
    return Leased(lease.device_id, uses)


def lease_facts(lease: NewLease) -> dict[str, Any]:
    """What the booking keeps of a lease, so that its row has a witness."""
    return {
        "lease": {
            "lease_id": lease.lease_id,
            "guest_id": lease.guest_id,
            "server_epoch": lease.server_epoch,
        }
    }


def grant(
    books: Books, tenant_id: TenantId, lease: NewLease, *, card: Card, parts: Sequence[Lot]
) -> None:
    """Grants the lease: ``parts`` of the card's lots that are free, each as large as its ``left``.

    Call ``lock_tenant`` before.
    """
    assert parts, "a lease holds something"
    leases.add(books, tenant_id, lease)
    posting = _posting(
        card,
        leased=set_aside(lease, parts),
        at_ms=lease.granted_at_ms,
        facts={"cause": "GRANTED"} | lease_facts(lease),
    )
    post(books, tenant_id, posting)
    leases.tell(books, tenant_id, lease)
    _tell_holding(books, tenant_id, lease.device_id)


def take_back(
    books: Books, tenant_id: TenantId, lease: HeldLease, *, card: Card, why: Return
) -> Booked:
    """What is left under the lease is available again, and the lease has ended."""
    uses = tuple(
        LeaseUse(lease.lease_id, LotUse(lot.lot_id, lot.kind, -lot.left))
        for lot in lease.held.lots
        if lot.left
    )
    facts = {"cause": why.how.value, "on_behalf_of": why.on_behalf_of}
    plain = _posting(card, leased=Leased(lease.device_id, uses), at_ms=why.at_ms, facts=facts)
    done = post(
        books,
        tenant_id,
        replace(
            plain,
            operation_id=why.operation_id,
            staff_id=StaffId(why.by),
            effective_at_ms=why.effective_at_ms,
        ),
    )
    leases.end(books, tenant_id, [lease], how=why.how)
    _tell_holding(books, tenant_id, lease.device_id)
    if why.operation_id is None:
        tell_card(books, tenant_id, card)
    return done


def freed_card(books: Books, tenant_id: TenantId, card: Card, *, now_ms: int) -> Card:
    """``card`` with only what is under no lease, once what silence forfeits was taken back.

    Call ``lock_tenant`` before.
    """
    held = leases.of_cards(books, tenant_id, [card.card_id])
    if not held:
        return card
    due = {each.lease_id for each in forfeited(books, tenant_id, held, now_ms=now_ms)}
    why = Return(LeaseEnd.RECLAIMED, at_ms=now_ms, effective_at_ms=now_ms)
    for lease in held:
        if lease.lease_id in due:
            take_back(books, tenant_id, lease, card=card, why=why)
    if due:
        feed.tell(books, tenant_id, kind="tenant", entity_id=tenant_id)
    return free_card(card, [each.held for each in held if each.lease_id not in due])


def forfeited(
    books: Books, tenant_id: TenantId, held: Sequence[HeldLease], *, now_ms: int
) -> tuple[HeldLease, ...]:
    """Those of the leases whose devices have been silent for longer than the policy waits.

    Under the strict policy there are none, ever; nor behind a fence, where the server may have
    forgotten what horizon it told.
    """
    if tenant_now(books, tenant_id).is_fenced:
        return ()
    if offline_policy_now(books, tenant_id).silence is SilencePolicy.STRICT:
        return ()
    return tuple(
        each
        for each in held
        if reclaimed_at_ms(holder(books, tenant_id, each.device_id).horizon_ms) <= now_ms
    )


def reclaimed_at_ms(horizon_ms: int) -> int:
    """When the server takes timed leases back from a device it does not hear of again."""
    return horizon_ms + RECLAIM_AFTER_MS


def _tell_holding(books: Books, tenant_id: TenantId, device_id: DeviceId) -> None:
    """The tills of the device's restaurant learn how much it holds."""
    found = books.once(device, device_id)
    assert found is not None, "a foreign key keeps the device of a lease"
    leases.tell_holding(books, tenant_id, device_id, restaurant_id=found.restaurant_id)


def _posting(card: Card, *, leased: Leased, at_ms: int, facts: dict[str, Any]) -> Posting:
    return Posting(
        operation_id=None,
        kind=EntryKind.LEASE,
        card=card,
        born=(),
        uses=(),
        counter=None,
        staff_id=StaffId(SYSTEM),
        effective_at_ms=at_ms,
        posted_at_ms=at_ms,
        snapshot=facts,
        leased=leased,
    )

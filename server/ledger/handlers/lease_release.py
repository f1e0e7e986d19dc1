"""Release: a device gives back what is left of a lease (design §6).

It follows every redemption under the lease in the device's queue, so it needs no clock; and after
it nothing more comes under that lease, even where the server had taken it back before.
"""

from server.books import Books
from server.feed import service as feed
from server.ledger import leases
from server.ledger.claims import is_on, is_owed_nothing
from server.ledger.granting import Return, take_back
from server.ledger.incoming import Act, Booked, Verdict, adjusted, booked
from server.ledger.leases import HeldLease, LeaseEnd
from server.ledger.service import opened_card
from shared.domain.errors import LeaseUnknown
from shared.domain.ids import GuestId
from shared.operations.bodies import LeaseReleaseBody


def release_lease(books: Books, act: Act, body: LeaseReleaseBody) -> Verdict:
    """Gives back what is left as the server counts it; ``points_differ`` where the device differs.

    Parked while the guest's registration is on its way. Raises ``LeaseUnknown`` for a lease the
    device never had.
    """
    card = opened_card(books, act.tenant_id, GuestId(body.guest_id), at=act.restaurant_id)
    found = leases.named(books, act.tenant_id, [body.lease_id])
    if not found:
        if not is_owed_nothing(books, act, body.lease_id):
            raise LeaseUnknown(lease_id=body.lease_id)
        if card is None:
            return Verdict("parked", "guest_unknown", {"guest_id": body.guest_id})
        return Verdict("applied", booked=Booked(card))
    (lease,) = found
    is_its = lease.device_id == act.incoming.device_id
    if not is_its or card is None or not is_on(books, card, lease, tenant_id=act.tenant_id):
        raise LeaseUnknown(lease_id=body.lease_id)
    if lease.ended is not None:
        _settle_for_good(books, act, lease)
        return booked(Booked(card))
    why = Return(
        LeaseEnd.RELEASED,
        at_ms=act.posted_at_ms,
        effective_at_ms=act.effective_at_ms,
        by=act.incoming.device_id,
        operation_id=act.operation_id,
    )
    verdict = booked(take_back(books, act.tenant_id, lease, card=card, why=why))
    if lease.held.left != body.points:
        return adjusted(verdict, "points_differ", {"points": lease.held.left})
    return verdict


def _settle_for_good(books: Books, act: Act, lease: HeldLease) -> None:
    """The device has told all it did under a lease that was taken back: no loss is to come."""
    if lease.ended in leases.OF_THE_SILENT:
        leases.end(books, act.tenant_id, [lease], how=LeaseEnd.RELEASED)
        feed.tell(books, act.tenant_id, kind="tenant", entity_id=act.tenant_id)

"""What a till says it spent under its leases, held against what it was ever granted (design §6)."""

from collections.abc import Iterable, Sequence

from server.books import Books
from server.ledger import leases, operations
from server.ledger.incoming import Act, understood
from server.ledger.leases import HeldLease
from server.ledger.operations import Stored
from server.ledger.settling import Claim
from shared.domain.card import Card
from shared.domain.errors import LeaseUnknown, PointsShortfall
from shared.domain.ids import OperationId
from shared.operations.bodies import EarnBody, RedeemBody, RegistrationBody
from shared.operations.effects import new_lots
from shared.operations.encode import from_millis


def claim_of(books: Books, act: Act, body: RedeemBody, *, card: Card | None) -> Claim:
    """What ``body`` spends, all of it once promised to this device.

    Raises ``LeaseUnknown`` for a lease that the device never had on this card, and
    ``PointsShortfall`` for more than its leases ever held: no honest till does that.
    """
    held = leases.named(books, act.tenant_id, body.lease_ids)
    for each in held:
        if each.device_id != act.incoming.device_id or not _is_on(card, each):
            raise LeaseUnknown(lease_id=each.lease_id)
    known = {str(each.lease_id) for each in held}
    unborn = [_unborn(books, act, each) for each in body.lease_ids if each not in known]
    points = body.points - body.float_points
    promised = sum(each.granted for each in held) + sum(unborn)
    if not 0 <= points <= promised:
        raise PointsShortfall(asked=points, available=promised)
    return Claim(points, body.float_points, held, is_hold_refused=bool(unborn))


def is_hold(books: Books, act: Act, lease_id: str) -> bool:
    """Whether the lease was to be born with an operation of this device that booked nothing."""
    return bool(_holds(books, act, lease_id))


def _is_on(card: Card | None, lease: HeldLease) -> bool:
    return card is not None and lease.new.card_id == card.card_id


def _unborn(books: Books, act: Act, lease_id: str) -> int:
    """The points that a lease should have been born with. Raises ``LeaseUnknown``."""
    found = _holds(books, act, lease_id)
    if not found:
        raise LeaseUnknown(lease_id=lease_id)
    at = from_millis(act.effective_at_ms)
    return sum(lot.left for lot in new_lots(OperationId(lease_id), found[0], at=at))


def _holds(books: Books, act: Act, lease_id: str) -> Sequence[EarnBody | RegistrationBody]:
    """What this device enqueued under that id, to hold what it gives at once."""
    found = operations.by_original(books, act.tenant_id, OperationId(lease_id))
    mine = [each for each in found if each.incoming.device_id == act.incoming.device_id]
    return tuple(_holding(mine))


def _holding(found: Iterable[Stored]) -> Iterable[EarnBody | RegistrationBody]:
    for each in found:
        body = understood(each.incoming.body)
        if isinstance(body, EarnBody | RegistrationBody) and body.hold:
            yield body

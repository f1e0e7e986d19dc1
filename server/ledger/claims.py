"""What a till says it spent under its leases, held against what it was ever granted (design §6)."""

from collections.abc import Iterable, Sequence

from server.books import Books
from server.guests import service as guests
from server.ledger import announced, leases, operations
from server.ledger.incoming import Act, understood
from server.ledger.leases import HeldLease
from server.ledger.operations import Stored
from server.ledger.settling import Claim
from server.tenants.service import tenant_now
from shared.domain.card import Card
from shared.domain.errors import LeaseUnknown, PointsShortfall
from shared.domain.ids import GuestId, OperationId, TenantId
from shared.operations.bodies import EarnBody, RedeemBody, RegistrationBody
from shared.operations.effects import new_lots
from shared.operations.encode import from_millis


def claim_of(books: Books, act: Act, body: RedeemBody, *, card: Card | None) -> Claim:
    """What ``body`` spends, all of it once promised to this device.

    Raises ``LeaseUnknown`` for a lease that the device never had on this card, and
    ``PointsShortfall`` for more than its leases ever held: no honest till does that.
    """
    named = leases.named(books, act.tenant_id, body.lease_ids)
    held = tuple(x for x in named if is_on(books, card, x, tenant_id=act.tenant_id))
    elsewhere = [each for each in named if each not in held]
    for each in named:
        is_foreign = each in elsewhere and not _may_be_forgotten(books, act, each)
        if each.device_id != act.incoming.device_id or is_foreign:
            raise LeaseUnknown(lease_id=each.lease_id)
    known = {str(each.lease_id) for each in named}
    lapsed = {each: _lapsed(books, act, each) for each in body.lease_ids}
    gone = [each for each in body.lease_ids if each not in known and not lapsed[each]]
    unborn = [_unborn(books, act, each, guest_id=body.guest_id) for each in gone]
    points = body.points - body.float_points
    promised = sum(each.granted for each in named) + sum(lapsed.values()) + sum(unborn)
    less = [_less(books, act, each) for each in held] if points > promised else []
    promised += sum(less)
    if not 0 <= points <= promised:
        raise PointsShortfall(asked=points, available=promised)
    is_lapsed = any(lapsed.values()) or bool(elsewhere)
    is_hold_refused = bool(unborn) or any(less)
    return Claim(
        points,
        body.float_points,
        held,
        is_hold_refused,
        is_lapsed=is_lapsed,
        is_awaited=any(_is_set_aside(books, act, each) for each in gone),
    )


def is_on(books: Books, card: Card | None, lease: HeldLease, *, tenant_id: TenantId) -> bool:
    """Whether the lease is of that card.

    One that ended before its guest was merged by hand, or before a migration, stays on the card he
    had then.
    """
    if card is None:
        return False
    who = guests.canonical(books, tenant_id, lease.new.guest_id)
    is_ended = lease.ended is not None
    return lease.new.card_id == card.card_id or (is_ended and who == card.guest_id)


def _may_be_forgotten(books: Books, act: Act, lease: HeldLease) -> bool:
    """Whether a restore may have forgotten how the lease came to that card: by a merge, say.

    No till can tell it again. What it spent is owed until the house does it once more. A lease that
    was born with an operation comes back with it, and then bears the present epoch: that the server
    signed for the operation before tells it; of one it never heard of, the fence does.
    """
    is_older = lease.new.server_epoch != tenant_now(books, act.tenant_id).server_epoch
    births = operations.by_original(books, act.tenant_id, OperationId(lease.lease_id))
    is_anew = any(each.incoming.promised for each in births)
    return is_older or is_anew or act.incoming.is_fenced


def is_owed_nothing(books: Books, act: Act, lease_id: str) -> bool:
    """Whether the device had a right to that lease, under which nothing is set aside.

    It was to be born with an operation that booked nothing, or a restored server lacked the points,
    or has forgotten the lease and signed once that all of it is settled: a copy of the device that
    had no paper of it any more told so.
    """
    if act.promised is not None and not announced.is_waiting(books, act.tenant_id, lease_id):
        return True
    paper = announced.lapsed(books, act.tenant_id, lease_id)
    is_its = paper is not None and paper.device_id == act.incoming.device_id
    return is_its or bool(_holds(books, act, lease_id))


def _lapsed(books: Books, act: Act, lease_id: str) -> int:
    """The points that a restored server promised under the lease and could not grant again.

    For whomever the device spent it: that its guest was merged may be forgotten as well.
    """
    paper = announced.lapsed(books, act.tenant_id, lease_id)
    if paper is None:
        return 0
    if paper.device_id != act.incoming.device_id:
        raise LeaseUnknown(lease_id=lease_id)
    return announced.missing(books, paper)


def _unborn(books: Books, act: Act, lease_id: str, *, guest_id: str) -> int:
    """The points that a lease should have been born with. Raises ``LeaseUnknown``."""
    found = _holds(books, act, lease_id)
    if not found:
        raise LeaseUnknown(lease_id=lease_id)
    held_for = found[0].guest_id if isinstance(found[0], EarnBody) else lease_id
    if not _is_one(books, act, held_for, guest_id):
        raise LeaseUnknown(lease_id=lease_id)
    at = from_millis(act.effective_at_ms)
    return sum(lot.left for lot in new_lots(OperationId(lease_id), found[0], at=at))


def _is_set_aside(books: Books, act: Act, lease_id: str) -> bool:
    """Whether what the lease is to be born with is in quarantine, to be decided after all."""
    found = operations.by_original(books, act.tenant_id, OperationId(lease_id))
    is_any = any(each.outcome.status == "quarantined" for each in found)
    return is_any and not any(each.is_booked for each in found)


def _less(books: Books, act: Act, lease: HeldLease) -> int:
    """The points that a lease was born without: a bonus the guest had before, for one."""
    at = from_millis(act.effective_at_ms)
    told = [
        sum(lot.left for lot in new_lots(OperationId(lease.lease_id), body, at=at))
        for body in _holds(books, act, lease.lease_id)
    ]
    return max(0, max(told, default=0) - lease.granted)


def _is_one(books: Books, act: Act, *guest_ids: str) -> bool:
    """Whether these are names of one guest, after every merge."""
    named = [GuestId(each) for each in guest_ids]
    return len({guests.canonical(books, act.tenant_id, each) or each for each in named}) == 1


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

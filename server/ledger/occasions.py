"""What an earning or a registration grants a guest, of what he was not granted before (S15).

A till out of date may grant again: it is dropped, and told of. What is dropped keeps its place
among the grants, for the lots are named by their places and a lease of the till may name them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from server.books import Books
from server.ledger.grants import Gift, granted_of, repeated
from server.ledger.incoming import Act
from server.ledger.quoting import with_true_terms
from shared.domain.ids import GuestId, PromoId
from shared.domain.quotes import PromoGrant, QuoteStep, StepKind
from shared.domain.visitors import Granted
from shared.operations.bodies import EarnBody, GrantBody, RegistrationBody
from shared.operations.encode import grant_bodies

REPEATED = "repeated"
"""Where an outcome tells which grants were dropped."""


@dataclass(frozen=True, slots=True)
class Due:
    """What the guest gets, and why, and what he does not get once more."""

    grants: tuple[PromoGrant, ...]
    """As quoted; of those that are dropped, 0 points."""
    steps: tuple[QuoteStep, ...]
    repeated: tuple[PromoGrant, ...] = ()

    def told(self) -> dict[str, list[list[str]]]:
        """What an outcome says of what was dropped."""
        return {REPEATED: [[each.promo_id, each.occasion] for each in self.repeated]}


def due(
    books: Books,
    act: Act,
    guest_id: GuestId,
    *,
    quoted: Sequence[PromoGrant],
    steps: Sequence[QuoteStep],
) -> Due:
    """What of the quote is due to the guest, who is no alias.

    What he had by a promise that a restored server forgot, he has still to bring: it is dropped as
    it was.
    """
    wanted = [each for each in map(_granted, quoted) if each.occasion]
    if not wanted:
        return Due(tuple(quoted), tuple(steps))
    again = repeated(granted_of(books, act.tenant_id, guest_id), wanted)
    if act.promised is not None:
        again |= _told_repeated(act.promised.data)
    if not again:
        return Due(tuple(quoted), tuple(steps))
    dropped = tuple(each for each in quoted if _granted(each) in again)
    kept = tuple(replace(each, points=0) if each in dropped else each for each in quoted)
    return Due(kept, tuple(_steps_of(quoted, steps, dropped=dropped)), dropped)


def grant_bodies_due(
    act: Act, body: EarnBody | RegistrationBody, found: Due
) -> tuple[GrantBody, ...]:
    """The grants as they are booked."""
    return tuple(with_true_terms(act, body, grant_bodies(found.grants)))


def gift_of(act: Act, named: GuestId, found: Due) -> Gift:
    """What is granted for good; ``named`` is the guest as the body names him."""
    given = ((_granted(each), each.points) for each in found.grants if each.points)
    return Gift(act.operation_id, named, tuple(each for each in given if each[0].occasion))


def _granted(grant: PromoGrant) -> Granted:
    return Granted(grant.promo_id, grant.occasion)


def _told_repeated(data: dict[str, object]) -> frozenset[Granted]:
    told = data.get(REPEATED, [])
    assert isinstance(told, list), "our own signature is on it"
    return frozenset(Granted(PromoId(promo_id), occasion) for promo_id, occasion in told)


def _steps_of(
    quoted: Sequence[PromoGrant], steps: Sequence[QuoteStep], *, dropped: Sequence[PromoGrant]
) -> Iterator[QuoteStep]:
    """Without the steps of dropped promos; promos' grants come last and in the order of theirs."""
    promos = sum(step.kind is StepKind.PROMO for step in steps)
    of_promos = iter(quoted[len(quoted) - promos :])
    for step in steps:
        if step.kind is not StepKind.PROMO or next(of_promos) not in dropped:
            yield step

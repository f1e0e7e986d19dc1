"""What one walk over all operations hears for those who ask later: each is read and parsed once.

Sums stand for facts: where two sums are the same, nothing need be looked at again; where they
differ, whoever asks reads the operations himself and names what is wrong.
"""

from collections.abc import Hashable
from dataclasses import dataclass, field

from server.checks.service import SLOT_OF
from server.ledger.verification.bookings import told_booking
from server.ledger.verification.deeds import Told
from server.ledger.verification.outcomes import Sum, is_copy
from server.ledger.verification.people import People
from shared.domain.errors import CheckAlreadyBooked, FieldInvalid, GuestUnknown
from shared.operations.bodies import DiscountBody, EarnBody, RedeemBody
from shared.sync.messages import Outcome

VISITED = frozenset({"earn", "discount"})
"""Kinds that are a visit each."""
BOOKED = frozenset({"applied", "adjusted"})
OF_CHECK = EarnBody | RedeemBody | DiscountBody
_WITHOUT_CHECK = {CheckAlreadyBooked.code, GuestUnknown.code, FieldInvalid.code}
"""Notes of redemptions a till confirmed by itself: booked, though the check was not theirs."""


@dataclass(slots=True)
class Heard:
    """What the operations of one tenant said, once ``check_chains`` has walked over them."""

    everybody: People
    visits: Sum = field(default_factory=Sum)
    """Of the operations that were a visit, cancelled ones too."""
    slots: Sum = field(default_factory=Sum)
    """Of the places taken on checks, and by which operations."""
    checks: Sum = field(default_factory=Sum)
    """Of the checks as those operations tell them; see ``check_fact``."""
    bookings: Sum = field(default_factory=Sum)
    """Of the bookings as their operations tell them; see ``told_booking``."""
    newest: dict[str, tuple[int, str]] = field(default_factory=dict)
    """Of each card, the highest number of the feed that an operation was told, and which one."""

    def hear(self, told: Told) -> None:
        """Adds one operation."""
        row, outcome = told.row, told.outcome
        booking = told_booking(told)
        if booking is not None:
            self.bookings.add(booking)
        if row.status in BOOKED and (outcome is None or is_with_check(outcome)):
            self._hear_booked(told)
        if outcome is None or outcome.effect is None or outcome.feed_seq is None:
            return
        card_id = outcome.effect.card_id
        if outcome.feed_seq > self.newest.get(card_id, (0, ""))[0]:
            self.newest[card_id] = (outcome.feed_seq, row.operation_id)

    def check_fact(
        self, operation_id: str, check: tuple[str, int, str, str], guest_id: str
    ) -> Hashable:
        """That ``guest_id``, by any of his names, paid that check: the sums add these up."""
        return operation_id, check, self.everybody.common_name_of(guest_id)

    def _hear_booked(self, told: Told) -> None:
        row, body = told.row, told.body
        if row.kind in VISITED:
            self.visits.add(row.operation_id)
        if row.kind not in SLOT_OF or row.cancelled_by is not None:
            return
        self.slots.add((SLOT_OF[row.kind], row.operation_id))
        effect = told.outcome.effect if told.outcome else None
        if isinstance(body, OF_CHECK) and effect is not None:
            paid = body.check
            check = (paid.check_id, paid.amount_minor, paid.currency, row.restaurant_id)
            self.checks.add(self.check_fact(row.operation_id, check, effect.guest_id))


def is_with_check(outcome: Outcome) -> bool:
    """Whether what was booked had a visit and a check of its own."""
    return not (is_copy(outcome) or _WITHOUT_CHECK & set(outcome.notes))

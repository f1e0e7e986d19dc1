"""Taking a booked operation back, in whole or in part: of what, why, and the booking (LOY-95…101).

Knows what cancel and refund share. Must not know who may do which, nor what becomes of the check.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from server.books import Books
from server.guests import service as guests
from server.ledger import operations, refunds
from server.ledger.accounts import loss_of_transaction, owed_in_transaction
from server.ledger.bookings import Purpose, book_uses
from server.ledger.granting import freed_card
from server.ledger.incoming import Act, Booked, Verdict, adjusted, booked, understood
from server.ledger.lots import by_card, expired_of, uses_of_transaction
from server.ledger.operations import Stored
from server.ledger.posting import OtherCard
from server.ledger.quoting import notes_on, quoted_by
from server.ledger.service import held_card, opened_card
from server.ledger.suspense import undoing
from shared.domain.card import Card, require_may_adjust
from shared.domain.errors import (
    AdjustmentReasonMissing,
    GuestUnknown,
    NotCancellable,
    NotRefundable,
)
from shared.domain.ids import CardId, GuestId, OperationId
from shared.domain.ledger import AccountKind, EntryKind
from shared.domain.lots import LotUse
from shared.domain.refunding import (
    WHOLE,
    Expiries,
    RefundPart,
    Reversal,
    refund_share,
    refund_uses,
)
from shared.operations.bodies import (
    AdjustmentBody,
    CancelBody,
    DiscountBody,
    EarnBody,
    RedeemBody,
    RefundBody,
    TransferBody,
)
from shared.operations.encode import from_millis

Reversible = EarnBody | RedeemBody | AdjustmentBody | DiscountBody

_POSTED_AS = {
    "earn": (EntryKind.REFUND_EARN, AccountKind.ISSUED),
    "redeem": (EntryKind.REFUND_REDEEM, AccountKind.REDEEMED),
    "adjustment": (EntryKind.MANUAL_ADJUST, AccountKind.ADJUSTED),
}
_REFUNDABLE = {"earn", "redeem", "discount"}
_CANCELLABLE = {*_POSTED_AS, "discount"}


@dataclass(frozen=True, slots=True)
class Target:
    """The booked operation that is taken back, and what it said."""

    stored: Stored
    undone: Reversible

    @property
    def operation_id(self) -> OperationId:
        """Its id in its place."""
        return self.stored.incoming.operation_id


def enqueued_as_target(books: Books, act: Act, body: CancelBody | RefundBody) -> tuple[Stored, ...]:
    """What came under the id that ``body`` takes back."""
    return operations.by_original(books, act.tenant_id, OperationId(body.target_operation_id))


def is_waiting(found: Sequence[Stored], body: CancelBody | RefundBody) -> bool:
    """Whether the target waits for its guest's registration; what takes it back waits with it."""
    is_booked = any(each.is_booked for each in found)
    parked = [each for each in found if each.outcome.status == "parked"]
    return not is_booked and any(each.guest_id == body.guest_id for each in parked)


def target_of(
    books: Books, act: Act, body: CancelBody | RefundBody, *, found: Sequence[Stored]
) -> Target:
    """The booked operation to take back.

    Raises ``NotCancellable`` or ``NotRefundable`` (LOY-99), or ``GuestUnknown``.
    """
    reason = _why_not(found, body)
    if reason is not None:
        raise _refusal(body, reason)
    who = guests.canonical(books, act.tenant_id, GuestId(body.guest_id))
    if who is None:
        raise GuestUnknown(guest_id=body.guest_id)
    stored = next(each for each in found if each.is_booked)
    if not _is_of(books, act, stored, who=who):
        raise _refusal(body, "other_guest")
    if stored.cancelled_by is not None:
        raise _refusal(body, "already_cancelled")
    undone = understood(stored.incoming.body)
    assert isinstance(undone, Reversible)
    return Target(stored, undone)


def require_reason(body: CancelBody | RefundBody | TransferBody, reasons: type[StrEnum]) -> None:
    """Raises ``AdjustmentReasonMissing`` for a reason that is none of ``reasons``."""
    if body.reason not in set(reasons):
        raise AdjustmentReasonMissing


def reverse(
    books: Books, act: Act, body: CancelBody | RefundBody, *, target: Target, part: RefundPart
) -> tuple[Booked, Reversal]:
    """Books the reversal of ``part`` of the target; what it did, and what it could not take.

    Raises ``NotRefundable`` for a part of what is owed since a restore, and ``CardNotUsable``.
    """
    effect = target.stored.outcome.effect
    assert effect is not None
    seq = effect.transaction_seq
    if seq is None:
        return _nothing_moved(books, act, body, target=target), Reversal(())
    if part != WHOLE and owed_in_transaction(books, act.tenant_id, seq):
        raise _refusal(body, "owed")
    debt = undoing(books, act.tenant_id, CardId(effect.card_id), transaction_seq=seq)
    uses = (*_uses(books, act, target, transaction_seq=seq), *debt.repaid)
    cards = _cards(books, act, body, target=target, uses=uses)
    free = [
        lot
        for card in cards
        for lot in freed_card(books, act.tenant_id, card, now_ms=act.posted_at_ms).lots
    ]
    reversal = refund_uses(
        uses,
        free,
        part=part,
        at=from_millis(act.effective_at_ms),
        expiries=_expiries(books, act, target, uses=uses),
    )
    first, *others = (OtherCard(x, uses=_on(x, reversal.uses)) for x in cards)
    kind, counter = _POSTED_AS[target.undone.kind]
    lost = refund_share(loss_of_transaction(books, act.tenant_id, seq), part)
    purpose = Purpose(
        kind,
        counter,
        quoted_by(books, act, body),
        facts=_facts(body, reversal),
        house_points=-debt.written_off - lost,
        owed={each: -points for each, points in debt.forgiven.items() if points},
        others=tuple(others),
    )
    done = book_uses(books, act, body, card_and_uses=(first.card, first.uses), purpose=purpose)
    return done, reversal


def _expiries(books: Books, act: Act, target: Target, *, uses: Sequence[LotUse]) -> Expiries:
    """What expired of the points that the target gave."""
    given = [use.lot_id for use in uses if use.points > 0]
    of_lots = expired_of(books, act.tenant_id, given)
    counted = refunds.expired_points(books, act.tenant_id, target.operation_id)
    return Expiries(of_lots, max(0, sum(of_lots.values()) - counted))


def _cards(
    books: Books,
    act: Act,
    body: CancelBody | RefundBody,
    *,
    target: Target,
    uses: Sequence[LotUse],
) -> list[Card]:
    """The guest's cards on which these lots lie now, that of where it was done first.

    A migration may have moved them to several (LOY-09). Raises ``NotCancellable`` or
    ``NotRefundable`` where one is on a card that was parted from his, and ``CardNotUsable``.
    """
    here = _card_where_done(books, act, body, target=target)
    lots = by_card(books, act.tenant_id, [use.lot_id for use in uses])
    found = [held_card(books, act.tenant_id, each, also=lots[each]) for each in lots] or [here]
    if any(card.guest_id != here.guest_id for card in found):
        raise _refusal(body, "other_guest")
    for card in found:
        require_may_adjust(card)
    return sorted(found, key=lambda card: (card.card_id != here.card_id, card.card_id))


def _on(card: Card, uses: Sequence[LotUse]) -> tuple[LotUse, ...]:
    lot_ids = {lot.lot_id for lot in card.lots}
    return tuple(use for use in uses if use.lot_id in lot_ids)


def _nothing_moved(
    books: Books, act: Act, body: CancelBody | RefundBody, *, target: Target
) -> Booked:
    """A discount, or an earning of nothing but grants that the guest had before."""
    card = _card_where_done(books, act, body, target=target)
    require_may_adjust(card)
    return Booked(card)


def _card_where_done(
    books: Books, act: Act, body: CancelBody | RefundBody, *, target: Target
) -> Card:
    """The guest's card that counts where the target was done."""
    place = target.stored.incoming.restaurant_id
    card = opened_card(books, act.tenant_id, GuestId(body.guest_id), at=place)
    assert card is not None, "the target is his"
    return card


def verdict_of(
    books: Books, act: Act, body: CancelBody | RefundBody, *, done: Booked, shortfall: int
) -> Verdict:
    """Applied as shown, or adjusted: points that are missing are on record for a manager."""
    verdict = booked(done, *notes_on(books, act, body))
    points = done.regular + done.promo
    if shortfall:
        return adjusted(verdict, f"{body.kind}_shortfall", {"shortfall": shortfall})
    if points != body.points:
        return adjusted(verdict, "points_differ", {"points": points})
    return verdict


def _is_of(books: Books, act: Act, stored: Stored, *, who: GuestId) -> bool:
    """Whether it was done for that guest, and to him: not while he was merged with another."""
    assert stored.guest_id is not None
    effect = stored.outcome.effect
    named = [stored.guest_id, GuestId(effect.guest_id) if effect else stored.guest_id]
    return {guests.canonical(books, act.tenant_id, each) or who for each in named} == {who}


def _why_not(found: Sequence[Stored], body: CancelBody | RefundBody) -> str | None:
    if not found:
        return "unknown"
    kinds = _REFUNDABLE if isinstance(body, RefundBody) else _CANCELLABLE
    if found[0].kind not in kinds:
        return "kind"
    return None if any(each.is_booked for each in found) else "refused"


def _refusal(body: CancelBody | RefundBody, reason: str) -> NotCancellable | NotRefundable:
    refuse = NotRefundable if isinstance(body, RefundBody) else NotCancellable
    return refuse(operation_id=body.target_operation_id, reason=reason)


def _uses(books: Books, act: Act, target: Target, *, transaction_seq: int) -> tuple[LotUse, ...]:
    """What a redemption found expired and took all the same goes back as what it was: taken."""
    uses = uses_of_transaction(books, act.tenant_id, transaction_seq)
    if isinstance(target.undone, RedeemBody):
        return tuple(use for use in uses if use.points < 0)
    return uses


def _facts(body: CancelBody | RefundBody, reversal: Reversal) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "reason": body.reason,
        "shortfall": reversal.shortfall,
        "expired": reversal.expired,
    }
    if isinstance(body, RefundBody):
        return facts | {"refunds": body.target_operation_id, "refund_minor": body.refund_minor}
    return facts | {"cancels": body.target_operation_id}

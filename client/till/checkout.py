"""A check: earn, redeem, or both, in one go (CSH-20…CSH-37).

An earning never waits, and a redemption of points this till holds under leases does not either:
both are this till's own right (design §6). For other points the server is asked: it sets them aside
for this till, recalling them from others for as long as a guest waits. What it cannot set aside is
its own to decide: without an answer such a redemption is in doubt.
"""

from dataclasses import dataclass
from typing import Final

from client.store import outbox, receipts
from client.store.doubts import begin_doubt, end_doubt
from client.store.errors import Trouble
from client.store.outbox import OutboxRow
from client.till.answers import is_booked, is_refused
from client.till.cancelling import queue_cancel, why_not_cancellable
from client.till.check_booking import CheckOrder, Queued, queue_check, require_bill, require_check
from client.till.check_quote import Asked, CheckQuote, CheckTotals, quote_check
from client.till.done import Done, done
from client.till.guest_view import GuestView, view_of
from client.till.refusals import RedemptionAbandoned, refusal_of
from client.till.trouble import InDoubt, RedemptionInDoubt
from client.till.workplace import Act, Workplace
from shared.domain.adjusting import AdjustmentReason
from shared.domain.check import Bill, Check
from shared.domain.errors import LeasedElsewhere, NotCancellable, Refusal
from shared.domain.ids import GuestId, OperationId
from shared.domain.staff import Permission, StaffMember

REDEEM_TIMEOUT_SECONDS: Final = 4.0
"""How long a guest stands and waits for the server's word."""
RECALL_SECONDS: Final = 3.0
"""How long other tills are given to hand points over; one that is online needs less than one."""
_ABANDONED: Final = AdjustmentReason.MISTAKE


@dataclass(frozen=True, slots=True)
class CheckDone(Done):
    """What a confirmed check changed."""


class Checkout:
    """The cashier's main act."""

    def __init__(
        self,
        workplace: Workplace,
        *,
        redeem_timeout_seconds: float = REDEEM_TIMEOUT_SECONDS,
        recall_seconds: float = RECALL_SECONDS,
    ) -> None:
        self._workplace = workplace
        self._recall_seconds = recall_seconds
        self._redeem_timeout_seconds = redeem_timeout_seconds

    def quote(self, view: GuestView, bill: Bill, *, redeem_points: int = 0) -> CheckQuote:
        """What the check would earn and take now, without asking anybody (PRF-25).

        While the server is out of reach the limits are those of what this till holds.
        Raises ``AmountInvalid`` or ``FieldInvalid``.
        """
        require_bill(bill)
        asked = Asked(redeem_points, self._workplace.is_online())
        return quote_check(view, bill, asked, at=self._workplace.clock.now_utc())

    async def confirm(
        self,
        view: GuestView,
        check: Check,
        *,
        redeem_points: int = 0,
        earn: bool = True,
        shown: CheckTotals | None = None,
    ) -> CheckDone:
        """Book the check: durable here at least; booked there too where the server has to decide.

        Raises ``QuoteChanged`` when ``shown`` is no longer what would be booked; nothing is kept.
        Raises the refusal of either half, here or from the server: ``LeasedElsewhere`` when
        another till keeps the points, ``LeaseMissing`` when the server is out of reach and this
        till holds too few. Raises ``RedemptionInDoubt`` when the server had to decide and does not
        answer within ``REDEEM_TIMEOUT_SECONDS``.
        """
        require_check(check)
        if redeem_points and self._workplace.is_online():
            await self._gather(view, check.bill, redeem_points)
        order = CheckOrder(
            guest_id=view.guest.guest_id,
            check=check,
            redeem_points=redeem_points,
            earn=earn,
            receipt_id=self._workplace.chance.uuid(),
            is_online=self._workplace.is_online(),
            shown=shown,
        )
        acting = self._workplace.sign_in.require(Permission.POINTS_AT_TILL)
        booked = await self._workplace.book(
            Permission.POINTS_AT_TILL, lambda act: _book(act, order)
        )
        if isinstance(booked, CheckDone):
            return booked
        return await self._conclude(booked, acting)

    async def fresh(self, view: GuestView) -> GuestView:
        """The same guest as this till knows him now. Raises as ``GuestSearch.open`` does."""
        return await self._workplace.look(
            Permission.READ_GUEST, lambda act: view_of(act, view.guest.guest_id)
        )

    async def settle(self, in_doubt: InDoubt) -> CheckDone:
        """Wait (once more) for the server's word on a redemption, and finish it.

        Raises the server's refusal, ``RedemptionAbandoned``, or ``RedemptionInDoubt`` again.
        """
        acting = self._workplace.sign_in.require(Permission.POINTS_AT_TILL)
        return await self._conclude(in_doubt, acting)

    async def abandon(self, in_doubt: InDoubt) -> None:
        """Give the check up: whatever the server books of it is taken back (design §6).

        The operations stay in the queue, each followed by its cancellation. Raises
        ``NotCancellable`` when the check was finished meanwhile.
        """
        await self._workplace.book(Permission.POINTS_AT_TILL, lambda act: _abandon(act, in_doubt))

    async def _gather(self, view: GuestView, bill: Bill, points: int) -> None:
        """Asks for the points this till does not hold. Raises ``LeasedElsewhere``."""
        guest_id = view.guest.guest_id
        if not await self._lacks_points(guest_id, bill, points):
            return
        held = await self._workplace.delivery.lease(
            guest_id, points_wanted=points, timeout_seconds=self._recall_seconds
        )
        if not held or points + sum(each.points for each in held) <= view.total:
            return  # the rest is enough: what this till may not spend of it, the server can
        if await self._lacks_points(guest_id, bill, points):
            most = max(held, key=lambda each: each.points)
            raise LeasedElsewhere(
                device_name=most.device_name, points=most.points, until_ms=most.until_ms
            )

    async def _lacks_points(self, guest_id: GuestId, bill: Bill, points: int) -> bool:
        """Whether the redemption is fine but for the leases; what is not is refused later."""

        def work(act: Act) -> bool:
            asked = Asked(points, is_online=True)
            quote = quote_check(view_of(act, guest_id), bill, asked, at=act.moment.at)
            return quote.redemption is not None and quote.payment is None

        return await self._workplace.look(Permission.POINTS_AT_TILL, work)

    async def _conclude(self, in_doubt: InDoubt, acting: StaffMember) -> CheckDone:
        """From here on the redemption is under way: whatever else fails, it is in doubt."""
        try:
            await self._workplace.delivery.deliver(
                in_doubt.operation_ids, timeout_seconds=self._redeem_timeout_seconds
            )
            ending = await self._workplace.conclude(acting, lambda act: _finish(act, in_doubt))
        except (Trouble, Refusal) as reason:
            raise RedemptionInDoubt(in_doubt) from reason
        if ending is None:
            raise RedemptionInDoubt(in_doubt)
        if isinstance(ending, Refusal):
            raise ending
        return ending


def _book(act: Act, order: CheckOrder) -> CheckDone | InDoubt:
    queued = queue_check(act, order)
    if queued.redeem_id is None or queued.is_ours:
        return _check_done(act, order.receipt_id, queued)
    return InDoubt(
        receipt_id=order.receipt_id,
        guest_id=queued.guest_id,
        check=order.check,
        redeem_points=order.redeem_points,
        redeem_id=queued.redeem_id,
        earn_id=queued.earn_id,
    )


def _finish(act: Act, in_doubt: InDoubt) -> CheckDone | Refusal | None:
    """The end of a redemption the server has answered; None while it has not.

    The cashier hears of a refusal at once, so it needs no further attention.
    """
    redeem = _row(act, in_doubt.redeem_id)
    if outbox.cancel_of(act.db, in_doubt.redeem_id):
        return RedemptionAbandoned()
    if is_booked(redeem):
        queued = Queued(in_doubt.guest_id, in_doubt.redeem_id, in_doubt.earn_id)
        end_doubt(act.db, in_doubt.redeem_id)
        return _check_done(act, in_doubt.receipt_id, queued)
    if redeem.outcome is None or not is_refused(redeem):
        begin_doubt(act.db, in_doubt.redeem_id)
        return None
    for operation_id in in_doubt.operation_ids:
        outbox.acknowledge(act.db, operation_id)
    return refusal_of(redeem.outcome.code or redeem.outcome.status, redeem.outcome.data)


def _abandon(act: Act, in_doubt: InDoubt) -> None:
    if receipts.receipt(act.db, in_doubt.receipt_id):
        raise NotCancellable(operation_id=in_doubt.redeem_id, reason="settled")
    end_doubt(act.db, in_doubt.redeem_id)
    for operation_id in in_doubt.operation_ids:
        target = _row(act, operation_id)
        outbox.acknowledge(act.db, operation_id)
        if why_not_cancellable(act, target) is None:
            queue_cancel(act, target, reason=_ABANDONED)


def _check_done(act: Act, receipt_id: str, queued: Queued) -> CheckDone:
    made = done(act, receipt_id, guest_id=queued.guest_id)
    return CheckDone(made.receipt_id, made.facts, made.operation_ids, made.view)


def _row(act: Act, operation_id: OperationId) -> OutboxRow:
    row = outbox.get(act.db, operation_id)
    assert row is not None, "an operation of this till stays in its outbox"
    return row

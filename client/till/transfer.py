"""Points from one guest to another, as the guests asked a manager to (LED-40, G-09)."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from client.store import outbox
from client.store.outbox import Stamp
from client.store.releases import release_of_guest
from client.store.transfers import given_since
from client.till.approval import Approval
from client.till.authorship import authorship
from client.till.done import Done, done
from client.till.guest_view import GuestView, view_of
from client.till.workplace import Act, Workplace
from shared.domain.errors import AdjustmentReasonMissing, PointsShortfall
from shared.domain.ids import GuestId
from shared.domain.staff import Permission
from shared.domain.transferring import TransferReason, check_transfer
from shared.operations.bodies import TransferBody
from shared.operations.encode import to_millis


@dataclass(frozen=True, slots=True)
class _Gift:
    sender: GuestId
    receiver: GuestId
    points: int
    reason: str
    receipt_id: str


class Transfer:
    """A manager's transfer."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    async def transfer(
        self,
        sender: GuestView,
        receiver: GuestView,
        points: int,
        *,
        reason: str,
        approval: Approval | None = None,
    ) -> Done:
        """Give ``points`` of ``sender`` to ``receiver``; works without the network too.

        Before it, what this till holds of the sender goes back to him: only free points are taken.
        Raises ``PermissionMissing``, ``SameGuest``, ``TransferZero``, ``TransferTooLarge``,
        ``CardNotUsable``, ``WrongProgrammeKind``, ``AdjustmentReasonMissing``, ``GuestUnknown``,
        or ``PointsShortfall`` for more than the card is known to hold; with ``approval`` what
        ``Workplace.book`` adds.
        """
        if reason not in set(TransferReason):
            raise AdjustmentReasonMissing
        gift = _Gift(
            sender.guest.guest_id,
            receiver.guest.guest_id,
            points,
            reason,
            self._workplace.chance.uuid(),
        )
        return await self._workplace.book(
            Permission.ADJUST_POINTS, lambda act: _give(act, gift), approval=approval
        )


def _give(act: Act, gift: _Gift) -> Done:
    sender, receiver = view_of(act, gift.sender), view_of(act, gift.receiver)
    check_transfer(
        sender.card,
        receiver.card,
        gift.points,
        given_today=_given_today(act, sender),
        settings=sender.programme.settings,
    )
    if gift.points > sender.total:
        raise PointsShortfall(asked=gift.points, available=sender.total)

    def build(stamp: Stamp) -> TransferBody:
        return TransferBody(
            **authorship(act, stamp, sender.programme),
            guest_id=sender.guest.guest_id,
            to_guest_id=receiver.guest.guest_id,
            points=gift.points,
            reason=gift.reason,
        )

    release_of_guest(act.db, sender.guest.guest_id, act.moment)
    outbox.enqueue(act.db, build, moment=act.moment, receipt_id=gift.receipt_id)
    return done(act, gift.receipt_id, guest_id=sender.guest.guest_id)


def _given_today(act: Act, sender: GuestView) -> int:
    """What he gave away on this till since midnight; what another till knows the server adds."""
    zone = ZoneInfo(sender.programme.settings.timezone)
    midnight = act.moment.at.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    return given_since(act.db, sender.guest.guest_id, since_ms=to_millis(midnight))

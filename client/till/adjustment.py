"""A manager's correction of a balance (CSH-95…CSH-97)."""

from dataclasses import dataclass

from client.store import outbox
from client.store.outbox import Stamp
from client.store.releases import release_of_guest
from client.till.approval import Approval
from client.till.authorship import authorship
from client.till.done import Done, done
from client.till.guest_view import GuestView, view_of
from client.till.noting import private_note
from client.till.workplace import Act, Workplace
from shared.domain.adjusting import check_adjustment
from shared.domain.errors import PointsShortfall
from shared.domain.ids import GuestId
from shared.domain.staff import Permission
from shared.operations.bodies import AdjustmentBody
from shared.operations.private import PrivatePart


@dataclass(frozen=True, slots=True)
class _Correction:
    guest_id: GuestId
    points: int
    reason: str
    private: PrivatePart | None
    receipt_id: str


class Adjustment:
    """Points given or taken by hand, with a reason."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    async def adjust(
        self,
        view: GuestView,
        points: int,
        *,
        reason: str,
        note: str = "",
        approval: Approval | None = None,
    ) -> Done:
        """Change the balance by ``points`` (signed); works without the network too.

        Before points are taken, what this till holds of the guest goes back to him.

        Raises ``PermissionMissing``, ``WrongProgrammeKind``, ``AdjustmentZero``,
        ``AdjustmentTooLarge``, ``AdjustmentReasonMissing``, ``FieldInvalid``, ``CardNotUsable``,
        ``GuestUnknown``, or ``PointsShortfall`` for taking more than the card is known to hold;
        with ``approval`` what ``Workplace.book`` adds.
        """
        chance = self._workplace.chance
        correction = _Correction(
            guest_id=view.guest.guest_id,
            points=points,
            reason=reason,
            private=private_note(note, salt=chance.salt()),
            receipt_id=chance.uuid(),
        )
        return await self._workplace.book(
            Permission.ADJUST_POINTS, lambda act: _adjust(act, correction), approval=approval
        )


def _adjust(act: Act, correction: _Correction) -> Done:
    view = view_of(act, correction.guest_id)
    note = correction.private.note if correction.private else None
    reason = check_adjustment(
        view.card,
        correction.points,
        reason=correction.reason,
        note=note or "",
        settings=view.programme.settings,
    )
    if view.total + correction.points < 0:
        raise PointsShortfall(asked=-correction.points, available=view.total)

    def build(stamp: Stamp) -> AdjustmentBody:
        return AdjustmentBody(
            **authorship(act, stamp, view.programme),
            guest_id=view.guest.guest_id,
            points=correction.points,
            reason=reason.value,
        )

    if correction.points < 0:
        release_of_guest(act.db, view.guest.guest_id, act.moment)
    outbox.enqueue(
        act.db,
        build,
        moment=act.moment,
        private=correction.private,
        receipt_id=correction.receipt_id,
    )
    return done(act, correction.receipt_id, guest_id=view.guest.guest_id)

"""How the body of every operation of a person begins: where, by whom, when, by which rules."""

from typing import TypedDict

from client.store.outbox import Stamp
from client.till.workplace import Act
from shared.domain.ids import RestaurantId, StaffId
from shared.domain.programme import ProgrammeVersion
from shared.operations.bodies import ClockReading, Totals
from shared.operations.fields import HexHash


class Authorship(TypedDict):
    """The fields, as the bodies call them."""

    restaurant_id: RestaurantId
    staff_id: StaffId
    approver_id: StaffId | None
    programme_version_id: str
    clock: ClockReading
    totals: Totals
    private_hash: HexHash | None


def authorship(act: Act, stamp: Stamp, programme: ProgrammeVersion) -> Authorship:
    """Of an operation that ``act`` makes by the rules of ``programme``."""
    return Authorship(
        restaurant_id=stamp.restaurant_id,
        staff_id=act.staff_member.staff_id,
        approver_id=act.approver_id,
        programme_version_id=programme.version_id,
        clock=stamp.clock,
        totals=stamp.totals,
        private_hash=stamp.private_hash,
    )

"""The shift of this till: opened, handed over, closed; its reports on screen and paper.

Works without the network: each step is an operation like any other. A sale asks for no shift; what
is done in one belongs to it (``client.store.outbox`` says so), whoever did it. Earlier shifts are
a manager's to see (RBC-23).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlite_utils import Database

from client.store import outbox, receipts, shifts
from client.store.outbox import Enqueued, Stamp
from client.store.shift_reports import ReportNow, report_now
from client.store.shifts import Addendum, Closing, ShiftRow
from client.store.staff import list_staff
from client.till.authorship import authorship
from client.till.done import order_paper
from client.till.refusals import ReceiptUnknown, ShiftIsOpen, ShiftMissing, StaffUnknown
from client.till.shift_report import addendum_facts, local, name_of, report_facts
from client.till.workplace import Act, Workplace, programme_now
from shared.domain.ids import ShiftId, StaffId
from shared.domain.shifts import as_closed
from shared.domain.staff import Permission, StaffMember
from shared.operations.bodies import ShiftCloseBody, ShiftHandoverBody, ShiftOpenBody
from shared.operations.encode import to_millis
from shared.operations.shift_sums import sum_bodies
from shared.receipt.shift_facts import ShiftReportFacts

PAST_SHIFTS_SHOWN: Final = 30


@dataclass(frozen=True, slots=True)
class ShiftView:
    """The open shift, as it stands now."""

    number: int
    opened_at: datetime
    opened_by: str
    keeper: str
    """Who answers for it."""
    is_mine: bool
    """Whether that is who is signed in."""
    report: ShiftReportFacts
    """X: what was done so far."""


@dataclass(frozen=True, slots=True)
class PastReport:
    """A closed report or an addendum to one; ``receipt_id`` is its slip."""

    receipt_id: str
    facts: ShiftReportFacts


class Shift:
    """What people do with the shift of their till."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    async def now(self) -> ShiftView | None:
        """The open shift; None where none is."""
        return await self._workplace.look(Permission.POINTS_AT_TILL, _view)

    async def open_number(self) -> int | None:
        """The number of the open shift, None where none is; told before anybody signs in."""
        return await self._workplace.store.read(_open_number)

    async def open(self) -> int:
        """A shift begins; its number. Raises ``ShiftIsOpen``, ``TillNotReady``."""
        shift_id = ShiftId(self._workplace.chance.uuid())
        return await self._workplace.book(
            Permission.POINTS_AT_TILL, lambda act: _open(act, shift_id)
        )

    async def colleagues(self) -> tuple[StaffMember, ...]:
        """Everybody else who may work at this till, by name."""
        return await self._workplace.look(Permission.POINTS_AT_TILL, _colleagues)

    async def hand_over(self, staff_id: StaffId) -> str:
        """That person answers for the shift from now on; the name.

        Who is signed in may name himself: a shift that somebody left behind is taken over so.
        Raises ``ShiftMissing``, ``StaffUnknown``.
        """
        return await self._workplace.book(
            Permission.POINTS_AT_TILL, lambda act: _hand_over(act, staff_id)
        )

    async def take_over(self) -> str:
        """Who is signed in answers for the shift from now on. Raises ``ShiftMissing``."""
        return await self._workplace.book(
            Permission.POINTS_AT_TILL, lambda act: _hand_over(act, act.staff_member.staff_id)
        )

    async def print_now(self) -> str:
        """The report so far on paper (X); its slip. Raises ``ShiftMissing``."""
        receipt_id = self._workplace.chance.uuid()
        return await self._workplace.book(
            Permission.POINTS_AT_TILL, lambda act: _print_now(act, receipt_id)
        )

    async def close(self) -> PastReport:
        """The shift is over; its report (Z), on its way to the printer.

        What waits for the server is counted as the till showed it. Raises ``ShiftMissing``.
        """
        receipt_id = self._workplace.chance.uuid()
        return await self._workplace.book(
            Permission.POINTS_AT_TILL, lambda act: _close(act, receipt_id)
        )

    async def past(self) -> tuple[PastReport, ...]:
        """Closed reports and their addenda, the newest first. Raises ``PermissionMissing``."""
        return await self._workplace.look(Permission.READ_ANALYTICS, _past)

    async def print_past(self, receipt_id: str) -> int:
        """One of them on paper, as a copy if it was before; the print job's id.

        Raises ``PermissionMissing``, ``ReceiptUnknown``.
        """
        return await self._workplace.book(
            Permission.READ_ANALYTICS, lambda act: _print_past(act, receipt_id)
        )


def _open_number(db: Database) -> int | None:
    shift = shifts.open_shift(db)
    return shift.number if shift else None


def _view(act: Act) -> ShiftView | None:
    shift = shifts.open_shift(act.db)
    if shift is None:
        return None
    return ShiftView(
        number=shift.number,
        opened_at=local(act, shift.opened_at),
        opened_by=name_of(act, shift.opened_by),
        keeper=name_of(act, shift.keeper_id),
        is_mine=shift.keeper_id == act.staff_member.staff_id,
        report=report_facts(act, shift, report_now(act.db, shift.shift_id)),
    )


def _open(act: Act, shift_id: ShiftId) -> int:
    running = shifts.open_shift(act.db)
    if running is not None:
        raise ShiftIsOpen(number=running.number)
    programme, number = programme_now(act), shifts.next_number(act.db)

    def build(stamp: Stamp) -> ShiftOpenBody:
        return ShiftOpenBody(
            **authorship(act, stamp, programme),
            shift_id=shift_id,
            number=number,
        )

    outbox.enqueue(act.db, build, moment=act.moment)
    shifts.add_shift(
        act.db,
        shift_id,
        number=number,
        staff_id=act.staff_member.staff_id,
        at_ms=to_millis(act.moment.at),
    )
    return number


def _colleagues(act: Act) -> tuple[StaffMember, ...]:
    me = act.staff_member.staff_id
    members = (record.member for record in list_staff(act.db))
    return tuple(each for each in members if each.is_active and each.staff_id != me)


def _hand_over(act: Act, staff_id: StaffId) -> str:
    shift, programme = _running(act), programme_now(act)
    known = {each.staff_id: each for each in (act.staff_member, *_colleagues(act))}
    if staff_id not in known:
        raise StaffUnknown(staff_id=staff_id)

    def build(stamp: Stamp) -> ShiftHandoverBody:
        return ShiftHandoverBody(
            **authorship(act, stamp, programme),
            shift_id=shift.shift_id,
            to_staff_id=staff_id,
        )

    outbox.enqueue(act.db, build, moment=act.moment)
    shifts.set_keeper(act.db, shift.shift_id, staff_id=staff_id)
    return known[staff_id].name


def _print_now(act: Act, receipt_id: str) -> str:
    shift = _running(act)
    facts = report_facts(act, shift, report_now(act.db, shift.shift_id))
    _keep_and_print(act, facts, receipt_id=receipt_id)
    return receipt_id


def _close(act: Act, receipt_id: str) -> PastReport:
    shift = _running(act)
    now = report_now(act.db, shift.shift_id)
    report = ReportNow(as_closed(now.sums), now.waiting)
    closing = _enqueue_closing(act, shift, report, receipt_id=receipt_id)
    ending = Closing(
        at_ms=to_millis(act.moment.at),
        staff_id=act.staff_member.staff_id,
        sums=report.sums,
        receipt_id=receipt_id,
    )
    shifts.end_shift(act.db, shift.shift_id, ending)
    facts = report_facts(act, shift, report, closing=closing)
    _keep_and_print(act, facts, receipt_id=receipt_id)
    return PastReport(receipt_id, facts)


def _enqueue_closing(act: Act, shift: ShiftRow, report: ReportNow, *, receipt_id: str) -> Enqueued:
    programme = programme_now(act)

    def build(stamp: Stamp) -> ShiftCloseBody:
        return ShiftCloseBody(
            **authorship(act, stamp, programme),
            shift_id=shift.shift_id,
            sums=sum_bodies(report.sums),
            waiting=report.waiting,
        )

    return outbox.enqueue(act.db, build, moment=act.moment, receipt_id=receipt_id)


def _past(act: Act) -> tuple[PastReport, ...]:
    return tuple(
        report
        for shift in shifts.closed_shifts(act.db, PAST_SHIFTS_SHOWN)
        for report in _reports_of(act, shift)
    )


def _reports_of(act: Act, shift: ShiftRow) -> tuple[PastReport, ...]:
    """Its addenda, the newest first, then what was reported at the close."""
    addenda = (
        PastReport(_slip_of(shift, each), addendum_facts(act, shift, each))
        for each in reversed(shift.addenda)
    )
    kept = receipts.receipt(act.db, shift.receipt_id or "")
    assert kept is not None, "a closed shift has its slip"
    assert isinstance(kept.facts, ShiftReportFacts), "and that is a report"
    return (*addenda, PastReport(kept.receipt_id, kept.facts))


def _slip_of(shift: ShiftRow, addendum: Addendum) -> str:
    return f"{shift.receipt_id}:{addendum.number}"


def _print_past(act: Act, receipt_id: str) -> int:
    kept = receipts.receipt(act.db, receipt_id)
    if kept is not None:
        return order_paper(act, kept.facts, receipt_id=receipt_id, is_copy=True)
    facts = {each.receipt_id: each.facts for each in _past(act)}.get(receipt_id)
    if facts is None:
        raise ReceiptUnknown(receipt_id=receipt_id)
    return _keep_and_print(act, facts, receipt_id=receipt_id)


def _keep_and_print(act: Act, facts: ShiftReportFacts, *, receipt_id: str) -> int:
    """It never changes again."""
    receipts.add_receipt(act.db, receipt_id, facts=facts, operation_ids=(), at=act.moment.at)
    return order_paper(act, facts, receipt_id=receipt_id)


def _running(act: Act) -> ShiftRow:
    shift = shifts.open_shift(act.db)
    if shift is None:
        raise ShiftMissing
    return shift

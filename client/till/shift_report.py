"""The report of a shift as a slip states it, from the very operations that were kept."""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from typing import Final
from zoneinfo import ZoneInfo

from client.store.outbox import Enqueued
from client.store.shift_reports import ReportNow
from client.store.shifts import Addendum, ShiftRow
from client.store.staff import staff_record
from client.till.slip_facts import place_of
from client.till.workplace import Act, programme_now
from shared.domain.ids import StaffId
from shared.domain.money import Money
from shared.domain.shifts import ShiftSum, totals
from shared.operations.chain import short_hash
from shared.receipt.shift_facts import ColleagueReport, ReportKind, ReportLine, ShiftReportFacts

NOBODY: Final = ""


def report_facts(
    act: Act, shift: ShiftRow, report: ReportNow, *, closing: Enqueued | None = None
) -> ShiftReportFacts:
    """The report of ``shift`` at this moment: a Z of the ``closing`` operation, else an X."""
    return ShiftReportFacts(
        kind=ReportKind.X if closing is None else ReportKind.Z,
        place=place_of(act.db, act.staff_member.staff_id),
        number=shift.number,
        opened_at=local(act, shift.opened_at),
        opened_by=name_of(act, shift.opened_by),
        told_at=local(act, act.moment.at),
        closed_by=act.staff_member.name if closing is not None else "",
        totals=_lines(totals(report.sums)),
        colleagues=_colleagues(act, report.sums),
        waiting=report.waiting,
        seq=closing.seq if closing is not None else 0,
        short_hash=short_hash(closing.link) if closing is not None else "",
    )


def addendum_facts(act: Act, shift: ShiftRow, addendum: Addendum) -> ShiftReportFacts:
    """What had to be added to the closed report of ``shift``."""
    return ShiftReportFacts(
        kind=ReportKind.ADDENDUM,
        place=place_of(act.db, act.staff_member.staff_id),
        number=shift.number,
        opened_at=local(act, shift.opened_at),
        opened_by=name_of(act, shift.opened_by),
        told_at=local(act, addendum.made_at),
        totals=_lines(totals(addendum.sums)),
        colleagues=_colleagues(act, addendum.sums),
        addendum=addendum.number,
    )


def name_of(act: Act, staff_id: str) -> str:
    """The person's name; empty for nobody that the till knows."""
    record = staff_record(act.db, StaffId(staff_id)) if staff_id else None
    return record.member.name if record else NOBODY


def local(act: Act, at: datetime) -> datetime:
    """By the clock on the restaurant's wall. Raises ``TillNotReady`` before the first contact."""
    return at.astimezone(ZoneInfo(programme_now(act).settings.timezone))


def _colleagues(act: Act, sums: Iterable[ShiftSum]) -> tuple[ColleagueReport, ...]:
    people = groupby(sums, key=lambda each: each.staff_id)
    reports = [
        ColleagueReport(name_of(act, staff_id), _lines(tuple(theirs)))
        for staff_id, theirs in people
    ]
    return tuple(sorted(reports, key=lambda each: each.name))


def _lines(sums: Iterable[ShiftSum]) -> tuple[ReportLine, ...]:
    """One line a kind, whatever currencies its checks were in."""
    kinds = groupby(sums, key=lambda each: each.kind)
    return tuple(_line(kind, tuple(theirs)) for kind, theirs in kinds)


def _line(kind: str, sums: tuple[ShiftSum, ...]) -> ReportLine:
    return ReportLine(
        kind=kind,
        count=sum(each.count for each in sums),
        points=sum(each.points for each in sums),
        amounts=tuple(Money(each.amount_minor, each.currency) for each in sums if each.currency),
    )

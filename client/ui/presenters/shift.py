"""The shift and its reports in words and tables (field.md row 25)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from client.till.shift import ShiftView
from client.ui.presenters.operations import when_text
from client.ui.presenters.texts import say
from shared.receipt.compose_shift import in_order, kind_text
from shared.receipt.shift_facts import ReportKind, ReportLine, ShiftReportFacts
from shared.receipt.words import Language, money_text, number_text, signed_text

REPORT_NAMES: Final = {
    ReportKind.X: "shiftReportX",
    ReportKind.Z: "shiftReportZ",
    ReportKind.ADDENDUM: "shiftReportAddendum",
}
_NO_MONEY: Final = "–"


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One line of the table; a section has a name and no numbers."""

    is_section: bool
    label: str
    count: str = ""
    points: str = ""
    checks: str = ""


@dataclass(frozen=True, slots=True)
class ReportChoice:
    """One report of the list at the side."""

    name: str
    note: str


@dataclass(frozen=True, slots=True)
class ColleagueTile:
    """Who may take the shift over."""

    name: str
    role: str
    initials: str


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked before the shift is closed."""

    title: str = ""
    text: str = ""


def report_rows(facts: ShiftReportFacts | None, *, language: Language) -> tuple[ReportRow, ...]:
    """The table: all together, then each person; of one person alone only that one."""
    if facts is None or not facts.totals:
        return ()
    others = say("shiftOthers", language)
    sections = [(each.name or others, each.lines) for each in facts.colleagues]
    if len(sections) > 1:
        sections.insert(0, (say("shiftTotal", language), facts.totals))
    return tuple(
        row
        for name, lines in sections
        for row in (ReportRow(True, name), *(_row(line, language) for line in in_order(lines)))
    )


def report_choice(facts: ShiftReportFacts, *, now: datetime, language: Language) -> ReportChoice:
    """Which report it is, and of when."""
    number, addendum = facts.number, facts.addendum
    return ReportChoice(
        name=say(REPORT_NAMES[facts.kind], language, number=number, addendum=addendum),
        note=when_text(facts.told_at, now=now, language=language),
    )


def shift_name(number: int | None, *, language: Language) -> str:
    """``Смена 12``, or that there is none."""
    if number is None:
        return say("shiftNone", language)
    return say("shiftNumber", language, number=number)


def shift_note(view: ShiftView | None, *, now: datetime, language: Language) -> str:
    """Since when it is open, and who answers for it."""
    if view is None:
        return say("shiftMissingText", language)
    when = when_text(view.opened_at, now=now, language=language)
    since = say("shiftSince", language, when=when, name=view.opened_by)
    if view.keeper == view.opened_by:
        return since
    keeper = say("shiftKeeper", language, name=view.keeper)
    return f"{since} · {keeper}"


def waiting_note(facts: ShiftReportFacts | None, *, language: Language) -> str:
    """How many of the operations the server has not answered for; empty where it has for all."""
    if facts is None or not facts.waiting:
        return ""
    key = "shiftWaiting" if facts.kind is ReportKind.X else "shiftWaited"
    return say(key, language, count=facts.waiting)


def close_question(view: ShiftView | None, *, language: Language) -> Question:
    """What closing does, and what it does with operations that wait for the server."""
    if view is None:
        return Question()
    title = say("shiftCloseTitle", language, number=view.number)
    waiting = view.report.waiting
    key = "shiftCloseWaiting" if waiting else "shiftCloseText"
    return Question(title, say(key, language, count=waiting))


def _row(line: ReportLine, language: Language) -> ReportRow:
    checks = " + ".join(money_text(amount, language=language) for amount in line.amounts)
    return ReportRow(
        is_section=False,
        label=kind_text(line.kind, language=language),
        count=number_text(line.count, language=language),
        points=signed_text(line.points, language=language),
        checks=checks or _NO_MONEY,
    )

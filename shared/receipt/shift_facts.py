"""What a report of a shift states: one made now (X), one at its close (Z), or an addendum.

Plain values, kept on the till, so a reprint says the same again.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shared.domain.money import Money
from shared.receipt.facts import Place


class ReportKind(StrEnum):
    """Which report."""

    X = "x"
    """Of a shift that goes on."""
    Z = "z"
    """Of a closed one; it never changes."""
    ADDENDUM = "addendum"
    """What the ledger booked otherwise than a Z says: changes, not sums."""


@dataclass(frozen=True, slots=True)
class ReportLine:
    """What was done of one kind."""

    kind: str
    """Of the operations: ``earn``, ``redeem`` …"""
    count: int
    points: int
    """The signed change of the guests' balances."""
    amounts: tuple[Money, ...] = ()
    """The checks it was about, or what went back of them, by currency."""


@dataclass(frozen=True, slots=True)
class ColleagueReport:
    """What one person did."""

    name: str
    """Empty where a report has more people than it may name."""
    lines: tuple[ReportLine, ...]


@dataclass(frozen=True, slots=True)
class ShiftReportFacts:
    """Everything a report of a shift says; its moments are in the restaurant's time zone."""

    kind: ReportKind
    place: Place
    number: int
    """Of the shift, counted by the till from 1."""
    opened_at: datetime
    opened_by: str
    told_at: datetime
    """When it was closed; of the other reports, when they were made."""
    totals: tuple[ReportLine, ...]
    colleagues: tuple[ColleagueReport, ...]
    closed_by: str = ""
    addendum: int = 0
    """Its number, from 1; 0 of a report that is none."""
    waiting: int = 0
    """Of how many operations the server had not said yet what became of them."""
    seq: int = 0
    """The closing operation's number; 0 where no operation reports this."""
    short_hash: str = ""
    """Its code on paper."""

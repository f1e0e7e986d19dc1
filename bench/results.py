"""Rows of the table, and how a thing is measured often enough to be believed.

Every figure stands beside the raw work of the machine that was measured in the same minute; the
ratio is what counts, since two busy cores make an fsync twenty times as slow.
"""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

QUANTILES = 100
WHOLE_FROM = 100


@dataclass(frozen=True, slots=True)
class Sample:
    """One figure: the median of its repeats and how far they spread."""

    median: float
    low: float
    high: float

    @property
    def noise_percent(self) -> int:
        """The spread of the repeats, of their median."""
        return round(100 * (self.high - self.low) / self.median) if self.median else 0


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    work: str
    value: float
    unit: str
    raw: str = ""
    """What of the machine it is held against."""
    ratio: float | None = None
    """``value`` over the raw row's, whichever way the goal is written."""
    goal: str = ""
    note: str = ""
    noise_percent: int | None = None


def sample(figures: Sequence[float]) -> Sample:
    """Their median, least and largest."""
    return Sample(statistics.median(figures), min(figures), max(figures))


def p99(figures: Sequence[float]) -> float:
    """All but the worst in a hundred are below it."""
    return _quantile(figures, 99)


def p95(figures: Sequence[float]) -> float:
    """All but the worst five in a hundred are below it."""
    return _quantile(figures, 95)


def _quantile(figures: Sequence[float], percent: int) -> float:
    if len(figures) == 1:
        return figures[0]
    return statistics.quantiles(figures, n=QUANTILES, method="inclusive")[percent - 1]


def table(rows: Sequence[Row]) -> str:
    """The rows as text, in columns."""
    head = ("work", "figure", "ratio", "held against", "goal", "noise")
    lines = [head, *(_cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def _cells(row: Row) -> tuple[str, ...]:
    return (
        row.work,
        f"{number(row.value)} {row.unit}".strip(),
        f"{row.ratio:.2f}" if row.ratio is not None else "",
        row.raw,
        row.goal,
        f"±{row.noise_percent}%" if row.noise_percent is not None else row.note,
    )


def number(value: float) -> str:
    """Three figures that matter."""
    if value >= WHOLE_FROM:
        return f"{value:,.0f}"
    return f"{value:.3g}"

"""Every measurement runs, once and small; how fast anything is no test may say."""

import json
from pathlib import Path

import pytest

from bench.course import TINY, run
from bench.report import report
from bench.results import Row, p99, sample, table
from drill.processes import prepare

pytestmark = [pytest.mark.scenario, pytest.mark.slow]


def test_every_row_of_the_table_is_measured(tmp_path: Path) -> None:
    """Design §11."""
    prepare()
    path = report(run(TINY, with_peers=False), folder=tmp_path)
    rows = {row["work"]: row for row in json.loads(path.read_text())["rows"]}
    assert all(row["value"] > 0 for row in rows.values()), rows
    for begin in (
        "fdatasync",
        "quote",
        "hard frames read",
        "a frame of 1280",
        "posting",
        "push",
        "wire",
        "redeem",
        "one operation",
        "verify",
        "memory of each",
        "search among",
        "cold start",
        "longest pause",
    ):
        assert any(work.startswith(begin) for work in rows), begin


def test_a_sample_is_its_middle_and_its_spread() -> None:
    measured = sample([3.0, 1.0, 2.0])
    assert (measured.median, measured.low, measured.high) == (2.0, 1.0, 3.0)
    assert measured.noise_percent == 100
    assert p99([float(number) for number in range(101)]) == 99


def test_a_row_without_a_ratio_says_what_is_known() -> None:
    text = table([Row("work", 1234.5, "op/s", note="once"), Row("other", 0.5, "ms", "raw", 2.0)])
    assert "1,234 op/s" in text
    assert "once" in text
    assert "2.00" in text

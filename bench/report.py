"""The table for people, and the same figures for programs."""

import json
import os
import platform
import sqlite3
import sys
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from bench.results import Row, table


def report(rows: Iterable[Row], *, folder: Path) -> Path:
    """Prints each row as it is measured and the table at the end; the file of the figures."""
    measured = []
    for row in rows:
        measured.append(row)
        _say(f"… {row.work}")
    _say(table(measured))
    folder.mkdir(parents=True, exist_ok=True)
    now = datetime.now(UTC)
    path = folder / f"{now:%Y-%m-%dT%H-%M-%S}.json"
    path.write_text(
        json.dumps(
            {
                "at": now.isoformat(),
                "machine": _machine(),
                "rows": [asdict(each) for each in measured],
            },
            ensure_ascii=False,
            indent=2,
        ),
        encoding="utf-8",
    )
    _say(f"figures: {path}")
    return path


def _machine() -> dict[str, object]:
    return {
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0],
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "system": platform.platform(),
    }


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()

"""What was lived so far, in a file: a long run that was stopped goes on where it was.

One entry for each run: its seeds, the next of them, and the sums up to there. Nobody reads it but
the next run and people.
"""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from simulation.shift import Lived

WRITE_EVERY_SECONDS = 10.0


@dataclass
class Run:
    """Sums over the seeds from ``first`` up to, without, ``next_seed``."""

    first: int
    last: int | None
    """None where time ends it."""
    next_seed: int
    schedules: int = 0
    operations: int = 0
    exchanges: int = 0
    seconds: float = 0.0
    violations: list[str] = field(default_factory=list)
    """Each with its seed."""

    @property
    def is_over(self) -> bool:
        """Whether no seed is left."""
        return self.last is not None and self.next_seed > self.last

    def count(self, lived: Lived) -> None:
        """One more seed, in their order."""
        self.next_seed = lived.seed + 1
        self.schedules += 1
        self.operations += lived.operations
        self.exchanges += lived.exchanges
        if lived.failure:
            found = lived.failure.outcome.violations
            self.violations += [f"seed {lived.seed}: {each}" for each in found]


class Logbook:
    """The file at ``path``, made with the first run."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._runs = [Run(**each) for each in _read(path)]

    def run(self, first: int, last: int | None) -> Run:
        """The run over these seeds that was not finished, or a new one."""
        for each in self._runs:
            if (each.first, each.last) == (first, last) and last is not None and not each.is_over:
                return each
        self._runs.append(Run(first, last, next_seed=first))
        return self._runs[-1]

    def write(self) -> None:
        """The file as it is now; a stop in the middle leaves the one before."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        new = self._path.with_suffix(".new")
        new.write_text(json.dumps([asdict(each) for each in self._runs], indent=1))
        new.replace(self._path)


def _read(path: Path) -> list[dict[str, Any]]:
    return list(json.loads(path.read_text())) if path.exists() else []

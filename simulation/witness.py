"""What people and the wire can swear to: slips handed out, requests sent, bugs confessed.

Knows nothing of what the product keeps. The judges compare the two.
"""

import hashlib
import logging
import traceback
from dataclasses import dataclass, field
from pathlib import Path

from shared.domain.ids import GuestId, OperationId
from simulation.house import Answered, Asked

TRACE_LINES_MAX = 2_000
PUSHES_KEPT_MAX = 400
_BOOKING = "server.ledger.runs"


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A cashier saw "done", and the guest went home with it."""

    tablet: int
    kind: str
    operation_id: OperationId
    guest_id: GuestId
    points: int
    """The signed change on the slip."""
    is_pending: bool
    """The slip was printed before the server's word."""
    true_ms: int


@dataclass(frozen=True, slots=True)
class Violation:
    """A promise that was not kept."""

    rule: str
    """``S1`` … ``S16``, ``L…`` for liveness, ``E…`` for end to end, ``BUG`` for a crash of ours."""
    detail: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.detail}"


@dataclass
class Witness:
    """The memory of one schedule."""

    confirmations: list[Confirmation] = field(default_factory=list)
    pushes: list[Asked] = field(default_factory=list)
    """Every push that reached the server, for a replay."""
    trace: list[str] = field(default_factory=list)
    violations: list[Violation] = field(default_factory=list)
    heard: dict[str, set[str]] = field(default_factory=dict)
    """What the company's own systems were told, by the key of each effect."""
    exchanges: int = 0
    is_release_bad: bool = False
    """The server has a bug just now, and may say so."""
    _digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    def note(self, line: str) -> None:
        """One line of the trace; two runs of a seed have the same."""
        self._digest.update(line.encode())
        self._digest.update(b"\n")
        if len(self.trace) < TRACE_LINES_MAX:
            self.trace.append(line)

    def accuse(self, rule: str, detail: str) -> None:
        """A promise was broken."""
        self.note(f"VIOLATION {rule}: {detail}")
        self.violations.append(Violation(rule, detail))

    def excuse(self, tablet: int, *, since_ms: int) -> None:
        """What that tablet confirmed since then was taken from its disk: nobody can know of it."""
        self.confirmations = [
            each for each in self.confirmations if each.tablet != tablet or each.true_ms < since_ms
        ]

    def confess(self, failure: BaseException) -> None:
        """A task of the product ended as no task should."""
        where = traceback.extract_tb(failure.__traceback__)[-3:]
        path = " < ".join(f"{Path(each.filename).name}:{each.lineno}" for each in reversed(where))
        self.accuse("BUG", f"{failure!r} at {path}")

    def overhear(self, who: str, asked: Asked, answered: Answered) -> None:
        """What passed over somebody's wire."""
        self.exchanges += 1
        path = asked.path.decode()
        self.note(f"{who}: {asked.method} {path} {answered.status} {len(answered.body)}")
        is_push = asked.path.endswith(b"/sync/push")
        if is_push and len(self.pushes) < PUSHES_KEPT_MAX:
            self.pushes.append(asked)

    def hear(self, key: str, told: str) -> None:
        """The company's own systems are told of something that happened."""
        self.heard.setdefault(key, set()).add(told)

    @property
    def trace_hash(self) -> str:
        """Of every line ever noted."""
        return self._digest.hexdigest()


class Confessor(logging.Handler):
    """Hears the product log an error: a bug that it survived is a bug nevertheless."""

    def __init__(self, witness: Witness) -> None:
        super().__init__(logging.ERROR)
        self._witness = witness

    def emit(self, record: logging.LogRecord) -> None:
        """A violation for each, but for the bug that was planned."""
        if self._witness.is_release_bad and record.name == _BOOKING:
            return
        failure = record.exc_info[1] if record.exc_info else None
        if failure is not None:
            self._witness.confess(failure)
        else:
            self._witness.accuse("BUG", f"{record.name}: {record.getMessage()}")

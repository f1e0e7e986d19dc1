"""A till that prints: its store, its spool, and everything the spool told."""

import threading
from dataclasses import replace
from functools import partial
from pathlib import Path

from client.devices.print_spool import PrintSpool
from client.store import prints
from client.store.database import Store
from client.store.prints import JobState, PrintJob, PrintOrder
from printers.profiles import (
    PrinterProfile,
)
from printers.registry import open_printer
from shared.domain.ids import OperationId
from shared.operations.encode import to_millis
from shared.receipt.facts import BookedLine
from shared.receipt.words import Language
from tests.fakes import FakeClock
from tests.printers.tcp_printers import (
    FINE,
    IMPATIENT,
)
from tests.sealed_files import store_key
from tests.slips import an_earn_slip

NO_PAPER = {1: FINE | 0x08, 2: FINE | 0x20, 3: FINE, 4: FINE | 0x60}

PATIENCE_SECONDS = 10


class Till:
    """A store with its spool, and everything the spool told."""

    def __init__(self, folder: Path, profile: PrinterProfile, clock: FakeClock) -> None:
        self.clock = clock
        self.store = Store.open(folder / "till.db", store_key)
        self.spool = PrintSpool(
            store=self.store,
            clock=self.clock,
            open_printer=partial(open_printer, patience=IMPATIENT),
            profile=profile,
            pauses_seconds=(0.01,),
        )
        self.told: list[PrintJob] = []
        self._has_news = threading.Condition()
        self.spool.subscribe(self._hear)

    def sell(self, seq: int = 17) -> PrintJob:
        """A sale, durable before this returns."""
        facts = replace(
            an_earn_slip(),
            lines=(
                BookedLine(
                    OperationId(f"00000000-0000-7000-8000-{seq:012d}"),
                    f"{seq:010x}",
                    seq,
                    "earn",
                    300,
                    100,
                ),
            ),
        )
        order = PrintOrder(facts, Language.RU, receipt_id=f"r-{seq}")
        job = self.store.write_now(lambda db: prints.enqueue(db, order, at_ms=self.now_ms))
        self.spool.nudge()
        return job

    @property
    def now_ms(self) -> int:
        """The time as rows keep it."""
        return to_millis(self.clock.now_utc())

    def job(self, job: PrintJob) -> PrintJob:
        """As it stands now."""
        return self.store.read_now(lambda db: prints.get(db, job.job_id))

    def await_state(self, job: PrintJob, state: JobState) -> PrintJob:
        """Waits until the spool told so."""
        with self._has_news:
            assert self._has_news.wait_for(
                lambda: (job.job_id, state) in [(each.job_id, each.state) for each in self.told],
                timeout=PATIENCE_SECONDS,
            )
        return self.job(job)

    def await_paper(self, count: int) -> None:
        """Waits until so many slips were told to be printed."""
        with self._has_news:
            assert self._has_news.wait_for(
                lambda: [each.state for each in self.told].count(JobState.PRINTED) == count,
                timeout=PATIENCE_SECONDS,
            )

    def close(self) -> None:
        self.spool.stop()
        self.store.close()

    def _hear(self, job: PrintJob) -> None:
        with self._has_news:
            self.told.append(job)
            self._has_news.notify_all()


class Tills:
    """Tills over one file, one after another."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.clock = FakeClock()
        self._till: Till | None = None

    def open(self, profile: PrinterProfile) -> Till:
        """The till started anew, on that printer."""
        self.close()
        self._till = Till(self._folder, profile, self.clock)
        return self._till

    def close(self) -> None:
        if self._till is not None:
            self._till.close()
            self._till = None


def _operation(seq: int) -> OperationId:
    return OperationId(f"00000000-0000-7000-8000-{seq:012d}")


def print_all(till: Till) -> list[int]:
    """The ids of the jobs tried until none was left."""
    tried: list[int] = []
    while (job := till.spool.print_next()) is not None:
        tried.append(job.job_id)
    return tried


def operation_on(text: str) -> str:
    line = next(line for line in text.splitlines() if line.startswith("Операция"))
    return line.split()[1]

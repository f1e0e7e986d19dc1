"""CSH-64: the sale never waits for paper, and nothing is printed twice by itself."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from client.clock import Clock
from client.devices.print_spool import SLIP_UNREADABLE, PrintSpool
from client.store import prints
from client.store.database import Store
from client.store.prints import JobState, PrintJob, PrintOrder
from printers.printer import Printer
from printers.profiles import FileAddress, PrinterProfile, profile_to_json, virtual_printer
from printers.registry import open_printer
from shared.domain.ids import OperationId
from shared.receipt.facts import BookedLine
from shared.receipt.words import Language
from tests.printers.paper import paper_from
from tests.printers.tcp_printers import (
    FINE,
    IMPATIENT,
    Manners,
    TcpPrinter,
    a_free_port,
    a_full_backlog,
    a_listener_that_never_reads,
    a_tcp_printer,
    profile_at,
)
from tests.sealed_files import store_key
from tests.slips import an_earn_slip

NO_PAPER = {1: FINE | 0x08, 2: FINE | 0x20, 3: FINE, 4: FINE | 0x60}
PATIENCE_SECONDS = 10


class Till:
    """A store with its spool, and everything the spool told."""

    def __init__(self, folder: Path, profile: PrinterProfile) -> None:
        self.store = Store.open(folder / "till.db", store_key)
        self.spool = PrintSpool(
            store=self.store,
            clock=Clock(),
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
            lines=(BookedLine(OperationId(f"o-{seq}"), f"{seq:010x}", seq, "earn", 300, 100),),
        )
        order = PrintOrder(facts, Language.RU, receipt_id=f"r-{seq}")
        job = self.store.write_now(lambda db: prints.enqueue(db, order, at_ms=0))
        self.spool.nudge()
        return job

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

    def close(self) -> None:
        self.spool.stop()
        self.store.close()

    def _hear(self, job: PrintJob) -> None:
        with self._has_news:
            self.told.append(job)
            self._has_news.notify_all()


@pytest.fixture
def tills(tmp_path: Path) -> Iterator["Tills"]:
    made = Tills(tmp_path)
    yield made
    made.close()


class Tills:
    """Tills over one file, one after another."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._till: Till | None = None

    def open(self, profile: PrinterProfile) -> Till:
        """The till started anew, on that printer."""
        self.close()
        self._till = Till(self._folder, profile)
        return self._till

    def close(self) -> None:
        if self._till is not None:
            self._till.close()
            self._till = None


def test_ten_jobs_wait_for_their_printer_and_are_printed_once_each_in_order(tills: Tills) -> None:
    port = a_free_port()
    till = tills.open(profile_at(port))
    jobs = [till.sell(seq) for seq in range(1, 11)]
    till.spool.start()
    till.await_state(jobs[0], JobState.QUEUED)
    with a_tcp_printer(port=port) as printer:
        till.await_state(jobs[-1], JobState.PRINTED)
        till.spool.stop()
    printed = [paper_from(slip, columns=32).text for slip in printer.slips]
    assert [_operation_on(text) for text in printed] == [str(seq) for seq in range(1, 11)]
    assert {till.job(job).state for job in jobs} == {JobState.PRINTED}


def test_a_printer_out_of_reach_leaves_the_job_waiting_and_says_why(tills: Tills) -> None:
    till = tills.open(profile_at(a_free_port()))
    job = till.sell()
    for _ in range(3):
        till.spool.print_next()
    now = till.job(job)
    assert (now.state, now.trouble, now.attempts) == (JobState.QUEUED, "printer_unreachable", 3)


def test_a_printer_busy_with_others_leaves_the_job_waiting(tills: Tills) -> None:
    with a_full_backlog() as profile:
        till = tills.open(profile)
        job = till.sell()
        till.spool.print_next()
    assert till.job(job).state is JobState.QUEUED


def test_a_job_without_paper_waits_and_is_printed_when_there_is_some(tills: Tills) -> None:
    manners = Manners(answers=NO_PAPER)
    with a_tcp_printer(manners) as printer:
        till = tills.open(printer.profile)
        job = till.sell()
        till.spool.print_next()
        assert (till.job(job).state, till.job(job).trouble) == (JobState.QUEUED, "paper_out")
        manners.answers = Manners().answers
        till.spool.print_next()
    assert till.job(job).state is JobState.PRINTED
    assert len(printer.slips) == 1


def test_a_job_cut_off_in_the_middle_is_left_to_a_person_and_the_next_goes_on(
    tills: Tills,
) -> None:
    manners = Manners(resets_after_bytes=100)
    with a_tcp_printer(manners) as printer:
        till = tills.open(printer.profile)
        cut_off, after = till.sell(1), till.sell(2)
        till.spool.print_next()
        manners.resets_after_bytes = None
        assert _print_all(till) == [after.job_id]
    now = till.job(cut_off)
    assert (now.state, now.trouble) == (JobState.MAYBE_PRINTED, "printer_lost")


def test_a_printer_that_never_reads_holds_up_neither_sale_nor_queue(tills: Tills) -> None:
    with a_listener_that_never_reads() as profile:
        till = tills.open(profile)
        till.spool.start()
        jobs = [till.sell(seq) for seq in range(3)]
        till.await_state(jobs[-1], JobState.SENT)
    assert {till.job(job).state for job in jobs} == {JobState.SENT}


def test_a_device_that_hangs_inside_a_slip_leaves_a_doubt(tills: Tills, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "lp0")
    full = os.open(tmp_path / "lp0", os.O_RDWR | os.O_NONBLOCK)
    os.write(full, bytes(64 * 1024))
    till = tills.open(PrinterProfile("lp", FileAddress(str(tmp_path / "lp0"))))
    job = till.sell()
    till.spool.print_next()
    os.close(full)
    now = till.job(job)
    assert (now.state, now.trouble) == (JobState.MAYBE_PRINTED, "printer_hung")


def test_a_job_found_half_printed_at_the_start_is_never_printed_again_by_itself(
    tills: Tills,
) -> None:
    with a_tcp_printer() as printer:
        till = tills.open(printer.profile)
        job = till.sell()
        till.store.write_now(partial(prints.take_next, at_ms=0))
        till = tills.open(printer.profile)
        till.spool.recover()
        assert _print_all(till) == []
    assert till.job(job).state is JobState.MAYBE_PRINTED
    assert printer.slips == []


def test_a_person_prints_the_doubtful_slip_again_as_a_copy(tills: Tills) -> None:
    with a_tcp_printer() as printer:
        till = tills.open(printer.profile)
        job = till.sell()
        till.store.write_now(partial(prints.take_next, at_ms=0))
        till.spool.recover()
        till.store.write_now(lambda db: prints.reprint(db, job.job_id, at_ms=1))
        till.spool.print_next()
    assert "КОПИЯ" in paper_from(printer.slips[0], columns=32).text


def test_a_till_killed_while_it_prints_does_not_print_again(tills: Tills, tmp_path: Path) -> None:
    with a_tcp_printer(Manners(says_done=False)) as printer:
        till = tills.open(printer.profile)
        job = till.sell()
        tills.close()
        _print_and_be_killed(tmp_path / "till.db", printer)
        till = tills.open(printer.profile)
        till.spool.recover()
        assert _print_all(till) == []
    assert till.job(job).state is JobState.MAYBE_PRINTED
    assert len(printer.slips) == 1


def test_a_slip_that_nobody_can_read_does_not_block_the_queue(tills: Tills) -> None:
    with a_tcp_printer() as printer:
        till = tills.open(printer.profile)
        broken, after = till.sell(1), till.sell(2)
        till.store.write_now(lambda db: db.table("print_job").update(broken.job_id, {"slip": "{}"}))
        assert _print_all(till) == [broken.job_id, after.job_id]
    now = till.job(broken)
    assert (now.state, now.trouble) == (JobState.FAILED, SLIP_UNREADABLE)
    assert len(printer.slips) == 1


def test_a_bug_while_printing_costs_one_slip_and_not_the_queue(tills: Tills) -> None:
    def buggy(profile: PrinterProfile) -> Printer:
        raise AssertionError(profile.name)

    with a_tcp_printer() as printer:
        till = tills.open(printer.profile)
        first, second = till.sell(1), till.sell(2)
        spool = PrintSpool(
            store=till.store, clock=Clock(), open_printer=buggy, profile=printer.profile
        )
        with pytest.raises(AssertionError):
            spool.print_next()
        till.spool.start()
        till.await_state(second, JobState.PRINTED)
    assert till.job(first).state is JobState.MAYBE_PRINTED


def test_a_cancelled_job_is_not_printed(tills: Tills) -> None:
    with a_tcp_printer() as printer:
        till = tills.open(printer.profile)
        job = till.sell()
        till.store.write_now(lambda db: prints.cancel(db, job.job_id, at_ms=1))
        assert _print_all(till) == []
    assert printer.slips == []


def test_waiting_jobs_go_to_the_printer_that_was_chosen_meanwhile(
    tills: Tills, tmp_path: Path
) -> None:
    till = tills.open(profile_at(a_free_port()))
    till.spool.start()
    job = till.sell()
    till.await_state(job, JobState.QUEUED)
    till.spool.use(virtual_printer(str(tmp_path / "paper")))
    assert till.await_state(job, JobState.PRINTED).picture == tmp_path / "paper" / "0001.png"


def test_a_listener_hears_every_step_until_it_leaves(tills: Tills, tmp_path: Path) -> None:
    till = tills.open(virtual_printer(str(tmp_path / "paper")))
    heard: list[JobState] = []
    leave = till.spool.subscribe(lambda job: heard.append(job.state))
    till.sell()
    till.spool.print_next()
    leave()
    till.sell()
    till.spool.print_next()
    assert heard == [JobState.PRINTING, JobState.PRINTED]


@pytest.mark.expects_warning
def test_a_full_disk_stops_the_spool_until_there_is_room_again(tmp_path: Path) -> None:
    room = [10**12]
    store = Store(tmp_path / "till.db", store_key, room=lambda _: room[0])
    spool = PrintSpool(
        store=store,
        clock=Clock(),
        open_printer=open_printer,
        profile=virtual_printer(str(tmp_path / "paper")),
    )
    printed = threading.Event()
    spool.subscribe(lambda job: printed.set() if job.state is JobState.PRINTED else None)
    order = PrintOrder(an_earn_slip(), Language.EN)
    store.write_now(lambda db: prints.enqueue(db, order, at_ms=0))
    room[0] = 0
    spool.start()
    _await_end_of("print-spool")
    room[0] = 10**12
    spool.nudge()
    assert printed.wait(PATIENCE_SECONDS)
    spool.stop()
    store.close()


def _print_all(till: Till) -> list[int]:
    """The ids of the jobs tried until none was left."""
    tried: list[int] = []
    while (job := till.spool.print_next()) is not None:
        tried.append(job.job_id)
    return tried


def _operation_on(text: str) -> str:
    line = next(line for line in text.splitlines() if line.startswith("Операция"))
    return line.split()[1]


def _await_end_of(thread_name: str) -> None:
    for thread in threading.enumerate():
        if thread.name == thread_name:
            thread.join(PATIENCE_SECONDS)


_PROGRAM = """
import sys
from pathlib import Path
from client.clock import Clock
from client.devices.print_spool import PrintSpool
from client.store.database import Store
from printers.profiles import profile_from_json
from printers.registry import open_printer
from tests.sealed_files import store_key
PrintSpool(
    store=Store.open(Path(sys.argv[1]), store_key),
    clock=Clock(),
    open_printer=open_printer,
    profile=profile_from_json(sys.argv[2]),
).print_next()
"""


def _print_and_be_killed(database: Path, printer: TcpPrinter) -> None:
    """A till in a process of its own, killed once the printer has the slip and says nothing."""
    arguments = [sys.executable, "-c", _PROGRAM, str(database), profile_to_json(printer.profile)]
    with subprocess.Popen(arguments) as process:
        printer.await_slip()
        process.send_signal(signal.SIGKILL)

"""CSH-64: the sale never waits for paper, and nothing is printed twice by itself."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from client.clock import Clock
from client.devices.print_spool import SLIP_UNREADABLE, PrintSpool
from client.store import prints
from client.store.database import Store
from client.store.prints import JobState, PrintOrder
from printers.printer import Printer
from printers.profiles import (
    FileAddress,
    PrinterProfile,
    profile_to_json,
    virtual_printer,
)
from printers.registry import open_printer
from shared.operations.encode import to_millis
from shared.receipt.words import Language
from tests.client.spooling_till import NO_PAPER, PATIENCE_SECONDS, Tills, print_all
from tests.printers.paper import paper_from
from tests.printers.tcp_printers import (
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


@pytest.fixture
def tills(tmp_path: Path) -> Iterator["Tills"]:
    made = Tills(tmp_path)
    yield made
    made.close()


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
        assert print_all(till) == [after.job_id]
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
        assert print_all(till) == []
    assert till.job(job).state is JobState.MAYBE_PRINTED
    assert printer.slips == []


def test_a_person_prints_the_doubtful_slip_again_as_a_copy(tills: Tills) -> None:
    with a_tcp_printer() as printer:
        till = tills.open(printer.profile)
        job = till.sell()
        till.store.write_now(partial(prints.take_next, at_ms=0))
        till.spool.recover()
        till.store.write_now(lambda db: prints.reprint(db, job.job_id, at_ms=till.now_ms))
        till.spool.print_next()
    assert "КОПИЯ 1" in paper_from(printer.slips[0], columns=32).text


def test_a_till_killed_while_it_prints_does_not_print_again(tills: Tills, tmp_path: Path) -> None:
    with a_tcp_printer(Manners(says_done=False)) as printer:
        till = tills.open(printer.profile)
        job = till.sell()
        tills.close()
        _print_and_be_killed(tmp_path / "till.db", printer)
        till = tills.open(printer.profile)
        till.spool.recover()
        assert print_all(till) == []
    assert till.job(job).state is JobState.MAYBE_PRINTED
    assert len(printer.slips) == 1


def test_a_slip_that_nobody_can_read_does_not_block_the_queue(tills: Tills) -> None:
    with a_tcp_printer() as printer:
        till = tills.open(printer.profile)
        broken, after = till.sell(1), till.sell(2)
        till.store.write_now(lambda db: db.table("print_job").update(broken.job_id, {"slip": "{}"}))
        assert print_all(till) == [broken.job_id, after.job_id]
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
            store=till.store, clock=till.clock, open_printer=buggy, profile=printer.profile
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
        assert print_all(till) == []
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
    store.write_now(lambda db: prints.enqueue(db, order, at_ms=to_millis(Clock().now_utc())))
    room[0] = 0
    spool.start()
    _await_end_of("print-spool")
    room[0] = 10**12
    spool.nudge()
    assert printed.wait(PATIENCE_SECONDS)
    spool.stop()
    store.close()


def _await_end_of(thread_name: str) -> None:
    for thread in threading.enumerate():
        if thread.name == thread_name:
            thread.join(PATIENCE_SECONDS)


_PROGRAM = """
import sys
from pathlib import Path
from client.devices.print_spool import PrintSpool
from client.store.database import Store
from printers.profiles import profile_from_json
from printers.registry import open_printer
from tests.fakes import FakeClock
from tests.fakes import FakeClock
from tests.sealed_files import store_key
PrintSpool(
    store=Store.open(Path(sys.argv[1]), store_key),
    clock=FakeClock(),
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

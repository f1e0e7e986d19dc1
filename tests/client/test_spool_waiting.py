"""Slips that wait for their printer: once each, in order, and not for ever (issue 5 item 8)."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from client.store import prints
from client.store.prints import JobState
from printers.profiles import (
    profile_to_json,
)
from tests.client.spooling_till import Till, Tills, operation_on, print_all
from tests.printers.paper import paper_from
from tests.printers.tcp_printers import (
    a_free_port,
    a_tcp_printer,
    profile_at,
)


@pytest.fixture
def tills(tmp_path: Path) -> Iterator["Tills"]:
    made = Tills(tmp_path)
    yield made
    made.close()


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
    assert [operation_on(text) for text in printed] == [str(seq) for seq in range(1, 11)]
    assert {till.job(job).state for job in jobs} == {JobState.PRINTED}


def test_ten_jobs_of_an_hour_without_a_printer_survive_a_kill_and_print_once_each_in_order(
    tills: Tills, tmp_path: Path
) -> None:
    """Issue 5 item 8."""
    port = a_free_port()
    till = tills.open(profile_at(port))
    for seq in range(1, 11):
        till.sell(seq)
        assert _states(till, 1) == [JobState.QUEUED]
        till.clock.advance(6 * 60)
        if seq == 5:
            tills.close()
            _try_and_be_killed(tmp_path / "till.db", port)
            till = tills.open(profile_at(port))
            till.spool.recover()
    with a_tcp_printer(port=port) as printer:
        till.spool.start()
        till.await_paper(10)
        till.spool.stop()
    printed = [paper_from(slip, columns=32).text for slip in printer.slips]
    assert [operation_on(text) for text in printed] == [str(seq) for seq in range(1, 11)]
    assert not any("КОПИЯ" in text for text in printed)


def test_paper_nobody_waits_for_any_more_is_offered_instead_of_printed(tills: Tills) -> None:
    """Field study, row 14: no flood of yesterday's receipts in the morning."""
    till = tills.open(profile_at(a_free_port()))
    stale = till.sell(1)
    till.spool.print_next()
    till.clock.advance(4 * 60 * 60 + 1)
    fresh = till.sell(2)
    with a_tcp_printer() as printer:
        till.spool.use(printer.profile)
        assert print_all(till) == [fresh.job_id]
        assert till.job(stale).state is JobState.EXPIRED
        till.store.write_now(lambda db: prints.revive(db, stale.job_id, at_ms=till.now_ms))
        assert print_all(till) == [stale.job_id]
    assert "КОПИЯ" not in paper_from(printer.slips[1], columns=32).text


def _states(till: Till, tries: int) -> list[JobState]:
    """What became of the oldest job, each time it was tried."""
    return [job.state for _ in range(tries) if (job := till.spool.print_next()) is not None]


_TRYING = """
import sys, time
from pathlib import Path
from client.store.prints import JobState
from client.devices.print_spool import PrintSpool
from client.store.database import Store
from printers.profiles import profile_from_json
from printers.registry import open_printer
from tests.fakes import FakeClock
from tests.sealed_files import store_key
spool = PrintSpool(
    store=Store.open(Path(sys.argv[1]), store_key),
    clock=FakeClock(),
    open_printer=open_printer,
    profile=profile_from_json(sys.argv[2]),
)
spool.subscribe(lambda job: job.state is JobState.QUEUED and print("queued", flush=True))
spool.start()
sys.stdin.read()
"""


def _try_and_be_killed(database: Path, port: int) -> None:
    """A till in a process of its own that tries an absent printer, killed once it is at it."""
    profile = profile_to_json(profile_at(port))
    arguments = [sys.executable, "-c", _TRYING, str(database), profile]
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"queued\n"
        process.send_signal(signal.SIGKILL)

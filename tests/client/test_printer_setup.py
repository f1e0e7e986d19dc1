"""Getting to know a printer from the till: nobody waits, nothing is asked past the spool."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from client.devices.printer_setup import PrinterSetup, Sent
from client.store.prints import JobState
from printers.found import Found
from printers.profiles import TcpAddress
from printers.state import PrinterState
from tests.client.spooling_till import Till, Tills
from tests.printers.tcp_printers import FINE, Manners, a_free_port, a_tcp_printer, profile_at

FOUND = Found(TcpAddress("192.168.0.87"))


@pytest.fixture
def tills(tmp_path: Path) -> Iterator[Tills]:
    made = Tills(tmp_path)
    yield made
    made.close()


def test_what_is_found_is_told(tills: Tills, tmp_path: Path) -> None:
    till = tills.open(profile_at(a_free_port()))
    setup = PrinterSetup(till.spool, pdf_folder=tmp_path, search=lambda _stop: (FOUND,))
    assert asyncio.run(setup.search()) == (FOUND,)


def test_a_search_that_was_cancelled_is_told_to_stop(tills: Tills, tmp_path: Path) -> None:
    has_begun, has_stopped = threading.Event(), threading.Event()

    def search(should_stop: Callable[[], bool]) -> tuple[Found, ...]:
        has_begun.set()
        while not should_stop():
            pass
        has_stopped.set()
        return ()

    async def begin_and_cancel(setup: PrinterSetup) -> None:
        task = asyncio.create_task(setup.search())
        await asyncio.to_thread(has_begun.wait)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    till = tills.open(profile_at(a_free_port()))
    asyncio.run(begin_and_cancel(PrinterSetup(till.spool, pdf_folder=tmp_path, search=search)))
    assert has_stopped.wait(10)


def test_a_test_slip_tells_what_the_printer_had_said_before(tills: Tills, tmp_path: Path) -> None:
    with a_tcp_printer(Manners(answers={1: FINE, 2: FINE, 3: FINE, 4: FINE | 0x0C})) as printer:
        till, setup = _set_up(tills, tmp_path, printer.profile.address)
        sent = asyncio.run(setup.print_probe(printer.profile))
        assert sent == Sent(PrinterState.PAPER_NEAR_END)
        assert asyncio.run(setup.look()) is PrinterState.PAPER_NEAR_END
        assert till.spool.news.state is PrinterState.PAPER_NEAR_END
    assert len(printer.slips[0]) > 1_000


def test_a_printer_out_of_reach_is_a_value_and_no_exception(tills: Tills, tmp_path: Path) -> None:
    profile = profile_at(a_free_port())
    _, setup = _set_up(tills, tmp_path, profile.address)
    assert asyncio.run(setup.print_probe(profile)).trouble == "printer_unreachable"
    assert asyncio.run(setup.open_drawer(profile, 5)).trouble == "printer_unreachable"


def test_a_waiting_slip_goes_into_a_file_where_the_system_has_no_printer(
    tills: Tills, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CSH-61."""
    monkeypatch.setenv("PATH", "")
    till, setup = _set_up(tills, tmp_path, profile_at(a_free_port()).address)
    job = till.sell()
    till.await_state(job, JobState.QUEUED)
    saved = asyncio.run(setup.print_elsewhere(job.job_id))
    assert saved is not None
    assert (saved.state, saved.file) == (JobState.SAVED, tmp_path / "pdf" / "0001.pdf")
    assert asyncio.run(setup.print_elsewhere(job.job_id)) is None


def _set_up(tills: Tills, folder: Path, address: object) -> tuple[Till, PrinterSetup]:
    assert isinstance(address, TcpAddress)
    till = tills.open(profile_at(address.port))
    till.spool.start()
    return till, PrinterSetup(till.spool, pdf_folder=folder / "pdf")

"""What else the spool does: news of the printer, errands between slips, files, the logo."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from client.devices.print_spool import PrinterNews
from client.store.prints import JobState
from printers.errors import PrinterLost
from printers.profiles import (
    PdfAddress,
    PrinterProfile,
    virtual_printer,
)
from printers.state import PrinterState
from tests.client.spooling_till import (
    NO_PAPER,
    PATIENCE_SECONDS,
    Tills,
    print_all,
)
from tests.printers.tcp_printers import (
    FINE,
    Manners,
    a_free_port,
    a_tcp_printer,
    profile_at,
)


@pytest.fixture
def tills(tmp_path: Path) -> Iterator["Tills"]:
    made = Tills(tmp_path)
    yield made
    made.close()


def test_everybody_hears_how_the_printer_is_and_how_many_wait(tills: Tills) -> None:
    till = tills.open(profile_at(a_free_port()))
    till.sell(1)
    till.sell(2)
    till.spool.print_next()
    assert till.spool.news == PrinterNews(PrinterState.UNREACHABLE, waiting=2)
    near_end = Manners(answers={1: FINE, 2: FINE, 3: FINE, 4: FINE | 0x0C})
    heard: list[PrinterNews] = []
    till.spool.subscribe_news(heard.append)
    with a_tcp_printer(near_end) as printer:
        till.spool.use(printer.profile)
        assert till.spool.news.state is PrinterState.UNKNOWN, "of a new one nothing is known"
        print_all(till)
    assert heard[-1] == PrinterNews(PrinterState.PAPER_NEAR_END, waiting=0)


def test_paper_that_is_out_is_told_and_its_slip_waits(tills: Tills) -> None:
    with a_tcp_printer(Manners(answers=NO_PAPER)) as printer:
        till = tills.open(printer.profile)
        job = till.sell()
        till.spool.print_next()
    assert till.spool.news == PrinterNews(PrinterState.PAPER_OUT, waiting=1)
    assert till.job(job).state is JobState.QUEUED


def test_who_else_wants_the_printer_gets_it_between_two_slips(tills: Tills) -> None:
    with a_tcp_printer() as printer:
        till = tills.open(printer.profile)
        till.spool.start()
        assert till.spool.look().result(PATIENCE_SECONDS) is PrinterState.READY
        assert till.spool.news.state is PrinterState.READY
        thread = till.spool.run(lambda: threading.current_thread().name)
        assert thread.result(PATIENCE_SECONDS) == "print-spool"


def test_trouble_of_an_errand_is_its_own_and_the_spool_goes_on(tills: Tills) -> None:
    def be_lost() -> None:
        raise PrinterLost

    with a_tcp_printer() as printer:
        till = tills.open(printer.profile)
        till.spool.start()
        with pytest.raises(PrinterLost):
            till.spool.run(be_lost).result(PATIENCE_SECONDS)
        till.await_state(till.sell(), JobState.PRINTED)


def test_an_errand_nobody_got_to_is_cancelled_when_the_till_closes(tills: Tills) -> None:
    till = tills.open(profile_at(a_free_port()))
    waiting = till.spool.look()
    till.spool.stop()
    assert waiting.cancelled()


def test_who_leaves_before_his_errand_is_done_stops_nobody(tills: Tills) -> None:
    """As when the window is closed while a slip becomes a PDF."""
    begun, left = threading.Event(), threading.Event()
    done: list[str] = []

    def work() -> None:
        begun.set()
        assert left.wait(PATIENCE_SECONDS)
        done.append("begun")

    with a_tcp_printer() as printer:
        till = tills.open(printer.profile)
        till.spool.start()
        under_way = till.spool.run(work)
        assert begun.wait(PATIENCE_SECONDS)
        waiting = till.spool.run(lambda: done.append("not begun"))
        assert [under_way.cancel(), waiting.cancel()] == [False, True]
        left.set()
        worker = till.spool.run(threading.current_thread).result(PATIENCE_SECONDS)
        assert done == ["begun"]
        till.await_state(till.sell(), JobState.PRINTED)
        assert till.spool.run(threading.current_thread).result(PATIENCE_SECONDS) is worker


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_bug_in_an_errand_is_heard_of_and_the_next_is_done(tills: Tills) -> None:
    till = tills.open(profile_at(a_free_port()))
    till.spool.start()
    with pytest.raises(AssertionError, match="a bug"):
        till.spool.run(_be_buggy).result(PATIENCE_SECONDS)
    assert till.spool.run(lambda: "done").result(PATIENCE_SECONDS) == "done"


def _be_buggy() -> None:
    raise AssertionError("a bug")


def test_a_waiting_job_goes_elsewhere_once(tills: Tills, tmp_path: Path) -> None:
    """CSH-61."""
    till = tills.open(profile_at(a_free_port()))
    job = till.sell()
    till.spool.start()
    pdf = PrinterProfile("pdf", PdfAddress(str(tmp_path / "slips")))
    saved = till.spool.print_on(pdf, job.job_id).result(PATIENCE_SECONDS)
    assert saved is not None
    assert (saved.state, saved.file) == (JobState.SAVED, tmp_path / "slips" / "0001.pdf")
    assert till.spool.print_on(pdf, job.job_id).result(PATIENCE_SECONDS) is None


@pytest.mark.expects_warning
def test_receipts_begin_with_the_logo_and_go_without_one_that_is_gone(
    tills: Tills, tmp_path: Path
) -> None:
    logo = tmp_path / "logo.png"
    Image.new("L", (64, 64), 0).save(logo)
    with a_tcp_printer() as printer:
        till = tills.open(replace(printer.profile, logo_file=str(logo)))
        till.sell()
        till.spool.print_next()
        logo.unlink()
        till.sell()
        till.spool.print_next()
    with_logo, without = printer.slips
    assert len(with_logo) > len(without) + 64 * 64 // 8
    assert with_logo.endswith(without[-200:])


def test_what_a_forgotten_job_drew_is_deleted_with_it(tills: Tills, tmp_path: Path) -> None:
    till = tills.open(virtual_printer(str(tmp_path / "paper")))
    till.sell()
    till.spool.print_next()
    picture = tmp_path / "paper" / "0001.png"
    assert picture.exists()
    till.clock.advance(31 * 24 * 60 * 60)
    till.spool.recover()
    assert not picture.exists()

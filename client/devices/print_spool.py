"""The print spool: one thread that empties the queue, so that a sale never waits for paper.

Its promises (CSH-64): jobs are printed in order; a job that reached the printer in part, or may
have, is never printed again by itself; a job that did not is tried for as long as its paper is of
use to anybody. Cheap printers serve one connection at a time, so whoever else wants a printer asks
through here as well (``run``). Knows the queue and printers. Must not know Qt: listeners are called
on the spool's thread and hand over to their own.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Final, TypeVar

from client.clock import Clock
from client.store import prints
from client.store.database import Store
from client.store.errors import Trouble
from client.store.prints import Ending, JobId, JobState, PrintJob
from client.store.slips import SlipUnreadable, slip_from_json
from printers.errors import PrinterTrouble
from printers.printer import Printer, PrintOutcome
from printers.profiles import Paper, PrinterProfile
from printers.state import PrinterState, state_of
from shared.domain.errors import FieldInvalid
from shared.operations.encode import to_millis
from shared.receipt.compose import compose_guest_card, compose_receipt
from shared.receipt.compose_shift import compose_shift_report
from shared.receipt.document import Document, Picture
from shared.receipt.facts import GuestCardFacts, ReceiptFacts
from shared.receipt.shift_facts import ShiftReportFacts

RETRY_PAUSES_SECONDS: Final = (1.0, 2.0, 5.0, 10.0, 20.0)
"""How long an unreachable printer is left alone, the last one for ever; a new job asks at once."""

STOP_SECONDS: Final = 5.0

SLIP_UNREADABLE: Final = "slip_unreadable"

T = TypeVar("T")
Listener = Callable[[PrintJob], None]


@dataclass(frozen=True, slots=True)
class PrinterNews:
    """How the printer was when it was last heard of, and how many jobs wait for it."""

    state: PrinterState = PrinterState.UNKNOWN
    waiting: int = 0


NewsListener = Callable[[PrinterNews], None]
OpenPrinter = Callable[[PrinterProfile], Printer]

_STATE_AFTER: Final = {
    PrintOutcome.PRINTED: JobState.PRINTED,
    PrintOutcome.SENT: JobState.SENT,
    PrintOutcome.SAVED: JobState.SAVED,
}
_log = logging.getLogger(__name__)


class PrintSpool:
    """The spool of one printer. ``start`` it once; ``nudge`` it after every new job."""

    def __init__(
        self,
        *,
        store: Store,
        clock: Clock,
        open_printer: OpenPrinter,
        profile: PrinterProfile,
        pauses_seconds: tuple[float, ...] = RETRY_PAUSES_SECONDS,
    ) -> None:
        self._store = store
        self._clock = clock
        self._open_printer = open_printer
        self._profile = profile
        self._pauses_seconds = pauses_seconds
        self._listeners: list[Listener] = []
        self._news_listeners: list[NewsListener] = []
        self._errands: deque[tuple[Callable[[], None], Future[Any]]] = deque()
        self.news = PrinterNews()
        self._has_news = threading.Event()
        self._is_stopping = False
        self._failures_in_a_row = 0
        self._starting = threading.Lock()
        self._is_working = False
        self._worker: threading.Thread | None = None

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Calls ``listener`` with each changed job, on the spool's thread; returns how to stop."""
        self._listeners.append(listener)
        return partial(self._listeners.remove, listener)

    def subscribe_news(self, listener: NewsListener) -> Callable[[], None]:
        """Calls ``listener`` with what is new of the printer, as ``subscribe`` does with jobs."""
        self._news_listeners.append(listener)
        return partial(self._news_listeners.remove, listener)

    def use(self, profile: PrinterProfile) -> None:
        """Print on another printer from the next job on; of this one nothing is known yet."""
        self._profile = profile
        self._learn(PrinterState.UNKNOWN)
        self.nudge()

    @property
    def paper(self) -> Paper:
        """The paper of the printer that is chosen."""
        return self._profile.paper

    def run(self, errand: Callable[[], T]) -> Future[T]:
        """Does ``errand`` on the spool's thread, between two slips.

        The future has its result or its trouble; it is cancelled when the spool stops before, and
        an errand whose future was cancelled before it began is not done.
        """
        future: Future[T] = Future()
        self._errands.append((partial(_do, errand, future), future))
        self.nudge()
        return future

    def look(self) -> Future[PrinterState]:
        """Asks this till's printer how it is, and tells everybody."""
        return self.run(self._look)

    def print_on(self, profile: PrinterProfile, job_id: JobId) -> Future[PrintJob | None]:
        """This job on another printer, out of turn; None when it may be on paper already."""
        return self.run(lambda: self._print_taken(prints.take, job_id, profile=profile))

    def start(self) -> None:
        """Begin to work; a worker that a bug or a full disk ended is replaced."""
        with self._starting:
            if not self._is_working:
                self._is_working = True
                self._worker = threading.Thread(target=self._work, name="print-spool", daemon=True)
                self._worker.start()

    def nudge(self) -> None:
        """There may be a new job, or the printer may be back. Never blocks."""
        self._has_news.set()
        if self._worker is not None and not self._is_stopping:
            self.start()

    def stop(self) -> None:
        """End the worker; a slip that takes longer than ``STOP_SECONDS`` is left to its fate."""
        self._is_stopping = True
        self._has_news.set()
        if self._worker is not None:
            self._worker.join(STOP_SECONDS)
        for _, future in self._errands:
            future.cancel()

    def recover(self) -> None:
        """What a kill left half done may be on paper: it is given up to a person."""
        for path in self._write(prints.forget_old):
            with suppress(OSError):  # somebody else's folder by now: the words in the file are gone
                path.unlink(missing_ok=True)
        for job in self._write(prints.give_up_interrupted):
            self._tell(job)

    def print_next(self) -> PrintJob | None:
        """Try the oldest waiting job on the calling thread: what became of it, None if none was."""
        for job in self._write(prints.expire):
            self._tell(job)
        return self._print_taken(prints.take_next, profile=self._profile)

    def _work(self) -> None:
        try:
            self.recover()
            while self._goes_on():
                self._run_errands()
                self._rest_after(self.print_next())
        except Trouble as trouble:  # the store's: the next nudge starts over
            _log.error("print spool stopped", extra={"trouble": trouble.code})
        finally:
            self._leave()

    def _leave(self) -> None:
        """What was asked of this worker while a bug ended it is for the next one."""
        with self._starting:
            self._is_working = False
        if self._errands or self._has_news.is_set():
            self.nudge()

    def _goes_on(self) -> bool:
        self._has_news.clear()  # before the look: a stop or a job after it wakes the next rest
        return not self._is_stopping

    def _rest_after(self, job: PrintJob | None) -> None:
        """Goes on at once, waits for a job, or leaves an unreachable printer alone for a while."""
        if job is None:
            self._has_news.wait()
        elif job.state is JobState.QUEUED:
            last = len(self._pauses_seconds) - 1
            self._has_news.wait(self._pauses_seconds[min(self._failures_in_a_row, last)])
            self._failures_in_a_row += 1
        else:
            self._failures_in_a_row = 0

    def _run_errands(self) -> None:
        while self._errands and not self._is_stopping:
            do, _ = self._errands.popleft()
            do()

    def _look(self) -> PrinterState:
        state = self._open_printer(self._profile).ask()
        self._learn(state)
        return state

    def _print_taken(
        self, take: Callable[..., PrintJob | None], *which: JobId, profile: PrinterProfile
    ) -> PrintJob | None:
        job = self._write(take, *which)
        if job is None:
            return None
        self._tell(job)
        job = self._write(prints.settle, job.job_id, self._attempt(job, profile))
        self._tell(job)
        return job

    def _attempt(self, job: PrintJob, profile: PrinterProfile) -> Ending:
        try:
            document = _with_logo(_document(job), profile.logo_file)
            result = self._open_printer(profile).print(document)
        except SlipUnreadable:
            return Ending(JobState.FAILED, SLIP_UNREADABLE)
        except PrinterTrouble as trouble:
            self._learn_of(profile, state_of(trouble))
            _log.info("slip not printed", extra={"job": job.job_id, "trouble": str(trouble)})
            may_be_on_paper = trouble.may_have_printed
            state = JobState.MAYBE_PRINTED if may_be_on_paper else JobState.QUEUED
            return Ending(state, trouble.code)
        self._learn_of(profile, result.state)
        return Ending(_STATE_AFTER[result.outcome], picture=result.picture, file=result.file)

    def _learn_of(self, profile: PrinterProfile, state: PrinterState) -> None:
        if profile is self._profile:
            self._learn(state)

    def _learn(self, state: PrinterState) -> None:
        self._publish(PrinterNews(state, self.news.waiting))

    def _publish(self, news: PrinterNews) -> None:
        if news != self.news:
            self.news = news
            for listener in tuple(self._news_listeners):
                listener(news)

    def _write(self, work: Callable[..., T], *arguments: object) -> T:
        """Paper only finishes what was accepted while there was room."""
        now = to_millis(self._clock.now_utc())
        return self._store.write_now(lambda db: work(db, *arguments, at_ms=now), from_reserve=True)

    def _tell(self, job: PrintJob) -> None:
        for listener in tuple(self._listeners):
            listener(job)
        self._publish(PrinterNews(self.news.state, self._store.read_now(prints.count_waiting)))


def _do(errand: Callable[[], T], future: Future[T]) -> None:
    """Whoever has gone before it began wants it no more; later he only does not hear of it.

    A bug ends the worker as any other does, and whoever waits hears of it.
    """
    if not future.set_running_or_notify_cancel():
        return
    try:
        future.set_result(errand())
    except (PrinterTrouble, Trouble) as trouble:
        future.set_exception(trouble)
    except BaseException as bug:
        future.set_exception(bug)
        raise


def _document(job: PrintJob) -> Document:
    facts = slip_from_json(job.slip)
    language, copy_number = job.language, job.copy_number
    match facts:
        case ReceiptFacts():
            return compose_receipt(facts, language=language, copy_number=copy_number)
        case GuestCardFacts():
            return compose_guest_card(facts, language=language, copy_number=copy_number)
        case ShiftReportFacts():
            return compose_shift_report(facts, language=language, copy_number=copy_number)


def _with_logo(document: Document, logo_file: str) -> Document:
    """The restaurant's sign at the head; one that cannot be read costs nobody his receipt."""
    if not logo_file:
        return document
    try:
        logo = _logo(logo_file, Path(logo_file).stat().st_mtime_ns)
    except (OSError, FieldInvalid) as problem:
        _log.warning("receipts go without their logo", extra={"problem": str(problem)})
        return document
    return Document((Picture(logo), *document.blocks))


@lru_cache(maxsize=1)
def _logo(file: str, _changed_at_ns: int) -> bytes:
    """Read again only when the file is another one."""
    from printers.logo import kept_logo

    return kept_logo(Path(file).read_bytes())

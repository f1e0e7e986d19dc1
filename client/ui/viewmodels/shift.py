"""The shift: what was done in it so far, handing it over, closing it, and earlier reports."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from client.store.errors import Trouble
from client.till.shift import PastReport, ShiftView
from client.till.staff_session import Session
from client.ui.listmodels.rows import RowsModel
from client.ui.presenters.shift import (
    ColleagueTile,
    Question,
    ReportChoice,
    ReportRow,
    close_question,
    report_choice,
    report_rows,
    shift_name,
    shift_note,
    waiting_note,
)
from client.ui.presenters.sign_in import initials_of, role_text
from client.ui.presenters.texts import wording
from client.ui.viewmodels.receipt import SlipViewModel
from client.ui.viewmodels.shortcut import Shortcut
from client.ui.viewmodels.tasks import Desk, ScreenViewModel, run_task
from shared.domain.errors import Refusal
from shared.domain.ids import StaffId
from shared.domain.staff import Permission, StaffMember, may
from shared.receipt.shift_facts import ShiftReportFacts

QML_IMPORT_NAME = "MaxLoyalty.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1


class Shifting(Protocol):
    """What the screen needs of the till."""

    async def now(self) -> ShiftView | None: ...
    async def past(self) -> tuple[PastReport, ...]: ...
    async def colleagues(self) -> tuple[StaffMember, ...]: ...
    async def open(self) -> int: ...
    async def hand_over(self, staff_id: StaffId) -> str: ...
    async def take_over(self) -> str: ...
    async def close(self) -> PastReport: ...
    async def print_now(self) -> str: ...
    async def print_past(self, receipt_id: str) -> int: ...


_Read = tuple[ShiftView | None, tuple[PastReport, ...], tuple[StaffMember, ...]]


@QmlElement
class ShiftViewModel(ScreenViewModel):
    """A table of the chosen report at the left; what may be done at the right."""

    changed = Signal()
    numberChanged = Signal()

    def __init__(
        self,
        desk: Desk,
        *,
        shift: Shifting,
        slip: SlipViewModel,
        session: Callable[[], Session | None],
        now: Callable[[], datetime],
    ) -> None:
        super().__init__(desk)
        self._shift, self._slip = shift, slip
        self._session, self._now = session, now
        self._lock: Callable[[], None] = lambda: None
        self._view: ShiftView | None = None
        self._past: tuple[PastReport, ...] = ()
        self._colleagues: tuple[StaffMember, ...] = ()
        self._state = "loading"
        self._chosen = 0
        self._is_handing_over = self._has_paper = False
        self._rows = RowsModel(ReportRow)
        self._choices = RowsModel(ReportChoice)
        self._tiles = RowsModel(ColleagueTile)

    def lock_by(self, lock: Callable[[], None]) -> None:
        """How the till is locked: who takes the shift over signs in."""
        self._lock = lock

    def enter(self, _subject: object, /) -> None:
        """Everything anew."""
        self._view, self._past, self._colleagues = None, (), ()
        self._state, self._chosen, self._is_handing_over = "loading", 0, False
        self._follow_paper(None)
        self.reload()

    def follow_sync(self) -> None:
        """The server may have answered for something of it."""
        if self._state == "ready":
            self.reload()

    def refresh(self) -> None:
        """The tables are worded anew."""
        language, now = self.desk.texts.spoken, self._now()
        reports = self._reports()
        self._rows.show(report_rows(self._report(), language=language))
        self._choices.show([report_choice(each, now=now, language=language) for each in reports])
        self._tiles.show(
            [
                ColleagueTile(
                    each.name, role_text(each.role, language=language), initials_of(each.name)
                )
                for each in self._colleagues
            ]
        )
        super().refresh()

    @Slot()
    def reload(self) -> None:
        """Read the shift again."""
        run_task(self, self._read(), done=self._show, refused=self._failed)

    @Slot(int)
    def choose(self, index: int) -> None:
        """Another report, with what became of its paper."""
        self._chosen = index
        past = self._chosen_past()
        self._follow_paper(past.receipt_id if past else None)
        self.refresh()

    def keys(self) -> Mapping[Shortcut, Callable[[], None]]:
        """Enter does nothing here: what closes a shift is walked to."""
        return {Shortcut.BACK: self.goBack, Shortcut.PRINT: self.print}

    @Slot()
    def open(self) -> None:
        """A shift begins."""
        run_task(self, self._shift.open(), done=self._opened)

    @Slot()
    def print(self) -> None:
        """The chosen report on paper."""
        past = self._chosen_past()
        if past is None:
            run_task(self, self._shift.print_now(), done=self._printing)
        elif self._may_see_past():
            work = self._shift.print_past(past.receipt_id)
            run_task(self, work, done=lambda _job: self._printing(past.receipt_id))
        else:
            self._slip.reprint()

    @Slot()
    def askWhoTakesOver(self) -> None:
        """Everybody else, to choose from."""
        self._is_handing_over = True
        self.refresh()

    @Slot()
    def keepShift(self) -> None:
        """Nobody takes over after all."""
        self._is_handing_over = False
        self.refresh()

    @Slot(int)
    def handOver(self, index: int) -> None:
        """That colleague; the till is locked then."""
        staff_id = self._colleagues[index].staff_id
        run_task(self, self._shift.hand_over(staff_id), done=self._handed_over)

    @Slot()
    def takeOver(self) -> None:
        """Who is signed in answers for a shift that somebody left."""
        run_task(self, self._shift.take_over(), done=self._taken_over)

    @Slot()
    def close(self) -> None:
        """The shift is over; the dialog has asked (CSH-90)."""
        run_task(self, self._shift.close(), done=self._closed)

    async def _read(self) -> _Read:
        past = await self._shift.past() if self._may_see_past() else self._just_closed()
        return await self._shift.now(), past, await self._shift.colleagues()

    def _show(self, read: _Read) -> None:
        self._view, self._past, self._colleagues = read
        self._state = "ready"
        self._chosen = min(self._chosen, max(0, len(self._reports()) - 1))
        self.refresh()

    def _failed(self, _problem: Refusal | Trouble) -> bool:
        self._state = "failed"
        self.refresh()
        return True

    def _opened(self, number: int) -> None:
        self.desk.toast.succeed(wording("shiftOpened", number=number))
        self._past, self._chosen = (), 0
        self.numberChanged.emit()
        self.reload()

    def _handed_over(self, name: str) -> None:
        self._lock()
        self.desk.toast.succeed(wording("shiftHandedOver", name=name))

    def _taken_over(self, _name: str) -> None:
        self.desk.toast.succeed(wording("shiftTakenOver"))
        self.reload()

    def _closed(self, report: PastReport) -> None:
        self.desk.toast.succeed(wording("shiftClosed", number=report.facts.number))
        self._view, self._past, self._chosen = None, (report,), 0
        self._follow_paper(report.receipt_id)
        self.numberChanged.emit()
        self.reload()

    def _printing(self, receipt_id: str) -> None:
        self._follow_paper(receipt_id)
        self.desk.toast.inform(wording("shiftPrinting"))

    def _follow_paper(self, receipt_id: str | None) -> None:
        self._has_paper = receipt_id is not None
        self._slip.show(receipt_id)
        self.refresh()

    def _just_closed(self) -> tuple[PastReport, ...]:
        """What a cashier closed a moment ago stays before him."""
        return self._past[:1]

    def _may_see_past(self) -> bool:
        session = self._session()
        return session is not None and may(session.member, Permission.READ_ANALYTICS)

    def _reports(self) -> Sequence[ShiftReportFacts]:
        now = (self._view.report,) if self._view else ()
        return (*now, *(each.facts for each in self._past))

    def _report(self) -> ShiftReportFacts | None:
        reports = self._reports()
        return reports[self._chosen] if self._chosen < len(reports) else None

    def _chosen_past(self) -> PastReport | None:
        place = self._chosen - (1 if self._view else 0)
        return self._past[place] if 0 <= place < len(self._past) else None

    def _question(self) -> Question:
        view = self._view
        if view is not None and self.desk.is_training:
            view = replace(view, report=replace(view.report, waiting=0))
        return close_question(view, language=self.desk.texts.spoken)

    def _title(self) -> str:
        number = self._view.number if self._view else None
        return shift_name(number, language=self.desk.texts.spoken)

    def _note(self) -> str:
        if self._state != "ready":
            return ""
        return shift_note(self._view, now=self._now(), language=self.desk.texts.spoken)

    def _waiting(self) -> str:
        if self.desk.is_training:
            return ""
        return waiting_note(self._report(), language=self.desk.texts.spoken)

    rows = Property(QObject, lambda self: self._rows, constant=True)
    reports = Property(QObject, lambda self: self._choices, constant=True)
    colleagues = Property(QObject, lambda self: self._tiles, constant=True)
    slip = Property(SlipViewModel, lambda self: self._slip, constant=True)
    state = Property(str, lambda self: self._state, notify=changed)
    title = Property(str, _title, notify=changed)
    note = Property(str, _note, notify=changed)
    waitingNote = Property(str, _waiting, notify=changed)
    chosenIndex = Property(int, lambda self: self._chosen, notify=changed)
    isOpen = Property(bool, lambda self: self._view is not None, notify=changed)
    isMine = Property(bool, lambda self: bool(self._view and self._view.is_mine), notify=changed)
    hasPaper = Property(bool, lambda self: self._has_paper, notify=changed)
    hasReport = Property(bool, lambda self: self._report() is not None, notify=changed)
    hasRows = Property(bool, lambda self: bool(self._rows.rows), notify=changed)
    hasColleagues = Property(bool, lambda self: bool(self._colleagues), notify=changed)
    isHandingOver = Property(bool, lambda self: self._is_handing_over, notify=changed)
    maySeePast = Property(bool, _may_see_past, notify=changed)
    questionTitle = Property(str, lambda self: self._question().title, notify=changed)
    questionText = Property(str, lambda self: self._question().text, notify=changed)

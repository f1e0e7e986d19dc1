"""The paper that waits for the printer or for a person (CSH-64)."""

from collections.abc import Callable, Coroutine
from typing import Any, Protocol

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from client.till.paper import OpenSlip
from client.ui.listmodels.rows import RowsModel
from client.ui.presenters.paper_queue import PaperRow, paper_row
from client.ui.presenters.receipts import SlipJob
from client.ui.presenters.texts import wording
from client.ui.viewmodels.paper_actions import PaperActions
from client.ui.viewmodels.receipt import PrintJobs
from client.ui.viewmodels.tasks import Desk, ScreenViewModel, run_quietly, run_task

QML_IMPORT_NAME = "MaxLoyalty.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1


class Queue(Protocol):
    """What the screen needs of the till."""

    async def open_slips(self) -> tuple[OpenSlip, ...]: ...


@QmlElement
class PaperQueueViewModel(ScreenViewModel):
    """A list that follows the spool."""

    changed = Signal()
    _heard = Signal(object)

    def __init__(
        self, desk: Desk, *, queue: Queue, actions: PaperActions, print_jobs: PrintJobs
    ) -> None:
        super().__init__(desk)
        self._queue, self._actions = queue, actions
        self._slips: tuple[OpenSlip, ...] | None = None
        self._is_shown = False
        self._rows = RowsModel(PaperRow)
        self._heard.connect(self._follow)
        self._stop_listening: Callable[[], None] = print_jobs.subscribe(self._heard.emit)

    def enter(self, _subject: object, /) -> None:
        """Everything anew."""
        self._is_shown, self._slips = True, None
        self.refresh()
        self._read()

    def rest(self) -> None:
        """Hear no more of the printer."""
        super().rest()
        self._stop_listening()

    def refresh(self) -> None:
        """Rows are worded anew."""
        self._rows.show(
            [paper_row(each, language=self.desk.texts.spoken) for each in self._slips or ()]
        )
        super().refresh()

    @Slot()
    def goBack(self) -> None:
        """Nobody looks any more."""
        self._is_shown = False
        super().goBack()

    @Slot(int)
    def first(self, index: int) -> None:
        """What the row's first button says."""
        self._act(self._actions.first(self._job(index)))

    @Slot(int)
    def second(self, index: int) -> None:
        """What the row's second button says."""
        self._act(self._actions.second(self._job(index)))

    def _job(self, index: int) -> SlipJob:
        assert self._slips is not None, "who taps a row has seen it"
        return self._slips[index].job

    def _act(self, work: Coroutine[Any, Any, SlipJob | None] | None) -> None:
        if work is not None:
            run_task(self, work, done=self._acted)

    def _read(self) -> None:
        """In the background: what is shown can be worked with meanwhile."""
        run_quietly(self, self._queue.open_slips(), done=self._show)

    def _show(self, slips: tuple[OpenSlip, ...]) -> None:
        self._slips = slips
        self.refresh()

    @Slot(object)
    def _follow(self, _job: SlipJob) -> None:
        if self._is_shown and not self.tasks:
            self._read()

    def _acted(self, job: SlipJob | None) -> None:
        if job is None:
            self.desk.toast.inform(wording("slipAlreadyPrinted"))
        self._read()

    rows = Property(QObject, lambda self: self._rows, constant=True)
    isEmpty = Property(bool, lambda self: self._slips == (), notify=changed)

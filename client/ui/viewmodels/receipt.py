"""The paper of one receipt: where it is, its picture, and a copy of it (CSH-61, CSH-64).

The print spool works on a thread of its own; what it says is handed over to the screen's.
"""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtQml import QmlElement

from client.store.errors import Trouble
from client.till.refusals import NotSignedIn
from client.ui.presenters.receipts import SlipJob, SlipScene, slip_scene
from client.ui.presenters.texts import wording
from client.ui.viewmodels.paper_actions import PaperActions
from client.ui.viewmodels.scenes import text_of
from client.ui.viewmodels.tasks import Desk, ScreenViewModel, run_task
from shared.domain.errors import Refusal

QML_IMPORT_NAME = "MaxLoyalty.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1


class Reprinting(Protocol):
    """What the paper needs of the till."""

    async def paper(self, receipt_id: str) -> SlipJob | None: ...
    async def reprint(self, receipt_id: str) -> object: ...


class PrintJobs(Protocol):
    """Who says when a job changes, on whatever thread."""

    def subscribe(self, listener: Callable[[SlipJob], None]) -> Callable[[], None]: ...


@QmlElement
class SlipViewModel(ScreenViewModel):
    """The newest print job of the receipt shown."""

    changed = Signal()
    _heard = Signal(object)

    def __init__(
        self,
        desk: Desk,
        *,
        receipts: Reprinting,
        print_jobs: PrintJobs,
        actions: PaperActions,
    ) -> None:
        super().__init__(desk)
        self._receipts, self._actions = receipts, actions
        self._receipt_id: str | None = None
        self._job: SlipJob | None = None
        self.scene: SlipScene | None = None
        self._heard.connect(self._follow)
        self._stop_listening = print_jobs.subscribe(self._heard.emit)

    def show(self, receipt_id: str | None) -> None:
        """Follow the paper of this receipt; None: of none."""
        self._receipt_id, self._job = receipt_id, None
        self.refresh()
        if receipt_id is not None:
            work = self._receipts.paper(receipt_id)
            run_task(self, work, done=self._found, refused=_is_nobody_there)

    def stop(self) -> None:
        """Hear no more of the printer."""
        self._stop_listening()

    def refresh(self) -> None:
        """The state is worded anew."""
        self.scene = slip_scene(self._job, language=self.desk.texts.spoken)
        super().refresh()

    @Slot()
    def reprint(self) -> None:
        """The same slip again, marked as a copy."""
        if self._receipt_id is not None:
            work = self._receipts.reprint(self._receipt_id)
            run_task(self, work, done=self._reprinted, retry=self.reprint)

    @Slot()
    def first(self) -> None:
        """What the first button says: it depends on where the paper is."""
        job = self._job
        if job is not None and job.file is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(job.file)))
        elif job is not None and (work := self._actions.first(job)) is not None:
            run_task(self, work, done=self._acted)

    @Slot()
    def second(self) -> None:
        """What the second button says."""
        if self._job is not None and (work := self._actions.second(self._job)) is not None:
            run_task(self, work, done=self._decided)

    def _decided(self, job: SlipJob) -> None:
        self._job = job
        self.refresh()

    def _acted(self, job: SlipJob | None) -> None:
        if job is None:
            self.desk.toast.inform(wording("slipAlreadyPrinted"))
        else:
            self._decided(job)

    def _found(self, job: SlipJob | None) -> None:
        if self._job is None:
            self._job = job
            self.refresh()

    def _follow(self, job: SlipJob) -> None:
        if job.receipt_id is not None and job.receipt_id == self._receipt_id:
            self._job = job
            self.refresh()

    def _reprinted(self, _job: object) -> None:
        self.desk.toast.inform(wording("doneReprinted"))

    text = text_of("text", changed)
    note = text_of("note", changed)
    kind = text_of("kind", changed)
    glyph = text_of("glyph", changed)
    picture = text_of("picture", changed)
    firstAction = text_of("first", changed)
    secondAction = text_of("second", changed)


def _is_nobody_there(problem: Refusal | Trouble) -> bool:
    """Whether the till was locked before the paper was found: then nobody looks at it."""
    return isinstance(problem, NotSignedIn)

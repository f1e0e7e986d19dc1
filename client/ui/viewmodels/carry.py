"""Taking another till's work: a file within reach, or the codes on its screen."""

from collections.abc import Coroutine
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from client.store.errors import Trouble
from client.sync.carrying import Delivered, PacketFile
from client.ui.listmodels.rows import RowsModel
from client.ui.presenters.safety import (
    PacketRow,
    delivered_text,
    delivered_title,
    packet_row,
    progress_text,
)
from client.ui.presenters.texts import wording
from client.ui.viewmodels.tasks import Desk, ScreenViewModel, run_task
from shared.domain.errors import Refusal
from shared.sync.frames import Assembly, FramesDoNotFit, frame_of

QML_IMPORT_NAME = "MaxLoyalty.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1


class Camera(Protocol):
    """What reads codes until told to stop."""

    def look_for_any(self) -> None: ...
    def close(self) -> None: ...


class Carrying(Protocol):
    """What the screen needs."""

    async def found(self) -> tuple[PacketFile, ...]: ...
    def deliver_file(self, path: Path) -> Coroutine[Any, Any, Delivered]: ...
    def deliver_codes(self, sealed: bytes) -> Coroutine[Any, Any, Delivered]: ...


@QmlElement
class CarryViewModel(ScreenViewModel):
    """A list of files, codes as they are read, and what the server said."""

    changed = Signal()

    def __init__(self, desk: Desk, *, carrying: Carrying, camera: Camera) -> None:
        super().__init__(desk)
        self._carrying, self._camera = carrying, camera
        self._files: tuple[PacketFile, ...] = ()
        self._rows = RowsModel(PacketRow)
        self._assembly = Assembly()
        self._delivered: Delivered | None = None

    def enter(self, _subject: object, /) -> None:
        """Everything anew."""
        self._assembly, self._delivered = Assembly(), None
        self.reload()

    def refresh(self) -> None:
        """Rows are worded anew."""
        language = self.desk.texts.spoken
        self._rows.show([packet_row(each, language=language) for each in self._files])
        super().refresh()

    @Slot()
    def reload(self) -> None:
        """Look for files again: a stick may have been plugged in."""
        run_task(self, self._carrying.found(), done=self._show_files)

    @Slot(int)
    def deliver(self, index: int) -> None:
        """The file of the row, to the server."""
        if not self.tasks:
            self._run(self._carrying.deliver_file(self._files[index].path))

    @Slot()
    def readCodes(self) -> None:
        """Through the camera; a scanner is heard without it."""
        self._camera.look_for_any()

    @Slot()
    def takeMore(self) -> None:
        """The next till."""
        self.enter(None)

    def scanned(self, text: str) -> None:
        """A scanner or the camera read a code."""
        frame = frame_of(text)
        if frame is None:
            self.desk.toast.complain(wording("carryForeign"))
            return
        if self._delivered is None and self._assembly.add(frame):
            self._tell_progress()
            self._take_whole()

    def _tell_progress(self) -> None:
        language = self.desk.texts.spoken
        missing = self._assembly.missing
        text = progress_text(self._assembly.total, missing, language=language)
        self.desk.toast.inform(lambda _language: text)
        self.refresh()

    def _take_whole(self) -> None:
        try:
            sealed = self._assembly.packet()
        except FramesDoNotFit:
            self._assembly = Assembly()
            self.desk.toast.complain(wording("carryBroken"))
            return
        if sealed is not None:
            self._camera.close()
            self._run(self._carrying.deliver_codes(sealed))

    def _run(self, work: Coroutine[Any, Any, Delivered]) -> None:
        run_task(self, work, done=self._show_delivered, refused=self._not_delivered)

    def _show_files(self, files: tuple[PacketFile, ...]) -> None:
        self._files = files
        self.refresh()

    def _show_delivered(self, delivered: Delivered) -> None:
        self._delivered = delivered
        self.reload()

    def _not_delivered(self, problem: Refusal | Trouble) -> bool:
        """What came as codes is among the files now."""
        was_of_codes = self._assembly.total > 0
        self._assembly = Assembly()
        self.reload()
        if was_of_codes and isinstance(problem, Trouble):
            self.desk.toast.complain(wording("carryKept"))
            return True
        return False

    def _progress(self) -> str:
        assembly = self._assembly
        return progress_text(assembly.total, assembly.missing, language=self.desk.texts.spoken)

    def _done_title(self) -> str:
        if self._delivered is None:
            return ""
        return delivered_title(self._delivered, language=self.desk.texts.spoken)

    def _done_text(self) -> str:
        if self._delivered is None:
            return ""
        return delivered_text(self._delivered, language=self.desk.texts.spoken)

    rows = Property(QObject, lambda self: self._rows, constant=True)
    hasFiles = Property(bool, lambda self: bool(self._files), notify=changed)
    progress = Property(str, _progress, notify=changed)
    isDone = Property(bool, lambda self: self._delivered is not None, notify=changed)
    doneTitle = Property(str, _done_title, notify=changed)
    doneText = Property(str, _done_text, notify=changed)
    proof = Property(
        str, lambda self: self._delivered.code if self._delivered else "", notify=changed
    )

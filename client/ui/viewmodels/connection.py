"""The line below the status bar and the sheet behind it: the connection told as it is (CSH-76)."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement

from client.ui.listmodels.rows import RowsModel
from client.ui.presenters.connection import (
    ConnectionFact,
    QueueLimits,
    StatusLine,
    SyncState,
    connection_facts,
    sheet_title,
    status_line,
)
from client.ui.viewmodels.scenes import flag_of, text_of
from client.ui.viewmodels.tasks import Desk, ScreenViewModel

QML_IMPORT_NAME = "MaxLoyalty.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1

REFRESH_MS = 15_000


@QmlElement
class ConnectionViewModel(ScreenViewModel):
    """Says what the engine reported, as time goes on."""

    changed = Signal()

    def __init__(
        self, desk: Desk, *, now: Callable[[], datetime], limits: QueueLimits | None = None
    ) -> None:
        super().__init__(desk)
        self._now, self._limits = now, limits or QueueLimits()
        self._state: SyncState | None = None
        self._is_shown = False
        self._facts = RowsModel(ConnectionFact)
        self.scene: StatusLine | None = None
        self._later = QTimer(self, interval=REFRESH_MS)
        self._later.timeout.connect(self.refresh)
        self._later.start()

    def show_sync(self, state: SyncState) -> None:
        """The engine reports."""
        self._state = state
        self.refresh()

    def refresh(self) -> None:
        """Everything is worded anew: time went on, or the language changed."""
        if self._state is not None:
            self._word(self._state)
        super().refresh()

    @Slot()
    def show(self) -> None:
        """The sheet comes."""
        self._is_shown = True
        self.refresh()

    @Slot()
    def hide(self) -> None:
        """The sheet goes."""
        self._is_shown = False
        self.refresh()

    def _word(self, state: SyncState) -> None:
        language, now = self.desk.texts.spoken, self._now()
        self.scene = status_line(state, now=now, limits=self._limits, language=language)
        if self._is_shown:
            self._facts.show(
                connection_facts(state, now=now, limits=self._limits, language=language)
            )

    def _sheet_title(self) -> str:
        if self._state is None:
            return ""
        return sheet_title(self._state, now=self._now(), language=self.desk.texts.spoken)

    title = text_of("title", changed)
    text = text_of("text", changed)
    kind = text_of("kind", changed)
    glyph = text_of("glyph", changed)
    hasRetry = flag_of("has_retry", changed)
    isShown = Property(bool, lambda self: self._is_shown, notify=changed)
    sheetTitle = Property(str, _sheet_title, notify=changed)
    facts = Property(QObject, lambda self: self._facts, constant=True)

"""The line below the status bar and the sheet behind it: the connection told as it is (CSH-76)."""

from collections.abc import Callable
from datetime import datetime
from typing import Final, Protocol

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement

from client.ui.listmodels.rows import RowsModel
from client.ui.presenters.connection import (
    CheckWords,
    ConnectionFact,
    QueueLimits,
    StatusLine,
    SyncState,
    check_words,
    connection_facts,
    sheet_title,
    status_line,
)
from client.ui.presenters.training import training_facts, training_title
from client.ui.viewmodels.scenes import flag_of, text_of
from client.ui.viewmodels.tasks import Desk, ScreenViewModel, run_task

QML_IMPORT_NAME = "MaxLoyalty.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1

REFRESH_MS = 15_000
CHECK_SECONDS: Final = 15.0
"""How long somebody who stands there waits for the server."""


class Checking(Protocol):
    """Who asks the server now."""

    async def check_now(self, *, timeout_seconds: float) -> bool: ...


@QmlElement
class ConnectionViewModel(ScreenViewModel):
    """Says what the engine reported, as time goes on."""

    changed = Signal()

    def __init__(
        self, desk: Desk, *, server: Checking, now: Callable[[], datetime], limits: QueueLimits
    ) -> None:
        super().__init__(desk)
        self._server, self._now, self._limits = server, now, limits
        self._is_answered: bool | None = None
        self._state: SyncState | None = None
        self._is_shown = False
        self._facts = RowsModel(ConnectionFact)
        self.scene: StatusLine | None = None
        self._later = QTimer(self, interval=REFRESH_MS)
        self._later.timeout.connect(self.refresh)
        self._later.start()
        self.busyChanged.connect(self.refresh)

    def show_sync(self, state: SyncState) -> None:
        """The engine reports; what a check found before may be so no more."""
        self._state = state
        if self._is_answered is not state.is_online:
            self._is_answered = None
        self.refresh()

    def refresh(self) -> None:
        """Everything is worded anew: time went on, or the language changed."""
        if self._state is not None:
            self._word(self._state)
        super().refresh()

    @Slot()
    def show(self) -> None:
        """The sheet comes."""
        self._is_shown, self._is_answered = True, None
        self.refresh()

    @Slot()
    def hide(self) -> None:
        """The sheet goes."""
        self._is_shown = False
        self.refresh()

    @Slot()
    def check(self) -> None:
        """Does the server answer now? One question at a time."""
        if not self.tasks:
            asked = self._server.check_now(timeout_seconds=CHECK_SECONDS)
            run_task(self, asked, done=self._found)

    def _found(self, is_answered: bool) -> None:
        self._is_answered = is_answered
        self.refresh()

    def _word(self, state: SyncState) -> None:
        language, now = self.desk.texts.spoken, self._now()
        self.scene = status_line(state, now=now, limits=self._limits, language=language)
        if self._is_shown:
            self._facts.show(self._word_facts(state))

    def _word_facts(self, state: SyncState) -> list[ConnectionFact]:
        language = self.desk.texts.spoken
        if self.desk.is_training:
            return training_facts(language)
        return connection_facts(state, now=self._now(), limits=self._limits, language=language)

    def _check(self) -> CheckWords:
        if self._state is None or self.desk.is_training:
            return CheckWords("", "", "")
        if self.tasks:
            return CheckWords("refresh", "plain", self.desk.texts.say("connectionChecking"))
        language, now = self.desk.texts.spoken, self._now()
        return check_words(self._state, is_answered=self._is_answered, now=now, language=language)

    def _sheet_title(self) -> str:
        if self._state is None:
            return ""
        if self.desk.is_training:
            return training_title(self.desk.texts.spoken)
        return sheet_title(self._state, now=self._now(), language=self.desk.texts.spoken)

    title = text_of("title", changed)
    text = text_of("text", changed)
    kind = text_of("kind", changed)
    glyph = text_of("glyph", changed)
    hasRetry = flag_of("has_retry", changed)
    checkText = Property(str, lambda self: self._check().text, notify=changed)
    checkKind = Property(str, lambda self: self._check().kind, notify=changed)
    checkGlyph = Property(str, lambda self: self._check().glyph, notify=changed)
    isShown = Property(bool, lambda self: self._is_shown, notify=changed)
    sheetTitle = Property(str, _sheet_title, notify=changed)
    hasServer = Property(bool, lambda self: not self.desk.is_training, constant=True)
    facts = Property(QObject, lambda self: self._facts, constant=True)

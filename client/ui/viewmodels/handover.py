"""Handing this till's work over, by file or by codes; the one screen of a till that is shut out."""

from collections.abc import Callable
from pathlib import Path
from typing import Final, Protocol

from PySide6.QtCore import Property, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement

from client.store.errors import Trouble
from client.sync.errors import SHUT_OUT, TakenCodeWrong
from client.sync.handover import Unsent, letters_of
from client.ui.presenters.connection import SyncState
from client.ui.presenters.safety import unsent_facts, unsent_title
from client.ui.presenters.texts import wording
from client.ui.viewmodels.navigation import Screen
from client.ui.viewmodels.tasks import Desk, ScreenViewModel, run_task
from shared.domain.errors import Refusal
from shared.sync.rescue import TAKEN_CODE_LETTERS

QML_IMPORT_NAME = "MaxLoyalty.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1

CODE_MS: Final = 1_500
"""How long a code stands still: a camera needs a third of it, and nothing hurries a person."""
RESTING: Final = frozenset({Screen.SIGN_IN, Screen.HOME, Screen.GUEST, Screen.OPERATIONS})
"""Where nothing is half done: a till that was shut out says so there, and not before."""


class HandingOver(Protocol):
    """What the screen needs."""

    async def unsent(self) -> Unsent: ...
    async def save(self) -> Path: ...
    async def frames(self) -> tuple[str, ...]: ...
    async def confirm(self, typed: str) -> Unsent: ...


@QmlElement
class HandoverViewModel(ScreenViewModel):
    """What is unsent, the file, the codes one after another, and the proof that all arrived."""

    changed = Signal()
    askedAgain = Signal()

    def __init__(self, desk: Desk, *, handover: HandingOver, shut_out: Callable[[], None]) -> None:
        """``shut_out`` ends whoever's session, and shows this alone."""
        super().__init__(desk)
        self._handover, self._shut_out = handover, shut_out
        self._unsent: Unsent | None = None
        self._file: Path | None = None
        self._codes: tuple[str, ...] = ()
        self._place = 0
        self._typed, self._is_wrong = "", False
        self._is_shut_out = False
        self._turning = QTimer(self, interval=CODE_MS)
        self._turning.timeout.connect(self.later)
        desk.navigation.changed.connect(self._take_over)

    def enter(self, _subject: object, /) -> None:
        """Counted anew; no file and no codes yet."""
        self._file, self._typed, self._is_wrong = None, "", False
        self.hideCodes()
        self._read()

    def follow_sync(self) -> None:
        """The queue may have moved."""
        self._read()

    def show_sync(self, state: SyncState) -> None:
        """The engine reports: the server shuts this till out, or takes it in again."""
        if state.problem in SHUT_OUT:
            self._is_shut_out = True
            self._take_over()
        elif state.is_online:
            self._is_shut_out = False
            if self.desk.navigation.screen is Screen.SHUT_OUT:
                self.desk.navigation.start(Screen.SIGN_IN)

    @Slot()
    def saveFile(self) -> None:
        """The sealed packet, on a stick if there is one."""
        run_task(self, self._handover.save(), done=self._saved)

    @Slot()
    def showCodes(self) -> None:
        """The packet as codes, if it is short enough."""
        run_task(self, self._handover.frames(), done=self._show_codes)

    @Slot()
    def hideCodes(self) -> None:
        """Back to the choices."""
        self._codes, self._place = (), 0
        self._turning.stop()
        self.refresh()

    @Slot()
    def earlier(self) -> None:
        """The code before."""
        self._turn(-1)

    @Slot()
    def later(self) -> None:
        """The next code; the first follows the last."""
        self._turn(1)

    @Slot()
    def pause(self) -> None:
        """The codes stand still, or turn again."""
        if self._turning.isActive():
            self._turning.stop()
        else:
            self._turning.start()
        self.refresh()

    @Slot()
    def askAgain(self) -> None:
        """The server may take this till in again: a mistake was mended there."""
        self.askedAgain.emit()

    @Slot()
    def openWipe(self) -> None:
        """To wiping this till."""
        self.desk.navigation.go(Screen.WIPE)

    @Slot()
    def _take_over(self) -> None:
        """Nothing can be sold here any more; what is half done is finished first."""
        if self._is_shut_out and self.desk.navigation.screen in RESTING:
            self._shut_out()

    def _read(self) -> None:
        run_task(self, self._handover.unsent(), done=self._show)

    def _show(self, unsent: Unsent) -> None:
        self._unsent = unsent
        self.refresh()

    def _saved(self, file: Path) -> None:
        self._file = file
        self.refresh()

    def _show_codes(self, codes: tuple[str, ...]) -> None:
        if not codes:
            self.desk.toast.complain(wording("handoverTooLong"))
            return
        self._codes, self._place = codes, 0
        if len(codes) > 1:
            self._turning.start()
        self.refresh()

    def _turn(self, by: int) -> None:
        if self._codes:
            self._place = (self._place + by) % len(self._codes)
            self.refresh()

    def _confirmed(self, unsent: Unsent) -> None:
        self._typed = ""
        self._show(unsent)

    def _not_confirmed(self, problem: Refusal | Trouble) -> bool:
        self._is_wrong = isinstance(problem, TakenCodeWrong)
        self.refresh()
        return self._is_wrong

    def _set_typed(self, typed: str) -> None:
        if typed != self._typed:
            self._typed, self._is_wrong = typed, False
            self.refresh()
            if len(letters_of(typed)) == TAKEN_CODE_LETTERS:
                work = self._handover.confirm(typed)
                run_task(self, work, done=self._confirmed, refused=self._not_confirmed)

    def _says_shut_out(self) -> bool:
        return self._is_shut_out or (self._unsent is not None and self._unsent.is_shut_out)

    def _title(self) -> str:
        return self.desk.texts.say(
            "handoverShutOutTitle" if self._says_shut_out() else "handoverTitle"
        )

    def _text(self) -> str:
        return self.desk.texts.say(
            "handoverShutOutText" if self._says_shut_out() else "handoverText"
        )

    def _unsent_title(self) -> str:
        return unsent_title(self._unsent, language=self.desk.texts.spoken) if self._unsent else ""

    def _unsent_facts(self) -> str:
        return unsent_facts(self._unsent, language=self.desk.texts.spoken) if self._unsent else ""

    def _file_text(self) -> str:
        return self.desk.texts.say("handoverSaved", file=self._file) if self._file else ""

    def _code_text(self) -> str:
        number, total = self._place + 1, len(self._codes)
        return self.desk.texts.say("handoverCodeOf", number=number, total=total)

    def _proof_error(self) -> str:
        return self.desk.texts.say("handoverProofWrong") if self._is_wrong else ""

    title = Property(str, _title, notify=changed)
    text = Property(str, _text, notify=changed)
    isShutOut = Property(bool, _says_shut_out, notify=changed)
    unsentTitle = Property(str, _unsent_title, notify=changed)
    unsentFacts = Property(str, _unsent_facts, notify=changed)
    isSafe = Property(
        bool, lambda self: self._unsent is not None and self._unsent.is_safe, notify=changed
    )
    fileText = Property(str, _file_text, notify=changed)
    code = Property(
        str, lambda self: self._codes[self._place] if self._codes else "", notify=changed
    )
    codeText = Property(str, _code_text, notify=changed)
    isTurning = Property(bool, lambda self: self._turning.isActive(), notify=changed)
    hasManyCodes = Property(bool, lambda self: len(self._codes) > 1, notify=changed)
    proof = Property(str, lambda self: self._typed, _set_typed, notify=changed)
    proofError = Property(str, _proof_error, notify=changed)

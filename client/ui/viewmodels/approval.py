"""A manager's yes over the screen of whoever is signed in, who stays so (CSH-95, RBC-33).

Shows what is asked, who may say yes and a PIN pad. The fourth digit books: the till checks the PIN
and the rules in one call, so nothing of a yes outlives the deed that it was for.
"""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Final, Protocol, TypeVar

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement

from client.store.errors import Trouble
from client.till.approval import Approval
from client.till.refusals import PinLocked, PinWrong
from client.till.staff_session import Session, StaffTile
from client.ui.listmodels.rows import RowsModel
from client.ui.presenters.approval import Asked
from client.ui.presenters.sign_in import TileText, pin_locked_text, pin_wrong_text, tile_text
from client.ui.viewmodels.keyed_pin import BACKSPACE, KeyedPin
from client.ui.viewmodels.tasks import Desk, ScreenViewModel, run_task
from shared.domain.errors import Refusal
from shared.domain.staff import PIN_DIGITS, Permission, may

QML_IMPORT_NAME = "MaxLoyalty.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1

T = TypeVar("T")
SECOND_MS: Final = 1_000


class Approvers(Protocol):
    """What the dialog needs of the till."""

    @property
    def session(self) -> Session | None: ...
    async def tiles(self, permission: Permission | None = None) -> tuple[StaffTile, ...]: ...


@dataclass(frozen=True, slots=True)
class _Question:
    """What is asked, and what books it."""

    asked: Asked
    work: Callable[[Approval], Coroutine[Any, Any, Any]]
    done: Callable[[Any], None]


@QmlElement
class ApprovalViewModel(ScreenViewModel):
    """The dialog over every screen; closed while nothing is asked."""

    changed = Signal()
    refusedPin = Signal()

    def __init__(self, desk: Desk, *, sign_in: Approvers) -> None:
        super().__init__(desk)
        self._sign_in = sign_in
        self._question: _Question | None = None
        self._tiles: tuple[StaffTile, ...] = ()
        self._rows = RowsModel(TileText)
        self._chosen: StaffTile | None = None
        self._pin = ""
        self._tries_left: int | None = None
        self._seconds_left = 0
        self._is_loaded = False
        self._countdown = QTimer(self, interval=SECOND_MS)
        self._countdown.timeout.connect(self._tick)
        self._keyed = KeyedPin(self)
        self._keyed.fellSilent.connect(self._ask_keyed)
        desk.navigation.changed.connect(self.close)

    def may_alone(self) -> bool:
        """Whether who is signed in needs nobody's yes."""
        session = self._sign_in.session
        return session is not None and may(session.member, Permission.ADJUST_POINTS)

    def book(
        self,
        asker: ScreenViewModel,
        work: Callable[[Approval | None], Coroutine[Any, Any, T]],
        *,
        asked: Asked,
        done: Callable[[T], None],
    ) -> None:
        """Runs ``work``: at once for those who may, else with the yes of somebody who may.

        Closed without one, nothing is booked and ``done`` hears nothing.
        """
        if self.may_alone():
            run_task(asker, work(None), done=done)
            return
        self._question = _Question(asked, work, done)
        self._is_loaded, self._tiles = False, ()
        self._choose(None)
        run_task(self, self._sign_in.tiles(Permission.ADJUST_POINTS), done=self._show_tiles)

    @Slot()
    def close(self) -> None:
        """No: nothing is booked. While a PIN is being checked it is too late for that.

        A bug in the deed has ended the check: then the question goes as well.
        """
        if self._question is not None and not (self._is_checking() and self.tasks):
            self._question = None
            self._choose(None)

    @Slot(int)
    def choose(self, index: int) -> None:
        """That is me."""
        if not self._is_checking():
            self._choose(self._tiles[index])

    @Slot(str)
    def type(self, digit: str) -> None:
        """One digit of the PIN; the fourth one books."""
        if self._append(digit) and self._is_checking():
            self._ask_till()

    @Slot(str)
    def typeKey(self, key: str) -> None:
        """A key of a keyboard, which may be a scanner's: four digits and silence are a PIN."""
        if key == BACKSPACE:
            self.erase()
        elif key.isascii() and key.isdigit():
            self._append(key)
            self._keyed.hear(is_whole=self._is_checking())

    @Slot()
    def erase(self) -> None:
        """The last digit, unless all of them are being checked."""
        if not self._is_checking():
            self._pin = self._pin[:-1]
        self.refresh()

    @Slot()
    def clear(self) -> None:
        """All digits, unless they are being checked."""
        if not self._is_checking():
            self._pin = ""
        self.refresh()

    def refresh(self) -> None:
        """The tiles are worded anew as well."""
        language = self.desk.texts.spoken
        self._rows.show([tile_text(tile, language=language) for tile in self._tiles])
        super().refresh()

    def _append(self, digit: str) -> bool:
        """Whether the digit is one more of the PIN."""
        if not self._can_type():
            return False
        self._pin += digit
        self._tries_left = None
        self.refresh()
        return True

    @Slot(bool)
    def _ask_keyed(self, is_too_long: bool) -> None:
        """The keys fell silent; what a finger has completed is being checked already."""
        if self.tasks or not self._is_checking():
            return
        if is_too_long:
            self._pin = ""
            self.refresh()
        else:
            self._ask_till()

    def _ask_till(self) -> None:
        assert self._question is not None
        assert self._chosen is not None
        yes = Approval(self._chosen.staff_id, self._pin)
        run_task(self, self._question.work(yes), done=self._booked, refused=self._refused)

    def _booked(self, result: object) -> None:
        question = self._end()
        if question is not None:
            question.done(result)

    def _refused(self, problem: Refusal | Trouble) -> bool:
        match problem:
            case PinWrong(tries_left=tries_left):
                self._pin, self._tries_left = "", tries_left
                self.refusedPin.emit()
            case PinLocked(seconds_left=seconds_left):
                self._pin = ""
                self._wait(seconds_left)
                self.refusedPin.emit()
            case _:
                self._end()
                return False
        self.refresh()
        return True

    def _end(self) -> _Question | None:
        question, self._question = self._question, None
        self._choose(None)
        return question

    def _show_tiles(self, tiles: tuple[StaffTile, ...]) -> None:
        self._tiles, self._is_loaded = tiles, True
        if len(tiles) == 1 and self._chosen is None:
            self._choose(tiles[0])
        self.refresh()

    def _choose(self, tile: StaffTile | None) -> None:
        self._chosen = tile
        self._pin, self._tries_left = "", None
        self._wait(tile.lock_seconds_left if tile else 0)

    def _wait(self, seconds: int) -> None:
        self._seconds_left = seconds
        if seconds:
            self._countdown.start()
        else:
            self._countdown.stop()
        self.refresh()

    @Slot()
    def _tick(self) -> None:
        self._wait(max(0, self._seconds_left - 1))

    def _can_type(self) -> bool:
        is_free = self._question is not None and not self._seconds_left
        return is_free and self._chosen is not None and not self._is_checking()

    def _is_checking(self) -> bool:
        return len(self._pin) == PIN_DIGITS

    def _message(self) -> str:
        language = self.desk.texts.spoken
        if self._chosen is None:
            return self.desk.texts.say("approvalChoose")
        if self._seconds_left:
            return pin_locked_text(self._seconds_left, language=language)
        if self._tries_left is not None:
            return pin_wrong_text(self._tries_left, language=language)
        if self._is_checking():
            return self.desk.texts.say("approvalChecking")
        return self.desk.texts.say("approvalPin", name=self._chosen.name)

    def _asked(self, field: str) -> str:
        if self._question is None:
            return ""
        return str(getattr(self._question.asked, field)(self.desk.texts.spoken))

    def _asker(self) -> str:
        session = self._sign_in.session
        name = session.member.name if session else ""
        return self.desk.texts.say("approvalAsks", name=name)

    def _chosen_index(self) -> int:
        return self._tiles.index(self._chosen) if self._chosen in self._tiles else -1

    isOpen = Property(bool, lambda self: self._question is not None, notify=changed)
    what = Property(str, lambda self: self._asked("what"), notify=changed)
    whom = Property(str, lambda self: self._asked("whom"), notify=changed)
    why = Property(str, lambda self: self._asked("why"), notify=changed)
    asker = Property(str, _asker, notify=changed)
    tiles = Property(QObject, lambda self: self._rows, constant=True)
    chosenIndex = Property(int, _chosen_index, notify=changed)
    isNobody = Property(bool, lambda self: self._is_loaded and not self._tiles, notify=changed)
    typedDigits = Property(int, lambda self: len(self._pin), notify=changed)
    pinDigits = Property(int, lambda _self: PIN_DIGITS, constant=True)
    canType = Property(bool, _can_type, notify=changed)
    hasRefused = Property(
        bool, lambda self: self._tries_left is not None or self._seconds_left > 0, notify=changed
    )
    message = Property(str, _message, notify=changed)

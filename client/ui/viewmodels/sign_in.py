"""Sign-in: choose yourself, type four digits, work; the network has no part in it (CSH-03…09)."""

from collections.abc import Callable, Mapping
from typing import Protocol

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement

from client.store.errors import Trouble
from client.till.refusals import PinLocked, PinWrong
from client.till.staff_session import Session, StaffTile
from client.ui.listmodels.rows import RowsModel
from client.ui.presenters.sign_in import TileText, pin_locked_text, pin_wrong_text, tile_text
from client.ui.viewmodels.keyed_pin import BACKSPACE, KeyedPin
from client.ui.viewmodels.navigation import Screen
from client.ui.viewmodels.shortcut import Shortcut
from client.ui.viewmodels.status import StatusViewModel
from client.ui.viewmodels.tasks import Desk, ScreenViewModel, run_task
from shared.domain.errors import Refusal
from shared.domain.ids import StaffId
from shared.domain.staff import PIN_DIGITS

QML_IMPORT_NAME = "MaxLoyalty.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1

SECOND_MS = 1_000


class SigningIn(Protocol):
    """What the screen needs of the till."""

    async def tiles(self) -> tuple[StaffTile, ...]: ...
    async def sign_in(self, staff_id: StaffId, pin: str) -> Session: ...


@QmlElement
class SignInViewModel(ScreenViewModel):
    """Tiles at the left, the pad at the right."""

    changed = Signal()
    refusedPin = Signal()

    def __init__(self, desk: Desk, *, sign_in: SigningIn, status: StatusViewModel) -> None:
        super().__init__(desk)
        self._sign_in, self._status = sign_in, status
        self._tiles: tuple[StaffTile, ...] = ()
        self._rows = RowsModel(TileText)
        self._chosen: StaffId | None = None
        self._pin = ""
        self._tries_left: int | None = None
        self._seconds_left = 0
        self._is_loaded = False
        self._countdown = QTimer(self, interval=SECOND_MS)
        self._countdown.timeout.connect(self._tick)
        self._keyed = KeyedPin(self)
        self._keyed.fellSilent.connect(self._check_keyed)

    def enter(self, _subject: object, /) -> None:
        """Nobody is chosen; the tiles are read anew."""
        self._choose(None)
        self.reload()

    def follow_sync(self) -> None:
        """Staff may have come from the server."""
        self.reload()

    def reload(self) -> None:
        """Read the tiles."""
        run_task(self, self._sign_in.tiles(), done=self._show_tiles)

    @Slot(int)
    def choose(self, index: int) -> None:
        """That is me."""
        self._choose(self._tiles[index])

    @Slot(str)
    def type(self, digit: str) -> None:
        """One digit of the PIN; the fourth one asks the till (CSH-04)."""
        if self._append(digit) and self._is_checking():
            self._check()

    @Slot(str)
    def typeKey(self, key: str) -> None:
        """A key of a keyboard, which may be a scanner's: four digits and silence are a PIN."""
        if key == BACKSPACE:
            self.erase()
        elif key.isascii() and key.isdigit():
            self._append(key)
            self._keyed.hear(is_whole=self._is_checking())

    def keep_typed(self) -> Callable[[], None]:
        kept = "" if self._is_checking() else self._pin

        def take_back() -> None:
            self._keyed.forget()
            if not self.tasks:
                self._pin = kept
                self.refresh()

        return take_back

    def keys(self) -> Mapping[Shortcut, Callable[[], None]]:
        """Arrows choose who works; digits are the PIN and need no Enter."""
        return {
            Shortcut.UP: lambda: self._step(-1),
            Shortcut.DOWN: lambda: self._step(1),
            Shortcut.BACK: self.clear,
        }

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
        if self._chosen is None or self._seconds_left or self._is_checking():
            return False
        self._pin += digit
        self._tries_left = None
        self.refresh()
        return True

    @Slot(bool)
    def _check_keyed(self, is_too_long: bool) -> None:
        """The keys fell silent."""
        if is_too_long:
            self._pin = ""
            self.refresh()
        elif self._is_checking():
            self._check()

    def _check(self) -> None:
        if self._chosen is not None:
            work = self._sign_in.sign_in(self._chosen, self._pin)
            run_task(self, work, done=self._signed_in, refused=self._refused)

    def _step(self, by: int) -> None:
        """The next or the last person; from nobody to the first."""
        if self._tiles:
            at = self._chosen_index()
            place = 0 if at < 0 else min(max(at + by, 0), len(self._tiles) - 1)
            self._choose(self._tiles[place])

    def _show_tiles(self, tiles: tuple[StaffTile, ...]) -> None:
        self._tiles, self._is_loaded = tiles, True
        if len(tiles) == 1 and self._chosen is None:
            self._choose(tiles[0])
        self.refresh()

    def _choose(self, tile: StaffTile | None) -> None:
        self._chosen = tile.staff_id if tile else None
        self._pin, self._tries_left = "", None
        self._wait(tile.lock_seconds_left if tile else 0)

    def _signed_in(self, session: Session) -> None:
        self._pin = ""
        self._status.show_staff(session.member)
        self.desk.navigation.start(Screen.HOME)

    def _refused(self, problem: Refusal | Trouble) -> bool:
        self._pin = ""
        match problem:
            case PinWrong(tries_left=tries_left):
                self._tries_left = tries_left
                self.refusedPin.emit()
            case PinLocked(seconds_left=seconds_left):
                self._wait(seconds_left)
                self.refusedPin.emit()
            case _:
                return False
        self.refresh()
        return True

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
        if not self._seconds_left:
            self.reload()

    def _message(self) -> str:
        language = self.desk.texts.spoken
        if self._chosen is None:
            return self.desk.texts.say("signInPrompt")
        if self._seconds_left:
            return pin_locked_text(self._seconds_left, language=language)
        if self._tries_left is not None:
            return pin_wrong_text(self._tries_left, language=language)
        return self.desk.texts.say("pinChecking" if self._is_checking() else "pinPrompt")

    def _is_checking(self) -> bool:
        return len(self._pin) == PIN_DIGITS

    def _chosen_index(self) -> int:
        ids = [tile.staff_id for tile in self._tiles]
        return ids.index(self._chosen) if self._chosen in ids else -1

    tiles = Property(QObject, lambda self: self._rows, constant=True)
    chosenIndex = Property(int, _chosen_index, notify=changed)
    isNobody = Property(bool, lambda self: self._is_loaded and not self._tiles, notify=changed)
    typedDigits = Property(int, lambda self: len(self._pin), notify=changed)
    pinDigits = Property(int, lambda _self: PIN_DIGITS, constant=True)
    canType = Property(
        bool, lambda self: self._chosen is not None and not self._seconds_left, notify=changed
    )
    hasRefused = Property(
        bool, lambda self: self._tries_left is not None or self._seconds_left > 0, notify=changed
    )
    message = Property(str, _message, notify=changed)

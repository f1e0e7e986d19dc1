"""A PIN pad: somebody chooses himself and types four digits, which somebody else checks.

At the door of the till and under a manager's yes (CSH-03…CSH-06, RBC-33). Knows tiles, digits,
tries and the wait after too many of them. Must not know what a PIN opens, nor load anything but Qt
and words: it stands before the rest of the till does.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement

from client.till.staff_session import StaffTile
from client.ui.listmodels.rows import RowsModel
from client.ui.presenters.sign_in import TileText, pin_locked_text, pin_wrong_text, tile_text
from client.ui.viewmodels.door_texts import DoorTexts
from client.ui.viewmodels.keyed_pin import BACKSPACE, KeyedPin
from shared.domain.ids import StaffId
from shared.domain.staff import PIN_DIGITS

QML_IMPORT_NAME = "MaxLoyalty.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1

SECOND_MS: Final = 1_000


@dataclass(frozen=True, slots=True)
class PadWords:
    """What one pad says, by the keys of the texts."""

    choose: str
    """Nobody is chosen yet."""
    type: str
    """``{name}`` is chosen."""
    checking: str


@dataclass(frozen=True, slots=True)
class TypedPin:
    """What is to be checked."""

    staff_id: StaffId
    pin: str


@QmlElement
class PinPad(QObject):
    """Tiles and digits.

    ``completed`` asks once for each PIN; ``refuse``, ``lock`` or ``forget`` answers.
    """

    changed = Signal()
    refusedPin = Signal()
    completed = Signal()
    waitEnded = Signal()

    def __init__(self, texts: DoorTexts, *, words: PadWords) -> None:
        super().__init__()
        self._texts, self._words = texts, words
        self._tiles: tuple[StaffTile, ...] = ()
        self._rows = RowsModel(TileText)
        self._is_loaded = False
        self._chosen: StaffTile | None = None
        self._pin, self._is_asked = "", False
        self._tries_left: int | None = None
        self._waits: Mapping[StaffId, int] = {}
        self._countdown = QTimer(self, interval=SECOND_MS)
        self._countdown.timeout.connect(self._tick)
        self._keyed = KeyedPin(self)
        self._keyed.fellSilent.connect(self._end_keyed)
        texts.changed.connect(self.refresh)

    @property
    def asked(self) -> TypedPin | None:
        """What is being checked, or waits for somebody who does; None: nothing."""
        if self._chosen is None or not self._is_asked:
            return None
        return TypedPin(self._chosen.staff_id, self._pin)

    @property
    def is_whole(self) -> bool:
        """Whether all digits are typed: nobody types, erases or chooses until the answer."""
        return len(self._pin) == PIN_DIGITS

    def begin(self) -> None:
        """Nobody is chosen, and who may be is not known yet."""
        self._is_loaded, self._tiles = False, ()
        self._wait({})
        self._choose(None)

    def show_tiles(self, tiles: Sequence[StaffTile]) -> None:
        """Who may be chosen; one alone is."""
        self._tiles, self._is_loaded = tuple(tiles), True
        self._wait({tile.staff_id: tile.lock_seconds_left for tile in tiles})
        if len(self._tiles) == 1 and self._chosen is None:
            self._choose(self._tiles[0])

    def choose_nobody(self) -> None:
        """The next one chooses himself again; no digit is left."""
        self._choose(None)

    def refuse(self, *, tries_left: int) -> None:
        """The PIN is wrong."""
        self.forget()
        self._tries_left = tries_left
        self.refusedPin.emit()
        self.refresh()

    def lock(self, *, seconds_left: int) -> None:
        """Too many were wrong: whoever typed them waits so long, whomever he chooses meanwhile."""
        self.forget()
        if self._chosen is not None:
            self._wait({**self._waits, self._chosen.staff_id: seconds_left})
        self.refusedPin.emit()

    def forget(self) -> None:
        """The digits are gone, whatever they were."""
        self._pin, self._is_asked = "", False
        self.refresh()

    def keep_typed(self) -> Callable[[], None]:
        """How to take back what is typed from now on; what is being checked stays."""
        kept = "" if self.is_whole else self._pin

        def take_back() -> None:
            self._keyed.forget()
            if not self._is_asked:
                self._pin = kept
                self.refresh()

        return take_back

    @Slot(int)
    def choose(self, index: int) -> None:
        """That is me."""
        if not self.is_whole:
            self._choose(self._tiles[index])

    @Slot(int)
    def step(self, by: int) -> None:
        """The next or the last person; from nobody to the first."""
        if self._tiles and not self.is_whole:
            at = self._chosen_index()
            place = 0 if at < 0 else min(max(at + by, 0), len(self._tiles) - 1)
            self._choose(self._tiles[place])

    @Slot(str)
    def type(self, digit: str) -> None:
        """One digit of the PIN; the fourth one asks (CSH-04)."""
        if self._append(digit) and self.is_whole:
            self._ask()

    @Slot(str)
    def typeKey(self, key: str) -> None:
        """A key of a keyboard, which may be a scanner's: four digits and silence are a PIN."""
        if key == BACKSPACE:
            self.erase()
        elif key.isascii() and key.isdigit():
            self._append(key)
            self._keyed.hear(is_whole=self.is_whole)

    @Slot()
    def erase(self) -> None:
        """The last digit, unless all of them are being checked."""
        if not self.is_whole:
            self._pin = self._pin[:-1]
        self.refresh()

    @Slot()
    def clear(self) -> None:
        """All digits, unless they are being checked."""
        if not self.is_whole:
            self._pin = ""
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Everything is worded anew, the tiles as well."""
        language = self._texts.spoken
        tiles = [replace(each, lock_seconds_left=self._wait_of(each)) for each in self._tiles]
        self._rows.show([tile_text(tile, language=language) for tile in tiles])
        self.changed.emit()

    def _append(self, digit: str) -> bool:
        """Whether the digit is one more of the PIN."""
        if not self._can_type() or self.is_whole:
            return False
        self._pin += digit
        self._tries_left = None
        self.refresh()
        return True

    @Slot(bool)
    def _end_keyed(self, is_too_long: bool) -> None:
        """The keys fell silent; what a finger has completed is being checked already."""
        if self._is_asked or not self.is_whole:
            return
        if is_too_long:
            self.forget()
        else:
            self._ask()

    def _ask(self) -> None:
        self._is_asked = True
        self.completed.emit()

    def _choose(self, tile: StaffTile | None) -> None:
        self._chosen = tile
        self._pin, self._is_asked, self._tries_left = "", False, None
        self.refresh()

    def _wait(self, waits: Mapping[StaffId, int]) -> None:
        """Seconds, counted from now on."""
        self._waits = {who: seconds for who, seconds in waits.items() if seconds > 0}
        if self._waits:
            self._countdown.start()
        else:
            self._countdown.stop()
        self.refresh()

    @Slot()
    def _tick(self) -> None:
        is_last = self._seconds_left() == 1
        self._wait({who: seconds - 1 for who, seconds in self._waits.items()})
        if is_last:
            self.waitEnded.emit()

    def _wait_of(self, tile: StaffTile) -> int:
        return self._waits.get(tile.staff_id, 0)

    def _seconds_left(self) -> int:
        return self._wait_of(self._chosen) if self._chosen else 0

    def _can_type(self) -> bool:
        return self._chosen is not None and not self._seconds_left()

    def _message(self) -> str:
        language, words = self._texts.spoken, self._words
        if self._chosen is None:
            return self._texts.say(words.choose)
        if seconds_left := self._seconds_left():
            return pin_locked_text(seconds_left, language=language)
        if self._tries_left is not None:
            return pin_wrong_text(self._tries_left, language=language)
        key = words.checking if self.is_whole else words.type
        return self._texts.say(key, name=self._chosen.name)

    def _chosen_index(self) -> int:
        ids = [tile.staff_id for tile in self._tiles]
        chosen = self._chosen
        return ids.index(chosen.staff_id) if chosen and chosen.staff_id in ids else -1

    texts = Property(DoorTexts, lambda self: self._texts, constant=True)
    tiles = Property(QObject, lambda self: self._rows, constant=True)
    chosenIndex = Property(int, _chosen_index, notify=changed)
    isNobody = Property(bool, lambda self: self._is_loaded and not self._tiles, notify=changed)
    typedDigits = Property(int, lambda self: len(self._pin), notify=changed)
    pinDigits = Property(int, lambda _self: PIN_DIGITS, constant=True)
    canType = Property(bool, _can_type, notify=changed)
    hasRefused = Property(
        bool, lambda self: self._tries_left is not None or self._seconds_left() > 0, notify=changed
    )
    message = Property(str, _message, notify=changed)

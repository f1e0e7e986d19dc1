"""A PIN typed on a keyboard, which may be a scanner's: four digits and silence (CSH-12).

Knows when digits came, not which, so that no scan counts as a wrong try.
"""

from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

BACKSPACE: Final = "\b"
KEYED_PIN_MS: Final = 200
"""After the fourth key the till waits so long: a scanner that types would go on."""


class KeyedPin(QObject):
    """Waits for the silence after the last digit."""

    fellSilent = Signal(bool)
    """Whether more digits came than a PIN has: then they were none."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._is_too_long = False
        self._silence = QTimer(self, singleShot=True, interval=KEYED_PIN_MS)
        self._silence.timeout.connect(self._listen_again)
        self._last_chance = QTimer(self, singleShot=True, interval=0)
        self._last_chance.timeout.connect(self._tell)

    def hear(self, *, is_whole: bool) -> None:
        """A digit came; ``is_whole``: the PIN has all of its digits now, or had them before."""
        self._is_too_long = self._silence.isActive() or self._last_chance.isActive()
        self._last_chance.stop()
        if is_whole:
            self._silence.start()

    def forget(self) -> None:
        """What was heard is no PIN any more."""
        self._silence.stop()
        self._last_chance.stop()

    @Slot()
    def _listen_again(self) -> None:
        """Where the till was busy the silence is over before the keys of that time are heard."""
        self._last_chance.start()

    @Slot()
    def _tell(self) -> None:
        self.fellSilent.emit(self._is_too_long)

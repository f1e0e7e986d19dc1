"""What stands in the window until the till does: its name, its people, the PIN pad.

What is typed here is the till's from the first digit on: it takes over the very pad. Switches that
the till alone can turn are remembered for it. Must not load anything but Qt and words.
"""

from typing import Final

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from client.till.porch import Porch
from client.ui.viewmodels.door_texts import DoorTexts
from client.ui.viewmodels.pin_pad import PadWords, PinPad

QML_IMPORT_NAME = "MaxLoyalty.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1

DOOR: Final = PadWords(choose="signInPrompt", type="pinPrompt", checking="pinChecking")
"""What the pad says at the door of the till."""


@QmlElement
class PorchViewModel(QObject):
    """What Porch.qml is given."""

    changed = Signal()

    def __init__(self, porch: Porch) -> None:
        super().__init__()
        self._porch = porch
        self.words = DoorTexts(porch.looks.language)
        self.pin_pad = PinPad(self.words, words=DOOR)
        self.pin_pad.show_tiles(porch.tiles)
        self.wishes: list[str] = []
        """Slots of AppViewModel, to be called once it is there."""
        self.scans: list[str] = []
        """Codes that a scanner read, for the till to understand."""
        self.is_held = False
        """Whether a finger is down: what it is on must not be taken away."""

    @Slot(str)
    def wish(self, slot: str) -> None:
        """The till shall do that as soon as it can; wished for again, it shall not."""
        if slot in self.wishes:
            self.wishes.remove(slot)
        else:
            self.wishes.append(slot)

    @Slot(bool)
    def hold(self, is_held: bool) -> None:
        """A finger came, or went."""
        self.is_held = is_held

    texts = Property(DoorTexts, lambda self: self.words, constant=True)
    pad = Property(PinPad, lambda self: self.pin_pad, constant=True)
    restaurantName = Property(str, lambda self: self._porch.restaurant_name, constant=True)
    isDark = Property(bool, lambda self: self._porch.looks.is_dark, constant=True)

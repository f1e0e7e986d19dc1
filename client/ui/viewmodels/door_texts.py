"""The texts of the till's door, which its first picture waits for; all the others are in ``texts``.

Each is a property, so that qmllint knows it; a change of the language reaches every binding at
once. Seven take no time to make; seven hundred take 7 ms.
"""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import ClassVar, Final

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from client.ui.presenters.door import DOOR_TEXTS
from shared.receipt.language import Language

QML_IMPORT_NAME = "MaxLoyalty.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1

DOOR_KEYS: Final = (
    "connecting",
    "erase",
    "languageSwitch",
    "signInNobody",
    "signInNobodyText",
    "signInTitle",
    "themeSwitch",
)
"""What the parts of the porch say in QML."""


def text_properties(keys: Iterable[str], *, changed: Signal) -> Mapping[str, Property]:
    """For the body of a class: each text under its key, told anew by ``changed``."""
    return {key: Property(str, partial(_text, key=key), notify=changed) for key in keys}


def _text(texts: "DoorTexts", *, key: str) -> str:
    return texts.known[texts.spoken][key]


@QmlElement
class DoorTexts(QObject):
    """The words of the till in one language at a time."""

    known: ClassVar[Mapping[Language, Mapping[str, str]]] = DOOR_TEXTS
    changed = Signal()

    def __init__(self, language: Language = Language.RU) -> None:
        super().__init__()
        self.spoken = language
        self._leader: DoorTexts | None = None

    def speak(self, language: Language) -> None:
        """Say everything in ``language`` from now on."""
        if language != self.spoken:
            self.spoken = language
            self.changed.emit()

    def follow(self, leader: "DoorTexts") -> None:
        """Speak whatever ``leader`` speaks."""
        self._leader = leader
        leader.changed.connect(self._repeat)
        self._repeat()

    def say(self, key: str, **values: object) -> str:
        """The text under ``key`` with ``values`` put into its ``{places}``."""
        return self.known[self.spoken][key].format(**values)

    @Slot()
    def _repeat(self) -> None:
        assert self._leader is not None
        self.speak(self._leader.spoken)

    def _language(self) -> str:
        return self.spoken.value

    language = Property(str, _language, notify=changed)
    # A class body's namespace is a plain dict.
    vars().update(text_properties(DOOR_KEYS, changed=changed))

"""The texts of the chosen language as properties, so that qmllint knows every one of them.

``texts.cancel`` in a screen is the text under the key ``cancel``; a change of the language
reaches every binding at once.
"""

from functools import partial

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement

from client.ui.presenters.texts import KEYS, TEXTS
from shared.receipt.language import Language

QML_IMPORT_NAME = "MaxLoyalty.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1


def _text(texts: "Texts", *, key: str) -> str:
    return TEXTS[texts.spoken][key]


@QmlElement
class Texts(QObject):
    """The words of the till in one language at a time."""

    changed = Signal()

    def __init__(self, language: Language = Language.RU) -> None:
        super().__init__()
        self.spoken = language

    def speak(self, language: Language) -> None:
        """Say everything in ``language`` from now on."""
        if language != self.spoken:
            self.spoken = language
            self.changed.emit()

    def say(self, key: str, **values: object) -> str:
        """The text under ``key`` with ``values`` put into its ``{places}``."""
        return TEXTS[self.spoken][key].format(**values)

    def _language(self) -> str:
        return self.spoken.value

    language = Property(str, _language, notify=changed)
    # A class body's namespace is a plain dict: one property for each key of the texts.
    for _key in KEYS:
        vars()[_key] = Property(str, partial(_text, key=_key), notify=changed)
    del _key

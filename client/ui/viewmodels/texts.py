"""The texts of the chosen language as properties, so that qmllint knows every one of them.

``texts.cancel`` in a screen is the text under the key ``cancel``; a change of the language
reaches every binding at once.
"""

from collections.abc import Mapping
from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtQml import QmlElement

from client.ui.presenters.texts import KEYS, TEXTS
from client.ui.viewmodels.door_texts import DOOR_KEYS, DoorTexts, text_properties
from shared.receipt.language import Language

QML_IMPORT_NAME = "MaxLoyalty.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class Texts(DoorTexts):
    """All words of the till; whoever wants no more than the door's may be given them too."""

    known: ClassVar[Mapping[Language, Mapping[str, str]]] = TEXTS
    reworded = Signal()
    """With ``changed``: a property of this class can only tell of itself by a signal of its own."""

    def __init__(self, language: Language = Language.RU) -> None:
        super().__init__(language)
        self.changed.connect(self.reworded)

    vars().update(text_properties((key for key in KEYS if key not in DOOR_KEYS), changed=reworded))

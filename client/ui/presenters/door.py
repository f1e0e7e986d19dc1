"""The words of the till's door, on their own: the first picture is not to wait for all the others.

Loading those takes 4 ms. Whoever does not stand at the door asks ``texts``, which has these too.
"""

from collections.abc import Mapping
from typing import Final

from client.ui.presenters.texts_door_en import DOOR_EN
from client.ui.presenters.texts_door_ru import DOOR_RU
from shared.receipt.language import Language

DOOR_TEXTS: Final[Mapping[Language, Mapping[str, str]]] = {
    Language.RU: DOOR_RU,
    Language.EN: DOOR_EN,
}


def say(key: str, language: Language, **values: object) -> str:
    """The text under ``key``, one of the door's, with ``values`` put into its ``{places}``."""
    return DOOR_TEXTS[language][key].format(**values)

"""Every fixed text of the screens, by key, in the language of the till (CSH-17).

Knows where the texts of each area are. Must not know which screen shows them.
"""

from collections.abc import Callable, Mapping
from typing import Final

from client.ui.presenters.texts_devices_en import DEVICES_EN
from client.ui.presenters.texts_devices_ru import DEVICES_RU
from client.ui.presenters.texts_door_en import DOOR_EN
from client.ui.presenters.texts_door_ru import DOOR_RU
from client.ui.presenters.texts_en import TEXTS_EN
from client.ui.presenters.texts_flow_en import FLOW_EN
from client.ui.presenters.texts_flow_ru import FLOW_RU
from client.ui.presenters.texts_guest_display_en import GUEST_DISPLAY_EN
from client.ui.presenters.texts_guest_display_ru import GUEST_DISPLAY_RU
from client.ui.presenters.texts_look_en import LOOK_EN
from client.ui.presenters.texts_look_ru import LOOK_RU
from client.ui.presenters.texts_manager_en import MANAGER_EN
from client.ui.presenters.texts_manager_ru import MANAGER_RU
from client.ui.presenters.texts_paper_en import PAPER_EN
from client.ui.presenters.texts_paper_ru import PAPER_RU
from client.ui.presenters.texts_registration_en import REGISTRATION_EN
from client.ui.presenters.texts_registration_ru import REGISTRATION_RU
from client.ui.presenters.texts_ru import TEXTS_RU
from client.ui.presenters.texts_safety_en import SAFETY_EN
from client.ui.presenters.texts_safety_ru import SAFETY_RU
from client.ui.presenters.texts_sales_en import SALES_EN
from client.ui.presenters.texts_sales_ru import SALES_RU
from client.ui.presenters.texts_scanning_en import SCANNING_EN
from client.ui.presenters.texts_scanning_ru import SCANNING_RU
from client.ui.presenters.texts_settings_en import SETTINGS_EN
from client.ui.presenters.texts_settings_ru import SETTINGS_RU
from client.ui.presenters.texts_shift_en import SHIFT_EN
from client.ui.presenters.texts_shift_ru import SHIFT_RU
from client.ui.presenters.texts_tour_en import TOUR_EN
from client.ui.presenters.texts_tour_ru import TOUR_RU
from client.ui.presenters.texts_training_en import TRAINING_EN
from client.ui.presenters.texts_training_ru import TRAINING_RU
from shared.receipt.language import Language

TEXTS: Final[Mapping[Language, Mapping[str, str]]] = {
    Language.RU: DOOR_RU
    | PAPER_RU
    | TEXTS_RU
    | SALES_RU
    | SETTINGS_RU
    | LOOK_RU
    | DEVICES_RU
    | SHIFT_RU
    | SAFETY_RU
    | MANAGER_RU
    | REGISTRATION_RU
    | SCANNING_RU
    | GUEST_DISPLAY_RU
    | FLOW_RU
    | TRAINING_RU
    | TOUR_RU,
    Language.EN: DOOR_EN
    | PAPER_EN
    | TEXTS_EN
    | SALES_EN
    | SETTINGS_EN
    | LOOK_EN
    | DEVICES_EN
    | SHIFT_EN
    | SAFETY_EN
    | MANAGER_EN
    | REGISTRATION_EN
    | SCANNING_EN
    | GUEST_DISPLAY_EN
    | FLOW_EN
    | TRAINING_EN
    | TOUR_EN,
}
Wording = Callable[[Language], str]
"""Words in whatever language is spoken when they are read."""
KEYS: Final = tuple(TEXTS[Language.RU])


def say(key: str, language: Language, **values: object) -> str:
    """The text under ``key`` with ``values`` put into its ``{places}``."""
    return TEXTS[language][key].format(**values)


def wording(key: str, **values: object) -> Wording:
    """The text under ``key``, in either language."""
    return lambda language: say(key, language, **values)

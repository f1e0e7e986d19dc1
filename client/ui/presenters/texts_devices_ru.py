"""Russian texts of the tills of a restaurant and of giving one up."""

from typing import Final

DEVICES_RU: Final[dict[str, str]] = {
    "devicesTitle": "Кассы ресторана",
    "devicesEmptyTitle": "Других касс нет",
    "devicesEmptyText": "Здесь будут остальные кассы этого ресторана",
    "devicesFailed": "Не удалось прочитать список касс",
    "devicesWorstLoss": "Заведение может потерять самое большее {points}",
    "devicesNoLoss": "Заведение сейчас не рискует ни одним баллом",
    "deviceHolds": "Держит {points}",
    "deviceHoldsNothing": "Баллов не держит",
    "deviceContact": "была на связи {when} или позже",
    "deviceLost": "Отключена",
    "deviceGiveUp": "Объявить утерянной",
    "deviceGiveUpTitle": "Касса «{device}» утеряна?",
    "deviceGiveUpText": "Она держит {points}. Баллы вернутся гостям; если касса успела "
    "списать их без связи, столько же потеряет заведение.",
    "deviceGiveUpNothing": "Баллов гостей она не держит: заведение ничего не потеряет.",
    "deviceGiveUpConfirm": "Да, утеряна",
    "deviceGiveUpKeep": "Не объявлять",
    "deviceGivenUp": "Касса объявлена утерянной",
}

"""Russian texts of the tills of a restaurant and of giving one up."""

from typing import Final

DEVICES_RU: Final[dict[str, str]] = {
    "devicesTitle": "Кассы ресторана",
    "devicesEmptyTitle": "Других касс нет",
    "devicesEmptyText": "Здесь будут остальные кассы этого ресторана",
    "devicesFailed": "Не удалось прочитать список касс",
    "devicesWorstLoss": "Больше всего заведение может потерять: {points}",
    "devicesNoLoss": "Заведение сейчас не рискует ни одним баллом",
    "deviceHolds": "Держит {points}",
    "deviceHoldsNothing": "Баллов не держит",
    "deviceContact": "была на связи {when} или позже",
    "deviceLost": "Отключена",
    "deviceGiveUp": "Утеряна",
    "deviceGiveUpTitle": "Касса «{device}» утеряна?",
    "deviceGiveUpText": "Она держит {points}. Баллы вернутся гостям. "
    "Если касса успела их списать без сети, столько потеряет заведение: {points}.",
    "deviceGiveUpNothing": "Баллов гостей она не держит: заведение ничего не потеряет.",
    "deviceGiveUpConfirm": "Да, утеряна",
    "deviceGiveUpKeep": "Не объявлять",
    "deviceGivenUp": "Касса объявлена утерянной",
}

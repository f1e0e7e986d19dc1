"""Russian texts of the settings and their sections."""

from typing import Final

SETTINGS_RU: Final[dict[str, str]] = {
    "printerTitle": "Принтер",
    "printerChosen": "{kind}, бумага {paper}",
    "scannerTitle": "Сканер и камера",
    "scannerNote": "Настройка сканера, выбор камеры",
    "lookTitle": "Внешний вид",
    "devicesNote": "Кто на связи и сколько баллов держит каждая",
    "aboutTitle": "Об этой кассе",
    "aboutPause": "Самая долгая пауза экрана",
    "aboutPauseText": "{longest} мс, дольше 50 мс: {count}",
    "aboutNote": "Название, ресторан, сервер, версия {version}",
}

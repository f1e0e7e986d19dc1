"""Russian texts of the settings and their sections."""

from typing import Final

SETTINGS_RU: Final[dict[str, str]] = {
    "printerTitle": "Принтер",
    "printerChosen": "{kind}, бумага {paper}",
    "scannerTitle": "Сканер и камера",
    "scannerChosen": "Камера: {source}",
    "lookTitle": "Внешний вид",
    "devicesNote": "Кто на связи и сколько баллов держит каждая",
    "aboutTitle": "Об этой кассе",
    "aboutNote": "Название, ресторан, сервер, версия {version}",
}

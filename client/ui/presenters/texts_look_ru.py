"""Russian texts of the look screen."""

from typing import Final

LOOK_RU: Final[dict[str, str]] = {
    "lookContrast": "Контраст",
    "lookContrastNormal": "Обычный",
    "lookContrastHigh": "Высокий",
    "lookContrastedNote": "высокий контраст",
    "lookTextSize": "Размер текста",
    "lookTextNote": "текст {percent} %",
    "lookPercent": "{percent} %",
    "lookAccent": "Цвет ресторана",
    "accentOwn": "Бирюза",
    "accentOlive": "Оливковый",
    "accentGreen": "Зелёный",
    "accentSea": "Морской",
    "accentSky": "Небесный",
    "accentBlue": "Синий",
    "accentBerry": "Ягодный",
    "accentTerracotta": "Терракота",
    "lookLogo": "Логотип ресторана",
    "lookLogoNote": "Файл с картинкой на этой кассе. Виден при входе и на чеке",
    "lookLogoBad": "В этом файле нет картинки, которую касса умеет показать",
    "lookSample": "Так выглядит касса",
    "lookSampleGuest": "Анна Смирнова",
    "lookSamplePhone": "+7 999 234-56-78",
    "lookSampleLevel": "Золото",
    "lookSampleBalance": "12 990",
    "lookSampleNote": "300 баллов сгорят 21.12.2026",
}

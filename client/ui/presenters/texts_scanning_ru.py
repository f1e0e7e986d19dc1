"""Russian texts of camera and scanner."""

from typing import Final

SCANNING_RU: Final[dict[str, str]] = {
    "cameraHint": "Держите код в рамке, сантиметрах в двадцати от камеры",
    "cameraDark": "Темно: поднесите к свету или увеличьте яркость экрана",
    "cameraFound": "Код найден",
    "cameraNumber": "Камера {number}",
    "scannerKeyboard": "Сканер, который печатает как клавиатура",
    "scannerKeyboardText": "Обычно работает сразу. Если коды не читаются, касса выучит сканер "
    "по одному считыванию.",
    "scannerSerial": "Сканер на COM-порту",
    "scannerSpeed": "Скорость, бод",
    "lessonStart": "Выучить сканер",
    "lessonAgain": "Выучить заново",
    "lessonAsk": "Считайте сканером любой из двух кодов",
    "lessonWait": "Пока идёт урок, клавиатура ничего не вводит",
    "lessonForget": "Сбросить",
    "lessonLearnt": "Сканер выучен. Проверьте: считайте карту гостя или чек",
    "lessonEnglish": "Раскладка английская",
    "lessonRussian": "Раскладка русская: касса переведёт сама",
    "lessonCaps": "Caps Lock включён: не помешает",
    "lessonEnter": "Код заканчивается клавишей Enter",
    "lessonTab": "Код заканчивается клавишей Tab",
    "lessonSilence": "После кода ничего нет: конец узнаём по паузе",
    "lessonFast": "Скорость обычная: {pace} мс на знак",
    "lessonSlow": "Сканер медленный, {pace} мс на знак: касса подождёт",
    "lessonAdded": "Лишнее отбросим: перед кодом {prefix}, после кода {suffix}",
    "lessonOtherCode": "Это другой код или ввод с клавиатуры. Считайте код с экрана ещё раз",
    "lessonTooSlow": "Сканер печатает так же медленно, как человек. Ускорьте его по инструкции "
    "или подключите как COM-порт",
    "serialNone": "Нет",
    "serialOpen": "Порт открыт, сканер слышно",
    "serialAway": "Порт не открывается: проверьте кабель, касса пробует сама",
    "readCard": "Прочитана карта гостя",
    "readDisplayCode": "Прочитан код гостя из шести цифр",
    "readPhone": "Прочитан телефон",
    "readOperation": "Прочитан код чека",
    "codeForeign": "Это не код гостя: {code}",
}

"""The words of the till's door in Russian: these alone the first picture waits for."""

from typing import Final

DOOR_RU: Final[dict[str, str]] = {
    "appName": "Max Loyalty",
    "erase": "Стереть",
    "connecting": "Соединяемся…",
    "languageSwitch": "Switch to English",
    "themeSwitch": "Сменить тему",
    "signInTitle": "Кто работает?",
    "signInPrompt": "Выберите себя",
    "signInNobody": "Сотрудников пока нет",
    "signInNobodyText": "Добавьте сотрудников в личном кабинете: касса получит их сама.",
    "pinPrompt": "Введите PIN-код",
    "pinWrong": "Неверный PIN-код\n{left}",
    "triesLeftOne": "Осталась {count} попытка",
    "triesLeftFew": "Осталось {count} попытки",
    "triesLeftMany": "Осталось {count} попыток",
    "pinLocked": "Слишком много попыток\nПодождите {time}",
    "pinChecking": "Проверяем…",
    "roleOwner": "Владелец",
    "roleAdmin": "Администратор",
    "roleManager": "Менеджер",
    "roleCashier": "Кассир",
}

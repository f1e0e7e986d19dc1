"""Russian texts of the registration form's newer parts and of the card on the whole screen."""

from typing import Final

REGISTRATION_RU: Final = {
    "birthDay": "День рождения",
    "birthMonth": "Месяц рождения",
    "birthYear": "Год рождения",
    "consentVersion": "Версия документа: {version}",
}

"""Russian texts of the guest display and of its setting."""

from typing import Final

GUEST_DISPLAY_RU: Final[dict[str, str]] = {
    "guestTitle": "Экран гостя",
    "guestOff": "Выключен",
    "guestWindow": "Окно на этом экране",
    "guestChosenOn": "Показывает: {screen}",
    "guestExplained": "Гость видит сумму, баллы и код своей карты. Имени и телефона на "
    "экране нет. Он очищается через несколько секунд после чека, при блокировке и когда "
    "карту гостя закрывают.",
    "guestAway": "Экран {screen} отключён: покажем, когда он вернётся",
    "guestIdle": "Добро пожаловать",
    "guestCheck": "Ваш чек",
    "guestAmount": "Сумма чека",
    "guestRedeem": "Списание",
    "guestBalanceAfter": "Останется на карте",
    "guestToPay": "К оплате",
    "guestThanks": "Спасибо",
    "guestPaid": "К оплате",
    "guestBalance": "На карте",
    "guestCard": "Ваша карта",
    "guestCardNote": "Сфотографируйте код: это ваша карта",
}

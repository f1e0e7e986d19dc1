"""English texts of the guest display and of its setting."""

from typing import Final

GUEST_DISPLAY_EN: Final[dict[str, str]] = {
    "guestTitle": "Guest display",
    "guestOff": "Off",
    "guestWindow": "A window on this screen",
    "guestChosenOn": "Shown on: {screen}",
    "guestExplained": "The guest sees the sum, the points and the code of the card. "
    "There is no name and no phone on it. It is cleared some seconds after a check, when the "
    "till is locked and when the guest's card is closed.",
    "guestAway": "Screen {screen} is away: shown when it is back",
    "guestIdle": "Welcome",
    "guestCheck": "Your check",
    "guestAmount": "Check",
    "guestRedeem": "Redeeming",
    "guestBalanceAfter": "Left on the card",
    "guestToPay": "To pay",
    "guestThanks": "Thank you",
    "guestPaid": "To pay",
    "guestBalance": "On the card",
    "guestCard": "Your card",
    "guestCardNote": "Take a picture of the code: it is your card",
}

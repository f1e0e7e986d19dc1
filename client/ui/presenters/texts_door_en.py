"""The words of the till's door in English: these alone the first picture waits for."""

from typing import Final

DOOR_EN: Final[dict[str, str]] = {
    "appName": "Max Loyalty",
    "erase": "Erase",
    "connecting": "Connecting…",
    "languageSwitch": "Перейти на русский",
    "themeSwitch": "Change the theme",
    "signInTitle": "Who is working?",
    "signInPrompt": "Choose yourself",
    "signInNobody": "No staff yet",
    "signInNobodyText": "Add people in the back office: the till receives them by itself.",
    "pinPrompt": "Enter your PIN",
    "pinWrong": "Wrong PIN\n{left}",
    "triesLeftOne": "{count} try left",
    "triesLeftFew": "{count} tries left",
    "triesLeftMany": "{count} tries left",
    "pinLocked": "Too many tries\nWait {time}",
    "pinChecking": "Checking…",
    "roleOwner": "Owner",
    "roleAdmin": "Administrator",
    "roleManager": "Manager",
    "roleCashier": "Cashier",
}

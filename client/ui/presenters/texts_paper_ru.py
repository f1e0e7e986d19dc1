"""Russian texts of paper: the state of the printer and of a slip, and what a person may do."""

from typing import Final

PAPER_RU: Final[dict[str, str]] = {
    "slipSaved": "Сохранён в файл",
    "slipExpired": "Не напечатан вовремя",
    "slipExpiredNote": "Принтер долго не отвечал. Сам чек уже не напечатается.",
}

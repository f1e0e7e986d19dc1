"""English texts of paper: the state of the printer and of a slip, and what a person may do."""

from typing import Final

PAPER_EN: Final[dict[str, str]] = {
    "slipSaved": "Saved to a file",
    "slipExpired": "Not printed in time",
    "slipExpiredNote": "The printer was away for long. The slip will not print by itself any more.",
}

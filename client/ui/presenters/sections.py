"""What the rows of the settings say of the sections behind them."""

from client.till.preferences import Preferences
from client.ui.presenters.texts import say
from shared.receipt.words import Language


def scanner_note(chosen: Preferences, *, language: Language) -> str:
    """Where the camera's pictures come from."""
    return say("scannerChosen", language, source=chosen.camera_source)

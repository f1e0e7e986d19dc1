"""What the till says of itself."""

from client.ui.presenters.texts import say
from shared.receipt.words import Language


def pause_text(longest_ms: int, long_count: int, *, language: Language) -> str:
    """The longest pause of the window since it stands, and how many a person may have noticed."""
    if not longest_ms:
        return ""
    return say("aboutPauseText", language, longest=longest_ms, count=long_count)

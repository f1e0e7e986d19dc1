"""What was chosen on this till, in one hand, for every screen that shows or changes a part of it.

Two screens that each kept a copy would undo each other's choices. Must not know what a choice
means.
"""

from dataclasses import replace
from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal

from client.till.preferences import Preferences
from client.ui.viewmodels.texts import Texts


class Keeping(Protocol):
    """What keeps the choices."""

    async def load(self) -> Preferences: ...
    async def save(self, preferences: Preferences) -> None: ...


class Chosen(QObject):
    """The choices as they hold now; ``changed`` after each new one."""

    changed = Signal()

    def __init__(self, texts: Texts, *, keeper: Keeping, preferences: Preferences) -> None:
        super().__init__()
        self._texts, self._keeper = texts, keeper
        self.preferences = preferences
        texts.speak(preferences.language)

    async def keep(self, **choices: Any) -> None:
        """These choices beside the others: they hold at once and are kept."""
        self._hold(replace(self.preferences, **choices))
        await self._keeper.save(self.preferences)

    def _hold(self, preferences: Preferences) -> None:
        self.preferences = preferences
        self._texts.speak(preferences.language)
        self.changed.emit()

"""Training: its section of the settings, and what a training till has of the others."""

from collections.abc import Callable
from typing import Final

from PySide6.QtGui import QGuiApplication

from client.till.training import TrainingMode
from client.ui.presenters.texts import wording
from client.ui.viewmodels.navigation import Screen
from client.ui.viewmodels.settings import Section, SettingsViewModel
from client.ui.viewmodels.tasks import Desk
from client.ui.viewmodels.training import TrainingViewModel

OF_TRAINING: Final = frozenset({Screen.SCANNER, Screen.LOOK, Screen.TRAINING, Screen.ABOUT})
"""Sections of a training till: the rest is about paper, other tills or the real file."""


def register_training(desk: Desk, mode: TrainingMode, *, show_tour: Callable[[], None]) -> None:
    """The screen that begins and ends it, and its section, for whoever is signed in."""

    def change() -> None:
        """The windows close, and with them this till; the program opens the other one."""
        mode.change()
        for window in QGuiApplication.allWindows():
            window.close()

    training = TrainingViewModel(desk, is_on=mode.is_on, change=change, show_tour=show_tour)
    desk.navigation.register(Screen.TRAINING, training)
    settings = desk.navigation.view_model(Screen.SETTINGS)
    assert isinstance(settings, SettingsViewModel)
    note = wording("trainingNoteOn" if mode.is_on else "trainingNote")
    settings.add(Section(Screen.TRAINING, glyph="star", title=wording("trainingTitle"), note=note))
    if mode.is_on:
        settings.show_only(OF_TRAINING)

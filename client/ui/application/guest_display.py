"""The guest's display: its setting, and its window once the till's own stands."""

from collections.abc import Sequence

from PySide6.QtGui import QGuiApplication

from client.ui.application.window import Application
from client.ui.presenters.guest_display import display_note
from client.ui.presenters.texts import wording
from client.ui.viewmodels.chosen import Chosen
from client.ui.viewmodels.guest_display import GuestDisplayViewModel
from client.ui.viewmodels.guest_display_setup import GuestDisplaySetupViewModel
from client.ui.viewmodels.navigation import Screen
from client.ui.viewmodels.settings import Section, SettingsViewModel
from client.ui.viewmodels.tasks import Desk


def register_guest_display(desk: Desk, settings: SettingsViewModel, *, chosen: Chosen) -> None:
    """The section that turns it on."""
    setup = GuestDisplaySetupViewModel(desk, chosen=chosen, other_screens=_other_screens)
    desk.navigation.register(Screen.GUEST_DISPLAY, setup)
    settings.add(
        Section(
            Screen.GUEST_DISPLAY,
            glyph="user",
            title=wording("guestTitle"),
            note=lambda language: display_note(chosen.preferences.guest_display, language=language),
        )
    )


def show_to_guest(
    application: Application, model: GuestDisplayViewModel, *, chosen: Chosen
) -> None:
    """From when the till is shown until it is closed."""
    model.follow()

    def begin() -> None:
        application.guest_window.serve(application.window, model, chosen=chosen)

    application.on_show(begin)
    application.on_close(application.guest_window.end)


def _other_screens() -> Sequence[str]:
    """All but the first, which is the till's own."""
    primary = QGuiApplication.primaryScreen()
    return [each.name() for each in QGuiApplication.screens() if each is not primary]

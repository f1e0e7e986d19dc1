"""The sections of the settings, in the order of their rows: the one place where a new one is added.

A section is a screen of its own (``Screen.X``, ``XScreen.qml``, its view-model) and one
``settings.add(Section(...))`` below; the row appears with it.
"""

from dataclasses import dataclass

from client.till.till import Till
from client.ui.application.guest_display import register_guest_display
from client.ui.application.printing import Printing, register_printer
from client.ui.application.safeguards import register_safety
from client.ui.application.scanning import Scanning, register_scanner
from client.ui.presenters.looks import look_note
from client.ui.presenters.texts import wording
from client.ui.viewmodels.about import AboutViewModel
from client.ui.viewmodels.chosen import Chosen
from client.ui.viewmodels.look import LookViewModel
from client.ui.viewmodels.navigation import Screen
from client.ui.viewmodels.settings import Section, SettingsViewModel
from client.ui.viewmodels.tasks import Desk


@dataclass(frozen=True, slots=True)
class Hardware:
    """What is plugged into the till."""

    printing: Printing
    scanning: Scanning


def register_settings(
    desk: Desk,
    *,
    till: Till,
    chosen: Chosen,
    about: AboutViewModel,
    hardware: Hardware,
) -> None:
    """The settings and every section that has its screen here."""
    settings = SettingsViewModel(desk, chosen=chosen)
    desk.navigation.register(Screen.SETTINGS, settings)
    register_printer(desk, settings, chosen=chosen, printing=hardware.printing)
    register_scanner(desk, settings, chosen=chosen, scanning=hardware.scanning)
    register_guest_display(desk, settings, chosen=chosen)
    _add_look(desk, settings, chosen)
    _add_devices(settings)
    register_safety(desk, settings, till=till, chosen=chosen)
    _add_about(desk, settings, about)


def _add_look(desk: Desk, settings: SettingsViewModel, chosen: Chosen) -> None:
    desk.navigation.register(Screen.LOOK, LookViewModel(desk, chosen=chosen))
    settings.add(
        Section(
            Screen.LOOK,
            glyph="sun",
            title=wording("lookTitle"),
            note=lambda language: look_note(chosen.preferences, language=language),
        )
    )


def _add_devices(settings: SettingsViewModel) -> None:
    """Its screen belongs to what a manager says yes to."""
    settings.add(
        Section(
            Screen.DEVICES,
            glyph="list",
            title=wording("devicesTitle"),
            note=wording("devicesNote"),
        )
    )


def _add_about(desk: Desk, settings: SettingsViewModel, about: AboutViewModel) -> None:
    desk.navigation.register(Screen.ABOUT, about)
    settings.add(
        Section(
            Screen.ABOUT,
            glyph="info",
            title=wording("aboutTitle"),
            note=wording("aboutNote", version=about.version_text),
        )
    )

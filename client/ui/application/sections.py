"""The sections of the settings, in the order of their rows: the one place where a new one is added.

A section is a screen of its own (``Screen.X``, ``XScreen.qml``, its view-model) and one
``settings.add(Section(...))`` below; the row appears with it.
"""

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from client.till.till import Till
from client.ui.presenters.looks import look_note
from client.ui.presenters.sections import devices_note, printer_note, scanner_note
from client.ui.presenters.texts import wording
from client.ui.viewmodels.about import AboutViewModel
from client.ui.viewmodels.chosen import Chosen
from client.ui.viewmodels.look import LookViewModel
from client.ui.viewmodels.navigation import Screen
from client.ui.viewmodels.printer import PrinterViewModel
from client.ui.viewmodels.scanner_setup import ScannerSetupViewModel
from client.ui.viewmodels.settings import Section, SettingsViewModel
from client.ui.viewmodels.tasks import Desk


def register_settings(
    desk: Desk,
    *,
    till: Till,
    chosen: Chosen,
    about: AboutViewModel,
    save_work: Callable[[], Coroutine[Any, Any, Path]],
) -> None:
    """The settings and every section that has its screen here."""
    settings = SettingsViewModel(desk, chosen=chosen, session=lambda: till.sign_in.session)
    settings.save_work_by(save_work)
    desk.navigation.register(Screen.SETTINGS, settings)
    _add_printer(desk, settings, chosen)
    _add_scanner(desk, settings, chosen)
    _add_look(desk, settings, chosen)
    _add_devices(settings)
    _add_about(desk, settings, about)


def _add_printer(desk: Desk, settings: SettingsViewModel, chosen: Chosen) -> None:
    desk.navigation.register(Screen.PRINTER, PrinterViewModel(desk, chosen=chosen))
    settings.add(
        Section(
            Screen.PRINTER,
            glyph="printer",
            title=wording("printerTitle"),
            note=lambda language: printer_note(chosen.preferences, language=language),
        )
    )


def _add_scanner(desk: Desk, settings: SettingsViewModel, chosen: Chosen) -> None:
    desk.navigation.register(Screen.SCANNER, ScannerSetupViewModel(desk, chosen=chosen))
    settings.add(
        Section(
            Screen.SCANNER,
            glyph="scan",
            title=wording("scannerTitle"),
            note=lambda language: scanner_note(chosen.preferences, language=language),
        )
    )


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
    """Its screen belongs to the shell."""

    def may_open() -> bool:
        return settings.may_manage_devices()

    settings.add(
        Section(
            Screen.DEVICES,
            glyph="list",
            title=wording("devicesTitle"),
            note=lambda language: devices_note(may_open=may_open(), language=language),
            may_open=may_open,
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

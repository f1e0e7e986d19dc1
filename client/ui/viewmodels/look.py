"""How the till looks: chosen at once, kept at once; the restaurant's logo once it can be shown."""

import asyncio
from typing import Any

from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtGui import QImageReader
from PySide6.QtQml import QmlElement

from client.till.looks import TextSize
from client.ui.presenters.looks import (
    ACCENTS,
    TEXT_SIZES,
    accent_colours,
    accent_names,
    accent_of,
    hue_of,
    text_size_names,
)
from client.ui.viewmodels.chosen import Chosen
from client.ui.viewmodels.tasks import Desk, ScreenViewModel, run_task

QML_IMPORT_NAME = "MaxLoyalty.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class LookViewModel(ScreenViewModel):
    """Palette, contrast, size of letters, accent and logo."""

    changed = Signal()

    def __init__(self, desk: Desk, *, chosen: Chosen) -> None:
        super().__init__(desk)
        self._chosen = chosen
        self._typed_logo = ""
        self._has_bad_logo = False
        chosen.changed.connect(self.refresh)

    def enter(self, _subject: object, /) -> None:
        """What is kept is shown; a half-typed file is forgotten."""
        self._typed_logo, self._has_bad_logo = self._chosen.preferences.logo_file, False
        self.refresh()

    @Slot(str)
    def chooseTheme(self, theme: str) -> None:
        """``dark`` or ``light``."""
        self._keep(is_dark=theme == "dark")

    @Slot(str)
    def chooseContrast(self, contrast: str) -> None:
        """``normal`` or ``high``."""
        self._keep(is_contrasted=contrast == "high")

    @Slot(str)
    def chooseTextSize(self, percent: str) -> None:
        """One of ``textSizes``."""
        self._keep(text_size=TextSize(percent))

    @Slot(str)
    def chooseAccent(self, accent: str) -> None:
        """One of ``accents``."""
        self._keep(accent_hue=hue_of(accent))

    @Slot()
    def saveLogo(self) -> None:
        """Keep the typed file if it is a picture; an empty one takes the logo away."""
        run_task(self, asyncio.to_thread(_is_picture, self._typed_logo), done=self._take_logo)

    def _take_logo(self, is_picture: bool) -> None:
        self._has_bad_logo = not is_picture
        if is_picture:
            self._keep(logo_file=self._typed_logo.strip())
        self.refresh()

    def _keep(self, **choices: Any) -> None:
        run_task(self, self._chosen.keep(**choices), done=_seen)

    def _set_typed_logo(self, typed: str) -> None:
        if typed != self._typed_logo:
            self._typed_logo, self._has_bad_logo = typed, False
            self.refresh()

    def _logo_error(self) -> str:
        return self.desk.texts.say("lookLogoBad") if self._has_bad_logo else ""

    theme = Property(
        str, lambda self: "dark" if self._chosen.preferences.is_dark else "light", notify=changed
    )
    contrast = Property(
        str,
        lambda self: "high" if self._chosen.preferences.is_contrasted else "normal",
        notify=changed,
    )
    textSize = Property(str, lambda self: self._chosen.preferences.text_size.value, notify=changed)
    textSizes = Property(list, lambda _: list(TEXT_SIZES), constant=True)
    textSizeNames = Property(
        list, lambda self: text_size_names(self.desk.texts.spoken), notify=changed
    )
    accent = Property(str, lambda self: accent_of(self._chosen.preferences), notify=changed)
    accents = Property(list, lambda _: list(ACCENTS), constant=True)
    accentNames = Property(list, lambda self: accent_names(self.desk.texts.spoken), notify=changed)
    accentColours = Property(
        list, lambda self: accent_colours(self._chosen.preferences), notify=changed
    )
    logoFile = Property(str, lambda self: self._typed_logo, _set_typed_logo, notify=changed)
    logoError = Property(str, _logo_error, notify=changed)


def _is_picture(typed: str) -> bool:
    """Whether there is a picture in that file; no file is fine too."""
    return not typed.strip() or QImageReader(typed.strip()).canRead()


def _seen(_nothing: object) -> None:
    """What was chosen is seen."""

"""The settings: the language of the till, and a row for each section with a screen of its own."""

from collections.abc import Collection
from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from client.ui.listmodels.rows import RowsModel
from client.ui.presenters.texts import Wording
from client.ui.viewmodels.chosen import Chosen
from client.ui.viewmodels.navigation import Screen
from client.ui.viewmodels.tasks import Desk, ScreenViewModel, run_task
from shared.receipt.words import Language

QML_IMPORT_NAME = "MaxLoyalty.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1


@dataclass(frozen=True, slots=True)
class Section:
    """One row of the settings, and the screen behind it."""

    screen: Screen
    glyph: str
    """An icon of GLYPHS."""
    title: Wording
    note: Wording
    """What is chosen there now, or what the screen is for; read anew whenever it is shown."""


@dataclass(frozen=True, slots=True)
class SectionRow:
    """A section as its row shows it."""

    name: str
    glyph: str
    title: str
    note: str


@QmlElement
class SettingsViewModel(ScreenViewModel):
    """A list of doors, in the order in which their owners hung them."""

    changed = Signal()

    def __init__(self, desk: Desk, *, chosen: Chosen) -> None:
        super().__init__(desk)
        self._chosen = chosen
        self._sections: list[Section] = []
        self._rows = RowsModel(SectionRow)
        chosen.changed.connect(self.refresh)

    def add(self, section: Section) -> None:
        """``section`` is the last row from now on."""
        self._sections.append(section)

    def show_only(self, screens: Collection[Screen]) -> None:
        """No other section has a row from now on."""
        self._sections = [each for each in self._sections if each.screen in screens]

    def enter(self, _subject: object, /) -> None:
        """Every note is read anew: a section may have changed it."""
        self.refresh()

    def refresh(self) -> None:
        """Rows are worded anew."""
        self._rows.show([_row(each, self.desk.texts.spoken) for each in self._sections])
        super().refresh()

    @Slot(str)
    def chooseLanguage(self, language: str) -> None:
        """``ru`` or ``en``, at once."""
        run_task(self, self._chosen.keep(language=Language(language)), done=_kept)

    @Slot(int)
    def open(self, index: int) -> None:
        """The screen of the row."""
        self.desk.navigation.go(self._sections[index].screen)

    rows = Property(QObject, lambda self: self._rows, constant=True)
    language = Property(str, lambda self: self.desk.texts.spoken.value, notify=changed)


def _kept(_nothing: object) -> None:
    """What was chosen is seen."""


def _row(section: Section, language: Language) -> SectionRow:
    return SectionRow(
        name=section.screen.value,
        glyph=section.glyph,
        title=section.title(language),
        note=section.note(language),
    )

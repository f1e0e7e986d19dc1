"""Settings: language, theme, printer and camera of this till; chosen at once, kept at once."""

from collections.abc import Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, Protocol

from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtQml import QmlElement

from client.store.errors import Trouble
from client.till.about import About
from client.till.preferences import PaperWidth, Preferences, PrinterKind
from client.till.staff_session import Session
from client.ui.presenters.texts import wording
from client.ui.viewmodels.navigation import Screen
from client.ui.viewmodels.tasks import Desk, ScreenViewModel, run_task
from shared.domain.errors import FieldInvalid, Refusal
from shared.domain.staff import Permission, may
from shared.receipt.words import Language

QML_IMPORT_NAME = "MaxLoyalty.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1

_ADDRESS_HINTS: Final = {
    PrinterKind.VIRTUAL: "printerVirtual",
    PrinterKind.TCP: "printerAddressTcp",
    PrinterKind.USB: "printerAddressUsb",
    PrinterKind.SERIAL: "printerAddressSerial",
    PrinterKind.FILE: "printerAddressFile",
}


class Keeping(Protocol):
    """What keeps the choices."""

    async def load(self) -> Preferences: ...
    async def save(self, preferences: Preferences) -> None: ...


@QmlElement
class SettingsViewModel(ScreenViewModel):
    """What a person may choose here."""

    changed = Signal()

    def __init__(
        self,
        desk: Desk,
        *,
        keeper: Keeping,
        preferences: Preferences,
        session: Callable[[], Session | None],
    ) -> None:
        super().__init__(desk)
        self._keeper, self._session = keeper, session
        self._kept = preferences
        self._draft = preferences
        self._has_bad_address = False
        self._about, self._version = About(), ""
        self._write_work: Callable[[], Coroutine[Any, Any, Path]] | None = None
        desk.texts.speak(preferences.language)

    @property
    def is_dark(self) -> bool:
        """Which palette is shown."""
        return self._draft.is_dark

    @property
    def camera_source(self) -> str:
        """Where the camera's pictures come from."""
        return self._kept.camera_source

    def enter(self, _subject: object, /) -> None:
        """What is kept is shown; half-typed addresses are forgotten."""
        self._draft, self._has_bad_address = self._kept, False
        self.refresh()

    def show_about(self, about: About) -> None:
        """This till was enrolled, or got a name."""
        self._about = about
        self.refresh()

    def show_version(self, version: str) -> None:
        """Which program this is."""
        self._version = version
        self.refresh()

    def save_work_by(self, write: Callable[[], Coroutine[Any, Any, Path]]) -> None:
        """How the till's work is written to a file."""
        self._write_work = write

    def choose_language(self, language: Language) -> None:
        """Speak ``language`` at once."""
        self.desk.texts.speak(language)
        self._keep(language=language)

    @Slot(str)
    def chooseLanguage(self, language: str) -> None:
        """``ru`` or ``en``."""
        self.choose_language(Language(language))

    @Slot(bool)
    def chooseTheme(self, is_dark: bool) -> None:
        """Dark or light, at once."""
        self._keep(is_dark=is_dark)

    @Slot(str)
    def choosePrinter(self, kind: str) -> None:
        """How the printer is reached; one that needs an address waits for it."""
        self._draft = replace(self._draft, printer_kind=PrinterKind(kind), printer_address="")
        self._has_bad_address = False
        if self._draft.printer_kind is PrinterKind.VIRTUAL:
            self.save()
        self.refresh()

    @Slot(str)
    def choosePaper(self, paper: str) -> None:
        """58 or 80 mm."""
        self._keep(paper=PaperWidth(paper))

    @Slot()
    def save(self) -> None:
        """Keep what was typed: the printer's address, the camera's source."""
        saved = self._draft
        run_task(
            self,
            self._keeper.save(saved),
            done=lambda _none: self._saved(saved),
            refused=self._refused,
        )

    @Slot()
    def openDevices(self) -> None:
        """The restaurant's other tills, for those who may give one up."""
        self.desk.navigation.go(Screen.DEVICES)

    @Slot()
    def saveWork(self) -> None:
        """The till's work as a sealed file, for a manager to carry to the server (design §3)."""
        assert self._write_work is not None, "wired at the start"
        run_task(self, self._write_work(), done=self._work_saved)

    def _work_saved(self, file: Path) -> None:
        self.desk.toast.succeed(wording("rescueSaved", file=str(file)))

    def _may_manage_devices(self) -> bool:
        session = self._session()
        return session is not None and may(session.member, Permission.MANAGE_DEVICES)

    def _keep(self, **choice: Any) -> None:
        """Only this choice: an address half typed is not kept by the way."""
        self._draft = replace(self._draft, **choice)
        self._kept = replace(self._kept, **choice)
        run_task(self, self._keeper.save(self._kept), done=lambda _none: None)
        self.refresh()

    def _saved(self, saved: Preferences) -> None:
        self._kept = saved
        self.desk.toast.succeed(wording("settingsSaved"))
        self.refresh()

    def _refused(self, problem: Refusal | Trouble) -> bool:
        self._has_bad_address = isinstance(problem, FieldInvalid)
        self.refresh()
        return self._has_bad_address

    def _set_address(self, typed: str) -> None:
        if typed != self._draft.printer_address:
            self._draft = replace(self._draft, printer_address=typed)
            self._has_bad_address = False
            self.refresh()

    def _set_camera_source(self, typed: str) -> None:
        if typed != self._draft.camera_source:
            self._draft = replace(self._draft, camera_source=typed)
            self.refresh()

    def _address_error(self) -> str:
        return self.desk.texts.say("printerAddressBad") if self._has_bad_address else ""

    language = Property(str, lambda self: self.desk.texts.spoken.value, notify=changed)
    isDark = Property(bool, lambda self: self.is_dark, notify=changed)
    printerKind = Property(str, lambda self: self._draft.printer_kind.value, notify=changed)
    needsAddress = Property(
        bool, lambda self: self._draft.printer_kind is not PrinterKind.VIRTUAL, notify=changed
    )
    addressHint = Property(
        str,
        lambda self: self.desk.texts.say(_ADDRESS_HINTS[self._draft.printer_kind]),
        notify=changed,
    )
    printerAddress = Property(
        str, lambda self: self._draft.printer_address, _set_address, notify=changed
    )
    addressError = Property(str, _address_error, notify=changed)
    paper = Property(str, lambda self: self._draft.paper.value, notify=changed)
    cameraSource = Property(
        str, lambda self: self._draft.camera_source, _set_camera_source, notify=changed
    )
    mayManageDevices = Property(bool, _may_manage_devices, notify=changed)
    canSave = Property(bool, lambda self: self._draft != self._kept, notify=changed)
    deviceName = Property(str, lambda self: self._about.device_name, notify=changed)
    restaurantName = Property(str, lambda self: self._about.restaurant_name, notify=changed)
    serverUrl = Property(str, lambda self: self._about.server_url, notify=changed)
    version = Property(str, lambda self: self._version, notify=changed)

"""The printer of this till: how it is reached and how wide its paper is."""

from dataclasses import replace
from typing import Final

from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtQml import QmlElement

from client.store.errors import Trouble
from client.till.preferences import PaperWidth, PrinterKind
from client.ui.presenters.texts import wording
from client.ui.viewmodels.chosen import Chosen
from client.ui.viewmodels.tasks import Desk, ScreenViewModel, run_task
from shared.domain.errors import FieldInvalid, Refusal

QML_IMPORT_NAME = "MaxLoyalty.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1

_ADDRESS_HINTS: Final = {
    PrinterKind.VIRTUAL: "printerVirtual",
    PrinterKind.TCP: "printerAddressTcp",
    PrinterKind.USB: "printerAddressUsb",
    PrinterKind.SERIAL: "printerAddressSerial",
    PrinterKind.FILE: "printerAddressFile",
}


@QmlElement
class PrinterViewModel(ScreenViewModel):
    """A draft of the printer; one that needs an address waits for it."""

    changed = Signal()

    def __init__(self, desk: Desk, *, chosen: Chosen) -> None:
        super().__init__(desk)
        self._chosen = chosen
        self._draft = chosen.preferences
        self._has_bad_address = False

    def enter(self, _subject: object, /) -> None:
        """What is kept is shown; half-typed addresses are forgotten."""
        self._draft, self._has_bad_address = self._chosen.preferences, False
        self.refresh()

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
        self._draft = replace(self._draft, paper=PaperWidth(paper))
        run_task(self, self._chosen.keep(paper=self._draft.paper), done=self._paper_kept)
        self.refresh()

    @Slot()
    def save(self) -> None:
        """Keep the address that was typed."""
        kept = self._chosen.keep(
            printer_kind=self._draft.printer_kind, printer_address=self._draft.printer_address
        )
        run_task(self, kept, done=self._saved, refused=self._refused)

    def _paper_kept(self, _nothing: object) -> None:
        self.refresh()

    def _saved(self, _nothing: object) -> None:
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

    def _address_error(self) -> str:
        return self.desk.texts.say("printerAddressBad") if self._has_bad_address else ""

    def _can_save(self) -> bool:
        kept = self._chosen.preferences
        drafted = (self._draft.printer_kind, self._draft.printer_address)
        return drafted != (kept.printer_kind, kept.printer_address)

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
    canSave = Property(bool, _can_save, notify=changed)

"""The printer of this till: which it is, how it is, the ways to another one (CSH-60, CSH-61)."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final, Protocol

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from client.till.printer_choice import (
    PAPERS,
    WITHOUT_ADDRESS,
    PaperWidth,
    PrinterKind,
    address_text,
    kind_of,
    typed_address,
    width_of,
)
from client.ui.listmodels.rows import RowsModel
from client.ui.presenters.printers import (
    KIND_NAMES,
    FoundRow,
    News,
    PrinterScene,
    found_row,
    printer_scene,
    sent_text,
)
from client.ui.presenters.texts import wording
from client.ui.viewmodels.chosen import Chosen
from client.ui.viewmodels.navigation import Screen
from client.ui.viewmodels.scenes import flag_of, text_of
from client.ui.viewmodels.tasks import Desk, ScreenViewModel, run_task
from printers.found import Found
from printers.profiles import DrawerPin, EscposAddress, PrinterProfile
from shared.domain.errors import FieldInvalid

QML_IMPORT_NAME = "MaxLoyalty.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1

_ADDRESS_HINTS: Final = {
    PrinterKind.TCP: "printerAddressTcp",
    PrinterKind.USB: "printerAddressUsb",
    PrinterKind.SERIAL: "printerAddressSerial",
    PrinterKind.FILE: "printerAddressFile",
    PrinterKind.SYSTEM: "printerQueueDefault",
}
_PINS: Final[dict[str, DrawerPin | None]] = {"none": None, "2": 2, "5": 5}


class Sent(Protocol):
    """What became of bytes for a printer."""

    @property
    def trouble(self) -> str | None: ...


class SettingUp(Protocol):
    """What the screen needs of the world."""

    async def search(self) -> tuple[Found, ...]: ...
    async def look(self) -> object: ...
    async def open_drawer(self, profile: PrinterProfile, pin: DrawerPin) -> Sent: ...


class PrinterNews(Protocol):
    """Who says how the printer is, on whatever thread."""

    @property
    def news(self) -> News: ...
    def subscribe_news(self, listener: Callable[[News], None]) -> Callable[[], None]: ...


@QmlElement
class PrinterViewModel(ScreenViewModel):
    """A draft of the address; everything else holds as soon as it is chosen."""

    changed = Signal()
    _heard = Signal(object)

    def __init__(
        self, desk: Desk, *, chosen: Chosen, setup: SettingUp, printer_news: PrinterNews
    ) -> None:
        super().__init__(desk)
        self._chosen, self._setup = chosen, setup
        self._kind, self._typed = PrinterKind.VIRTUAL, ""
        self._has_bad_address = False
        self._found: tuple[Found, ...] | None = None
        self._rows = RowsModel(FoundRow)
        self._searching: asyncio.Task[None] | None = None
        self._news = printer_news.news
        self.scene: PrinterScene | None = None
        self._heard.connect(self._follow)
        self._stop_listening = printer_news.subscribe_news(self._heard.emit)
        chosen.changed.connect(self.refresh)

    def enter(self, _subject: object, /) -> None:
        """What is kept is shown and asked how it is; a half-typed address is forgotten."""
        self._forget_typed()
        self.look()

    def rest(self) -> None:
        """Hear no more of the printer, and look for none."""
        super().rest()
        self._stop_listening()

    def refresh(self) -> None:
        """State and found printers are worded anew."""
        language = self.desk.texts.spoken
        self.scene = printer_scene(self._news, self._printer, language=language)
        self._rows.show([found_row(each, language=language) for each in self._found or ()])
        super().refresh()

    @Slot()
    def open(self) -> None:
        """From the status bar; once is enough."""
        if self.desk.navigation.screen is not Screen.PRINTER:
            self.desk.navigation.go(Screen.PRINTER)

    @Slot()
    def look(self) -> None:
        """Ask the printer how it is."""
        run_task(self, self._setup.look(), done=self._asked)

    @Slot()
    def search(self) -> None:
        """Look for printers in the network and on the wires."""
        self._found = None
        self._searching = run_task(self, self._setup.search(), done=self._searched)
        self.refresh()

    @Slot()
    def stopSearch(self) -> None:
        """Enough: nothing more is asked."""
        if self._searching is not None:
            self._searching.cancel()
            self._searching = None
            self.refresh()

    @Slot(int)
    def take(self, index: int) -> None:
        """A printer that was found is this till's from now on; what it can do is tested next."""
        assert self._found is not None
        found = self._found[index]
        kept = self._chosen.keep(printer=PrinterProfile(found.name[:80], found.address))
        run_task(self, kept, done=self._taken)

    @Slot(str)
    def choosePrinter(self, kind: str) -> None:
        """How the printer is reached; one that needs an address waits for it."""
        self._kind, self._typed, self._has_bad_address = PrinterKind(kind), "", False
        if self._kind in WITHOUT_ADDRESS:
            self.save()
        self.refresh()

    @Slot(str)
    def choosePaper(self, width: str) -> None:
        """58 or 80 mm."""
        self._change(paper=PAPERS[PaperWidth(width)])

    @Slot(str)
    def chooseDrawer(self, pin: str) -> None:
        """``none``, ``2`` or ``5``."""
        self._change(drawer_pin=_PINS[pin])

    @Slot(str)
    def chooseLogo(self, choice: str) -> None:
        """``yes`` or ``no``."""
        run_task(self, self._chosen.keep(prints_logo=choice == "yes"), done=self._kept)

    @Slot()
    def save(self) -> None:
        """Keep the address that was typed."""
        try:
            address = typed_address(self._kind, self._typed)
        except FieldInvalid:
            self._has_bad_address = True
            self.refresh()
            return
        printer = PrinterProfile("", address, paper=self._printer.paper)
        run_task(self, self._chosen.keep(printer=printer), done=self._saved)

    @Slot()
    def openTest(self) -> None:
        """The test slip and its questions."""
        self.desk.navigation.go(Screen.PRINTER_TEST)

    @Slot()
    def openQueue(self) -> None:
        """What waits for the printer or for a person."""
        self.desk.navigation.go(Screen.PAPER_QUEUE)

    @Slot()
    def openDrawer(self) -> None:
        """Try the cash drawer."""
        pin = self._printer.drawer_pin
        assert pin is not None, "without a drawer there is no such button"
        run_task(self, self._setup.open_drawer(self._printer, pin), done=self._drawer_told)

    @property
    def _printer(self) -> PrinterProfile:
        return self._chosen.preferences.printer

    def _change(self, **changes: Any) -> None:
        kept = self._chosen.keep(printer=replace(self._printer, **changes))
        run_task(self, kept, done=self._changed)

    def _forget_typed(self) -> None:
        address = self._printer.address
        self._kind, self._typed = kind_of(address), address_text(address)
        self._has_bad_address = False
        self.refresh()

    @Slot(object)
    def _follow(self, news: News) -> None:
        self._news = news
        self.refresh()

    def _asked(self, _state: object) -> None:
        """What it said was told to everybody."""

    def _kept(self, _nothing: object) -> None:
        self.refresh()

    def _changed(self, _nothing: object) -> None:
        """What it said of itself was forgotten with what it was."""
        self.look()

    def _saved(self, _nothing: object) -> None:
        self.desk.toast.succeed(wording("settingsSaved"))
        self._forget_typed()
        self.look()

    def _taken(self, _nothing: object) -> None:
        self._forget_typed()
        if self._is_escpos():
            self.openTest()

    def _searched(self, found: tuple[Found, ...]) -> None:
        self._found, self._searching = found, None
        self.refresh()

    def _drawer_told(self, sent: Sent) -> None:
        say = self.desk.toast.succeed if sent.trouble is None else self.desk.toast.complain
        say(lambda language: sent_text(sent.trouble, done="drawerSent", language=language))

    def _set_address(self, typed: str) -> None:
        if typed != self._typed:
            self._typed, self._has_bad_address = typed, False
            self.refresh()

    def _address_hint(self) -> str:
        key = _ADDRESS_HINTS.get(self._kind)
        return self.desk.texts.say(key) if key else ""

    def _address_error(self) -> str:
        return self.desk.texts.say("printerAddressBad") if self._has_bad_address else ""

    def _queue_name(self) -> str:
        waiting = self._news.waiting
        say = self.desk.texts.say
        return say("queueOpen", count=waiting) if waiting else say("queueTitle")

    def _can_save(self) -> bool:
        kept = self._printer.address
        return (self._kind, self._typed) != (kind_of(kept), address_text(kept))

    def _is_escpos(self) -> bool:
        return isinstance(self._printer.address, EscposAddress)

    def _search_state(self) -> str:
        if self._searching is not None:
            return "searching"
        return "idle" if self._found is None else "results" if self._found else "nothing"

    def _kind_names(self) -> list[str]:
        return [self.desk.texts.say(KIND_NAMES[kind]) for kind in PrinterKind]

    text = text_of("text", changed)
    note = text_of("note", changed)
    kind = text_of("kind", changed)
    glyph = text_of("glyph", changed)
    isUrgent = flag_of("is_urgent", changed)
    queueName = Property(str, _queue_name, notify=changed)
    waiting = Property(int, lambda self: self._news.waiting, notify=changed)
    kinds = Property(list, lambda _: [kind.value for kind in PrinterKind], constant=True)
    kindNames = Property(list, _kind_names, notify=changed)
    printerKind = Property(str, lambda self: self._kind.value, notify=changed)
    needsAddress = Property(bool, lambda self: self._kind not in WITHOUT_ADDRESS, notify=changed)
    addressHint = Property(str, _address_hint, notify=changed)
    printerAddress = Property(str, lambda self: self._typed, _set_address, notify=changed)
    addressError = Property(str, _address_error, notify=changed)
    canSave = Property(bool, _can_save, notify=changed)
    paper = Property(str, lambda self: width_of(self._printer.paper).value, notify=changed)
    drawer = Property(str, lambda self: str(self._printer.drawer_pin or "none"), notify=changed)
    logo = Property(
        str, lambda self: "yes" if self._chosen.preferences.prints_logo else "no", notify=changed
    )
    hasLogo = Property(bool, lambda self: bool(self._chosen.preferences.logo_file), notify=changed)
    isReceiptPrinter = Property(bool, _is_escpos, notify=changed)
    searchState = Property(str, _search_state, notify=changed)
    foundPrinters = Property(QObject, lambda self: self._rows, constant=True)

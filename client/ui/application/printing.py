"""The printer's two screens, and what every slip on a screen needs of paper."""

from dataclasses import dataclass
from typing import Protocol

from client.till.paper import Paper
from client.till.receipts import Receipts
from client.ui.presenters.printers import printer_note
from client.ui.presenters.texts import wording
from client.ui.viewmodels.chosen import Chosen
from client.ui.viewmodels.navigation import Screen
from client.ui.viewmodels.paper_actions import Elsewhere, PaperActions
from client.ui.viewmodels.paper_queue import PaperQueueViewModel
from client.ui.viewmodels.printer import PrinterNews, PrinterViewModel, SettingUp
from client.ui.viewmodels.printer_test import PrinterTestViewModel, Probing
from client.ui.viewmodels.receipt import PrintJobs, SlipViewModel
from client.ui.viewmodels.settings import Section, SettingsViewModel
from client.ui.viewmodels.tasks import Desk


class PrintSpool(PrintJobs, PrinterNews, Protocol):
    """Who prints, and tells of it."""


class PrinterSetup(SettingUp, Probing, Elsewhere, Protocol):
    """Who finds printers and gets to know them."""


@dataclass(frozen=True, slots=True)
class Printing:
    """Both, with what a person may decide about paper."""

    spool: PrintSpool
    setup: PrinterSetup


def slip_view_model(
    desk: Desk, printing: Printing, *, receipts: Receipts, paper: Paper
) -> SlipViewModel:
    """The paper of whatever receipt its screen shows."""
    return SlipViewModel(
        desk,
        receipts=receipts,
        print_jobs=printing.spool,
        actions=PaperActions(paper=paper, elsewhere=printing.setup),
    )


def printer_view_model(desk: Desk, printing: Printing, *, chosen: Chosen) -> PrinterViewModel:
    """How the printer is, behind its screen and in the status bar."""
    printer = PrinterViewModel(
        desk, chosen=chosen, setup=printing.setup, printer_news=printing.spool
    )
    desk.navigation.register(Screen.PRINTER, printer)
    return printer


def register_paper_queue(desk: Desk, printing: Printing, *, paper: Paper) -> None:
    """Everything that waits for the printer or for a person."""
    queue = PaperQueueViewModel(
        desk,
        queue=paper,
        actions=PaperActions(paper=paper, elsewhere=printing.setup),
        print_jobs=printing.spool,
    )
    desk.navigation.register(Screen.PAPER_QUEUE, queue)


def register_printer(
    desk: Desk, settings: SettingsViewModel, *, chosen: Chosen, printing: Printing
) -> None:
    """The section of the printer, and its test behind it."""
    desk.navigation.register(
        Screen.PRINTER_TEST, PrinterTestViewModel(desk, chosen=chosen, setup=printing.setup)
    )
    settings.add(
        Section(
            Screen.PRINTER,
            glyph="printer",
            title=wording("printerTitle"),
            note=lambda language: printer_note(chosen.preferences.printer, language=language),
        )
    )

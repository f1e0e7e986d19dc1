"""Finding a printer and getting to know it, and printing past it, without keeping anybody waiting.

Searches on a thread of its own; whatever speaks to a printer goes through the spool, because cheap
printers serve one connection at a time. Answers in values, never in words. What draws is loaded
when the first slip is printed, not when the till starts. Must not know Qt.
"""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from client.devices.print_spool import PrintSpool
from client.store.prints import JobId, PrintJob
from printers.errors import PrinterTrouble
from printers.found import Found
from printers.printer import Printer
from printers.profiles import (
    DrawerPin,
    EscposAddress,
    PdfAddress,
    PrinterProfile,
)
from printers.state import PrinterState


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of bytes for a printer."""

    state: PrinterState = PrinterState.UNKNOWN
    """What the printer had said of itself before."""
    trouble: str | None = None
    """The code of why they did not go; None: they were handed over."""


Search = Callable[[Callable[[], bool]], tuple[Found, ...]]
"""Everything that is found until somebody says stop."""


def search_everywhere(should_stop: Callable[[], bool]) -> tuple[Found, ...]:
    """On the wires of this machine, in its system and in its networks. Blocks for seconds."""
    from printers.search import neighbours, own_addresses, search_network, search_wires

    wires = search_wires()
    hosts = neighbours(own_addresses())
    return (*wires, *search_network(hosts, should_stop=should_stop))


def open_printer(profile: PrinterProfile) -> Printer:
    """The printer at the profile's address."""
    from printers import registry

    return registry.open_printer(profile)


class PrinterSetup:
    """What the printer's screens ask of the world."""

    def __init__(
        self, spool: PrintSpool, *, pdf_folder: Path, search: Search = search_everywhere
    ) -> None:
        self._spool, self._pdf_folder, self._search = spool, pdf_folder, search

    async def search(self) -> tuple[Found, ...]:
        """Every printer that can be found; a cancelled search asks no further."""
        is_over = threading.Event()
        try:
            return await asyncio.to_thread(self._search, is_over.is_set)
        finally:
            is_over.set()

    async def look(self) -> PrinterState:
        """How the chosen printer is; everybody who listens is told as well."""
        return await asyncio.wrap_future(self._spool.look())

    async def print_probe(self, profile: PrinterProfile) -> Sent:
        """The test slip to a receipt printer, whatever it says of itself."""
        from printers.probe_slip import probe_slip

        return await self._send(profile, probe_slip)

    async def open_drawer(self, profile: PrinterProfile, pin: DrawerPin) -> Sent:
        """The pulse for the cash drawer on that pin."""
        from printers.probe_slip import drawer_pulse

        return await self._send(profile, lambda: drawer_pulse(pin))

    async def print_elsewhere(self, job_id: int) -> PrintJob | None:
        """A waiting slip on the system's printer, or as a PDF where there is none (CSH-61).

        None when it may be on paper by now.
        """
        from printers.search import search_system

        queues = await asyncio.to_thread(search_system)
        address = queues[0] if queues else PdfAddress(str(self._pdf_folder))
        profile = PrinterProfile(name=address.kind, address=address, paper=self._spool.paper)
        return await asyncio.wrap_future(self._spool.print_on(profile, JobId(job_id)))

    async def _send(self, profile: PrinterProfile, make: Callable[[], bytes]) -> Sent:
        address = profile.address
        assert isinstance(address, EscposAddress), "others have no bytes of their own"
        from printers.registry import open_escpos

        printer = open_escpos(profile, address)
        try:
            state = await asyncio.wrap_future(self._spool.run(lambda: printer.send(make())))
        except PrinterTrouble as trouble:
            return Sent(trouble=trouble.code)
        return Sent(state)

"""A printer that the operating system knows: the slip goes to its queue as a PDF (CSH-61).

``lp`` and ``lpstat`` of CUPS; a system without them has no queues for us, and its till prints to
PDF files. A queue takes everything and promises nothing: the slip counts as sent.
"""

import os
import shutil
import subprocess

from printers.errors import PrinterLost, PrinterUnreachable
from printers.patience import PATIENCE, Patience
from printers.printer import PrintOutcome, PrintResult
from printers.profiles import PrinterProfile, SystemAddress
from printers.state import PrinterState
from printers.transports.pdf import pdf
from shared.receipt.document import Document


def system_queues(patience: Patience = PATIENCE) -> tuple[SystemAddress, ...]:
    """The queues of this machine, its default one first; none where there is no such system."""
    names = _asked("-e", patience).split()
    default = _asked("-d", patience).rpartition(": ")[2].strip()
    return tuple(SystemAddress(name) for name in sorted(names, key=lambda name: name != default))


class SystemPrinter:
    """Hands a PDF to the queue."""

    def __init__(
        self, profile: PrinterProfile, patience: Patience, *, address: SystemAddress
    ) -> None:
        self._profile, self._patience, self._address = profile, patience, address

    def print(self, document: Document) -> PrintResult:
        """Raises ``PrinterUnreachable`` when the queue refuses, ``PrinterLost`` when it hangs."""
        page, command = pdf(document, self._profile.paper), shutil.which("lp")
        if command is None:
            raise PrinterUnreachable(detail="there is no lp here")
        to_queue = ("-d", self._address.queue) if self._address.queue else ()
        try:
            subprocess.run(
                (command, *to_queue, "-t", "Max Loyalty", "-"),
                input=page,
                capture_output=True,
                check=True,
                timeout=self._patience.write_seconds,
            )
        except subprocess.TimeoutExpired as error:
            raise PrinterLost(detail=str(error), may_have_printed=True) from error
        except subprocess.CalledProcessError as error:
            raise PrinterUnreachable(detail=error.stderr.decode(errors="replace")) from error
        return PrintResult(PrintOutcome.SENT)

    def ask(self) -> PrinterState:
        """A queue says nothing of its printer that a slip could rely on."""
        queues = system_queues(self._patience)
        is_there = self._address in queues or (bool(queues) and not self._address.queue)
        return PrinterState.UNKNOWN if is_there else PrinterState.UNREACHABLE


def _asked(question: str, patience: Patience) -> str:
    """What ``lpstat`` answers, in its own language; nothing where it is missing or fails."""
    command = shutil.which("lpstat")
    if command is None:
        return ""
    try:
        answer = subprocess.run(
            (command, question),
            capture_output=True,
            text=True,
            check=True,
            timeout=patience.connect_seconds,
            env={**os.environ, "LC_ALL": "C"},
        )
    except subprocess.SubprocessError:
        return ""
    return answer.stdout

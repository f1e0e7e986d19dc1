"""CSH-60, CSH-64 against real sockets: what was printed, what was not, what nobody knows."""

import socket
import threading

import pytest

from printers.errors import (
    CoverOpen,
    PaperOut,
    PrinterHung,
    PrinterLost,
    PrinterTrouble,
    PrinterUnreachable,
)
from printers.printer import PrintOutcome
from printers.profiles import PrinterProfile, TcpAddress
from printers.registry import open_printer
from printers.state import PrinterState
from printers.status import PRINTER, ask_now
from printers.transports import tcp
from shared.receipt.compose import compose_receipt
from shared.receipt.document import Cut, Document, Text
from shared.receipt.words import Language
from tests.printers.paper import paper_from
from tests.printers.tcp_printers import (
    FINE,
    IMPATIENT,
    LOOPBACK,
    Manners,
    a_free_port,
    a_full_backlog,
    a_listener_that_never_reads,
    a_tcp_printer,
    profile_at,
)
from tests.slips import an_earn_slip

DOCUMENT = compose_receipt(an_earn_slip(), language=Language.RU)
LONG_DOCUMENT = Document((Text("я" * 8_000), Cut()))


def test_a_slip_is_printed_when_the_printer_answers_after_the_cut() -> None:
    with a_tcp_printer() as printer:
        assert _print(printer.profile) is PrintOutcome.PRINTED
    assert "Начислено баллов" in paper_from(printer.slips[0], columns=32).text


def test_each_slip_is_a_connection_of_its_own() -> None:
    with a_tcp_printer() as printer:
        _print(printer.profile)
        _print(printer.profile)
    assert len(printer.slips) == 2


def test_a_printer_that_answers_nothing_gets_the_slip_and_the_benefit_of_the_doubt() -> None:
    with a_tcp_printer(Manners(answers={}, says_done=False)) as printer:
        assert _print(printer.profile) is PrintOutcome.SENT
    assert len(printer.slips) == 1


def test_a_printer_that_never_says_done_has_only_been_sent_the_slip() -> None:
    with a_tcp_printer(Manners(says_done=False)) as printer:
        assert _print(printer.profile) is PrintOutcome.SENT


@pytest.mark.parametrize(
    ("answers", "trouble"),
    [
        ({1: FINE | 0x08, 2: FINE | 0x20, 3: FINE, 4: FINE | 0x60}, PaperOut),
        ({1: FINE | 0x08, 2: FINE | 0x04, 3: FINE, 4: FINE}, CoverOpen),
    ],
)
def test_a_printer_that_cannot_print_is_sent_no_byte_of_the_slip(
    answers: dict[int, int], trouble: type[PrinterTrouble]
) -> None:
    with a_tcp_printer(Manners(answers=answers)) as printer, pytest.raises(trouble) as raised:
        _print(printer.profile)
    assert not raised.value.may_have_printed
    assert printer.slips == []


def test_paper_that_ends_inside_a_slip_leaves_a_doubt() -> None:
    empty = {1: FINE | 0x08, 2: FINE | 0x20, 3: FINE, 4: FINE | 0x60}
    manners = Manners(says_done=False, answers_after_slip=empty)
    with a_tcp_printer(manners) as printer, pytest.raises(PaperOut) as raised:
        _print(printer.profile)
    assert raised.value.may_have_printed


def test_a_reset_in_the_middle_of_a_slip_leaves_a_doubt() -> None:
    manners = Manners(resets_after_bytes=100)
    with a_tcp_printer(manners) as printer, pytest.raises(PrinterLost) as raised:
        _print(printer.profile)
    assert raised.value.may_have_printed


def test_a_refused_connection_printed_nothing() -> None:
    with pytest.raises(PrinterUnreachable) as raised:
        _print(profile_at(a_free_port()))
    assert not raised.value.may_have_printed


def test_a_printer_busy_with_others_printed_nothing() -> None:
    with a_full_backlog() as profile, pytest.raises(PrinterUnreachable) as raised:
        _print(profile)
    assert not raised.value.may_have_printed


def test_a_short_slip_to_a_printer_that_never_reads_counts_as_sent_only() -> None:
    with a_listener_that_never_reads() as profile:
        assert _print(profile) is PrintOutcome.SENT


def test_a_printer_that_stops_reading_is_given_up_in_time() -> None:
    with a_listener_that_never_reads() as profile:
        assert isinstance(profile.address, TcpAddress)
        link = tcp.connect(profile.address, IMPATIENT)
        with pytest.raises(PrinterHung):
            link.write(bytes(64 * 1024 * 1024))
        link.close()


def test_a_printer_known_to_lie_is_not_asked() -> None:
    with a_tcp_printer(Manners(answers={1: FINE | 0x08})) as printer:
        address = printer.profile.address
        profile = PrinterProfile("star", address, answers_status=False)
        assert _print(profile) is PrintOutcome.SENT
    assert len(printer.slips) == 1


def test_a_late_answer_does_not_cost_the_slip_that_is_on_its_way() -> None:
    slips: list[bytes] = []
    has_hung_up = threading.Event()
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        listener.bind((LOOPBACK, 0))
        listener.listen()
        profile = profile_at(listener.getsockname()[1])
        printer = threading.Thread(target=_answer_late, args=(listener, has_hung_up, slips))
        printer.start()
        assert _print(profile, LONG_DOCUMENT) is PrintOutcome.SENT
        has_hung_up.set()
        printer.join()
    assert paper_from(slips[0], columns=32).cuts == 1


@pytest.mark.parametrize(
    ("manners", "state"),
    [
        (Manners(), PrinterState.READY),
        (Manners(answers={}), PrinterState.UNKNOWN),
        (Manners(answers={1: FINE, 2: FINE, 3: FINE, 4: FINE | 0x0C}), PrinterState.PAPER_NEAR_END),
        (
            Manners(answers={1: FINE | 0x08, 2: FINE | 0x04, 3: FINE, 4: FINE}),
            PrinterState.COVER_OPEN,
        ),
    ],
)
def test_a_printer_is_asked_without_printing(manners: Manners, state: PrinterState) -> None:
    with a_tcp_printer(manners) as printer:
        assert open_printer(printer.profile, patience=IMPATIENT).ask() is state
    assert [slip for slip in printer.slips if slip != ask_now(PRINTER)] == []


def test_nobody_there_is_a_state_too() -> None:
    assert open_printer(profile_at(a_free_port())).ask() is PrinterState.UNREACHABLE


def test_a_slip_brings_home_that_the_paper_nears_its_end() -> None:
    manners = Manners(answers={1: FINE, 2: FINE, 3: FINE, 4: FINE | 0x0C})
    with a_tcp_printer(manners) as printer:
        result = open_printer(printer.profile, patience=IMPATIENT).print(DOCUMENT)
    assert result.outcome is PrintOutcome.PRINTED
    assert result.state is PrinterState.PAPER_NEAR_END


def _answer_late(listener: socket.socket, has_hung_up: threading.Event, slips: list[bytes]) -> None:
    """Reads on only when the till is gone: what its small buffer did not hold is still to come."""
    wire, _ = listener.accept()
    with wire:
        wire.recv(3)  # the question
        slip = wire.recv(1)
        wire.sendall(bytes([FINE]))
        has_hung_up.wait()
        while heard := wire.recv(4096):
            slip += heard
        slips.append(slip)


def _print(profile: PrinterProfile, document: Document = DOCUMENT) -> PrintOutcome:
    return open_printer(profile, patience=IMPATIENT).print(document).outcome

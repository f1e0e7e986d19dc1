"""Printers on a serial line, on the bus and behind a device file (CSH-60)."""

import os
import select
import threading
import tty
from collections.abc import Iterator
from pathlib import Path

import pytest
from usb.core import USBError, USBTimeoutError

from printers.errors import PrinterHung, PrinterLost, PrinterUnreachable
from printers.printer import PrintOutcome
from printers.profiles import (
    PAPER_58,
    Address,
    FileAddress,
    PrinterProfile,
    SerialAddress,
    UsbAddress,
)
from printers.registry import open_printer
from printers.status import ASK_WHEN_DONE
from printers.transports.usb import UsbLink
from shared.receipt.compose import compose_receipt
from shared.receipt.words import Language
from tests.printers.paper import paper_from
from tests.printers.tcp_printers import FINE, IMPATIENT
from tests.slips import an_earn_slip

DOCUMENT = compose_receipt(an_earn_slip(), language=Language.RU)


@pytest.fixture
def serial_line() -> Iterator[tuple[int, str]]:
    """Our end, and the name of the end where the printer is looked for."""
    ours, theirs = os.openpty()
    tty.setraw(theirs)
    yield ours, os.ttyname(theirs)
    os.close(ours)
    os.close(theirs)


def test_a_serial_printer_that_answers_has_printed(serial_line: tuple[int, str]) -> None:
    ours, device = serial_line
    heard = _Printer(ours)
    assert _print(SerialAddress(device)) is PrintOutcome.PRINTED
    slip = heard.until(ASK_WHEN_DONE)
    assert "Начислено баллов" in paper_from(slip, columns=32).text


def test_a_serial_printer_that_only_listens_was_sent_the_slip(serial_line: tuple[int, str]) -> None:
    ours, device = serial_line
    heard = _Printer(ours, is_dumb=True)
    assert _print(SerialAddress(device)) is PrintOutcome.SENT
    assert "Начислено баллов" in paper_from(heard.until(b"\x1dV\x00"), columns=32).text


def test_a_serial_port_that_is_not_there_printed_nothing() -> None:
    with pytest.raises(PrinterUnreachable) as raised:
        _print(SerialAddress("/dev/ttyNOWHERE"))
    assert not raised.value.may_have_printed


def test_a_device_file_is_written_whole(tmp_path: Path) -> None:
    path = tmp_path / "lp0"
    path.touch()
    assert _print(FileAddress(str(path))) is PrintOutcome.SENT
    assert "Начислено баллов" in paper_from(path.read_bytes(), columns=32).text


def test_a_device_file_that_is_not_there_printed_nothing(tmp_path: Path) -> None:
    with pytest.raises(PrinterUnreachable) as raised:
        _print(FileAddress(str(tmp_path / "lp0")))
    assert not raised.value.may_have_printed


def test_a_device_that_takes_no_more_is_given_up_in_doubt(tmp_path: Path) -> None:
    path = tmp_path / "lp0"
    os.mkfifo(path)
    nobody_reads = os.open(path, os.O_RDWR | os.O_NONBLOCK)
    _fill(nobody_reads)
    with pytest.raises(PrinterHung) as raised:
        _print(FileAddress(str(path)))
    os.close(nobody_reads)
    assert raised.value.may_have_printed


def test_a_full_device_is_a_printer_lost_in_doubt() -> None:
    with pytest.raises(PrinterLost) as raised:
        _print(FileAddress("/dev/full"))
    assert raised.value.may_have_printed


def test_a_usb_printer_that_is_not_plugged_in_printed_nothing() -> None:
    with pytest.raises(PrinterUnreachable) as raised:
        _print(UsbAddress(vendor_id=0xFFFE, product_id=0xFFFE))
    assert not raised.value.may_have_printed


@pytest.mark.parametrize(
    ("failure", "trouble"),
    [(USBTimeoutError("slow"), PrinterHung), (USBError("gone"), PrinterLost)],
)
def test_what_the_bus_says_is_told_apart(failure: USBError, trouble: type[Exception]) -> None:
    link = UsbLink(_UsbDriver(failure), UsbAddress(1, 2), IMPATIENT)
    with pytest.raises(trouble):
        link.write(b"slip")


def test_a_usb_printer_that_says_nothing_is_silent_not_lost() -> None:
    link = UsbLink(_UsbDriver(USBTimeoutError("slow")), UsbAddress(1, 2), IMPATIENT)
    assert link.read(seconds=0.01) == b""


class _UsbDriver:
    """A driver whose device fails in one way; it is its own device."""

    def __init__(self, failure: USBError) -> None:
        self.device = self
        self._failure = failure

    def write(self, *_: object) -> None:
        raise self._failure

    def read(self, *_: object) -> bytes:
        raise self._failure


class _Printer:
    """Listens at the far end of a serial line and answers what it is asked."""

    def __init__(self, descriptor: int, *, is_dumb: bool = False) -> None:
        self._descriptor = descriptor
        self._is_dumb = is_dumb
        self._heard = b""
        self._has_news = threading.Condition()
        threading.Thread(target=self._listen, daemon=True).start()

    def until(self, end: bytes) -> bytes:
        """The slip without the questions around it, once ``end`` was heard."""
        with self._has_news:
            assert self._has_news.wait_for(lambda: end in self._heard, timeout=5)
            slip = self._heard
        for question in (b"\x10\x04\x01", b"\x10\x04\x02", b"\x10\x04\x03", b"\x10\x04\x04"):
            slip = slip.replace(question, b"")
        return slip.replace(ASK_WHEN_DONE, b"")

    def _listen(self) -> None:
        while received := _read(self._descriptor):
            with self._has_news:
                self._heard += received
                self._has_news.notify_all()
            if not self._is_dumb:
                self._answer(received)

    def _answer(self, received: bytes) -> None:
        os.write(self._descriptor, bytes([FINE]) * received.count(b"\x10\x04"))
        if ASK_WHEN_DONE in self._heard:
            os.write(self._descriptor, b"\x00")


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 4096)
    except OSError:
        return b""


def _fill(descriptor: int) -> None:
    while select.select([], [descriptor], [], 0)[1]:
        os.write(descriptor, bytes(4096))


def _print(address: Address) -> PrintOutcome:
    profile = PrinterProfile("counter", address, paper=PAPER_58)
    return open_printer(profile, patience=IMPATIENT).print(DOCUMENT).outcome

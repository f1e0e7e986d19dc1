"""CSH-12: a scanner on a serial port, over a real pair of pseudo-terminals."""

import os
import queue
from collections.abc import Iterator
from pathlib import Path

import pytest

from client.devices.serial_scanner import LineCutter, SerialPorts, SerialScanner
from shared.domain.codes import qr_payload

pty = pytest.importorskip("pty", reason="only Unix has pseudo-terminals")

PATIENCE_SECONDS = 20
CARD = qr_payload("301234567890123456789012")


class Wire:
    """What the scanner sends, what the till hears, and a link that stands for the plug."""

    def __init__(self, folder: Path) -> None:
        self.port = folder / "ttyUSB0"
        self.codes: queue.Queue[str] = queue.Queue()
        self.lines: queue.Queue[bool] = queue.Queue()
        self._ends: list[int] = []
        self.scanner = SerialScanner(str(self.port), baud=9600, reopen_seconds=0.01)

    def plug_in(self) -> None:
        ours, theirs = pty.openpty()
        self._ends = [ours, theirs]
        self.port.unlink(missing_ok=True)
        self.port.symlink_to(os.ttyname(theirs))

    def unplug(self) -> None:
        self.port.unlink()
        while self._ends:
            os.close(self._ends.pop())

    def send(self, sent: bytes) -> None:
        os.write(self._ends[0], sent)

    def code(self) -> str:
        return self.codes.get(timeout=PATIENCE_SECONDS)

    def is_open(self) -> bool:
        return self.lines.get(timeout=PATIENCE_SECONDS)


@pytest.fixture
def wire(tmp_path: Path) -> Iterator[Wire]:
    wire = Wire(tmp_path)
    wire.plug_in()
    wire.scanner.start(wire.codes.put, on_line=wire.lines.put)
    assert wire.is_open()
    yield wire
    wire.scanner.stop()


@pytest.mark.parametrize("ending", [b"\r", b"\n", b"\r\n", b"\t"])
def test_a_code_is_heard_whatever_ends_it(wire: Wire, ending: bytes) -> None:
    wire.send(CARD.encode() + ending + b"123456" + ending)
    assert [wire.code(), wire.code()] == [CARD, "123456"]


def test_a_code_without_an_ending_is_heard_after_a_silence(wire: Wire) -> None:
    wire.send(CARD.encode())
    assert wire.code() == CARD


def test_a_scanner_that_is_plugged_in_again_is_heard_again(wire: Wire) -> None:
    wire.unplug()
    assert not wire.is_open()
    wire.plug_in()
    while not wire.is_open():
        pass
    wire.send(CARD.encode() + b"\r")
    assert wire.code() == CARD


def test_nobody_is_told_after_the_stop(wire: Wire) -> None:
    wire.scanner.stop()
    wire.scanner.stop()
    wire.send(CARD.encode() + b"\r")
    wire.unplug()
    assert wire.codes.empty()


@pytest.mark.parametrize("cut", range(1, len(CARD) + 2))
def test_chunks_may_end_anywhere(cut: int) -> None:
    cutter, sent = LineCutter(), f"{CARD}\r\n".encode()
    assert cutter.feed(sent[:cut]) + cutter.feed(sent[cut:]) == (CARD,)
    assert cutter.settle() == ()


def test_noise_without_an_end_is_forgotten() -> None:
    cutter = LineCutter()
    assert cutter.feed(b"\xff" * 2_000) == ()
    assert cutter.feed(CARD.encode() + b"\r") == (CARD,)


def test_the_ports_of_this_computer_can_be_listed() -> None:
    assert all(each.port for each in SerialPorts().find())

"""What printers say about themselves, liars and talkers among them."""

import pytest

from printers.errors import CoverOpen, PaperOut, PrinterBroken, PrinterOffline, PrinterTrouble
from printers.status import (
    ERROR_CAUSE,
    OFFLINE_CAUSE,
    PAPER,
    PRINTER,
    answer_in,
    holds_answer,
    says_done,
    trouble_in,
)

FINE = 0x12
AUTOMATIC = b"\x10\x00\x00\x0f"


@pytest.mark.parametrize(
    ("answers", "trouble"),
    [
        ({}, None),
        ({PRINTER: FINE, OFFLINE_CAUSE: FINE, ERROR_CAUSE: FINE, PAPER: FINE}, None),
        ({PRINTER: FINE | 0x08, OFFLINE_CAUSE: FINE | 0x04}, CoverOpen),
        ({PRINTER: FINE | 0x08, OFFLINE_CAUSE: FINE | 0x20}, PaperOut),
        ({PRINTER: FINE, PAPER: FINE | 0x60}, PaperOut),
        ({PRINTER: FINE, PAPER: FINE | 0x0C}, None),
        ({PRINTER: FINE | 0x08, ERROR_CAUSE: FINE | 0x08}, PrinterBroken),
        ({PRINTER: FINE, ERROR_CAUSE: FINE | 0x40}, PrinterBroken),
        ({PRINTER: FINE | 0x08}, PrinterOffline),
        ({PRINTER: FINE | 0x04}, None),
    ],
)
def test_answers_become_the_trouble_a_person_can_mend(
    answers: dict[int, int], trouble: type[PrinterTrouble] | None
) -> None:
    found = trouble_in(answers)
    assert (type(found) if found else None) is trouble


@pytest.mark.parametrize(
    ("received", "answer"),
    [(b"\x12", 0x12), (AUTOMATIC + b"\x16", 0x16), (b"\x12\x1a", 0x1A), (b"\xff\x00\x12", 0x12)],
)
def test_an_answer_is_found_among_other_bytes(received: bytes, answer: int) -> None:
    assert answer_in(received) == answer


@pytest.mark.parametrize("received", [b"", AUTOMATIC, b"\xff", b"\x10\x12", b"\x00"])
def test_other_bytes_are_no_answer(received: bytes) -> None:
    assert not holds_answer(received)


@pytest.mark.parametrize(
    ("received", "is_done"),
    [
        (b"\x00", True),
        (b"\x0c", True),
        (AUTOMATIC + b"\x00", True),
        (AUTOMATIC, False),
        (b"", False),
    ],
)
def test_only_the_answer_in_turn_proves_that_a_slip_was_worked_off(
    received: bytes, is_done: bool
) -> None:
    assert says_done(received) is is_done


def test_a_late_answer_to_an_earlier_question_proves_nothing() -> None:
    assert not says_done(b"\x12\x12")

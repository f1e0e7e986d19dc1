"""What printers say about themselves, liars and talkers among them."""

import pytest

from printers.errors import (
    CoverOpen,
    PaperOut,
    PrinterBroken,
    PrinterHung,
    PrinterLost,
    PrinterOffline,
    PrinterTrouble,
    PrinterUnreachable,
)
from printers.state import PrinterState, state_of
from printers.status import (
    ERROR_CAUSE,
    OFFLINE_CAUSE,
    PAPER,
    PRINTER,
    answer_in,
    holds_answer,
    says_done,
    state_in,
    state_told_unasked,
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


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        ({}, PrinterState.UNKNOWN),
        ({PRINTER: FINE}, PrinterState.READY),
        ({PRINTER: FINE, PAPER: FINE | 0x0C}, PrinterState.PAPER_NEAR_END),
        ({PRINTER: FINE, PAPER: FINE | 0x6C}, PrinterState.PAPER_OUT),
        ({PRINTER: FINE | 0x08, OFFLINE_CAUSE: FINE | 0x04}, PrinterState.COVER_OPEN),
        ({PRINTER: FINE | 0x08}, PrinterState.OFFLINE),
        ({PRINTER: FINE, ERROR_CAUSE: FINE | 0x20}, PrinterState.BROKEN),
    ],
)
def test_silence_is_neither_well_nor_ill(answers: dict[int, int], state: PrinterState) -> None:
    assert state_in(answers) is state


@pytest.mark.parametrize(
    ("told", "state"),
    [
        (b"", PrinterState.UNKNOWN),
        (b"\x12\x00", PrinterState.UNKNOWN),
        (AUTOMATIC[:3], PrinterState.UNKNOWN),
        (b"\x14\x00\x00\x0f", PrinterState.READY),
        (b"\x10\x00\x03\x0f", PrinterState.PAPER_NEAR_END),
        (b"\x18\x00\x0f\x0f", PrinterState.PAPER_OUT),
        (b"\x38\x00\x00\x0f", PrinterState.COVER_OPEN),
        (b"\x18\x00\x00\x0f", PrinterState.OFFLINE),
        (b"\x18\x00\x0c\x0f" + AUTOMATIC, PrinterState.READY),
    ],
)
def test_what_is_told_unasked_counts_where_no_question_is_answered(
    told: bytes, state: PrinterState
) -> None:
    assert state_told_unasked(told) is state


@pytest.mark.parametrize("trouble", [PrinterUnreachable(), PrinterLost(), PrinterHung()])
def test_a_wire_that_breaks_is_nobody_there(trouble: PrinterTrouble) -> None:
    assert state_of(trouble) is PrinterState.UNREACHABLE

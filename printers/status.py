"""What a printer says about itself, understood without believing too much.

Two questions. ``DLE EOT n`` is answered at once, even with the lid open, so it tells why a printer
will not print. ``GS r 1`` waits its turn behind the slip, so its answer is the proof that the slip
was worked off. The answers may stand behind each other in one buffer, with automatic status
messages of four bytes before them; those are read for what they say when nothing else is said.
Silence is no answer: it never stops a slip and never claims success. Must not know how bytes
travel.
"""

from typing import Final

from printers.errors import (
    CoverOpen,
    PaperOut,
    PrinterBroken,
    PrinterOffline,
    PrinterTrouble,
)
from printers.state import PrinterState, state_of

PRINTER, OFFLINE_CAUSE, ERROR_CAUSE, PAPER = 1, 2, 3, 4
QUESTIONS: Final = (PRINTER, OFFLINE_CAUSE, ERROR_CAUSE, PAPER)
"""The numbers of ``DLE EOT``, in the order in which they are asked."""

ASK_WHEN_DONE: Final = b"\x1dr\x01"

_MARKS: Final = 0x93
_ANSWER: Final = 0x12
_AUTOMATIC: Final = 0x10
_AUTOMATIC_BYTES: Final = 4
_DONE_MARKS: Final = 0x90

_IS_OFFLINE: Final = 0x08
_COVER_IS_OPEN: Final = 0x04
_PAPER_STOPPED_IT: Final = 0x20
_ERROR: Final = 0x68
_PAPER_IS_OUT: Final = 0x60
_PAPER_NEARS_END: Final = 0x0C

_AUTOMATIC_OFFLINE: Final = 0x08
_AUTOMATIC_COVER: Final = 0x20
_AUTOMATIC_PAPER_OUT: Final = 0x0C
_AUTOMATIC_PAPER_NEARS_END: Final = 0x03


def ask_now(question: int) -> bytes:
    """``DLE EOT n``."""
    return b"\x10\x04" + bytes([question])


def holds_answer(received: bytes) -> bool:
    """Whether ``received`` holds an answer to ``DLE EOT``."""
    return bool(_answers(received))


def answer_in(received: bytes) -> int:
    """The last answer to ``DLE EOT`` in ``received``, which holds one."""
    return _answers(received)[-1]


def says_done(received: bytes) -> bool:
    """Whether ``received`` holds the answer to ``GS r 1``."""
    return any(each & _DONE_MARKS == 0 for each in _replies(received))


def trouble_in(answers: dict[int, int]) -> PrinterTrouble | None:
    """What the answers, by question, say is wrong; the thing a person can mend comes first."""
    cause = answers.get(OFFLINE_CAUSE, 0)
    if cause & _COVER_IS_OPEN:
        return CoverOpen()
    if cause & _PAPER_STOPPED_IT or answers.get(PAPER, 0) & _PAPER_IS_OUT:
        return PaperOut()
    if answers.get(ERROR_CAUSE, 0) & _ERROR:
        return PrinterBroken(detail=f"error status {answers[ERROR_CAUSE]:#04x}")
    if answers.get(PRINTER, 0) & _IS_OFFLINE:
        return PrinterOffline()
    return None


def state_in(answers: dict[int, int]) -> PrinterState:
    """What the answers, by question, say; ``UNKNOWN`` for silence."""
    trouble = trouble_in(answers)
    if trouble is not None:
        return state_of(trouble)
    if answers.get(PAPER, 0) & _PAPER_NEARS_END:
        return PrinterState.PAPER_NEAR_END
    return PrinterState.READY if answers else PrinterState.UNKNOWN


def state_told_unasked(received: bytes) -> PrinterState:
    """What the last whole automatic message in ``received`` says; ``UNKNOWN`` without one."""
    message = _automatic_message(received)
    if message is None:
        return PrinterState.UNKNOWN
    first, _, paper, _ = message
    if first & _AUTOMATIC_COVER:
        return PrinterState.COVER_OPEN
    if paper & _AUTOMATIC_PAPER_OUT:
        return PrinterState.PAPER_OUT
    if first & _AUTOMATIC_OFFLINE:
        return PrinterState.OFFLINE
    near = paper & _AUTOMATIC_PAPER_NEARS_END
    return PrinterState.PAPER_NEAR_END if near else PrinterState.READY


def _answers(received: bytes) -> list[int]:
    return [each for each in _replies(received) if each & _MARKS == _ANSWER]


def _replies(received: bytes) -> list[int]:
    """The single-byte answers of ``received``, without automatic status messages."""
    replies, place = [], 0
    while place < len(received):
        if received[place] & _MARKS == _AUTOMATIC:
            place += _AUTOMATIC_BYTES
        else:
            replies.append(received[place])
            place += 1
    return replies


def _automatic_message(received: bytes) -> bytes | None:
    """The last whole one."""
    message, place = None, 0
    while place < len(received):
        if received[place] & _MARKS == _AUTOMATIC:
            piece = received[place : place + _AUTOMATIC_BYTES]
            message = piece if len(piece) == _AUTOMATIC_BYTES else message
            place += _AUTOMATIC_BYTES
        else:
            place += 1
    return message

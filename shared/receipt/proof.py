"""What the books say of the operation behind a code on paper, in words (P6).

The till and the server's public page say the same, and nothing about the guest: whoever holds the
paper may not be the one it names.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from shared.receipt.words import Language, moment_text, signed_text


class ProofState(StrEnum):
    """What became of the operation."""

    BOOKED = "booked"
    CANCELLED = "cancelled"
    REFUSED = "refused"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Proof:
    """One operation, found again by its code."""

    short_hash: str
    kind: str
    """Of its body; empty where nobody understands it."""
    seq: int
    """The number that the paper prints beside the code."""
    local_time: datetime
    state: ProofState
    points: int | None
    """By how much the balance changed; None while nothing is booked."""
    is_intact: bool
    """Whether its text, its place and everything chained to it are what the code was cut from."""


@dataclass(frozen=True, slots=True)
class _Words:
    intact: str
    broken: str
    unknown: str
    operation: str
    points: str
    kinds: dict[str, str]
    other_kind: str
    states: dict[ProofState, str]


_WORDS: Final = {
    Language.RU: _Words(
        intact="Код подлинный: операция записана и не изменена.",
        broken="ВНИМАНИЕ: запись этой операции изменена.",
        unknown="Операции с таким кодом здесь нет.",
        operation="Операция {seq}, код {code}, {moment}",
        points="Баллы: {points}",
        kinds={
            "earn": "Начисление",
            "redeem": "Списание",
            "registration": "Регистрация",
            "adjustment": "Корректировка",
            "cancel": "Отмена операции",
            "refund": "Возврат по чеку",
            "transfer": "Перевод баллов",
            "lease_release": "Возврат баллов кассой",
            "device_lost": "Списание утерянной кассы",
            "shift_open": "Открытие смены",
            "shift_handover": "Передача смены",
            "shift_close": "Закрытие смены",
        },
        other_kind="Операция",
        states={
            ProofState.BOOKED: "Проведена.",
            ProofState.CANCELLED: "Проведена и позже отменена.",
            ProofState.REFUSED: "Отклонена сервером.",
            ProofState.WAITING: "Ещё не проведена.",
        },
    ),
    Language.EN: _Words(
        intact="The code is genuine: the operation is on record and unchanged.",
        broken="WARNING: the record of this operation was changed.",
        unknown="There is no operation with this code here.",
        operation="Operation {seq}, code {code}, {moment}",
        points="Points: {points}",
        kinds={
            "earn": "Points earned",
            "redeem": "Points redeemed",
            "registration": "Registration",
            "adjustment": "Adjustment",
            "cancel": "Operation cancelled",
            "refund": "Check refunded",
            "transfer": "Points transferred",
            "lease_release": "Points given back by a till",
            "device_lost": "A till given up",
            "shift_open": "Shift opened",
            "shift_handover": "Shift handed over",
            "shift_close": "Shift closed",
        },
        other_kind="Operation",
        states={
            ProofState.BOOKED: "Booked.",
            ProofState.CANCELLED: "Booked, and cancelled later.",
            ProofState.REFUSED: "Refused by the server.",
            ProofState.WAITING: "Not booked yet.",
        },
    ),
}


def proof_lines(proof: Proof, *, language: Language) -> tuple[str, ...]:
    """The proof for a person, the verdict first."""
    words = _WORDS[language]
    lines = [
        words.intact if proof.is_intact else words.broken,
        words.kinds.get(proof.kind, words.other_kind),
        words.operation.format(
            seq=proof.seq, code=proof.short_hash, moment=moment_text(proof.local_time)
        ),
        words.states[proof.state],
    ]
    if proof.points is not None:
        lines.append(words.points.format(points=signed_text(proof.points, language=language)))
    return tuple(lines)


def unknown_line(*, language: Language) -> str:
    """What to say where no operation has the code."""
    return _WORDS[language].unknown

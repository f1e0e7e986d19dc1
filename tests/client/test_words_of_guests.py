"""A guest's card in words: what goes, and when (CSH-18, LOY-17)."""

from datetime import UTC

import pytest

from client.ui.presenters.guests import expiry_text
from shared.domain.expiring import Due, ExpiryCause
from shared.domain.points import PointsKind
from shared.receipt.words import Language
from tests.builders import NOON


@pytest.mark.parametrize(
    ("points", "russian", "english"),
    [
        (1, "1\u00a0балл сгорит", "1\u00a0point expires"),
        (3, "3\u00a0балла сгорят", "3\u00a0points expire"),
        (21, "21\u00a0балл сгорит", "21\u00a0points expire"),
        (300, "300\u00a0баллов сгорят", "300\u00a0points expire"),
    ],
)
def test_the_verb_follows_the_number(points: int, russian: str, english: str) -> None:
    due = Due(PointsKind.PROMO, points, NOON, ExpiryCause.TERM)
    assert expiry_text(due, zone=UTC, language=Language.RU) == f"{russian} 21.11.2026"
    assert expiry_text(due, zone=UTC, language=Language.EN) == f"{english} on 21.11.2026"

"""How money, points and moments are written for people (CSH-17)."""

from datetime import date

import pytest

from shared.domain.money import Money
from shared.receipt.words import (
    Language,
    date_text,
    moment_text,
    money_text,
    number_text,
    percent_text,
    phone_text,
    points_text,
    signed_text,
)
from tests.slips import AFTERNOON

RU, EN = Language.RU, Language.EN


@pytest.mark.parametrize(
    ("money", "russian", "english"),
    [
        (Money(0), "0 ₽", "0 ₽"),
        (Money(1), "0,01 ₽", "0.01 ₽"),
        (Money(200_000), "2 000 ₽", "2,000 ₽"),
        (Money(200_050), "2 000,50 ₽", "2,000.50 ₽"),
        (Money(-150), "−1,50 ₽", "−1.50 ₽"),
        (Money(100_000_000), "1 000 000 ₽", "1,000,000 ₽"),
        (Money(500, "KZT"), "5 ₸", "5 ₸"),
        (Money(500, "GEL"), "5 GEL", "5 GEL"),
    ],
)
def test_money(money: Money, russian: str, english: str) -> None:
    assert _spaced(money_text(money, language=RU)) == russian
    assert _spaced(money_text(money, language=EN)) == english


def test_a_sum_never_breaks_between_two_lines() -> None:
    assert " " not in money_text(Money(123_456_789), language=RU)


@pytest.mark.parametrize(
    ("points", "russian", "english"),
    [
        (0, "0 баллов", "0 points"),
        (1, "1 балл", "1 point"),
        (2, "2 балла", "2 points"),
        (4, "4 балла", "4 points"),
        (5, "5 баллов", "5 points"),
        (11, "11 баллов", "11 points"),
        (12, "12 баллов", "12 points"),
        (14, "14 баллов", "14 points"),
        (21, "21 балл", "21 points"),
        (22, "22 балла", "22 points"),
        (100, "100 баллов", "100 points"),
        (101, "101 балл", "101 points"),
        (111, "111 баллов", "111 points"),
        (1_004, "1 004 балла", "1,004 points"),
        (-1, "−1 балл", "−1 point"),
        (-12_500, "−12 500 баллов", "−12,500 points"),
    ],
)
def test_points_with_their_noun(points: int, russian: str, english: str) -> None:
    assert _spaced(points_text(points, language=RU)) == russian
    assert _spaced(points_text(points, language=EN)) == english


@pytest.mark.parametrize(
    ("number", "plain", "signed"),
    [(0, "0", "0"), (300, "300", "+300"), (-400, "−400", "−400"), (12_500, "12 500", "+12 500")],
)
def test_numbers(number: int, plain: str, signed: str) -> None:
    assert _spaced(number_text(number, language=RU)) == plain
    assert _spaced(signed_text(number, language=RU)) == signed


@pytest.mark.parametrize(
    ("basis_points", "russian", "english"),
    [(1000, "10 %", "10%"), (1250, "12,5 %", "12.5%"), (1, "0,01 %", "0.01%"), (0, "0 %", "0%")],
)
def test_percentages(basis_points: int, russian: str, english: str) -> None:
    assert _spaced(percent_text(basis_points, language=RU)) == russian
    assert percent_text(basis_points, language=EN) == english


def test_dates_and_moments_are_written_day_first() -> None:
    assert date_text(date(2026, 1, 9)) == "09.01.2026"
    assert moment_text(AFTERNOON) == "21.11.2026 14:05"


def test_a_phone() -> None:
    assert phone_text("79991234567") == "+7 999 123-45-67"


def _spaced(text: str) -> str:
    return text.replace("\u00a0", " ")

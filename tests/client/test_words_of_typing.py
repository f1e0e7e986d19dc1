"""Phones and birth dates while they are typed: their looks, the caret (CSH-15, CSH-41)."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from client.ui.presenters.arranging import (
    Arrange,
    Typed,
    retyped,
    tidy_birth_date,
    tidy_phone,
    whole_birth_date,
)
from client.ui.presenters.birth_dates import (
    BirthPart,
    Wheels,
    birth_problem,
    index_of,
    read_birth_date,
    turned,
    wheels_at_rest,
    wheels_of,
    years,
)
from shared.domain.errors import PhoneInvalid
from shared.domain.phones import digits_of, normalise_phone

TODAY = date(2026, 11, 21)
EMPTY = Typed("", 0)
SIGNS = st.text(alphabet="0123456789+ -()", max_size=20)


def typed(keys: str, arrange: Arrange, *, into: Typed = EMPTY) -> Typed:
    """One key after another, where the caret is."""
    for key in keys:
        text = into.text[: into.caret] + key + into.text[into.caret :]
        into = retyped(into, Typed(text, into.caret + 1), arrange=arrange)
    return into


def erased(field: Typed, arrange: Arrange) -> Typed:
    """The key that erases to the left."""
    text = field.text[: field.caret - 1] + field.text[field.caret :]
    return retyped(field, Typed(text, field.caret - 1), arrange=arrange)


def deleted(field: Typed, arrange: Arrange) -> Typed:
    """The key that erases to the right."""
    text = field.text[: field.caret] + field.text[field.caret + 1 :]
    return retyped(field, Typed(text, field.caret), arrange=arrange)


@pytest.mark.parametrize(
    ("keys", "shown"),
    [
        ("", ""),
        ("8", "8"),
        ("8999123", "8 999 123"),
        ("89991234567", "+7 999 123-45-67"),
        ("8 (999) 123-45-67", "+7 999 123-45-67"),
        ("+7 999 123 45 67", "+7 999 123-45-67"),
        ("79991234567", "+7 999 123-45-67"),
        ("9991234567", "+7 999 123-45-67"),
        ("4951234567", "+7 495 123-45-67"),
        ("+7 999 123-45-6", "+7 999 123-45-6"),
        ("+49 30 1234567", "+49 30 1234567"),
        ("тел. 8-999-123-45-67", "+7 999 123-45-67"),
        ("не скажу", "не скажу"),
    ],
)
def test_a_phone_is_arranged_however_it_is_typed_or_pasted(keys: str, shown: str) -> None:
    assert tidy_phone(keys) == shown
    if keys.isascii():
        assert typed(keys, tidy_phone) == Typed(shown, len(shown))


@given(SIGNS)
def test_an_arranged_phone_means_what_was_typed(signs: str) -> None:
    assert _stored(tidy_phone(signs)) == _stored(signs)
    assert tidy_phone(tidy_phone(signs)) == tidy_phone(signs)


@given(st.text(alphabet="0123456789", min_size=1, max_size=14))
def test_no_digit_of_a_phone_is_eaten_while_it_is_typed(digits: str) -> None:
    shown = digits_of(typed(digits, tidy_phone).text)
    assert shown[1:].endswith(digits[1:])


@pytest.mark.parametrize(
    ("before", "act", "after"),
    [
        (Typed("+7 999 123-45-67", 6), erased, Typed("+7 991 234-56-7", 5)),
        (Typed("+7 999 123-45-67", 7), erased, Typed("+7 991 234-56-7", 5)),
        (Typed("+7 999 123-45-67", 10), deleted, Typed("+7 999 123-56-7", 10)),
        (Typed("+7 999 123-45-67", 16), erased, Typed("+7 999 123-45-6", 15)),
        (Typed("8 9", 3), erased, Typed("8", 1)),
        (Typed("+7", 2), erased, Typed("+", 1)),
        (Typed("+", 1), erased, EMPTY),
    ],
)
def test_a_phone_is_corrected_in_the_middle(
    before: Typed, act: Callable[[Typed, Arrange], Typed], after: Typed
) -> None:
    assert act(before, tidy_phone) == after


def test_a_digit_that_was_forgotten_is_put_where_the_caret_is() -> None:
    begun = typed("+7 99 123 45 67", tidy_phone)
    assert begun.text == "+7 991 234-56-7"
    assert typed("9", tidy_phone, into=Typed(begun.text, 5)) == Typed("+7 999 123-45-67", 6)


@given(st.text(alphabet="0123456789", min_size=11, max_size=11), st.data())
def test_whatever_digit_is_erased_can_be_typed_again(digits: str, data: st.DataObject) -> None:
    whole = typed("+7" + digits[1:], tidy_phone)
    places = [place for place in range(3, len(whole.text)) if whole.text[place].isdigit()]
    place = data.draw(st.sampled_from(places))
    begun = erased(Typed(whole.text, place + 1), tidy_phone)
    assert typed(whole.text[place], tidy_phone, into=begun).text == whole.text


@pytest.mark.parametrize(
    ("keys", "shown"),
    [
        ("2", "2"),
        ("211", "21.1"),
        ("01021990", "01.02.1990"),
        ("1.2.1990", "01.02.1990"),
        ("1/12/1990", "01.12.1990"),
        ("21.11.199012", "21.11.1990"),
        ("21.", "21"),
    ],
)
def test_points_are_put_into_a_date_as_it_grows(keys: str, shown: str) -> None:
    assert typed(keys, tidy_birth_date) == Typed(shown, len(shown))


@pytest.mark.parametrize("text", ["21. 11. 1990", "21 11 1990", "21-11-1990", "21/11/1990"])
def test_a_pasted_date_is_understood(text: str) -> None:
    assert read_birth_date(tidy_birth_date(text)) == date(1990, 11, 21)


@pytest.mark.parametrize(
    ("caret", "key", "after"),
    [
        (1, "3", Typed("31.02.1990", 1)),
        (5, "3", Typed("01.03.1990", 5)),
        (8, "8", Typed("01.02.1890", 8)),
        (3, "5", Typed("05.02.1990", 2)),
    ],
)
def test_a_date_is_corrected_part_by_part(caret: int, key: str, after: Typed) -> None:
    begun = erased(Typed("01.02.1990", caret), tidy_birth_date)
    assert typed(key, tidy_birth_date, into=begun) == after


def test_a_date_is_left_with_its_zeros() -> None:
    assert whole_birth_date("1.2.1990") == "01.02.1990"
    assert read_birth_date("1.2.1990") == date(1990, 2, 1)


def test_a_birth_date_is_read_or_refused() -> None:
    assert read_birth_date("21.11.1990") == date(1990, 11, 21)
    assert read_birth_date("") is None
    for impossible in ("31.02.1990", "21.11.19", "99.99.9999", "21"):
        with pytest.raises(ValueError, match=r".*"):
            read_birth_date(impossible)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", None),
        ("3", None),
        ("31", None),
        ("32", "format"),
        ("00", "format"),
        ("31.0", None),
        ("31.13", "format"),
        ("31.02", "format"),
        ("31.04", "format"),
        ("29.02", None),
        ("29.02.19", None),
        ("29.02.1990", "format"),
        ("29.02.1992", None),
        ("01.01.18", "too_old"),
        ("01.01.1899", "too_old"),
        ("01.01.1905", "too_old"),
        ("01.01.1906", None),
        ("01.01.21", "future"),
        ("21.11.2026", None),
        ("22.11.2026", "future"),
        ("01.01.2027", "future"),
    ],
)
def test_what_nothing_can_mend_is_told_at_once(text: str, reason: str | None) -> None:
    assert birth_problem(text, today=TODAY) == reason


@given(st.dates(date(1906, 1, 1), TODAY))
def test_no_date_that_somebody_was_born_on_is_ever_called_wrong(born: date) -> None:
    field = EMPTY
    for key in f"{born:%d%m%Y}":
        field = typed(key, tidy_birth_date, into=field)
        assert birth_problem(field.text, today=TODAY) is None
    assert read_birth_date(field.text) == born


@given(st.dates(date(1906, 1, 1), TODAY), st.sampled_from(BirthPart), st.integers(0, 200))
def test_wheels_always_stand_on_a_day_there_was(born: date, part: BirthPart, index: int) -> None:
    wheels = Wheels(born.day, born.month, born.year)
    lines = {BirthPart.DAY: 31, BirthPart.MONTH: 12, BirthPart.YEAR: len(years(TODAY))}
    after = turned(wheels, part, index % lines[part], today=TODAY)
    stands = wheels_of(after.text, today=TODAY)
    assert stands is not None
    if part is not BirthPart.DAY:
        assert index_of(stands, part, today=TODAY) == index % lines[part]


def test_the_wheels_wait_where_most_guests_are_near() -> None:
    assert wheels_at_rest(TODAY).text == "01.01.1996"
    assert wheels_of("", today=TODAY) is None
    assert wheels_of("31.02.1990", today=TODAY) is None
    assert wheels_of("01.01.1800", today=TODAY) is None
    assert Wheels(31, 2, 1992).text == "29.02.1992"


def _stored(signs: str) -> str | None:
    try:
        return normalise_phone(signs)
    except PhoneInvalid:
        return None

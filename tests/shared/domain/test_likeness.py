"""Who may be the same person: a flag, never a merge (GST-72, GST-73)."""

from datetime import date

import pytest

from shared.domain.guest import Profile
from shared.domain.likeness import Alike, likeness, name_key

BORN = date(1990, 5, 1)
IVAN = Profile("79991234567", "Иван", "Петров", BORN)
BOTH = {Alike.NAME_AND_BIRTHDAY, Alike.NAME_AND_PHONE}


@pytest.mark.parametrize(
    ("other", "found"),
    [
        (Profile("79990000000", "Иван", "Петров", BORN), {Alike.NAME_AND_BIRTHDAY}),
        (Profile("79990000000", "ПЕТРОВ", "иван", BORN), {Alike.NAME_AND_BIRTHDAY}),
        (Profile("79990000000", "Иван", "Петров", date(1990, 5, 2)), set()),
        (Profile("79990000000", "Иван", "Петров"), set()),
        (Profile("79990000000", "Пётр", "Петров", BORN), set()),
        (Profile("79991234568", "Иван", "Петров"), {Alike.NAME_AND_PHONE}),
        (Profile("79991234576", "Иван", "Петров"), {Alike.NAME_AND_PHONE}),
        (Profile("79991234576", "Иван", "Петров", BORN), BOTH),
        (Profile("79991237564", "Иван", "Петров"), set()),
        (Profile("79991234578", "Иван", "Петров"), set()),
        (Profile("79991234657", "Иван", "Петров"), {Alike.NAME_AND_PHONE}),
        (Profile("79991234765", "Иван", "Петров"), set()),
        (Profile("7999123456", "Иван", "Петров"), set()),
        (Profile("79991234567", "Иван", "Петров"), set()),
        (Profile("89991234567", "Иван", "Петров"), {Alike.NAME_AND_PHONE}),
        (Profile("79991234568", "Иван", "", BORN), set()),
    ],
)
def test_a_likeness_is_of_names_with_a_birthday_or_a_slip_of_the_finger(
    other: Profile, found: set[Alike]
) -> None:
    """One digit differs, or two neighbours are swapped; two digits elsewhere are another phone."""
    assert likeness(IVAN, other) == found
    assert likeness(other, IVAN) == found


def test_guests_without_names_are_like_nobody() -> None:
    nameless = Profile("79991234567", birth_date=BORN)
    assert likeness(nameless, nameless) == frozenset()


@pytest.mark.parametrize(
    ("first", "last", "key"),
    [
        ("Пётр", "Иванов", "иванов петр"),
        (" Иванов", "ПЕТР ", "иванов петр"),
        ("Пётр", "", ""),
        ("", "Иванов", ""),
        ("Пётр", "  ", ""),
    ],
)
def test_a_name_is_compared_without_case_order_and_dots(first: str, last: str, key: str) -> None:
    assert name_key(Profile("79991234567", first, last)) == key

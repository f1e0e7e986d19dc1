"""What was typed under the wrong layout is read as it was meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.keyboards import ENGLISH_KEYS, RUSSIAN_KEYS, under_the_other_layout


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("bdfyjd", "иванов"), (",jhbc", "борис"), ("ШМФТЩМ", "ivanov"), ("Gtnh b", "петр и")],
)
def test_the_same_keys_under_the_other_layout(typed: str, meant: str) -> None:
    assert under_the_other_layout(typed) == meant


@given(st.text(RUSSIAN_KEYS, min_size=1))
def test_there_and_back_is_what_was_typed(text: str) -> None:
    assert under_the_other_layout(under_the_other_layout(text)) == text


def test_every_key_has_one_letter_on_each_layout() -> None:
    assert (
        len(RUSSIAN_KEYS) == len(ENGLISH_KEYS) == len(set(RUSSIAN_KEYS)) == len(set(ENGLISH_KEYS))
    )

"""A name is found however it is spelt: by ear, in either alphabet, with a letter wrong."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.spelling import (
    MISSPELT_LENGTH_MIN,
    misspellings,
    name_keys,
    skeletons,
    words_of,
)

RUSSIAN = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
IN_PASSPORTS = (
    "а=a б=b в=v г=g д=d е=e ё=yo ж=zh з=z и=i й=y к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f "
    "х=kh ц=ts ч=ch ш=sh щ=shch ъ= ы=y ь= э=e ю=yu я=ya"
)
"""How Russian letters are spelt there, but for ё."""

SPELT = dict(each.split("=") for each in IN_PASSPORTS.split())

names = st.text(RUSSIAN, min_size=1, max_size=12)
skeletal = st.text("abcdefghijklmnopqrstuvwz", min_size=MISSPELT_LENGTH_MIN, max_size=10)


@pytest.mark.parametrize(
    "spellings",
    [
        "Иванов Ivanov ИВАНОВ",
        "Щукин Shchukin Schukin Shukin",
        "Наталья Наталия Natalya Nataliya Natalia",
        "Алексеев Alexeyev Alekseev Alexeev",
        "Юлия Yulia Iuliia Yuliya Julia",
        "Фёдор Федор Fyodor Fedor",
        "Соловьёв Соловьев Solovyov Solovyev Solov'ev Solovev",
        "Евгений Evgeny Yevgeniy Evgenii",
        "Дмитрий Dmitry Dmitriy Dmitrii",
        "Хабаров Khabarov Habarov",
        "Чайковский Chaikovskiy Chaykovsky",
        "Людмила Lyudmila Ludmila",
        "Смит Smith",
        "Джессика Jessica",
        "Майоров Mayorov Maiorov",
        "Виктория Victoria Viktoriya",
    ],
)
def test_the_usual_spellings_of_a_name_sound_alike(spellings: str) -> None:
    first, *others = (set(skeletons(word)) for word in words_of(spellings))
    assert all(first & other for other in others)


@given(names)
def test_a_name_in_passport_letters_sounds_as_in_russian_ones(name: str) -> None:
    latin = "".join(SPELT[letter] for letter in name)
    assert _heard(name) == _heard(latin)


@given(names)
def test_case_yo_and_composition_make_no_difference(name: str) -> None:
    same = name.upper().replace("Ё", "Е").replace("Й", "И\u0306")
    assert name_keys(same) == name_keys(name)


@given(st.text(max_size=20))
def test_a_key_is_words_that_each_end_with_a_space(name: str) -> None:
    for key in name_keys(name):
        assert key.endswith(" ")
        assert key == " ".join(key.split()) + " "


@given(st.lists(names.filter(lambda name: bool(_heard(name))), min_size=2, max_size=4))
def test_any_two_words_of_a_name_begin_one_of_its_keys(words: list[str]) -> None:
    heard = [_heard(word) for word in words]
    keys = name_keys(" ".join(words))
    for one in heard:
        for other in heard[heard.index(one) + 1 :]:
            begins = (f"{one} {other} ", f"{other} {one} ")
            assert any(key.startswith(begins) for key in keys)


@given(skeletal, st.data())
def test_one_wrong_letter_is_among_the_misspellings_both_ways(
    word: str, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(st.sampled_from("abeiknorstv"))
    for typed in (
        word[:at] + letter + word[at:],
        word[:at] + letter + word[at + 1 :],
        word[:at] + word[at + 1 :],
    ):
        if len(typed) >= MISSPELT_LENGTH_MIN and typed != word:
            meant = frozenset().union(*misspellings(typed))
            assert (
                word in meant or word[:-1] == typed
            )  # a missing end is no slip: it is a beginning


def test_short_words_are_taken_as_they_are() -> None:
    assert misspellings("iva") == ()


def test_signs_and_spaces_alone_are_nobodys_name() -> None:
    assert name_keys(" -- ' " + string.punctuation) == ()


def _heard(word: str) -> str:
    """A Russian word as it sounds; nothing for ь alone."""
    return "".join(skeletons(each)[0] for each in words_of(word) if skeletons(each))

"""Two languages with the same texts, none forgotten and none without a use."""

import re
import string

import pytest

from client.ui.presenters.refusals import WORDS
from client.ui.presenters.texts import KEYS, TEXTS
from client.ui.viewmodels.door_texts import DoorTexts
from client.ui.viewmodels.texts import Texts
from shared.receipt.words import Language
from tests.house.sources import files, read

PLACES = string.Formatter()


def test_both_languages_say_the_same_things() -> None:
    assert list(TEXTS[Language.EN]) == list(TEXTS[Language.RU])
    assert list(WORDS[Language.EN]) == list(WORDS[Language.RU])


@pytest.mark.parametrize("words", [TEXTS, WORDS], ids=["texts", "refusals"])
def test_both_languages_name_the_same_values(words: dict[Language, dict[str, str]]) -> None:
    different = [
        key
        for key, russian in words[Language.RU].items()
        if _places(russian) != _places(words[Language.EN][key])
    ]
    assert different == []


@pytest.mark.parametrize("language", Language)
def test_no_text_is_empty(language: Language) -> None:
    assert [key for key, text in TEXTS[language].items() if not text.strip()] == []


def test_every_text_is_used() -> None:
    sources = [*files("*.qml", folders=("client",)), *files("*.py", folders=("client/ui",))]
    used = {name for path in sources if "/texts_" not in path for name in _names(read(path))}
    assert set(KEYS) - used == set()


def test_no_screen_is_left_in_the_other_language() -> None:
    cyrillic = re.compile(r"[А-Яа-яЁё]")
    russian = [key for key, text in TEXTS[Language.EN].items() if cyrillic.search(text)]
    assert set(russian) == {"languageSwitch", "russian"}


def test_whoever_follows_speaks_the_language_of_whom_he_follows() -> None:
    """The pad of the porch is the till's later on, and keeps its own few texts."""
    texts, door = Texts(Language.EN), DoorTexts(Language.RU)
    door.follow(texts)
    assert door.say("erase") == texts.say("erase")
    texts.speak(Language.RU)
    assert door.spoken == Language.RU


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in PLACES.parse(text) if name}


def _names(source: str) -> set[str]:
    return set(re.findall(r"texts\.(\w+)", source)) | set(re.findall(r'"(\w+)"', source))

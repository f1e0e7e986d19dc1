"""How names are compared when they are looked for: by their sound, in one alphabet.

A name is spelt in many ways: Щукин, Shchukin, Schukin; Наталья, Наталия, Natalya; Алексеев,
Alexeyev; ё or е. All of them have one *skeleton*, in which a search compares what was typed with
what was registered; what is left of a slip of the finger is then one wrong letter. Must not know
where names are stored, nor who looks for them. Source: CSH-14, issue 5 item 2.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations, product
from typing import Final

WORDS_MAX: Final = 4
"""So many words of a name are looked for by; a fifth is only shown."""
MISSPELT_LENGTH_MIN: Final = 4
"""A shorter word with one letter wrong could be almost any other."""
_CACHED_WORDS: Final = 16_384
"""A million guests share some thousands of names."""
_LETTERS: Final = "abcdefghijklmnopqrstuvwz"
"""Of skeletons, where c is ц, h is х, j is ж, q is ч, and w is ш or щ."""

_WORD: Final = re.compile(r"[^\W_]+")
_SILENT: Final = str.maketrans("", "", "'`’ʼʹ")
"""Apostrophes stand inside a word; every other sign ends it."""
_CYRILLIC: Final = (
    "а=a б=b в=v г=g д=d е=e ж=zh з=z и=i к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f х=kh ц=ts "
    "ч=ch ш=sh щ=shch ъ= ы=i ь= э=e ю=iu я=ia і=i є=ie ґ=g ә=a ғ=g қ=k ң=n ө=o ұ=u ү=u һ=h "
    "ł=l ø=o đ=d ı=i æ=e œ=e"
)
_LATIN: Final = str.maketrans(dict(each.split("=") for each in _CYRILLIC.split()))
_SOUNDS: Final = {
    "shch": "w", "shc": "w", "sch": "w", "sh": "w", "zh": "j", "kh": "h", "ch": "q", "ts": "c",
    "tz": "c", "ph": "f", "ck": "k", "c": "k", "j": "i", "q": "k", "w": "v", "x": "ks", "y": "i",
}  # fmt: skip
_SOUND: Final = re.compile(
    "(?P<soft>c)(?=[eiy])|(?P<mute>(?<=[bdgrt])h|(?<=[aeiou])h(?=n))|" + "|".join(_SOUNDS)
)
_ENGLISH_J: Final = re.compile("^j")
_GLIDES: Final = (
    (re.compile("ii+"), "i"),
    (re.compile("i[eo]"), "e"),
    (re.compile("(?<=[^aeiou])iu"), "u"),
)
"""Й, ы, и and y are one; е, ё, ye, yo and ьё are one; Люда is Luda."""
_TWICE: Final = re.compile(r"(.)\1+")


def words_of(text: str) -> list[str]:
    """The words of a name as they are written, without case and marks: й is и, ё is е, é is e."""
    spread = unicodedata.normalize("NFKD", text.translate(_SILENT))
    bare = "".join(each for each in spread if not unicodedata.combining(each))
    return _WORD.findall(bare.casefold())


def skeletons(word: str) -> tuple[str, ...]:
    """How one of ``words_of`` sounds: once, and once more where it may be an English J (Джон)."""
    letters = word.translate(_LATIN)
    readings = (letters, _ENGLISH_J.sub("dzh", letters))
    return tuple(dict.fromkeys(filter(None, map(_sound, readings))))


def name_keys(name: str) -> tuple[str, ...]:
    """The texts of which one begins with any one or two words of ``name``, in either order.

    Each word ends with a space, so that a whole word can be told from the beginning of one. Empty
    for a name without letters.
    """
    words = [ways for part in name.split() for ways in _heard(part)][:WORDS_MAX]
    if not words:
        return ()
    orders = (order for reading in product(*words) for order in _orders(reading))
    return tuple(dict.fromkeys(" ".join(order) + " " for order in orders))


def misspellings(skeleton: str) -> tuple[frozenset[str], ...]:
    """What may have been meant where one letter of ``skeleton`` is wrong, the likeliest first.

    First what keeps every letter that was typed, then what changes one, then what drops one.
    Nothing for what is shorter than ``MISSPELT_LENGTH_MIN``.
    """
    if len(skeleton) < MISSPELT_LENGTH_MIN:
        return ()
    places = range(len(skeleton))
    cuts = [(skeleton[:at], skeleton[at:]) for at in (*places, len(skeleton))]
    swapped = {left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1}
    longer = {left + letter + right for left, right in cuts[:-1] for letter in _LETTERS}
    changed = {left + letter + right[1:] for left, right in cuts if right for letter in _LETTERS}
    shorter = {left + right[1:] for left, right in cuts if right}
    groups, seen = [], {skeleton}
    for group in (swapped | longer, changed, shorter):
        groups.append(frozenset(group - seen))
        seen |= group
    return tuple(groups)


@lru_cache(_CACHED_WORDS)
def _heard(part: str) -> tuple[tuple[str, ...], ...]:
    """The words of what stands between spaces, each as it may sound."""
    return tuple(ways for word in words_of(part) if (ways := skeletons(word)))


def _sound(letters: str) -> str:
    text = _SOUND.sub(_sound_of, letters)
    for glide, short in _GLIDES:
        text = glide.sub(short, text)
    return _TWICE.sub(r"\1", text)


def _sound_of(found: re.Match[str]) -> str:
    if found["soft"]:
        return "c"
    return "" if found["mute"] else _SOUNDS[found[0]]


def _orders(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Round and round, so that each word is the first once; then the pairs that did not meet."""
    count = len(words)
    for start in range(count):
        yield words[start:] + words[:start]
    for one, other in combinations(range(count), 2):
        if (other - one) % count not in {1, count - 1}:
            rest = (word for at, word in enumerate(words) if at not in {one, other})
            yield (words[one], words[other], *rest)

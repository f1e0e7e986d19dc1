"""What is typed, arranged for the eyes while it grows, and where the caret goes then.

Source: CSH-15, CSH-41, GST-21. Nothing that could matter is eaten: a phone keeps its digits, so it
means after the arranging what it meant before. Pure text; decides nothing.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from shared.domain.phones import PHONE_DIGITS, digits_of
from shared.receipt.words import phone_text

BIRTH_DATE_DIGITS: Final = 8
_COUNTRY: Final = "78"
_NATIONAL_DIGITS: Final = PHONE_DIGITS - 1
_PARTS: Final = (2, 2, 4)
"""Digits of a day, a month, a year."""
_MARK: Final = re.compile(r"\s*[^\d\s]\s*|\s+", re.ASCII)

Arrange = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in a field, and before which character the caret is."""

    text: str
    caret: int


def retyped(before: Typed, after: Typed, *, arrange: Arrange) -> Typed:
    """The field as it is shown once an edit made ``after`` of ``before``.

    The caret stays behind the digit it was behind. A mark that ``arrange`` put in cannot be erased
    by itself: the digit beyond it goes instead, or the key would seem dead.
    """
    meant = _meant(before, after)
    text = arrange(meant.text)
    return Typed(text, _caret(meant, text))


def tidy_phone(typed: str) -> str:
    """``typed`` as a phone: ``8 999 123``, and in full as it is always written.

    The first digit stays as it was typed until the number is whole, for ``8`` may begin a number
    without a prefix too. What cannot be a Russian number stays as it is.
    """
    digits = digits_of(typed)
    has_plus = typed.lstrip().startswith("+")
    if not digits or (has_plus and digits[0] != "7"):
        return typed
    if len(digits) > PHONE_DIGITS:
        return ("+" if has_plus else "") + digits
    if digits[0] in _COUNTRY:
        is_whole = len(digits) == PHONE_DIGITS
        return phone_text("7" + digits[1:]) if is_whole else _prefixed(digits, has_plus=has_plus)
    if len(digits) == _NATIONAL_DIGITS:
        return phone_text("7" + digits)
    return _grouped(digits)


def tidy_birth_date(typed: str) -> str:
    """``typed`` with the points put in: ``21.1`` while it grows, ``21.11.1990`` in full.

    Between points that are there digits may be missing or replaced: the other parts stay.
    """
    day, *others = (digits_of(part) for part in _MARK.split(typed.strip()))
    if not others:
        return _pointed(_cut(day))
    parts = [day, others[0], "".join(others[1:])]
    if not others[-1]:
        parts = [_two(parts[0]), _two(parts[1]), parts[2]]
    return _pointed(_flowing(parts))


def whole_birth_date(typed: str) -> str:
    """``typed`` as it is left: ``01.02.1990`` of ``1.2.1990``."""
    day, month, year = [*typed.split("."), "", ""][: len(_PARTS)]
    return _pointed([_two(day), _two(month), year])


def _meant(before: Typed, after: Typed) -> Typed:
    """``after``, unless only a mark was erased: then without the digit that lies beyond it."""
    at = after.caret
    is_erased = len(after.text) == len(before.text) - 1 and (
        before.text[:at] + before.text[at + 1 :] == after.text
    )
    if not is_erased or before.text[at].isalnum() or before.text[at] == "+":
        return after
    is_backwards = before.caret > at
    places = range(at - 1, -1, -1) if is_backwards else range(at + 1, len(before.text))
    found = next((place for place in places if before.text[place].isdigit()), None)
    if found is None:
        return after
    text = before.text[:found] + before.text[found + 1 :]
    return Typed(text, found if is_backwards else at)


def _caret(meant: Typed, text: str) -> int:
    if text == meant.text:
        return meant.caret
    right = len(digits_of(meant.text[meant.caret :]))
    kept = len(digits_of(text))
    if kept < len(digits_of(meant.text)):  # the last ones fell off: count from the left
        right = kept - min(kept, len(digits_of(meant.text[: meant.caret])))
    return _before_last(text, right)


def _before_last(text: str, digits: int) -> int:
    """The leftmost place that has so many digits at its right: behind a digit, before a mark."""
    place = len(text)
    while place > 0 and len(digits_of(text[place - 1 :])) <= digits:
        place -= 1
    return place


def _prefixed(digits: str, *, has_plus: bool) -> str:
    prefix = ("+" if has_plus else "") + digits[0]
    national = _grouped(digits[1:])
    return f"{prefix} {national}" if national else prefix


def _grouped(national: str) -> str:
    """``999 123-45-67``, as far as it goes."""
    head = " ".join(part for part in (national[:3], national[3:6]) if part)
    return "-".join(part for part in (head, national[6:8], national[8:]) if part)


def _cut(digits: str) -> list[str]:
    day, month, _ = _PARTS
    return [digits[:day], digits[day : day + month], digits[day + month : BIRTH_DATE_DIGITS]]


def _two(digits: str) -> str:
    return digits.zfill(2) if digits else ""


def _flowing(parts: list[str]) -> list[str]:
    """A part that is too long flows into the next one, if that is still empty."""
    day, month, year = parts
    if not month and not year:
        return _cut(day)
    if not year:
        month, year = month[: _PARTS[1]], month[_PARTS[1] :]
    return [part[:length] for part, length in zip((day, month, year), _PARTS, strict=True)]


def _pointed(parts: list[str]) -> str:
    """``parts`` with points between them, none at the end."""
    return ".".join(parts).rstrip(".")

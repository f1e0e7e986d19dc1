"""Looking for guests by whatever was typed into one field (CSH-14, CSH-15).

A phone's end or beginning, the code, or words of a name, however they are spelt.

Every question is a handful of short ranges of an index, so that a million guests cost no more than
a thousand: nothing is ever looked at one by one. Words of a name are compared as they sound
(``shared.domain.spelling``); a slip of the finger is found by asking for every word one letter
away. Must not know who is signed in, nor how a guest is shown.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations, product
from typing import Any, Final

from sqlite_utils import Database

from client.store.guests import GuestRecord, records_of
from shared.domain.keyboards import under_the_other_layout
from shared.domain.phones import LAST_DIGITS_MIN, digits_of
from shared.domain.spelling import WORDS_MAX, misspellings, skeletons, words_of

PHRASES_MAX: Final = 600
"""So many ways to spell what was typed are looked for in one question."""
HEADS_MAX: Final = 400
"""So many names may begin with the first of two unfinished words."""
NARROWED_MAX: Final = 500
"""Of so many guests with these digits those are picked who have that name as well."""
_AFTER: Final = "\U0010ffff"
"""Sorts after every letter: the end of a range of all that begins alike."""
_BEGINNING: Final = """SELECT json_group_array(json_array(key, guest_id)) FROM (
    SELECT * FROM (SELECT name_key AS key, guest_id FROM json_each(?1) phrase
        CROSS JOIN offered_guest
        WHERE name_key >= phrase.value AND name_key < phrase.value || ?2 LIMIT ?3)
    UNION ALL
    SELECT * FROM (SELECT name_turned, guest_id FROM json_each(?1) phrase
        CROSS JOIN offered_guest
        WHERE name_turned >= phrase.value AND name_turned < phrase.value || ?2 LIMIT ?3)
    UNION ALL
    SELECT * FROM (SELECT spelt, guest_id FROM json_each(?1) phrase
        CROSS JOIN guest_name JOIN offered_guest USING (guest_id)
        WHERE spelt >= phrase.value AND spelt < phrase.value || ?2 LIMIT ?3))"""
"""One row with everything in it: for every row the interpreter is handed to others and back."""
_BEGUN: Final = """SELECT json_group_array(word.value) FROM json_each(?1) word WHERE
    EXISTS (SELECT 1 FROM guest
        WHERE name_key >= word.value AND name_key < word.value || ?2)
    OR EXISTS (SELECT 1 FROM guest
        WHERE name_turned >= word.value AND name_turned < word.value || ?2)
    OR EXISTS (SELECT 1 FROM guest_name
        WHERE spelt >= word.value AND spelt < word.value || ?2)"""
_HEADS: Final = """WITH RECURSIVE head (start) AS (
    VALUES (?1)
    UNION ALL
    SELECT (SELECT substr(min(key), 1, instr(min(key), ' ') - 1) || '!' FROM (
        SELECT min(name_key) AS key FROM guest
            WHERE name_key >= start AND name_key < ?1 || ?2
        UNION ALL
        SELECT min(name_turned) FROM guest
            WHERE name_turned >= start AND name_turned < ?1 || ?2
        UNION ALL
        SELECT min(spelt) FROM guest_name
            WHERE spelt >= start AND spelt < ?1 || ?2))
    FROM head WHERE start IS NOT NULL LIMIT ?3 + 1)
    SELECT json_group_array(substr(start, 1, length(start) - 1)) FROM head
    WHERE start > ?1"""
"""``!`` stands right behind the space that ends a word: there the next word begins."""
_WITH_DIGITS: Final = """SELECT guest_id FROM offered_guest JOIN card USING (guest_id)
    WHERE card.restaurant_id IS NULL AND guest_id IN (
        SELECT leads_to FROM phone_lead WHERE phone_reversed >= ?1 AND phone_reversed < ?1 || '~'
        UNION SELECT guest_id FROM card WHERE display_code = ?2
        UNION SELECT * FROM (SELECT leads_to FROM phone_lead
            WHERE phone >= ?3 AND phone < ?3 || '~' ORDER BY phone LIMIT ?5)
        UNION SELECT * FROM (SELECT leads_to FROM phone_lead
            WHERE phone >= ?4 AND phone < ?4 || '~' ORDER BY phone LIMIT ?5))
    ORDER BY display_code = ?2 DESC, phone_reversed >= ?1 AND phone_reversed < ?1 || '~' DESC,
        name_key, guest_id LIMIT ?5"""
_COUNTRY_DIGIT: Final = "7"
_TRUNK_DIGIT: Final = "8"


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody who may be meant."""

    record: GuestRecord
    is_similar: bool = False
    """He is called nearly so: at least one word differs by a letter."""


def search(db: Database, typed: str, limit: int) -> list[Found]:
    """At most ``limit`` guests, the likeliest first.

    Digits alone: who has that code, then whose phones end so, then whose phones begin so. With
    letters: whose names begin with the words, in any order and either alphabet, or would under the
    other keyboard layout; then who is called nearly so. Letters and digits: who fits both. Fewer
    than ``LAST_DIGITS_MIN`` digits, or nothing to look for, find nobody.
    """
    digits = digits_of(typed)
    has_digits = len(digits) >= LAST_DIGITS_MIN
    if not any(character.isalpha() for character in typed):
        found = dict.fromkeys(_by_digits(db, digits, limit), False) if has_digits else {}
    elif has_digits:
        found = _by_both(db, typed, digits, limit=limit)
    else:
        found = _by_name(db, _without_digits(typed), limit)
    records = records_of(db, found)
    return [Found(records[each], found[each]) for each in found if each in records]


def _without_digits(typed: str) -> str:
    return "".join(" " if character.isdigit() else character for character in typed)


def _by_digits(db: Database, digits: str, limit: int) -> list[str]:
    """The reversed phone makes "ends with" a range of an index, as "begins with" is one anyway.

    Half of the guests may begin alike, so no more than ``limit`` of those are even looked at,
    and they stand after the code and the last digits.
    """
    asked = (digits[::-1], digits, *_beginnings(digits), limit)
    return [guest_id for (guest_id,) in db.conn.execute(_WITH_DIGITS, asked)]


def _beginnings(digits: str) -> tuple[str, str]:
    """How a stored phone may begin when a person types it from the left: with 8, 7 or neither."""
    has_country = digits[0] in {_COUNTRY_DIGIT, _TRUNK_DIGIT}
    return _COUNTRY_DIGIT + digits, _COUNTRY_DIGIT + digits[has_country:]


def _by_both(db: Database, typed: str, digits: str, *, limit: int) -> dict[str, bool]:
    """Those with the digits, of whom one knows a beginning of each word as well."""
    with_digits = _by_digits(db, digits, NARROWED_MAX)
    names = db.conn.execute(
        """SELECT guest_id, name_key FROM guest
        WHERE guest_id IN (SELECT value FROM json_each(?))""",
        (json.dumps(with_digits),),
    )
    heard = {guest_id: f" {name_key}" for guest_id, name_key in names}
    fitting = [
        guest_id
        for guest_id in with_digits
        if any(_fits(heard[guest_id], words) for words in _readings(_without_digits(typed)))
    ]
    return dict.fromkeys(fitting[:limit], False)


def _fits(heard: str, words: Sequence[Sequence[str]]) -> bool:
    return all(any(f" {word}" in heard for word in ways) for ways in words)


def _by_name(db: Database, typed: str, limit: int) -> dict[str, bool]:
    """Who is called so, then who is called nearly so, as long as there is room."""
    found: dict[str, bool] = {}
    readings = list(_readings(typed))
    for is_similar, looked_for in ((False, _called_so), (True, _called_nearly_so)):
        for words in readings:
            for guest_id in looked_for(db, words, limit):
                if len(found) == limit:
                    return found
                found.setdefault(guest_id, is_similar)
    return found


def _readings(typed: str) -> Iterator[Sequence[Sequence[str]]]:
    """The words as they were typed, then as the other layout has them; each as it may sound."""
    for text in (typed, under_the_other_layout(typed)):
        words = [skeletons(word) for word in words_of(text)]
        heard = [ways for ways in words if ways][:WORDS_MAX]
        if heard:
            yield heard


def _called_so(db: Database, words: Sequence[Sequence[str]], limit: int) -> Iterator[str]:
    """Whose names begin with the words: with all but the last complete, then with beginnings."""
    yield from _beginning_with(db, _phrases(words), limit)
    if len(words) > 1:
        longest = max(words, key=lambda ways: len(ways[0]))
        others = [ways for ways in words if ways is not longest]
        heads = _heads(db, longest)
        phrases = [f"{head} {rest}" for head in heads for rest in _phrases(others)]
        yield from _beginning_with(db, phrases, limit)


def _called_nearly_so(db: Database, words: Sequence[Sequence[str]], limit: int) -> Iterator[str]:
    """Whose names begin so with one letter of a word wrong, or of each; the likeliest slip first.

    What is meant exactly comes once more among them.
    """
    spellings = [_spellings(db, ways) for ways in words]
    by_slips: dict[int, list[str]] = {}
    for chosen in product(*spellings):
        slips = sum(slip for slip, _ in chosen)
        if slips:
            by_slips.setdefault(slips, []).extend(_phrases([(word,) for _, word in chosen]))
    for slips in sorted(by_slips):
        yield from _beginning_with(db, by_slips[slips], 2 * limit)


def _phrases(words: Sequence[Sequence[str]]) -> list[str]:
    return [
        " ".join(order)
        for reading in product(*words)
        for order in dict.fromkeys(permutations(reading))
    ]


def _beginning_with(db: Database, phrases: Iterable[str], limit: int) -> list[str]:
    """Guests whose names begin with one of ``phrases``, in the order of the names."""
    asked = json.dumps(sorted(set(phrases))[:PHRASES_MAX])
    found = _all(db, _BEGINNING, asked, _AFTER, limit)
    return list(dict.fromkeys(guest_id for _, guest_id in sorted(found)))[:limit]


def _spellings(db: Database, ways: Sequence[str]) -> list[tuple[int, str]]:
    """The word as it was typed, and every word one letter away that some name begins with.

    With each how unlikely the slip is; 0 is none.
    """
    slips: dict[str, int] = {}
    for way in ways:
        for slip, group in enumerate(misspellings(way), start=1):
            for word in group:
                slips.setdefault(word, slip)
    begun = _all(db, _BEGUN, json.dumps(list(slips)), _AFTER)
    return [(0, way) for way in ways] + [(slips[word], word) for word in begun]


def _heads(db: Database, ways: Sequence[str]) -> list[str]:
    """The words that names begin with, of those that begin with one of ``ways``.

    Each is found by one step of the index from the one before, however many are called so.
    """
    return [word for way in ways for word in _all(db, _HEADS, way, _AFTER, HEADS_MAX)]


def _all(db: Database, sql: str, *parameters: str | int) -> list[Any]:
    """What ``sql`` gathered in its one row."""
    found: list[Any] = json.loads(db.conn.execute(sql, parameters).fetchone()[0])
    return found

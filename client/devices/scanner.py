"""A keyboard-wedge scanner told apart from a person typing: by rhythm, length and grammar.

Pure: the event filter of the screen feeds it key presses with their time. It must not know Qt,
guests or which field has the focus. Keys reach the field as they come, because a person must see
what he types at once; when they turn out to be a scan, the event says how many characters to take
back. Auto-repeated key presses must not be fed: a held key is as fast as a scanner.

Source: CSH-12; limits are those scanners in the field keep to.
"""

from dataclasses import dataclass
from typing import Final

from client.devices.keyboard_layout import (
    as_typed_in_english,
    has_russian_letters,
    with_caps_lock,
)
from shared.domain.codes import Scan, ScanKind, understand_scan

SCAN_CHARACTERS_MAX = 512
"""Longer than any code a scanner reads; it bounds what a jammed key can pile up."""
PACE_MS_MAX: Final = 80
"""A scanner slower than this cannot be told from a person."""
SLOW_CHARACTERS_MIN: Final = 11
"""A phone has as many, an amount never."""
_CARRIAGE_RETURN: Final = "\r"
_LINE_FEED: Final = "\n"
_TERMINATORS: Final = frozenset({_CARRIAGE_RETURN, _LINE_FEED, "\t"})


@dataclass(frozen=True, slots=True)
class WedgeTiming:
    """How fast a scanner types; slow Bluetooth ones need wider limits. Milliseconds."""

    average_ms_max: int = 35
    gap_ms_max: int = 80
    silence_ms: int = 120
    """A scanner without a terminator is done after this much silence."""
    characters_min: int = 6

    def bears(self, average_ms: float, gap_ms: int) -> bool:
        """Whether a scanner that types so is told apart with these limits."""
        return average_ms <= self.average_ms_max and gap_ms <= self.gap_ms_max


USUAL_TIMING: Final = WedgeTiming()


@dataclass(frozen=True, slots=True)
class ScannerHabits:
    """What one scanner adds to each code, and how fast it types; learnt from one scan of it."""

    prefix: str = ""
    suffix: str = ""
    """Before the terminator; both as the English layout writes them."""
    pace_ms: int = 0
    """On average between two characters; 0 for one as fast as most."""

    @property
    def timing(self) -> WedgeTiming:
        """The limits for this scanner.

        A slow one types hardly faster than a hurried person on the number pad, so that six digits,
        which an amount may have, are not enough of it: only what is longer than any amount is.
        """
        if USUAL_TIMING.bears(self.pace_ms, 2 * self.pace_ms):
            return USUAL_TIMING
        return WedgeTiming(
            average_ms_max=min(self.pace_ms * 3 // 2, PACE_MS_MAX + PACE_MS_MAX // 4),
            gap_ms_max=self.pace_ms * 4,
            silence_ms=self.pace_ms * 5,
            characters_min=SLOW_CHARACTERS_MIN,
        )

    def stripped(self, text: str) -> str:
        """``text`` without what the scanner adds, under whichever state of Caps Lock."""
        held = text.casefold()
        begin = len(self.prefix) if held.startswith(self.prefix.casefold()) else 0
        has_suffix = self.suffix and held.endswith(self.suffix.casefold())
        return text[begin : len(text) - (len(self.suffix) if has_suffix else 0)]


NO_HABITS: Final = ScannerHabits()


@dataclass(frozen=True, slots=True)
class Scanned:
    """A code was scanned; ``typed`` characters of it reached the screen and must be taken back."""

    text: str
    """What the scanner meant, whatever the layout made of it."""
    scan: Scan
    typed: int


@dataclass(frozen=True, slots=True)
class ForeignCode:
    """Something was scanned that is no card, code or phone; take its characters back as well."""

    text: str
    typed: int


@dataclass(frozen=True, slots=True)
class Swallow:
    """The key just fed ended a scan: it must not reach the screen."""


WedgeEvent = Scanned | ForeignCode | Swallow


class WedgeDecoder:
    """Key presses in, scans out. One for the whole application, whatever has the focus."""

    def __init__(self, habits: ScannerHabits = NO_HABITS) -> None:
        self._habits, self._timing = habits, habits.timing
        self._burst = ""
        self._first_ms = 0
        self._last_ms = 0
        self._ended_by_return_at_ms: int | None = None

    def feed(self, character: str, at_ms: int) -> tuple[WedgeEvent, ...]:
        """What this key press means. ``at_ms`` is monotonic; keys without text are ignored.

        The events of a scan that silence had ended come first.
        """
        if len(character) != 1:
            return ()
        if self._is_second_half_of_crlf(character, at_ms):
            return (Swallow(),)
        earlier = self.settle(at_ms)
        if self._burst and at_ms - self._last_ms > self._timing.gap_ms_max:
            self._forget()
        if character in _TERMINATORS:
            return earlier + self._terminated(character, at_ms)
        self._append(character, at_ms)
        return earlier

    def settle(self, at_ms: int) -> tuple[WedgeEvent, ...]:
        """The scan that silence has ended by ``at_ms``; ask again ``silence_ms`` after each key."""
        if not self._burst or at_ms - self._last_ms < self._timing.silence_ms:
            return ()
        burst, is_fast = self._burst, self._is_fast(self._timing)
        self._forget()
        if not is_fast or _is_one_key(burst):
            return ()
        text, scan = understand(burst, self._habits)
        return () if scan.kind is ScanKind.UNKNOWN else (Scanned(text, scan, len(burst)),)

    def _terminated(self, terminator: str, at_ms: int) -> tuple[WedgeEvent, ...]:
        burst, is_fast = self._burst, self._is_fast(self._timing)
        is_no_person = self._is_fast(USUAL_TIMING)
        self._forget()
        if not is_fast:
            return ()
        text, scan = understand(burst, self._habits)
        if scan.kind is ScanKind.UNKNOWN and not is_no_person:
            return ()
        if terminator == _CARRIAGE_RETURN:
            self._ended_by_return_at_ms = at_ms
        if scan.kind is ScanKind.UNKNOWN:
            return (Swallow(), ForeignCode(text, len(burst)))
        return (Swallow(), Scanned(text, scan, len(burst)))

    def _is_second_half_of_crlf(self, character: str, at_ms: int) -> bool:
        returned_at_ms, self._ended_by_return_at_ms = self._ended_by_return_at_ms, None
        return (
            character == _LINE_FEED
            and returned_at_ms is not None
            and at_ms - returned_at_ms <= self._timing.gap_ms_max
        )

    def _append(self, character: str, at_ms: int) -> None:
        if not self._burst:
            self._first_ms = at_ms
        self._burst += character
        self._last_ms = at_ms
        if len(self._burst) > SCAN_CHARACTERS_MAX:
            self._forget()

    def _is_fast(self, timing: WedgeTiming) -> bool:
        gaps = len(self._burst) - 1
        spent_ms = self._last_ms - self._first_ms
        return (
            len(self._burst) >= timing.characters_min and spent_ms <= gaps * timing.average_ms_max
        )

    def _forget(self) -> None:
        self._burst = ""


def understand(text: str, habits: ScannerHabits = NO_HABITS) -> tuple[str, Scan]:
    """``text`` as scanned, else as the English layout would have written it, with its meaning.

    What the scanner adds by its ``habits`` is left out.
    """
    meant = dict.fromkeys(each for raw in readings(text) for each in (habits.stripped(raw), raw))
    scans = ((reading, understand_scan(reading)) for reading in meant)
    unknown = (text, Scan(ScanKind.UNKNOWN, text))
    return next((found for found in scans if found[1].kind is not ScanKind.UNKNOWN), unknown)


def readings(text: str) -> tuple[str, ...]:
    """What may have been meant: as typed, and as the English layout would have it."""
    if not has_russian_letters(text):
        return (text,)
    return text, as_typed_in_english(text), as_typed_in_english(with_caps_lock(text))


def _is_one_key(burst: str) -> bool:
    """A key held down repeats as fast as a scanner types, but never ends a line."""
    return len(set(burst)) == 1

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

    def __init__(self, timing: WedgeTiming | None = None) -> None:
        self._timing = timing or WedgeTiming()
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
        burst, is_fast = self._burst, self._is_fast()
        self._forget()
        if not is_fast or _is_one_key(burst):
            return ()
        text, scan = understand(burst)
        return () if scan.kind is ScanKind.UNKNOWN else (Scanned(text, scan, len(burst)),)

    def _terminated(self, terminator: str, at_ms: int) -> tuple[WedgeEvent, ...]:
        burst, is_fast = self._burst, self._is_fast()
        self._forget()
        if not is_fast:
            return ()
        if terminator == _CARRIAGE_RETURN:
            self._ended_by_return_at_ms = at_ms
        text, scan = understand(burst)
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

    def _is_fast(self) -> bool:
        gaps = len(self._burst) - 1
        spent_ms = self._last_ms - self._first_ms
        return (
            len(self._burst) >= self._timing.characters_min
            and spent_ms <= gaps * self._timing.average_ms_max
        )

    def _forget(self) -> None:
        self._burst = ""


def understand(text: str) -> tuple[str, Scan]:
    """``text`` as scanned, else as the English layout would have written it, with its meaning."""
    readings = [text]
    if has_russian_letters(text):
        readings += [as_typed_in_english(text), as_typed_in_english(with_caps_lock(text))]
    scans = ((reading, understand_scan(reading)) for reading in readings)
    unknown = (text, Scan(ScanKind.UNKNOWN, text))
    return next((found for found in scans if found[1].kind is not ScanKind.UNKNOWN), unknown)


def _is_one_key(burst: str) -> bool:
    """A key held down repeats as fast as a scanner types, but never ends a line."""
    return len(set(burst)) == 1

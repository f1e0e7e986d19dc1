"""What the key presses of a wedge scanner mean for the screen that gets them (CSH-12).

Stands between the screens and the decoder: a screen only learns what to keep from its fields and
which text was scanned.
"""

from dataclasses import dataclass

from client.devices.code_drawing import linear_modules
from client.devices.scanner import (
    USUAL_TIMING,
    ForeignCode,
    Scanned,
    ScannerHabits,
    Swallow,
    WedgeDecoder,
    WedgeEvent,
    understand,
)
from client.till.looks import Looks
from client.till.scanner_lesson import LESSON_TEXT
from shared.domain.codes import ScanKind


@dataclass(frozen=True, slots=True)
class ScannedText:
    """A code; ``typed`` characters of it are in the focused field and must be taken back."""

    text: str
    typed: int


@dataclass(frozen=True, slots=True)
class Stroke:
    """What one key press turned out to be."""

    is_swallowed: bool
    """It ended a scan and must not reach the screen."""
    scans: tuple[ScannedText, ...]


class WedgeScanner:
    """Every key press of the application passes through here."""

    def __init__(self) -> None:
        self._decoder = WedgeDecoder()
        self.silence_ms = USUAL_TIMING.silence_ms
        """After so long without a key ``settle`` may find a scan ended."""

    def use(self, habits: ScannerHabits) -> None:
        """Expect a scanner with these habits from now on."""
        self._decoder = WedgeDecoder(habits)
        self.silence_ms = habits.timing.silence_ms

    def feed(self, character: str, at_ms: int) -> Stroke:
        """One key press at ``at_ms`` (monotonic); auto-repeats must not be fed."""
        events = self._decoder.feed(character, at_ms)
        return Stroke(any(isinstance(event, Swallow) for event in events), _scans(events))

    def settle(self, at_ms: int) -> tuple[ScannedText, ...]:
        """What the silence up to ``at_ms`` has ended."""
        return _scans(self._decoder.settle(at_ms))


def habits_of(looks: Looks) -> ScannerHabits:
    """What the keyboard scanner of this till adds to a code, and how fast it types."""
    return ScannerHabits(looks.scanner_prefix, looks.scanner_suffix, looks.scanner_pace_ms)


def meant(text: str, looks: Looks) -> str:
    """What the scanner of this till read when it sent ``text``."""
    return understand(text, habits_of(looks))[0]


def kind_of(text: str) -> ScanKind:
    """What a scanned text is."""
    return understand(text)[1].kind


def lesson_bars() -> tuple[bool, ...]:
    """The lesson's text as a linear code: whether each of its modules is dark."""
    return linear_modules(LESSON_TEXT)


def is_of_a_guest(text: str) -> bool:
    """Whether what was scanned is a card, a code or a phone at all; whose, is not asked."""
    return understand(text)[1].kind is not ScanKind.UNKNOWN


def _scans(events: tuple[WedgeEvent, ...]) -> tuple[ScannedText, ...]:
    return tuple(
        ScannedText(event.text, event.typed)
        for event in events
        if isinstance(event, Scanned | ForeignCode)
    )

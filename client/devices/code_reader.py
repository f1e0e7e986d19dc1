"""Reads a live camera's pictures: a swift look at each, and one thorough look in turn.

A guest holds a code up for a second, which is thirty pictures: what the swift look cannot read is
looked at in another way with each picture, so that no picture costs much and everything is tried
(CSH-13). Must not know cameras or what a code means.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from client.devices.code_looks import Bars, crisp, enlarged, halved, mended, raised, straightened
from client.devices.code_places import Grey, Place, Places, direction
from client.devices.qr_decode import Picture, SeenCode, decode, decode_by_zbar, grey_of

_LINEAR_FROM: Final = 0.42
"""Of the edges' agreement: hardly a QR code has more, and no linear one less."""

_SIDE_MIN: Final = 64
"""Pixels: no code fits into less."""
_QUIET: Final = 24
"""Pixels around a linear code that belong to it."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture that the swift look could not read."""

    grey: Grey
    places: Places


class CodeReader:
    """One for each stream: it remembers how far the round of looks has come."""

    def __init__(self) -> None:
        self._turn = 0

    def read(self, picture: Picture) -> tuple[SeenCode, ...]:
        """The codes that this picture, looked at as its turn is, gives away; none is guessed."""
        grey = grey_of(picture)
        if min(grey.shape) < _SIDE_MIN:
            return ()
        swift = halved(grey)
        codes = _checked(decode(swift), grey)
        if codes:
            return codes
        height, width = grey.shape
        frame = Frame(grey, Places(swift.picture, width=width, height=height))
        agreement, degrees = direction(frame.places.main.crop(grey))
        if agreement >= _LINEAR_FROM:
            codes = _read_bars(
                grey, Bars(frame.places.main, degrees), is_raised=self._turn % 2 == 1
            )
        return codes or self._take_turn(frame)

    def _take_turn(self, frame: Frame) -> tuple[SeenCode, ...]:
        look = ROUND[self._turn % len(ROUND)]
        self._turn += 1
        return _checked(look(frame), frame.grey)


Look = Callable[[Frame], tuple[SeenCode, ...]]

ROUND: Final[tuple[Look, ...]] = (
    lambda frame: decode(raised(frame.grey, frame.places.main)),
    lambda frame: decode(crisp(frame.grey, frame.places.main)),
    lambda frame: decode(raised(frame.grey, frame.places.small)),
    lambda frame: decode(mended(frame.grey, frame.places.main)),
    lambda frame: decode(enlarged(frame.grey, frame.places.main)),
    lambda frame: decode_by_zbar(mended(frame.grey, frame.places.main)),
    lambda frame: decode(raised(frame.grey, frame.places.second)),
)
"""One a picture, in the order of what each adds to those before it (``bench/reading.py``)."""


def _checked(codes: tuple[SeenCode, ...], grey: Grey) -> tuple[SeenCode, ...]:
    """``codes`` without the linear ones that a look across their own bars does not confirm."""
    return tuple(code for code in codes if not code.is_weakly_checked or _is_confirmed(code, grey))


def _is_confirmed(code: SeenCode, grey: Grey) -> bool:
    place = _place_of(code, grey)
    _, degrees = direction(place.crop(grey))
    bars = Bars(place, degrees)
    return any(code in _read_bars(grey, bars, is_raised=each) for each in (False, True))


def _read_bars(grey: Grey, bars: Bars, *, is_raised: bool) -> tuple[SeenCode, ...]:
    """What two strips across the bars say alike."""
    upper, lower = (
        decode(straightened(grey, bars, strip=strip, is_raised=is_raised)) for strip in (0, 1)
    )
    return tuple(code for code in upper if code in lower)


def _place_of(code: SeenCode, grey: Grey) -> Place:
    height, width = grey.shape
    across = [x * width for x, _ in code.corners]
    down = [y * height for _, y in code.corners]
    around = Place(
        round(min(across)) - _QUIET,
        round(min(down)) - _QUIET,
        round(max(across)) + _QUIET,
        round(max(down)) + _QUIET,
    )
    return Place(0, 0, width, height).part(around)

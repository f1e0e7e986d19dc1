"""A sealed packet as a sequence of short texts, for QR codes shown one after the other (design §3).

Capital letters, digits and dashes only, so that a camera and a scanner that types read them alike
(CSH-12). They may come in any order and more than once; the whole is believed only when its
checksum fits. Must not know what is in a packet.
"""

import base64
import hashlib
import re
from dataclasses import dataclass
from typing import Final

FRAME_BYTES: Final = 270
"""Of the packet in one code: it stays coarse enough to be read from a screen."""
FRAMES_MAX: Final = 60
"""Longer sequences nobody holds a tablet still for: there is the file."""
_SUM_BYTES: Final = 5
_FRAME: Final = re.compile(r"MLR-([A-Z2-7]{8})-(\d{1,2})-(\d{1,2})-([A-Z2-7]{8})-([A-Z2-7]+)")


@dataclass(frozen=True, slots=True)
class Frame:
    """One text, understood."""

    packet_sum: str
    number: int
    """From 1."""
    total: int
    data: bytes


class FramesDoNotFit(Exception):
    """All of them came, and together they are not the packet that was shown."""


def frames_of(sealed: bytes) -> tuple[str, ...]:
    """The texts of ``sealed``, in order; none when they would be more than ``FRAMES_MAX``."""
    pieces = [sealed[start : start + FRAME_BYTES] for start in range(0, len(sealed), FRAME_BYTES)]
    if len(pieces) > FRAMES_MAX:
        return ()
    packet_sum, total = _sum_of(sealed), len(pieces)
    return tuple(
        f"MLR-{packet_sum}-{number}-{total}-{_sum_of(piece)}-{_letters(piece)}"
        for number, piece in enumerate(pieces, start=1)
    )


def frame_of(text: str) -> Frame | None:
    """What was read, or None when it is no such text or was read wrongly."""
    found = _FRAME.fullmatch(text.strip().upper())
    if found is None:
        return None
    packet_sum, number, total, piece_sum, letters = found.groups()
    try:
        data = base64.b32decode(letters + "=" * (-len(letters) % 8))
    except ValueError:
        return None
    is_place = 1 <= int(number) <= int(total) <= FRAMES_MAX
    if not is_place or _sum_of(data) != piece_sum:
        return None
    return Frame(packet_sum, int(number), int(total), data)


class Assembly:
    """Frames of one packet, as they come; one of another packet begins anew."""

    def __init__(self) -> None:
        self._sum = ""
        self._pieces: dict[int, bytes] = {}
        self.total = 0

    def add(self, frame: Frame) -> bool:
        """Whether ``frame`` brought something new."""
        if (frame.packet_sum, frame.total) != (self._sum, self.total):
            self._sum, self.total, self._pieces = frame.packet_sum, frame.total, {}
        is_new = frame.number not in self._pieces
        self._pieces[frame.number] = frame.data
        return is_new

    @property
    def missing(self) -> tuple[int, ...]:
        """The numbers nobody has shown yet."""
        return tuple(each for each in range(1, self.total + 1) if each not in self._pieces)

    def packet(self) -> bytes | None:
        """The whole, or None while something is missing. Raises ``FramesDoNotFit``."""
        if not self.total or self.missing:
            return None
        sealed = b"".join(self._pieces[number] for number in range(1, self.total + 1))
        if _sum_of(sealed) != self._sum:
            raise FramesDoNotFit
        return sealed


def _sum_of(data: bytes) -> str:
    return _letters(hashlib.sha256(data).digest()[:_SUM_BYTES])


def _letters(data: bytes) -> str:
    return base64.b32encode(data).decode().rstrip("=")

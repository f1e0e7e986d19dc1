"""The paper roll of a drill's printer, cut into slips and read back letter by letter."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from printers.profiles import PAPER_80
from printers.transliterate import NO_BREAK_SPACE, transliterate
from shared.receipt.words import Language, signed_text
from tests.printers.paper import paper_from

_WAKE = b"\x1b@"
"""Every slip begins by waking the printer."""
_COPY = "КОПИЯ"


@dataclass(frozen=True, slots=True)
class Slip:
    """One slip as a guest reads it."""

    lines: tuple[str, ...]

    @property
    def is_copy(self) -> bool:
        """Whether it says that it was printed again."""
        return any(line.startswith(_COPY) for line in self.lines)

    @property
    def last_words(self) -> set[str]:
        """The last word of each line: an operation's short hash is one."""
        return {line.split()[-1] for line in self.lines if line.split()}

    def says(self, change: int) -> bool:
        """Whether a line ends with that change of points."""
        text = _printed(signed_text(change, language=Language.RU))
        return any(line.endswith(f" {text}") for line in self.lines)


def slips_of(roll: Path) -> Iterator[Slip]:
    """Every slip on the roll, in order; one that a kill tore off is not a slip."""
    for piece in roll.read_bytes().split(_WAKE)[1:]:
        paper = paper_from(_WAKE + piece, columns=PAPER_80.columns)
        if paper.cuts:
            yield Slip(tuple(line.text.strip() for line in paper.lines))


def _printed(text: str) -> str:
    return transliterate(text, can_print=str.isascii).replace(NO_BREAK_SPACE, " ")

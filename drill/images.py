"""Crash images: what a till's disk may hold after the power went, opened by the real store.

At a moment of a recording everything synced is on the disk; of what was written since, any part may
be there, whole, torn or not at all, in any order. Every combination of whole, torn and lost is
built where three changes or fewer are open, random ones beyond. Must not know what the commands
were.
"""

import random
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import product

from drill.tape import Change, Cut, Event, Gone, Sync, Tape, Write

EXHAUSTIVE_CHANGES_MAX = 3
RANDOM_IMAGES_A_MOMENT = 8
SECTOR_BYTES = 512
"""A disk writes a sector whole or not at all; a shorter piece may still be cut anywhere."""

SECTOR_ARRIVES = 0.5


class Fate(Enum):
    """What became of a change that nobody had synced."""

    KEPT = "kept"
    LOST = "lost"
    TORN = "torn"


_WHOLE = (Fate.KEPT, Fate.LOST)


@dataclass(frozen=True, slots=True)
class Image:
    """The files as the next start finds them."""

    moment: int
    """How many events of the tape had happened."""
    fates: tuple[Fate, ...]
    files: dict[str, bytes]


class Disk:
    """The files of one folder, as far as they are surely on the disk."""

    def __init__(self, start: dict[str, bytes]) -> None:
        self._synced = {name: bytearray(content) for name, content in start.items()}
        self.open_changes: list[Change] = []

    def do(self, event: Event) -> None:
        """What SQLite did next; a sync settles everything before it, of that file."""
        if not isinstance(event, Sync):
            self.open_changes.append(event)
            return
        for change in self.open_changes:
            if change.name == event.name:
                _apply(self._synced, change)
        self.open_changes = [each for each in self.open_changes if each.name != event.name]

    def after(self, fates: Sequence[Fate], chance: random.Random) -> dict[str, bytes]:
        """The files when the power goes now and the open changes end so."""
        touched = {each.name for each in self.open_changes}
        files = {
            name: bytearray(content) if name in touched else content
            for name, content in self._synced.items()
        }
        for change, fate in zip(self.open_changes, fates, strict=True):
            for piece in _pieces(change, fate, chance):
                _apply(files, piece)
        return {name: bytes(content) for name, content in files.items()}


def images(tape: Tape, chance: random.Random, *, moments: Container[int]) -> Iterator[Image]:
    """The images of those moments of the tape, from first to last."""
    disk = Disk(tape.start)
    for moment, event in enumerate((*tape.events, None)):
        if moment in moments:
            for fates in _fates(disk.open_changes, chance):
                yield Image(moment, fates, disk.after(fates, chance))
        if event is not None:
            disk.do(event)


def _fates(changes: Sequence[Change], chance: random.Random) -> Iterator[tuple[Fate, ...]]:
    possible = [tuple(Fate) if isinstance(each, Write) else _WHOLE for each in changes]
    if len(changes) <= EXHAUSTIVE_CHANGES_MAX:
        yield from product(*possible)
        return
    for _ in range(RANDOM_IMAGES_A_MOMENT):
        weights = [chance.random() for _ in Fate]
        yield tuple(chance.choices(fates, weights[: len(fates)])[0] for fates in possible)


def _pieces(change: Change, fate: Fate, chance: random.Random) -> Iterator[Change]:
    """What arrives of the change."""
    if fate is Fate.KEPT:
        yield change
    elif fate is Fate.TORN:
        assert isinstance(change, Write)
        yield from _torn(change, chance)


def _torn(write: Write, chance: random.Random) -> Iterator[Write]:
    """Some of its sectors, in any number; of one shorter than that, a beginning."""
    if len(write.data) <= SECTOR_BYTES:
        yield Write(write.name, write.offset, write.data[: chance.randrange(len(write.data))])
        return
    for start in range(0, len(write.data), SECTOR_BYTES):
        if chance.random() < SECTOR_ARRIVES:
            piece = write.data[start : start + SECTOR_BYTES]
            yield Write(write.name, write.offset + start, piece)


def _apply(files: dict[str, bytearray], change: Change) -> None:
    """One change of one file, as the system does it: a gap is filled with zeros."""
    match change:
        case Gone(name):
            files.pop(name, None)
        case Cut(name, size):
            content = files.setdefault(name, bytearray())
            del content[size:]
            content.extend(bytes(size - len(content)))
        case Write(name, offset, data):
            content = files.setdefault(name, bytearray())
            content.extend(bytes(max(0, offset - len(content))))
            content[offset : offset + len(data)] = data

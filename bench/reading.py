"""How much of the hard frames a till reads, and what a frame costs it (CSH-13).

Each frame is shown over and over as a live camera shows a card that is held up, until the round of
looks is through: no frame is easier the second time. Processor time of one thread counts, since
whoever else is busy on this machine is no matter of the decoder's.
"""

import statistics
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from random import SystemRandom

import cv2
import numpy as np

from bench.hard_frames import Frame, hard_frames
from bench.results import Row, p95
from client.devices.code_reader import ROUND, CodeReader

_MILLI = 1_000


@dataclass(frozen=True, slots=True)
class Shown:
    """What came of one frame."""

    kind: str
    is_legible: bool
    """There is a code in it that a guest can show."""
    read_at: int
    """With which picture it was read; 0 when never."""
    is_wrong: bool
    """Something was read that is not written there."""
    seconds: tuple[float, ...]
    """For each picture until then."""


def reading_rows(each: int) -> Iterator[Row]:
    """``each`` frames of every class, drawn from a seed that nothing was tuned on."""
    seed = SystemRandom().getrandbits(32)
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        shown = [show(frame) for frame in hard_frames(seed, each=each)]
    finally:
        cv2.setNumThreads(threads)
    yield from _rows(shown, seed)


def show(frame: Frame) -> Shown:
    """``frame`` before a till's camera, until it is read or everything was tried once."""
    picture = np.asarray(cv2.cvtColor(frame.picture, cv2.COLOR_GRAY2RGB), np.uint8)
    reader, seconds = CodeReader(), []
    for number in range(1, len(ROUND) + 1):
        began = time.thread_time()
        texts = {code.text for code in reader.read(picture)}
        seconds.append(time.thread_time() - began)
        if texts:
            is_right = texts == {frame.text}
            at = number if is_right else 0
            return Shown(frame.kind, bool(frame.text), at, not is_right, tuple(seconds))
    return Shown(frame.kind, bool(frame.text), 0, is_wrong=False, seconds=tuple(seconds))


def _rows(shown: Sequence[Shown], seed: int) -> Iterator[Row]:
    legible = [each for each in shown if each.is_legible]
    wrong = sum(each.is_wrong for each in shown)
    seconds = [second for each in shown for second in each.seconds]
    yield Row(
        f"hard frames read, of {len(legible)}",
        _percent(legible),
        "%",
        goal="85 %, none wrongly",
        note=f"{wrong} wrongly of {len(shown)}; by the first picture "
        f"{_percent(legible, within=1):.0f} %; seed {seed}",
    )
    yield Row(
        "a frame of 1280 x 720, one core",
        statistics.median(seconds) * _MILLI,
        "ms",
        goal="10 ms",
        note=f"p95 {p95(seconds) * _MILLI:.1f} ms",
    )
    for kind in dict.fromkeys(each.kind for each in legible):
        of_kind = [each for each in legible if each.kind == kind]
        if missed := 100 - _percent(of_kind):
            yield Row(f"  not read: {kind}, of {len(of_kind)}", missed, "%")


def _percent(shown: Iterable[Shown], *, within: int = len(ROUND)) -> float:
    """How many were read by that many pictures."""
    are_read = [0 < each.read_at <= within for each in shown]
    return 100 * sum(are_read) / len(are_read)

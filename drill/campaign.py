"""Many rounds: world after world, each audited at its end, and the totals of all."""

import random
import shutil
import sys
import time
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from drill.audit import Verdict, audit
from drill.house import open_house
from drill.images import images
from drill.journal import Journal
from drill.reopening import problems_of
from drill.rounds import Drill, DrillFailed, Kills
from drill.scratch import scratch_folder
from drill.tape import record

ROUNDS_A_WORLD = 100
"""Then all is delivered, printed and audited, and the next world begins."""
TILLS = 2
MOMENTS_A_TAPE = 600
PROBLEMS_SHOWN = 20


@dataclass
class Totals:
    """What all worlds came to."""

    rounds: int = 0
    tills_killed: int = 0
    servers_killed: int = 0
    confirmed: int = 0
    operations: int = 0
    receipts: int = 0
    lost: int = 0
    doubled: int = 0
    problems: int = 0

    def add(self, verdict: Verdict, kills: Kills, *, rounds: int) -> None:
        """One world more."""
        self.rounds += rounds
        self.tills_killed += kills.tills
        self.servers_killed += kills.servers
        self.confirmed += verdict.confirmed
        self.operations += verdict.operations
        self.receipts += verdict.receipts
        self.lost += verdict.lost
        self.doubled += verdict.doubled
        self.problems += len(verdict.problems)

    def line(self) -> str:
        """The summary."""
        return (
            f"drill: {self.rounds} rounds, killed {self.tills_killed} tills and"
            f" {self.servers_killed} servers; {self.confirmed} operations confirmed,"
            f" {self.operations} in the ledger, {self.receipts} receipts printed;"
            f" lost {self.lost}, doubled {self.doubled}, other differences"
            f" {self.problems - self.lost - self.doubled}"
        )


def run_rounds(folder: Path, *, rounds: int, seed: int) -> bool:
    """Whether all of them went well; a world in which something was wrong is kept."""
    shutil.rmtree(folder, ignore_errors=True)
    totals, began = Totals(), time.monotonic()
    for number in range(-(-rounds // ROUNDS_A_WORLD)):
        some = min(ROUNDS_A_WORLD, rounds - totals.rounds)
        world = folder / f"world {number + 1}"
        verdict, kills = _play(world, rounds=some, seed=seed + number)
        totals.add(verdict, kills, rounds=some)
        for problem in verdict.problems[:PROBLEMS_SHOWN]:
            _say(f"  {world}: {problem}")
        if verdict.is_clean:
            shutil.rmtree(world)
    _say(f"{totals.line()} ({time.monotonic() - began:.0f} s, seed {seed})")
    return not totals.problems


def _play(world: Path, *, rounds: int, seed: int) -> tuple[Verdict, Kills]:
    house = open_house(world, tills=TILLS)
    journal_file = world / "confirmed.jsonl"
    journal = Journal(journal_file)
    drill = Drill(house, journal, random.Random(seed))
    try:
        drill.play(rounds)
        shown = drill.end()
    except DrillFailed as failure:
        return Verdict(0, 0, 0, 0, 0, (f"the drill failed: {failure}",)), drill.kills
    finally:
        drill.stop()
        journal.close()
    return audit(house, journal_file, shown), drill.kills


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def run_images(*, count: int, seed: int) -> bool:
    """Whether the store came up whole from that many crash images, tape after tape."""
    chance, began = random.Random(seed), time.monotonic()
    built = tapes = wrong = 0
    while built < count:
        with scratch_folder() as scratch:
            scene, image_folder = scratch / "scene", scratch / "image"
            scene.mkdir()
            image_folder.mkdir()
            tape = record(scene, seed=seed + tapes)
            tapes += 1
            moments = range(len(tape.events) + 1)
            some = set(chance.sample(moments, min(len(moments), MOMENTS_A_TAPE)))
            for image in islice(images(tape, chance, moments=some), count - built):
                built += 1
                problems = problems_of(image, tape, image_folder)
                wrong += bool(problems)
                for problem in problems[:PROBLEMS_SHOWN]:
                    _say(f"  seed {seed}, tape {tapes}, moment {image.moment}: {problem}")
    _say(
        f"images: {built} crash images of {tapes} tapes opened, {wrong} with something lost or"
        f" torn ({time.monotonic() - began:.0f} s, seed {seed})"
    )
    return not wrong

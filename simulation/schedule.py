"""What happens on one day, decided before it begins: steps that can be left out one by one.

A short day is a plot or two, told to its end, and what people do meanwhile; a long one takes
whatever comes.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from simulation.chances import happens, source
from simulation.plots import CHAIN_PLOTS, PLOTS, Plot, Role
from simulation.profile import Profile, draw_profile

PAUSES_SECONDS = (0.0, 0.02, 0.3, 0.3, 1.5)
_PEOPLE = {
    "earn": 24,
    "redeem": 22,
    "earn_and_redeem": 8,
    "register": 10,
    "adjust": 8,
    "cancel": 6,
    "refund": 6,
    "transfer": 4,
    "settle": 5,
    "look": 2,
    "open_card": 8,
    "publish": 1,
}
_CUTS = {"cut": 3, "cut_one_way": 2, "mend": 4}
_CRASHES = {
    "kill": 3,
    "crash_at_commit": 4,
    "disk_trouble": 3,
    "fill_disk": 1,
    "server_crash": 3,
    "server_disk_trouble": 2,
    "lock_keys": 1,
    "second_program": 1,
}
_CLOCKS = {"set_clock": 2, "set_back": 1, "reboot": 3, "hours_pass": 3, "days_pass": 1}
_COPIES = {"keep_image": 3, "roll_back": 1, "clone": 1}
_LOSSES = {"give_up": 1}
_RESTORES = {"back_up": 2, "restore": 1}
_RELEASES = {"change_version": 2, "bad_release": 1, "good_release": 1}
_NIGHTS = {"night": 3, "long_closed": 1}
_DECISIONS = {"merge": 3, "unmerge": 2, "migrate_cards": 1}
_PACKETS = {"save_work": 2, "bring_packet": 1, "deliver": 2}

_WITH_A_SHIFT = 0.15
"""Of all days."""
_SHIFTS = (
    "open_shift close_shift",
    "open_shift print_shift close_shift",
    "open_shift take_over_shift close_shift open_shift",
    "open_shift close_shift open_shift close_shift",
)
_ABOUT_A_CHAIN = 0.5
_TWO_PLOTS = 0.25
"""Of the short days."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens to one tablet; ``seed`` decides everything further about it."""

    kind: str
    tablet: int
    seed: int
    pause_seconds: float
    """Before the next step."""

    def __str__(self) -> str:
        return f"{self.kind} tablet={self.tablet} seed={self.seed} pause={self.pause_seconds}"


@dataclass(frozen=True, slots=True)
class Schedule:
    """A whole day."""

    seed: int
    profile: Profile
    steps: tuple[Step, ...]

    def with_steps(self, steps: Sequence[Step]) -> "Schedule":
        """The same day with only these steps."""
        return replace(self, steps=tuple(steps))


def draw_schedule(seed: int) -> Schedule:
    """The schedule of ``seed``."""
    chance = source(seed, "schedule")
    profile = draw_profile(chance)
    draw = _short_day if profile.is_short else _long_day
    steps = draw(profile, chance)
    return Schedule(seed, profile, tuple(_with_shift(steps, profile, source(seed, "shift"))))


def _short_day(profile: Profile, chance: random.Random) -> list[Step]:
    """Plots and people, each in their own order, shuffled into one another."""
    people = chance.choices([*_PEOPLE], [*_PEOPLE.values()], k=profile.steps)
    threads = [[_step(kind, profile, chance) for kind in people], _told(profile, chance)]
    if happens(chance, _TWO_PLOTS):
        threads.append(_told(profile, chance))
    turns = [thread for thread in threads for _ in thread]
    chance.shuffle(turns)
    nexts = {id(thread): iter(thread) for thread in threads}
    return [next(nexts[id(thread)]) for thread in turns]


def _told(profile: Profile, chance: random.Random) -> list[Step]:
    """One plot, about tablets that chance picks."""
    one = chance.randrange(profile.tablets)
    tablets = {
        Role.ONE: one,
        Role.OTHER: (one + chance.randrange(1, profile.tablets)) % profile.tablets,
        Role.CLONE: profile.tablets,
    }
    return [
        replace(_step(kind, profile, chance), tablet=tablets[role])
        for kind, role in chance.choice(_plots(profile, chance))
    ]


def _plots(profile: Profile, chance: random.Random) -> tuple[Plot, ...]:
    """Where it matters in which restaurant it happens, every other one is about that."""
    return CHAIN_PLOTS if profile.is_chain and happens(chance, _ABOUT_A_CHAIN) else PLOTS


def _long_day(profile: Profile, chance: random.Random) -> list[Step]:
    kinds, weights = _weighed(profile)
    return [
        _step(kind, profile, chance) for kind in chance.choices(kinds, weights, k=profile.steps)
    ]


def _with_shift(steps: list[Step], profile: Profile, chance: random.Random) -> list[Step]:
    """Somewhere in ``steps`` one tablet's shift, on some days.

    It draws from a chance of its own: without a shift a day is what it was before there were any.
    """
    if not happens(chance, _WITH_A_SHIFT):
        return steps
    tablet = chance.randrange(profile.tablets)
    kinds = chance.choice(_SHIFTS).split()
    places = sorted(chance.randrange(len(steps) + 1) for _ in kinds)
    for later, (place, kind) in enumerate(zip(places, kinds, strict=True)):
        step = replace(_step(kind, profile, chance), tablet=tablet)
        steps.insert(place + later, step)
    return steps


def _weighed(profile: Profile) -> tuple[list[str], list[float]]:
    evils = (
        (_CUTS, profile.cuts),
        (_CRASHES, profile.crashes),
        (_CLOCKS, profile.clock_trouble),
        (_COPIES, profile.copies),
        (_RESTORES, profile.restores),
        (_LOSSES, profile.losses),
        (_RELEASES, profile.releases),
        (_PACKETS, profile.packets),
        (_NIGHTS, profile.nights),
        (_DECISIONS, profile.decisions),
    )
    shares = [(_PEOPLE, 1.0 - sum(share for _, share in evils)), *evils]
    weighed = [
        (kind, share * weight / sum(group.values()))
        for group, share in shares
        for kind, weight in group.items()
    ]
    return [kind for kind, _ in weighed], [weight for _, weight in weighed]


def _step(kind: str, profile: Profile, chance: random.Random) -> Step:
    return Step(
        kind,
        tablet=chance.randrange(profile.tablets),
        seed=chance.randrange(2**32),
        pause_seconds=chance.choice(PAUSES_SECONDS),
    )

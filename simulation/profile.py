"""How long and how bad a day is: drawn once for each schedule, before anything happens.

Most days are short: few tablets, few people, and what happens is about one or two evils. Nearly
every interleaving that breaks something is a short one, and a short day costs a fifth of a long
one. The rest are long, with several evils at once, for what needs time to come together.
"""

import random
from dataclasses import dataclass

from simulation.chances import happens

SHORT_SHARE = 0.96
"""Of all days."""
CHAIN_SHARE = 0.15
"""Of all days."""
SHORT_TABLETS = (2, 2, 2, 3)
SHORT_PHONES = (2, 3)
SHORT_STEPS = (1, 6)
"""Beside its plots."""
TABLETS = (2, 4)
PHONES = (3, 8)
STEPS = (30, 120)
LOSS_MAX = 0.3
REPETITION_MAX = 0.5
DRIFT_PPM_MAX = 500
HORIZONS_MINUTES = (5, 60, 240)
FLOAT_POINTS = 100
"""On one day in four, where the house may lose something at all."""
FLOAT_OF_A_GUEST = 150
"""On such a day: less than two redemptions take, so the second of one guest in a row meets it."""


@dataclass(frozen=True, slots=True)
class Profile:
    """The weather, the people and the machines of one schedule."""

    is_short: bool
    tablets: int
    phones: int
    """How many people there are: fewer people meet each other more often."""
    steps: int
    loss: float
    repetition: float
    slowness: float
    drift_ppm: tuple[int, ...]
    """Of each tablet."""
    cuts: float
    """How often a step is a partition, or the end of one."""
    crashes: float
    """How often a step kills a program or fails a commit."""
    clock_trouble: float
    """How often a step sets a clock, drains a battery, or lets hours go by."""
    copies: float
    """How often a step clones a tablet, or brings an old image of its file back."""
    restores: float
    """How often a step brings the server's database of an earlier moment back."""
    losses: float
    """How often a step gives a tablet up."""
    releases: float
    """How often a step is an upgrade: to a version that speaks otherwise, or has a bug."""
    packets: float
    """How often a step saves a tablet's work to a file, or brings such a file."""
    nights: float
    """How often a step closes the house for a night, or for many."""
    decisions: float
    """How often a step says who is whom, or that he is not."""
    is_strict: bool
    """Silent devices keep their leases until a manager gives them up."""
    horizon_minutes: int
    float_points: int
    """How many points a till may vouch for at once without a lease."""
    is_told: bool
    """The company's own systems are told of every booking."""
    is_chain: bool
    """The tablets stand in two restaurants in turn; on such a day there is nothing else special."""
    is_separate: bool
    """Each restaurant has cards of its own from the beginning."""
    is_helped: bool
    """In the end somebody presses "try again"; else everything heals by itself."""


def draw_profile(chance: random.Random) -> Profile:
    """One in ten days is calm; on the others about half of the evils are about."""
    is_calm = happens(chance, 0.1)
    is_short = happens(chance, SHORT_SHARE)

    def evil(most: float, *, share: float = 0.6) -> float:
        return chance.uniform(0, most) if happens(chance, share) and not is_calm else 0.0

    is_strict, is_chain = happens(chance, 0.3), happens(chance, CHAIN_SHARE)
    tablets = chance.choice(SHORT_TABLETS) if is_short else chance.randint(*TABLETS)
    fewest, most = SHORT_STEPS if is_short else STEPS
    return Profile(
        is_short=is_short,
        tablets=tablets,
        phones=chance.randint(*(SHORT_PHONES if is_short else PHONES)),
        steps=round(chance.triangular(fewest, most, fewest)),
        loss=evil(LOSS_MAX),
        repetition=evil(REPETITION_MAX),
        slowness=chance.choice((0.2, 1.0, 1.0, 8.0)),
        drift_ppm=tuple(
            0 if is_calm else chance.randint(-DRIFT_PPM_MAX, DRIFT_PPM_MAX) for _ in range(tablets)
        ),
        cuts=evil(0.25, share=0.8),
        crashes=evil(0.12),
        clock_trouble=evil(0.12),
        copies=evil(0.06, share=0.2),
        restores=evil(0.05, share=0.2),
        losses=evil(0.02, share=0.15),
        releases=evil(0.06, share=0.3),
        packets=evil(0.06, share=0.3),
        nights=evil(0.05, share=0.3),
        decisions=evil(0.06, share=0.3),
        is_strict=is_strict,
        horizon_minutes=HORIZONS_MINUTES[-1] if is_chain else chance.choice(HORIZONS_MINUTES),
        float_points=FLOAT_POINTS if happens(chance, 0.25) and not (is_strict or is_chain) else 0,
        is_told=happens(chance, 0.3) and not is_chain,
        is_chain=is_chain,
        is_separate=is_chain and happens(chance, 0.5),
        is_helped=happens(chance, 0.7),
    )

"""Runs one schedule: its steps with the judges after each, then the evening in which all heals."""

import asyncio
import logging
from dataclasses import dataclass

from simulation.actor import Actor
from simulation.chances import source
from simulation.evening import heal, replay, tell_the_rest, wait_for_debts
from simulation.fate import Fate
from simulation.judges.bench import Bench
from simulation.mornings import Mornings
from simulation.office import Office
from simulation.operator import Operator
from simulation.people import Person
from simulation.schedule import Schedule, Step
from simulation.witness import Confessor, Violation
from simulation.world import World

_ACTORS: tuple[type[Actor], ...] = (Person, Operator, Office, Fate)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a schedule."""

    seed: int
    operations: int
    """How many the server holds in the end."""
    exchanges: int
    violations: tuple[Violation, ...]
    trace: tuple[str, ...]
    trace_hash: str


def live(schedule: Schedule, mornings: Mornings) -> Outcome:
    """The day of ``schedule``, from its first morning to its evening."""
    world = World(schedule, mornings)
    asyncio.set_event_loop(world.loop)
    confessor = Confessor(world.witness)
    logging.getLogger().addHandler(confessor)
    try:
        return world.loop.run_until_complete(_live(world, schedule))
    finally:
        logging.getLogger().removeHandler(confessor)
        asyncio.set_event_loop(None)
        world.end()


async def _live(world: World, schedule: Schedule) -> Outcome:
    bench = Bench(world)
    try:
        await world.start_all()
        for step in schedule.steps:
            await _take(world, step)
            bench.look()
            if world.witness.violations:
                break
        if not world.witness.violations:
            await heal(world)
            await replay(world)
            await wait_for_debts(world)
            tell_the_rest(world)
            bench.judge_the_end()
        return Outcome(
            seed=schedule.seed,
            operations=bench.operations(),
            exchanges=world.witness.exchanges,
            violations=tuple(world.witness.violations),
            trace=tuple(world.witness.trace),
            trace_hash=world.witness.trace_hash,
        )
    finally:
        bench.close()
        await world.close()


async def _take(world: World, step: Step) -> None:
    world.witness.note(f"-- {step} at {world.loop.time():.3f}")
    chance = source(step.seed, step.kind)
    number = step.tablet % len(world.tablets)
    who = next(each for each in _ACTORS if hasattr(each, step.kind))
    doing = who(world, number, chance=chance).do
    running = world.tablets[number].running
    if who is not Person:
        await doing(step.kind)
    elif running is not None:
        running.spawn(doing(step.kind))
    await asyncio.sleep(step.pause_seconds)
    await world.revive()

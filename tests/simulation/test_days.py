"""A few days of the simulation; `make simulate` lives many more (design §10)."""

import asyncio

import pytest
from sqlalchemy import Connection, text

from simulation.day import live
from simulation.mornings import Mornings
from simulation.schedule import draw_schedule
from simulation.world import World

# What a till logs when its disk fails under it is part of the day.
pytestmark = [pytest.mark.slow, pytest.mark.expects_warning]


@pytest.mark.parametrize("seed", range(1, 13))
def test_every_promise_is_kept_on_the_day_of_this_seed(mornings: Mornings, seed: int) -> None:
    outcome = live(draw_schedule(seed), mornings)
    assert outcome.violations == ()
    assert outcome.operations > 0


def test_what_a_restore_forgot_of_a_migration_is_the_house_s_risk(mornings: Mornings) -> None:
    """S11: earned in one restaurant, spent in another, and no till can tell why."""
    assert live(draw_schedule(3_000_670), mornings).violations == ()


def test_a_slip_that_waited_for_the_server_s_word_says_it(mornings: Mornings) -> None:
    """E4: a birthday's present that a night gave first is on no slip printed after its refusal."""
    assert live(draw_schedule(6_011_296), mornings).violations == ()


def test_a_lease_taken_back_is_not_paid_for_by_another(mornings: Mornings) -> None:
    """S6: what a till spent of the one, the server took from the other, which it had just born."""
    assert live(draw_schedule(6_012_798), mornings).violations == ()


def test_a_till_alone_reads_the_horizon_when_it_commits(mornings: Mornings) -> None:
    """S6: between the commit and the word "done" hours passed, and the horizon with them."""
    assert live(draw_schedule(6_013_354), mornings).violations == ()


def test_a_shift_of_which_the_house_paid_a_part_reports_the_rest(mornings: Mornings) -> None:
    """E11: the till showed a redemption whole, the ledger took nothing of it from the guest."""
    day = draw_schedule(6_300_354)
    assert {"open_shift", "close_shift"} <= {step.kind for step in day.steps}
    assert live(day, mornings).violations == ()


def test_an_epoch_may_begin_where_the_till_forgot(mornings: Mornings) -> None:
    """S4: of two epochs the older one is the second by its number, and its first is forgotten."""
    assert live(draw_schedule(7_001_857), mornings).violations == ()


def test_what_a_card_owes_since_a_restore_is_in_the_report_of_the_shift(mornings: Mornings) -> None:
    """E11: the merge that brings it is forgotten, and the slip says the points all the same."""
    assert live(draw_schedule(6_014_375), mornings).violations == ()


def test_a_seed_is_the_same_day_every_time(mornings: Mornings) -> None:
    schedule = draw_schedule(7)
    first, second = live(schedule, mornings), live(schedule, mornings)
    assert first.trace == second.trace
    assert first.trace_hash == second.trace_hash


def test_another_seed_is_another_day(mornings: Mornings) -> None:
    first, second = (live(draw_schedule(seed), mornings) for seed in (7, 8))
    assert first.trace_hash != second.trace_hash


def test_who_asks_in_the_last_moment_of_a_day_leaves_nothing_of_it_for_the_next(
    mornings: Mornings,
) -> None:
    house, world = mornings.template.house, World(draw_schedule(7), mornings)

    async def close_while_a_request_strays() -> None:
        await world.close()
        asyncio.get_running_loop().create_task(house.database.read(_guests))

    world.loop.run_until_complete(close_while_a_request_strays())
    world.end()
    house.put_file(mornings.template.server_file(has_neighbour=False))
    house.start()
    try:
        assert house.read(_guests) == house.write(_guests) == 0
    finally:
        house.stop()


def _guests(conn: Connection) -> int:
    return int(conn.execute(text("SELECT count(*) FROM guest")).scalar_one())

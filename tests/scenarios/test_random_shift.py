"""A seeded shift: tablets act and restart at random on a bad network; in the end all agree.

A failing seed is printed by its test's name.
"""

import random

import pytest

from client.till.registration import RegistrationForm
from client.till.trouble import RedemptionInDoubt
from shared.domain.errors import Refusal
from shared.domain.ids import GuestId
from shared.domain.money import Money
from tests.scenarios.world import MANAGER_PIN, Tablet, World

TABLETS, STEPS, PHONES = 3, 60, 4


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_whatever_happens_on_a_shift_everybody_agrees_in_the_end(world: World, seed: int) -> None:
    chance = random.Random(seed)

    async def scenario() -> None:
        for _ in range(TABLETS):
            tablet = await world.tablet()
            tablet.till.sign_in.lock()
            await tablet.sign_in(MANAGER_PIN)
        born: set[GuestId] = set()
        for _ in range(STEPS):
            tablet = chance.choice(world.tablets)
            if chance.random() < 0.05:
                tablet = await world.restart(tablet, MANAGER_PIN)
            _bend_network(tablet, chance)
            born |= await _act(tablet, world, chance)
            world.clock.advance(chance.choice([0, 1, 30, 300]))
            if chance.random() < 0.5:
                await chance.choice(world.tablets).sync()
        for tablet in world.tablets:
            tablet.transport.lost_replies, tablet.transport.repeats = 0, 1
        await world.assert_in_step(*born)

    world.play(scenario)


def _bend_network(tablet: Tablet, chance: random.Random) -> None:
    tablet.transport.is_offline = chance.random() < 0.4
    tablet.transport.lost_replies = chance.choice([0, 0, 1, 3])
    tablet.transport.repeats = chance.choice([1, 1, 1, 4])


async def _act(tablet: Tablet, world: World, chance: random.Random) -> set[GuestId]:
    """One command; a refusal is an answer like another. The guests it bore."""
    till = tablet.till
    try:
        match chance.randrange(8):
            case 0:
                phone = f"7916000000{chance.randrange(PHONES)}"
                form = RegistrationForm(phone=phone, first_name="Олег", personal_data=True)
                return {(await till.registration.register(form)).view.guest.guest_id}
            case 1:
                view = await tablet.view(await _somebody(tablet, world, chance))
                await till.adjustment.adjust(view, chance.randint(-400, 400), reason="gift")
            case 2:
                done = chance.choice(await till.operations.list())
                await till.cancellation.cancel(done.operation_id, reason="mistake")
            case 3:
                await _redeem(tablet, await _somebody(tablet, world, chance), chance)
            case 4:
                done = chance.choice(await till.operations.list())
                await till.refund.refund(done.operation_id, Money(chance.randint(1, 2_000_00)))
            case 5:
                sender = await tablet.view(await _somebody(tablet, world, chance))
                receiver = await tablet.view(await _somebody(tablet, world, chance))
                points = chance.randint(1, 200)
                await till.transfer.transfer(sender, receiver, points, reason="gift")
            case _:
                guest_id = await _somebody(tablet, world, chance)
                await tablet.earn(guest_id, roubles=chance.randint(1, 5_000))
    except (Refusal, IndexError):
        return set()
    return set()


async def _redeem(tablet: Tablet, guest_id: GuestId, chance: random.Random) -> None:
    """On a bad network it may end in doubt; then it is given up, or left to travel by itself."""
    checkout, view = tablet.impatient_checkout(), await tablet.view(guest_id)
    try:
        async with tablet.online():
            await checkout.confirm(
                view, tablet.check(chance.randint(100, 5_000)), redeem_points=chance.randint(10, 99)
            )
    except RedemptionInDoubt as doubt:
        if chance.random() < 0.5:
            await checkout.abandon(doubt.pending)


async def _somebody(tablet: Tablet, world: World, chance: random.Random) -> GuestId:
    hits = await tablet.till.guest_search.search("Олег")
    ids = [hit.guest_id for hit in hits] + [world.silver.guest_id]
    return chance.choice(ids)

"""CSH-50: a phone registered offline on two tablets is one guest with one balance."""

from client.store.outbox import get
from client.till.registration import RegistrationForm
from tests.scenarios.world import World

PHONE = "8 (916) 000-11-22"
WELCOME, EARNED = 100, 200
"""2,000 roubles as Bronze: 10 %."""


def test_an_earn_on_a_guest_registered_twice_lands_on_the_surviving_card(world: World) -> None:
    async def scenario() -> None:
        first, second = await world.tablet(), await world.tablet()
        second.transport.is_offline = True
        survivor = await first.till.registration.register(_form("Олег"))
        await first.sync()

        alias = await second.till.registration.register(_form("Олежка"))
        earn_id = await second.earn(alias.view.guest.guest_id)
        alias_id = alias.view.guest.guest_id
        survivor_id = survivor.view.guest.guest_id
        assert (await second.view(alias_id)).total == WELCOME + EARNED

        await world.assert_in_step(survivor_id)
        assert world.card(alias_id).card_id == survivor.view.card.card_id
        assert world.total(survivor_id) == WELCOME + EARNED, "no second welcome"
        for tablet in (first, second):
            view = await tablet.view(alias_id)
            assert view.guest.guest_id == survivor_id
            assert view.total == WELCOME + EARNED
            assert len(await tablet.till.guest_search.search("9160001122")) == 1
        row = second.store.read_now(lambda db: get(db, earn_id))
        assert row is not None
        assert row.outcome is not None
        assert row.outcome.effect is not None
        assert row.outcome.effect.guest_id == survivor_id

    world.play(scenario)


def test_the_card_printed_for_the_second_registration_still_finds_the_guest(world: World) -> None:
    async def scenario() -> None:
        first, second = await world.tablet(), await world.tablet()
        second.transport.is_offline = True
        survivor = await first.till.registration.register(_form("Олег"))
        await first.sync()
        alias = await second.till.registration.register(_form("Олежка"))
        await world.assert_in_step()
        for tablet in (first, second):
            found = await tablet.till.guest_search.by_scan(alias.card.qr_payload)
            assert found.guest.guest_id == survivor.view.guest.guest_id

    world.play(scenario)


def test_a_guest_born_offline_is_known_everywhere_afterwards(world: World) -> None:
    async def scenario() -> None:
        first, second = await world.tablet(), await world.tablet()
        first.transport.is_offline = True
        born = await first.till.registration.register(_form("Олег"))
        await first.earn(born.view.guest.guest_id)
        await world.assert_in_step(born.view.guest.guest_id)
        found = await second.till.guest_search.by_scan(born.card.qr_payload)
        assert found.total == WELCOME + EARNED

    world.play(scenario)


def _form(name: str) -> RegistrationForm:
    return RegistrationForm(phone=PHONE, first_name=name, personal_data=True)

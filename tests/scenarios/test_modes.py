"""One card for the chain or one for each restaurant, and the way there and back (LOY-04…LOY-09).

Three restaurants of one company, a till in each, over real HTTP.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from sqlalchemy import Connection

import server.chance
from client.store.outbox import list_recent
from client.store.verification import verify_store
from client.sync.keys import is_signed
from client.till.done import Done
from client.till.guest_view import GuestView
from client.till.registration import RegistrationForm
from server.ledger.migrating import migrate, recall_all
from server.restaurants.service import NewRestaurant, create_restaurant
from server.staff.service import NewStaff, create_staff
from server.tenants.service import lock_tenant
from shared.domain.codes import qr_payload
from shared.domain.errors import PointsShortfall
from shared.domain.ids import GuestId, RestaurantId, TenantId
from shared.domain.programme import CardMode
from shared.domain.staff import Role
from shared.operations.encode import to_millis
from shared.receipt.facts import ReceiptFacts
from tests.scenarios.world import CASHIER_PIN, Tablet, World

SEPARATE, UNIFIED = CardMode.SEPARATE, CardMode.UNIFIED
SAMPLE = (200, 150, 300)
"""Points of one guest in three restaurants: 650 in all (LOY-05)."""
VERA = RegistrationForm(phone="79990000001", first_name="Вера", personal_data=True)


@dataclass
class Chain:
    """A till in each of the restaurants, and the guest of the sample."""

    world: World
    tills: tuple[Tablet, ...]
    guest_id: GuestId

    async def give_back(self) -> None:
        """The tills are asked for all they hold, and get nothing more for ten minutes."""
        await self.sync()
        self._write(lambda conn, tenant_id, now_ms: recall_all(conn, tenant_id, now_ms=now_ms))
        await self.sync()

    async def migrate(self, to: CardMode) -> None:
        """As the operator does it, in two steps; no till hears of the second one by itself."""
        await self.give_back()
        self.world.clock.advance(1)

        def work(conn: Connection, tenant_id: TenantId, now_ms: int) -> None:
            migrate(conn, tenant_id, to=to, now_ms=now_ms, chance=server.chance.Chance())

        self._write(work)

    async def sync(self) -> None:
        """Twice: what the last one pushes, the first one pulls in the second round."""
        for _ in range(2):
            for till in self.tills:
                await till.sync()

    async def views(self) -> list[GuestView]:
        """The guest as the cashier of each restaurant sees him."""
        return [await till.view(self.guest_id) for till in self.tills]

    async def totals(self) -> list[int]:
        """His points in each restaurant, as its till shows them and as the server has them."""
        shown = [view.total for view in await self.views()]
        places = [till.restaurant_id for till in self.tills]
        cards = [self.world.card(self.guest_id, at=place) for place in places]
        assert shown == [card.total(self.world.clock.now_utc()) for card in cards]
        return shown

    def assert_sound(self) -> None:
        """Every till's file fits together."""
        for till in self.tills:
            problems = till.store.read_now(
                lambda db: list(verify_store(db, Counter(), is_signed_by=is_signed))
            )
            assert problems == []

    def _write(self, work: Callable[[Connection, TenantId, int], None]) -> None:
        tenant_id = self.world.demo.tenant_id
        now_ms = to_millis(self.world.clock.now_utc())

        def unit(conn: Connection) -> None:
            lock_tenant(conn, tenant_id)
            work(conn, tenant_id, now_ms)

        self.world.database.write_now(unit)


async def a_chain(world: World) -> Chain:
    """The sample's guest is registered in the first restaurant and earned in all three."""
    branches = [_open_branch(world, name) for name in ("На Арбате", "На Пятницкой")]
    home, *others = [await world.tablet(at=at) for at in (None, *branches)]
    registered = await home.till.registration.register(VERA)
    chain = Chain(world, (home, *others), registered.view.guest.guest_id)
    await chain.sync()
    await home.earn(chain.guest_id, (SAMPLE[0] - registered.view.total) * 10)
    for till, points in zip(others, SAMPLE[1:], strict=True):
        await till.earn(chain.guest_id, points * 10)
    await chain.sync()
    return chain


def _open_branch(world: World, name: str) -> RestaurantId:
    """One more restaurant of the company, with a colleague of the same name and PIN."""
    tenant_id, now_ms = world.demo.tenant_id, to_millis(world.clock.now_utc())
    chance = server.chance.Chance()

    def work(conn: Connection) -> RestaurantId:
        made = create_restaurant(
            conn, tenant_id, new=NewRestaurant(name), now_ms=now_ms, chance=chance
        )
        new = NewStaff(made.restaurant_id, "Анна Кассирова", Role.CASHIER, CASHIER_PIN)
        create_staff(conn, tenant_id, new=new, now_ms=now_ms, chance=chance)
        return made.restaurant_id

    return world.database.write_now(work)


async def redeem(till: Tablet, guest_id: GuestId, points: int) -> Done:
    """A check large enough for any of the points; nothing is earned on it."""
    view, check = await till.view(guest_id), till.check(5_000)
    return await till.till.checkout.confirm(view, check, redeem_points=points, earn=False)


async def balance_on_slip(till: Tablet, guest_id: GuestId, *, roubles: int) -> int:
    """What the slip of an earning says that the guest has now."""
    done = await till.till.checkout.confirm(await till.view(guest_id), till.check(roubles))
    assert isinstance(done.facts, ReceiptFacts)
    return done.facts.balance_regular + done.facts.balance_promo


def statuses(till: Tablet) -> list[str]:
    """What became of the redemptions that went out from there."""
    rows = till.store.read_now(lambda db: list_recent(db, 50))
    return [row.outcome.status for row in rows if row.outcome and row.body().kind == "redeem"]


def test_the_sample_goes_apart_and_together_again(world: World) -> None:
    """LOY-05: 200 + 150 + 300 = 650; LOY-07, LOY-08, LOY-09."""

    async def scenario() -> None:
        chain = await a_chain(world)
        assert await chain.totals() == [650, 650, 650]
        before = await chain.views()
        await chain.migrate(SEPARATE)
        await chain.sync()
        assert await chain.totals() == [200, 150, 300]
        assert all(view.is_of_restaurant for view in await chain.views())
        await chain.migrate(UNIFIED)
        await chain.sync()
        after = await chain.views()
        assert [view.card.lots for view in after] == [view.card.lots for view in before]
        assert [view.card.total_visits for view in after] == [3, 3, 3]
        chain.assert_sound()
        await world.assert_in_step(chain.guest_id)

    world.play(scenario)


def test_points_of_one_restaurant_are_refused_in_another(world: World) -> None:
    """LOY-06: online, and offline too, where the till has only its restaurant's to spend."""

    async def scenario() -> None:
        chain = await a_chain(world)
        arbat = chain.tills[1]
        await chain.migrate(SEPARATE)
        await chain.sync()
        world.clock.advance(601)  # until then a migration keeps points back
        for is_offline in (False, True):
            arbat.transport.is_offline = is_offline
            await arbat.sync()
            with pytest.raises(PointsShortfall) as refused:
                await redeem(arbat, chain.guest_id, 151)
            assert refused.value.available == 150
            await arbat.settle()
        await redeem(arbat, chain.guest_id, 150)
        assert (await arbat.view(chain.guest_id)).total == 0
        await world.assert_in_step(chain.guest_id)
        assert statuses(arbat) == ["applied"]
        assert await chain.totals() == [200, 0, 300]
        chain.assert_sound()

    world.play(scenario)


def test_a_till_that_does_not_know_yet_is_refused_by_the_server(world: World) -> None:
    """LOY-06."""

    async def scenario() -> None:
        chain = await a_chain(world)
        arbat = chain.tills[1]
        await chain.migrate(SEPARATE)
        assert (await arbat.view(chain.guest_id)).total == 650
        async with arbat.online():
            with pytest.raises(PointsShortfall) as refused:
                await redeem(arbat, chain.guest_id, 400)
        assert refused.value.available == 150
        assert statuses(arbat) == ["rejected"]
        await chain.sync()
        assert await chain.totals() == [200, 150, 300]
        chain.assert_sound()

    world.play(scenario)


def test_what_a_late_till_did_is_booked_on_the_cards_of_its_restaurant(world: World) -> None:
    """It was offline while the cards were parted, and earned, and registered somebody."""

    async def scenario() -> None:
        chain = await a_chain(world)
        home, late, _ = chain.tills
        await chain.give_back()
        late.transport.is_offline = True
        await late.sync()
        assert await balance_on_slip(late, chain.guest_id, roubles=1_000) == 750
        oleg = RegistrationForm(phone="79990000002", first_name="Олег", personal_data=True)
        born = (await late.till.registration.register(oleg)).view.guest.guest_id
        await late.earn(born, 500)
        await chain.migrate(SEPARATE)
        assert (late.waiting(), (await late.view(chain.guest_id)).total) == (3, 750)
        late.transport.is_offline = False
        late.engine.retry_now()
        await chain.sync()
        assert await chain.totals() == [200, 250, 300]
        assert ((await late.view(born)).total, (await home.view(born)).total) == (150, 0)
        assert await balance_on_slip(late, chain.guest_id, roubles=500) == 300
        await chain.sync()
        assert await chain.totals() == [200, 300, 300]
        assert late.attention() == 0
        chain.assert_sound()
        await world.assert_in_step(chain.guest_id, born)

    world.play(scenario)


def test_a_new_till_knows_the_cards_of_its_restaurant_alone(world: World) -> None:
    """A card of the chain leads to the guest in every restaurant: its QR is the printed one."""

    async def scenario() -> None:
        chain = await a_chain(world)
        await chain.migrate(SEPARATE)
        arbat = chain.tills[1]
        newest = await world.tablet(at=arbat.restaurant_id)
        chain.tills = (*chain.tills, newest)
        await chain.sync()
        assert await chain.totals() == [200, 150, 300, 150]
        token = (await arbat.view(chain.guest_id)).card.token
        scanned = await newest.till.guest_search.by_scan(qr_payload(token))
        assert (scanned.guest.guest_id, scanned.total) == (chain.guest_id, 150)
        chain.assert_sound()
        await world.assert_in_step(chain.guest_id)

    world.play(scenario)


def test_tills_of_a_server_restored_from_before_show_what_it_books(world: World) -> None:
    """Design §9, LOY-09: the tills bring back the programme and what was done, not the parting."""

    async def scenario() -> None:
        chain = await a_chain(world)
        yesterday = world.back_up()
        await chain.migrate(SEPARATE)
        await chain.sync()
        await chain.tills[1].earn(chain.guest_id, 1_000)
        await chain.sync()
        assert await chain.totals() == [200, 250, 300]
        world.clock.advance(3_600)
        world.put_back(yesterday)
        await world.assert_in_step(chain.guest_id)
        assert await chain.totals() == [750, 750, 750]
        await chain.migrate(SEPARATE)
        await world.assert_in_step(chain.guest_id)
        assert await chain.totals() == [200, 250, 300]
        chain.assert_sound()

    world.play(scenario)

"""S15: two tills out of reach greet one guest on one birthday; it is given once, and shown so."""

from dataclasses import replace

from sqlalchemy import Connection

from client.store import outbox
from client.till.registration import RegistrationForm
from server.chance import Chance
from server.programme.service import current, publish
from shared.domain.ids import ProgrammeVersionId, PromoId
from shared.domain.programme import Promo, PromoKind
from shared.operations.encode import to_millis
from tests.scenarios.world import Tablet, World
from tests.server.inside import inside

GIFT, EARNED = 500, 200
"""2,000 roubles as Bronze: 10 %."""


def give_birthdays(world: World) -> None:
    """From now on the house gives points around birthdays, and nothing for joining."""
    tenant_id, now = world.demo.tenant_id, world.clock.now_utc()
    chance = Chance(world.chance.randbytes)

    def work(conn: Connection) -> None:
        before = current(conn, tenant_id)
        assert before is not None
        promo = Promo(PromoId(chance.uuid()), "День рождения", PromoKind.BIRTHDAY, GIFT, 30, days=7)
        following = replace(
            before,
            version_id=ProgrammeVersionId(chance.uuid()),
            number=before.number + 1,
            valid_from=now,
            promos=(promo,),
        )
        publish(conn, tenant_id, following, now_ms=to_millis(now))

    world.database.write_now(inside(tenant_id, work))


def answers(tablet: Tablet) -> list[tuple[str, str | None]]:
    """What the server said to each earning."""
    rows = tablet.store.read_now(lambda db: outbox.list_recent(db, 50))[::-1]
    told = [row.outcome for row in rows if row.body().kind == "earn"]
    return [(each.status, each.code) for each in told if each]


def test_a_birthday_is_given_once_whatever_tills_could_know(world: World) -> None:
    async def scenario() -> None:
        give_birthdays(world)
        world.clock.advance(60)
        first, second = await world.tablet(), await world.tablet()
        born = world.clock.now_utc().date().replace(year=1990)
        form = RegistrationForm("9160001122", birth_date=born, personal_data=True)
        guest_id = (await first.till.registration.register(form)).view.guest.guest_id
        await first.sync()
        await second.sync()
        for tablet in (first, second):
            tablet.transport.is_offline = True
            await tablet.sync()
            await tablet.earn(guest_id)
            assert (await tablet.view(guest_id)).total == EARNED + GIFT
            await tablet.earn(guest_id)
            assert (await tablet.view(guest_id)).total == 2 * EARNED + GIFT, "once on one till"
        await world.assert_in_step(guest_id)
        assert answers(first) == [("applied", None), ("applied", None)]
        assert answers(second) == [("adjusted", "bonus_repeated"), ("applied", None)]
        assert world.total(guest_id) == 4 * EARNED + GIFT

    world.play(scenario)

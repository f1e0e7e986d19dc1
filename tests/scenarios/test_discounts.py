"""CSH-38: what a till takes off a check the server books, on the line and off it."""

from dataclasses import replace

from sqlalchemy import Connection, update

from client.store import outbox
from client.till.registration import RegistrationForm
from server.database import table_of
from server.guests.service import set_discount
from server.programme.service import current
from server.programme.tables import ProgrammeVersionRow
from shared.domain.check import Bill, Check
from shared.domain.ids import CheckId
from shared.domain.money import Money
from shared.domain.programme import ProgrammeKind
from shared.operations.canonical import canonical_json
from shared.sync.payloads import programme_payload
from tests.scenarios.world import Tablet, World
from tests.server.inside import inside

_PROGRAMME = table_of(ProgrammeVersionRow)
BRONZE_BP, OWN_BP = 300, 12_50


def of_discounts(world: World) -> None:
    """The house has been one of discounts from its first day: the kind is for good."""
    tenant_id = world.demo.tenant_id

    def work(conn: Connection) -> None:
        programme = current(conn, tenant_id)
        assert programme is not None
        levels = tuple(replace(level, discount_bp=BRONZE_BP) for level in programme.levels)
        settings = replace(programme.settings, kind=ProgrammeKind.DISCOUNT)
        changed = replace(programme, settings=settings, levels=levels)
        body = canonical_json(programme_payload(changed))
        conn.execute(update(_PROGRAMME).values(body=body))

    world.database.write_now(inside(tenant_id, work))


async def sell(tablet: Tablet, world: World, *, tips_minor: int = 0) -> int:
    """A check of 2,000 roubles of the Silver guest; what is to be paid."""
    bill = Bill(Money(2_000_00), tips_minor=tips_minor)
    check = Check(CheckId(tablet.workplace.chance.uuid()), bill)
    view = await tablet.view(world.silver.guest_id)
    done = await tablet.till.checkout.confirm(view, check)
    assert done.facts.to_pay is not None
    return done.facts.to_pay.minor


def statuses(tablet: Tablet) -> list[tuple[str, str | None]]:
    """What was done, and what the server said to it."""
    rows = tablet.store.read_now(lambda db: outbox.list_recent(db, 50))[::-1]
    return [(row.body().kind, row.outcome.status if row.outcome else None) for row in rows]


def test_discounts_are_booked_as_they_were_given(world: World) -> None:
    async def scenario() -> None:
        of_discounts(world)
        tenant_id, guest_id = world.demo.tenant_id, world.silver.guest_id
        tablet = await world.tablet()
        before = world.card(guest_id)
        assert await sell(tablet, world) == 1_940_00
        await tablet.sync()
        world.database.write_now(
            lambda conn: set_discount(conn, tenant_id, guest_id, discount_bp=OWN_BP)
        )
        await tablet.sync()
        tablet.transport.is_offline = True
        assert await sell(tablet, world, tips_minor=200_00) == 1_775_00
        await tablet.till.registration.register(RegistrationForm("9160001122", personal_data=True))
        tablet.transport.is_offline = False
        await tablet.sync()
        assert statuses(tablet) == [
            ("discount", "applied"),
            ("discount", "applied"),
            ("registration", "applied"),
        ]
        after = world.card(guest_id)
        assert after.lots == before.lots, "never a point"
        assert after.total_visits == before.total_visits + 2
        assert after.lifetime_spent_minor == before.lifetime_spent_minor + 4_000_00

    world.play(scenario)

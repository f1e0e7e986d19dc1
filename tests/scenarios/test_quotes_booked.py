"""What tills quote is what the server books: checks of many programmes, done for real.

Nothing is adjusted on arrival, and the ledger keeps the very steps that the cashier saw.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select

from client.store import outbox
from client.store.outbox import OutboxRow
from server.chance import Chance
from server.database import table_of
from server.ledger.tables import TransactionRow
from server.programme.service import current, publish
from shared.domain.check import Bill, Check
from shared.domain.errors import Refusal
from shared.domain.ids import CheckId, OperationId, ProgrammeVersionId
from shared.domain.money import Money
from shared.domain.programme import ProgrammeVersion
from shared.operations.bodies import EarnBody, RedeemBody, StepBody, parse_body
from shared.operations.encode import step_bodies, to_millis
from tests.scenarios.world import Tablet, World
from tests.server.inside import inside
from tests.shared.domain import drawn

DAYS, CHECKS_A_DAY = 14, 16
LEAST = Money(300_00)
POINTS = (0, 0, 10, 50, 200)
_TRANSACTION = table_of(TransactionRow)

Steps = tuple[StepBody, ...]


@dataclass(frozen=True)
class Order:
    """One check of a day."""

    guest: int
    bill: Bill
    points: int


@dataclass(frozen=True)
class Day:
    """A programme, and who comes while it is in force."""

    programme: ProgrammeVersion
    orders: tuple[Order, ...]


@st.composite
def days(draw: st.DrawFn) -> Day:
    """A day of one programme; most checks earn something."""
    programme = draw(drawn.programmes().filter(lambda each: bool(each.rules)))
    order = st.builds(
        Order,
        guest=st.integers(0, 99),
        bill=drawn.bills(programme.settings).map(no_trifle),
        points=st.sampled_from(POINTS),
    )
    orders = draw(st.lists(order, min_size=CHECKS_A_DAY, max_size=CHECKS_A_DAY))
    return Day(programme, tuple(orders))


def no_trifle(bill: Bill) -> Bill:
    """``bill`` of some hundred roubles at least."""
    return replace(bill, amount=max(bill.amount, LEAST, key=lambda amount: amount.minor))


def days_drawn() -> list[Day]:
    """The same days every time."""
    found: list[Day] = []

    @settings(max_examples=DAYS, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(days())
    def draw(day: Day) -> None:
        found.append(day)

    draw()
    return found


def test_what_tills_quote_is_booked_step_by_step(world: World) -> None:
    async def scenario() -> None:
        shown: dict[OperationId, Steps] = {}
        first, second = await world.tablet(), await world.tablet()
        for day in days_drawn():
            put_in_force(world, day.programme)
            world.clock.advance(60)
            await first.sync()
            await second.sync()
            async with first.online():
                shown |= await served(world, first, day.orders[::2], is_odd=False)
            second.transport.is_offline = True
            await second.sync()
            shown |= await served(world, second, day.orders[1::2], is_odd=True)
            second.transport.is_offline = False
        await world.assert_in_step(*(guest.guest_id for guest in world.demo.guests))
        assert len(shown) >= 100
        sent = {row.operation_id: row for tablet in (first, second) for row in kept(tablet)}
        assert {outcome_of(sent[each]) for each in shown} == {"applied"}
        assert {each: signed_for(sent[each]) for each in shown} == shown
        assert {each: booked(world, each) for each in shown} == shown

    world.play(scenario)


def put_in_force(world: World, programme: ProgrammeVersion) -> None:
    """The house's next version says what ``programme`` says."""
    tenant_id, now = world.demo.tenant_id, world.clock.now_utc()
    version_id = ProgrammeVersionId(Chance(world.chance.randbytes).uuid())

    def work(conn: Connection) -> None:
        before = current(conn, tenant_id)
        assert before is not None
        following = replace(
            programme, version_id=version_id, number=before.number + 1, valid_from=now
        )
        publish(conn, tenant_id, following, now_ms=to_millis(now))

    world.database.write_now(inside(tenant_id, work))


async def served(
    world: World, tablet: Tablet, orders: Sequence[Order], *, is_odd: bool
) -> dict[OperationId, Steps]:
    """The steps that the cashier was shown, by the operations they became.

    Each till has guests of its own: what two tills do at once the server may have to settle.
    """
    shown: dict[OperationId, Steps] = {}
    for order in orders:
        guests = world.demo.guests[is_odd::2]
        view = await tablet.view(guests[order.guest % len(guests)].guest_id)
        quote = tablet.till.checkout.quote(view, order.bill, redeem_points=order.points)
        points = quote.redemption.points if quote.redemption else 0
        check = Check(CheckId(tablet.workplace.chance.uuid()), order.bill)
        try:
            done = await tablet.till.checkout.confirm(
                view, check, redeem_points=points, shown=quote.totals
            )
        except Refusal:
            continue
        halves = [half.steps for half in (quote.redemption, quote.earn) if half]
        shown |= {
            operation_id: step_bodies(steps)
            for operation_id, steps in zip(done.operation_ids, halves, strict=True)
        }
    return shown


def kept(tablet: Tablet) -> Sequence[OutboxRow]:
    """Everything the till ever did."""
    return tablet.store.read_now(lambda db: outbox.with_ids_between(db, "", "g"))


def outcome_of(row: OutboxRow) -> str | None:
    """What became of an operation."""
    return row.outcome.status if row.outcome else None


def signed_for(row: OutboxRow) -> Steps:
    """The steps in the body."""
    body = parse_body(row.text)
    assert isinstance(body, EarnBody | RedeemBody)
    return body.steps or ()


def booked(world: World, operation_id: OperationId) -> Steps:
    """The steps that the ledger keeps."""
    asked = select(_TRANSACTION.c.snapshot).where(_TRANSACTION.c.operation_id == operation_id)
    work = inside(world.demo.tenant_id, lambda conn: conn.execute(asked).scalar_one())
    steps = json.loads(world.database.read_now(work))["steps"]
    return tuple(StepBody.model_validate_json(json.dumps(step)) for step in steps)

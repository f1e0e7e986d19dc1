"""The engine keeps in step with the server: push first, then pull, then rest."""

import asyncio
from datetime import timedelta
from pathlib import Path

from client.store.database import Store
from client.store.outbox import list_recent
from client.store.pruning import KEPT_FOR
from client.sync.engine import TIDY_SECONDS, SyncEngine
from client.sync.errors import ServerUnreachable
from client.sync.line import Line
from shared.domain.ids import OperationId
from shared.operations.encode import to_millis
from shared.sync.messages import Outcome
from tests.builders import (
    NOON,
    enqueue_earn,
)
from tests.client.sync.syncing_till import SyncingTill
from tests.fakes import FakeChance, FakeClock, FakeKeystore, FakeServer
from tests.sealed_files import store_key


def test_operations_are_pushed_in_order_and_then_the_feed_is_pulled(till: SyncingTill) -> None:
    made = [enqueue_earn(till.store, number=str(number)).operation_id for number in range(120)]
    asyncio.run(till.settle())
    assert [operation.operation_id for operation in till.server.operations] == made
    assert [len(push.operations) for push in till.server.pushes] == [50, 70]
    assert till.server.pulls
    assert till.waiting() == 0
    status = till.engine.status
    assert (status.is_online, status.waiting, status.problem) == (True, 0, None)
    assert status.last_contact_at == NOON


def test_moments_are_told_in_the_restaurants_time(till: SyncingTill) -> None:
    """Not in the machine's zone: the guest card beside the status bar says the same."""
    till.server.horizon_ms = to_millis(NOON + timedelta(hours=4))
    enqueue_earn(till.store)
    asyncio.run(till.engine.turn())
    queued = till.engine.status.oldest_waiting_at
    asyncio.run(till.settle())
    asyncio.run(till.engine.turn())
    status = till.engine.status
    told = (queued, status.last_contact_at, status.alone_until)
    assert [each.isoformat()[11:] if each else None for each in told] == [
        "15:00:00+03:00",
        "15:00:00+03:00",
        "19:00:00+03:00",
    ]


def test_a_clock_that_is_set_makes_nothing_old_enough_to_be_forgotten(till: SyncingTill) -> None:
    for number in range(3):
        enqueue_earn(till.store, number=str(number))
    till.server.twist = lambda reply: reply.model_copy(update={"stable": reply.have})
    asyncio.run(till.settle())
    till.server.trouble = ServerUnreachable("offline")

    def kept_after(seconds: float) -> int:
        """How many operations, once the engine had nothing to do."""
        till.clock.advance(seconds)
        asyncio.run(till.settle())
        asyncio.run(till.engine.turn())
        return len(till.store.read_now(lambda db: list_recent(db, 9)))

    till.clock.set_wall(NOON + 10 * KEPT_FOR)
    assert kept_after(TIDY_SECONDS) == 3
    till.clock.set_wall(NOON)
    assert kept_after((2 * KEPT_FOR).total_seconds()) == 1


def test_before_enrolment_the_engine_waits_for_a_nudge(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "till.db", store_key)
    clock = FakeClock()
    server = FakeServer(clock)
    engine = SyncEngine(Line(store, FakeKeystore(), server, clock, FakeChance()))
    assert asyncio.run(engine.turn()) is None
    assert server.exchanges == 0
    store.close()


def test_a_nudge_pulls_without_waiting_for_the_interval(till: SyncingTill) -> None:
    asyncio.run(till.settle())
    assert len(till.server.pulls) == 1
    till.engine.nudge()
    asyncio.run(till.settle())
    assert len(till.server.pulls) == 2


def test_deliver_returns_the_outcomes_as_soon_as_they_are_known(till: SyncingTill) -> None:
    made = enqueue_earn(till.store)

    async def scenario() -> dict[OperationId, Outcome | None]:
        return await till.engine.deliver([made.operation_id], timeout_seconds=30)

    outcome = asyncio.run(till.while_running(scenario))[made.operation_id]
    assert outcome is not None
    assert outcome.status == "applied"


def test_deliver_gives_up_waiting_but_not_the_operation(till: SyncingTill) -> None:
    made = enqueue_earn(till.store)
    till.server.trouble = ServerUnreachable("offline")

    async def scenario() -> dict[OperationId, Outcome | None]:
        return await till.engine.deliver([made.operation_id], timeout_seconds=0.05)

    assert asyncio.run(till.while_running(scenario)) == {made.operation_id: None}
    assert till.waiting() == 1


def test_stopping_closes_the_connections(till: SyncingTill) -> None:
    async def nothing() -> None:
        return None

    asyncio.run(till.while_running(nothing))
    assert till.server.is_closed


def test_subscribers_hear_each_change_once(till: SyncingTill) -> None:
    heard: list[int] = []
    unsubscribe = till.engine.subscribe(lambda status: heard.append(status.waiting))
    enqueue_earn(till.store)
    asyncio.run(till.settle())
    unsubscribe()
    enqueue_earn(till.store, number="2")
    asyncio.run(till.settle())
    assert heard[0] == 0
    assert 1 in heard
    assert heard[-1] == 0

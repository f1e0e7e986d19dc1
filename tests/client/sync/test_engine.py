"""The engine keeps in step with the server and survives whatever it is told."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from client.store.database import Store
from client.store.guests import guest_record
from client.store.me import me_of
from client.store.outbox import get, list_recent, outbox_counts
from client.sync.engine import SyncEngine
from client.sync.errors import (
    ProtocolTrouble,
    RequestRefused,
    ServerTrouble,
    ServerUnreachable,
)
from client.sync.keys import DeviceKey
from client.sync.line import Line
from shared.domain.ids import GuestId, OperationId
from shared.sync.messages import Change, Outcome, PushedOperation
from shared.sync.planner import BACKOFF_MAX_SECONDS
from tests.builders import (
    GUEST,
    NOON,
    a_card,
    a_card_payload,
    a_guest_payload,
    an_enrolled_store,
    an_id,
    enqueue_earn,
)
from tests.fakes import FakeChance, FakeClock, FakeKeystore, FakeServer

T = TypeVar("T")
MINUTES_OF_TROUBLE = 60


@dataclass(frozen=True)
class Till:
    """A till with its server, and the clock both go by."""

    store: Store
    clock: FakeClock
    server: FakeServer
    engine: SyncEngine
    keystore: FakeKeystore

    async def settle(self) -> None:
        """Turns until there is nothing to do but wait."""
        while await self.engine.turn() == 0.0:
            pass

    def waiting(self) -> int:
        """Operations the server has not answered for."""
        return self.store.read_now(outbox_counts).waiting


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    store = an_enrolled_store(tmp_path / "till.db")
    clock, keystore = FakeClock(), FakeKeystore()
    server = FakeServer(clock)
    engine = SyncEngine(Line(store, keystore, server, clock, FakeChance()))
    yield Till(store, clock, server, engine, keystore)
    store.close()


def test_operations_are_pushed_in_order_and_then_the_feed_is_pulled(till: Till) -> None:
    made = [enqueue_earn(till.store, number=str(number)).operation_id for number in range(120)]
    asyncio.run(till.settle())
    assert [operation.operation_id for operation in till.server.operations] == made
    assert [len(push.operations) for push in till.server.pushes] == [50, 70]
    assert till.server.pulls
    assert till.waiting() == 0
    status = till.engine.status
    assert (status.is_online, status.waiting, status.problem) == (True, 0, None)
    assert status.last_contact_at == NOON


def test_before_enrolment_the_engine_waits_for_a_nudge(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "till.db")
    clock = FakeClock()
    server = FakeServer(clock)
    engine = SyncEngine(Line(store, FakeKeystore(), server, clock, FakeChance()))
    assert asyncio.run(engine.turn()) is None
    assert server.exchanges == 0
    store.close()


def test_a_page_of_changes_moves_replica_and_cursor_together(till: Till) -> None:
    till.server.feed = _a_guest_in_the_feed()
    asyncio.run(till.settle())
    record = till.store.read_now(lambda db: guest_record(db, GUEST))
    assert record is not None
    assert record.card.total(NOON) == 2_500
    assert till.store.read_now(me_of).cursor.seq == 2


def test_a_long_feed_is_read_page_by_page(till: Till) -> None:
    till.server.page_limit = 1
    till.server.feed = _a_guest_in_the_feed()
    asyncio.run(till.settle())
    assert [cursor.seq for cursor in till.server.pulls][:2] == [0, 1]
    assert till.store.read_now(me_of).cursor.seq == 2


def test_a_change_nobody_can_read_leaves_the_replica_as_it_was(till: Till) -> None:
    good, _ = _a_guest_in_the_feed()
    till.server.feed = [good, Change(seq=2, kind="card", id="x", data={"card_id": "no uuid"})]
    asyncio.run(till.settle())
    assert till.store.read_now(lambda db: guest_record(db, GUEST)) is None
    assert till.store.read_now(me_of).cursor.seq == 0
    assert till.engine.status.problem == ProtocolTrouble.code


def test_a_lost_reply_is_asked_for_again_and_nothing_is_booked_twice(till: Till) -> None:
    """P2."""
    made = enqueue_earn(till.store)
    till.server.is_reply_lost = True
    asyncio.run(till.settle())
    assert till.waiting() == 1
    assert till.engine.status.is_online is False
    till.clock.advance(BACKOFF_MAX_SECONDS)
    asyncio.run(till.settle())
    assert till.waiting() == 0
    assert [operation.operation_id for operation in till.server.operations] == [made.operation_id]


def test_what_the_server_has_without_having_answered_for_it_is_asked_for_again(
    till: Till,
) -> None:
    """A lost reply to a large batch, then a smaller one: no operation stays without its outcome."""
    for number in range(8):
        enqueue_earn(till.store, number=str(number))
    till.server.is_reply_lost = True
    asyncio.run(till.settle())
    till.clock.advance(BACKOFF_MAX_SECONDS)
    till.server.trouble = ServerUnreachable("offline")
    asyncio.run(till.settle())
    till.server.trouble = None
    till.clock.advance(BACKOFF_MAX_SECONDS)
    asyncio.run(till.settle())
    assert len(till.server.pushes[2].operations) < len(till.server.operations) == 8
    rows = till.store.read_now(lambda db: list_recent(db, 9))
    assert [row.outcome.status for row in rows if row.outcome] == ["applied"] * 8


@pytest.mark.parametrize(
    "trouble",
    [ServerTrouble(500), ServerUnreachable("offline"), ProtocolTrouble("garbage")],
    ids=lambda trouble: type(trouble).__name__,
)
def test_an_hour_of_trouble_costs_nothing_but_time(till: Till, trouble: Exception) -> None:
    """LED-32: network trouble never counts towards any cap."""
    enqueue_earn(till.store)
    till.server.trouble = trouble

    async def an_hour() -> None:
        for _ in range(MINUTES_OF_TROUBLE):
            await till.settle()
            till.clock.advance(BACKOFF_MAX_SECONDS)

    asyncio.run(an_hour())
    assert till.server.exchanges == MINUTES_OF_TROUBLE
    assert till.engine.status.waiting == 1
    till.server.trouble = None
    asyncio.run(till.settle())
    assert till.waiting() == 0
    assert till.engine.status.problem is None


def test_the_server_says_when_to_come_again(till: Till) -> None:
    enqueue_earn(till.store)
    till.server.troubles = [ServerTrouble(503, retry_after_seconds=200.0)]
    asyncio.run(till.settle())
    till.clock.advance(199)
    till.engine.nudge(is_urgent=True)
    asyncio.run(till.settle())
    assert till.waiting() == 1
    till.clock.advance(2)
    asyncio.run(till.settle())
    assert till.waiting() == 0


def test_a_nudge_does_not_cut_the_backoff_short_but_a_redemption_does(till: Till) -> None:
    enqueue_earn(till.store)
    till.server.troubles = [ServerUnreachable("offline")]
    asyncio.run(till.settle())
    till.engine.nudge()
    asyncio.run(till.settle())
    assert till.server.exchanges == 1
    till.engine.nudge(is_urgent=True)
    asyncio.run(till.settle())
    assert till.waiting() == 0


def test_a_nudge_pulls_without_waiting_for_the_interval(till: Till) -> None:
    asyncio.run(till.settle())
    assert len(till.server.pulls) == 1
    till.engine.nudge()
    asyncio.run(till.settle())
    assert len(till.server.pulls) == 2


def test_a_poison_operation_gets_its_refusal_and_blocks_nobody(till: Till) -> None:
    """P7."""
    made = [enqueue_earn(till.store, number=str(number)).operation_id for number in range(3)]
    till.server.decide = lambda operation: _decided(
        operation, "rejected" if operation.operation_id == made[1] else "applied"
    )
    asyncio.run(till.settle())
    rows = till.store.read_now(lambda db: list_recent(db, 9))
    assert [row.outcome.status for row in rows if row.outcome] == [
        "applied",
        "rejected",
        "applied",
    ]
    assert (till.engine.status.waiting, till.engine.status.attention) == (0, 1)


@pytest.mark.parametrize("problem", ["device_revoked", "epoch_retired", "fork"])
def test_what_needs_a_person_stops_the_engine_and_loses_nothing(till: Till, problem: str) -> None:
    enqueue_earn(till.store)
    till.server.trouble = RequestRefused(403, problem, {})
    asyncio.run(till.settle())
    till.clock.advance(3_600)
    till.engine.nudge(is_urgent=True)
    asyncio.run(till.settle())
    assert till.server.exchanges == 1
    status = till.engine.status
    assert (status.is_stopped, status.problem, status.waiting) == (True, problem, 1)

    till.server.trouble = None
    till.engine.retry_now()
    asyncio.run(till.settle())
    assert (till.engine.status.is_stopped, till.waiting()) == (False, 0)


def test_a_server_that_lost_operations_gets_them_again(till: Till) -> None:
    """P8: sequence_gap rewinds to what the server wants."""
    made = [enqueue_earn(till.store, number=str(number)).operation_id for number in range(3)]
    asyncio.run(till.settle())
    del till.server.operations[1:]
    enqueue_earn(till.store, number="4")
    till.server.troubles = [RequestRefused(409, "sequence_gap", {"want": 2})]
    asyncio.run(till.settle())
    till.clock.advance(BACKOFF_MAX_SECONDS)
    asyncio.run(till.settle())
    assert [operation.operation_id for operation in till.server.operations][:3] == made
    assert till.waiting() == 0


@pytest.mark.expects_warning
@pytest.mark.parametrize("want", [0, 2, 99, None, "1"])
def test_an_impossible_wish_moves_nothing(till: Till, want: object) -> None:
    enqueue_earn(till.store)
    till.server.troubles = [RequestRefused(409, "sequence_gap", {"want": want})]
    asyncio.run(till.settle())
    assert till.waiting() == 1
    till.clock.advance(BACKOFF_MAX_SECONDS * 2)
    asyncio.run(till.settle())
    assert till.waiting() == 0


def test_a_new_life_of_the_server_is_read_from_the_start(till: Till) -> None:
    """Guests the restored server does not know any more go; the rest never left."""
    gone = GuestId(an_id("gone"))
    till.server.feed = [*_a_guest_in_the_feed(), *_a_guest_in_the_feed(gone, first_seq=3)]
    asyncio.run(till.settle())
    assert till.store.read_now(lambda db: guest_record(db, gone)) is not None
    till.server.server_epoch += 1
    till.server.feed = _a_guest_in_the_feed()
    till.engine.nudge()
    asyncio.run(till.settle())
    assert till.store.read_now(lambda db: guest_record(db, gone)) is None
    assert till.store.read_now(lambda db: guest_record(db, GUEST)) is not None
    cursor = till.store.read_now(me_of).cursor
    assert (cursor.server_epoch, cursor.seq) == (till.server.server_epoch, 2)


def test_a_batch_that_is_too_large_shrinks_until_it_fits(till: Till) -> None:
    for number in range(20):
        enqueue_earn(till.store, number=str(number))
    till.server.troubles = [RequestRefused(413, "body_too_large", {})] * 2

    async def patiently() -> None:
        for _ in range(3):
            await till.settle()
            till.clock.advance(BACKOFF_MAX_SECONDS)

    asyncio.run(patiently())
    assert [len(push.operations) for push in till.server.pushes][:3] == [20, 12, 3]
    assert till.waiting() == 0


def test_a_reply_to_another_request_changes_nothing(till: Till) -> None:
    _assert_ignored(till, {"nonce": "f" * 32})


def test_a_reply_of_another_epoch_changes_nothing(till: Till) -> None:
    _assert_ignored(till, {"epoch": 1})


def test_a_reply_without_outcomes_changes_nothing(till: Till) -> None:
    _assert_ignored(till, {"outcomes": ()})


def test_a_reply_signed_by_another_key_changes_nothing(till: Till) -> None:
    stranger = DeviceKey(b"s" * 32)
    enqueue_earn(till.store)
    till.server.tamper = lambda reply: reply.model_copy(
        update={"signature": stranger.sign("anything")}
    )
    asyncio.run(till.settle())
    assert till.waiting() == 1
    assert till.engine.status.problem == ProtocolTrouble.code


def test_a_reply_changed_on_its_way_changes_nothing(till: Till) -> None:
    enqueue_earn(till.store)
    till.server.tamper = lambda reply: reply.model_copy(update={"stable": 5})
    asyncio.run(till.settle())
    assert till.waiting() == 1


def test_a_server_that_has_more_than_was_made_here_stops_the_till(till: Till) -> None:
    """This till is a rolled-back image of itself: going on would fork the chain."""
    enqueue_earn(till.store)
    till.server.twist = lambda reply: reply.model_copy(update={"have": 9})
    asyncio.run(till.settle())
    assert (till.engine.status.is_stopped, till.engine.status.problem) == (True, "fork")


def test_a_lost_key_says_so_and_keeps_everything(till: Till) -> None:
    enqueue_earn(till.store)
    till.keystore.secrets.clear()
    asyncio.run(till.settle())
    assert till.engine.status.problem == "key_missing"
    assert till.waiting() == 1


@pytest.mark.parametrize("years", [-5, 5])
def test_a_wrong_clock_is_noticed_and_stops_nothing(till: Till, years: int) -> None:
    """Design §7: more than a minute is told to the cashier."""
    enqueue_earn(till.store)
    server_time = till.clock.at
    till.server.twist = lambda reply: reply.model_copy(
        update={"server_time_ms": round(server_time.timestamp() * 1000)}
    )
    till.clock.set_wall(server_time + timedelta(days=365 * years))
    asyncio.run(till.engine.turn())
    asyncio.run(till.engine.turn())
    assert till.waiting() == 0
    assert till.engine.status.clock_offset_seconds == 365 * years * 86_400
    assert till.engine.status.is_clock_wrong


def test_deliver_returns_the_outcomes_as_soon_as_they_are_known(till: Till) -> None:
    made = enqueue_earn(till.store)

    async def scenario() -> dict[OperationId, Outcome | None]:
        return await till.engine.deliver([made.operation_id], timeout_seconds=30)

    outcome = asyncio.run(_while_running(till, scenario))[made.operation_id]
    assert outcome is not None
    assert outcome.status == "applied"


def test_deliver_gives_up_waiting_but_not_the_operation(till: Till) -> None:
    made = enqueue_earn(till.store)
    till.server.trouble = ServerUnreachable("offline")

    async def scenario() -> dict[OperationId, Outcome | None]:
        return await till.engine.deliver([made.operation_id], timeout_seconds=0.05)

    assert asyncio.run(_while_running(till, scenario)) == {made.operation_id: None}
    assert till.waiting() == 1


@pytest.mark.expects_warning
def test_a_bug_in_a_turn_does_not_end_the_engine(till: Till) -> None:
    made = enqueue_earn(till.store)
    till.server.troubles = [ZeroDivisionError("a bug")]

    async def scenario() -> None:
        news = asyncio.Event()
        till.engine.subscribe(lambda status: news.set() if status.problem == "bug" else None)
        await news.wait()
        await till.engine.deliver([made.operation_id], timeout_seconds=30)

    asyncio.run(_while_running(till, scenario))
    assert till.waiting() == 0


def test_stopping_closes_the_connections(till: Till) -> None:
    async def nothing() -> None:
        return None

    asyncio.run(_while_running(till, nothing))
    assert till.server.is_closed


def test_subscribers_hear_each_change_once(till: Till) -> None:
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


async def _while_running(till: Till, scenario: Callable[[], Awaitable[T]]) -> T:
    till.engine.start()
    try:
        return await scenario()
    finally:
        await till.engine.stop()


def _assert_ignored(till: Till, update: dict[str, object]) -> None:
    made = enqueue_earn(till.store)
    till.server.twist = lambda reply: reply.model_copy(update=update)
    asyncio.run(till.settle())
    row = till.store.read_now(lambda db: get(db, made.operation_id))
    assert row is not None
    assert (row.outcome, till.waiting()) == (None, 1)
    assert till.engine.status.problem == ProtocolTrouble.code


def _decided(operation: PushedOperation, status: str) -> Outcome:
    base = Outcome(seq=operation.seq, operation_id=operation.operation_id, status="applied")
    return base.model_copy(update={"status": status})


def _a_guest_in_the_feed(guest_id: GuestId = GUEST, *, first_seq: int = 1) -> list[Change]:
    guest, card = a_guest_payload(guest_id), a_card_payload(a_card(guest_id, points=2_500))
    return [
        Change(seq=first_seq, kind="guest", id=guest_id, data=guest.model_dump()),
        Change(seq=first_seq + 1, kind="card", id=card.card_id, data=card.model_dump(mode="json")),
    ]

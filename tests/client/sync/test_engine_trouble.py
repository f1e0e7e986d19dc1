"""Whatever goes wrong, nothing in the outbox is given up, and nothing blocks the rest."""

import asyncio
import logging
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from client.devices.keystore import DEVICE_KEY, PIN_PEPPER
from client.logs import DataFormatter
from client.store.database import DISK_RESERVE_BYTES
from client.store.errors import StoreFull
from client.store.me import me_of
from client.store.outbox import list_recent
from client.store.programme import put_programme
from client.sync.errors import ProtocolTrouble, RequestRefused, ServerTrouble, ServerUnreachable
from shared.domain.programme import ProgrammeKind, ProgrammeSettings
from shared.sync.messages import Outcome, PushedOperation
from shared.sync.planner import BACKOFF_MAX_SECONDS
from tests.builders import a_programme, enqueue_earn
from tests.client.sync.syncing_till import SyncingTill, an_enrolled_till

MINUTES_OF_TROUBLE = 60


def test_a_lost_reply_is_asked_for_again_and_nothing_is_booked_twice(till: SyncingTill) -> None:
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


def test_the_log_is_told_the_kind_of_a_trouble_and_not_a_word_of_what_it_says(
    till: SyncingTill, caplog: pytest.LogCaptureFixture
) -> None:
    """SEC-03: what it says may quote a guest."""
    till.server.trouble = ProtocolTrouble("Ярополк 79261112233")
    with caplog.at_level(logging.INFO, logger="client.sync.engine"):
        asyncio.run(till.settle())
    (record,) = (each for each in caplog.records if each.message == "sync trouble")
    told = DataFormatter().format(record)
    assert told.endswith("sync trouble problem=protocol_trouble kind=ProtocolTrouble")


@pytest.mark.parametrize(
    "trouble",
    [ServerTrouble(500), ServerUnreachable("offline"), ProtocolTrouble("garbage")],
    ids=lambda trouble: type(trouble).__name__,
)
def test_an_hour_of_trouble_costs_nothing_but_time(till: SyncingTill, trouble: Exception) -> None:
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


def test_the_server_says_when_to_come_again(till: SyncingTill) -> None:
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


def test_a_nudge_does_not_cut_the_backoff_short_but_a_redemption_does(till: SyncingTill) -> None:
    enqueue_earn(till.store)
    till.server.troubles = [ServerUnreachable("offline")]
    asyncio.run(till.settle())
    till.engine.nudge()
    asyncio.run(till.settle())
    assert till.server.exchanges == 1
    till.engine.nudge(is_urgent=True)
    asyncio.run(till.settle())
    assert till.waiting() == 0


def test_a_poison_operation_gets_its_refusal_and_blocks_nobody(till: SyncingTill) -> None:
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


@pytest.mark.parametrize("problem", ["device_revoked", "device_unknown"])
def test_what_needs_a_person_stops_the_engine_and_loses_nothing(
    till: SyncingTill, problem: str
) -> None:
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


@pytest.mark.parametrize("kind", ProgrammeKind)
def test_whether_there_are_points_at_all_is_told(till: SyncingTill, kind: ProgrammeKind) -> None:
    """LOY-01."""
    programme = replace(a_programme(), settings=ProgrammeSettings(kind=kind))
    till.store.write_now(lambda db: put_programme(db, programme))
    asyncio.run(till.settle())
    assert till.engine.status.has_points is (kind is ProgrammeKind.POINTS)


def test_a_person_who_checks_the_connection_hears_what_came_of_it(till: SyncingTill) -> None:
    async def checked(*, timeout_seconds: float = 30) -> bool:
        return await till.engine.check_now(timeout_seconds=timeout_seconds)

    async def twice() -> list[bool]:
        return list(await asyncio.gather(checked(), checked()))

    assert asyncio.run(till.while_running(checked)) is True
    till.server.trouble = ServerUnreachable("offline")
    assert asyncio.run(till.while_running(twice)) == [False, False]
    assert asyncio.run(checked(timeout_seconds=0)) is False


def test_a_start_of_the_program_tries_again_after_what_stopped_it(till: SyncingTill) -> None:
    made = enqueue_earn(till.store)
    till.server.troubles = [RequestRefused(403, "device_unknown", {})]
    asyncio.run(till.settle())
    assert till.engine.status.is_stopped

    async def delivered() -> None:
        await till.engine.deliver([made.operation_id], timeout_seconds=30)

    asyncio.run(till.while_running(delivered))
    assert (till.engine.status.is_stopped, till.waiting()) == (False, 0)


def test_trying_again_in_vain_forgets_no_shutting_out(till: SyncingTill) -> None:
    """The server has to say so: until then the house vouches for nothing here (design §6)."""
    enqueue_earn(till.store)
    till.server.troubles = [RequestRefused(403, "device_revoked", {})]
    asyncio.run(till.settle())
    till.server.trouble = ServerUnreachable("offline")
    till.engine.retry_now()
    asyncio.run(till.settle())
    assert till.store.read_now(me_of).problem == "device_revoked"
    assert not till.engine.status.is_stopped
    till.server.trouble = None
    till.clock.advance(BACKOFF_MAX_SECONDS)
    asyncio.run(till.settle())
    assert till.store.read_now(me_of).problem is None
    assert till.waiting() == 0


def test_a_server_that_lost_operations_gets_them_again(till: SyncingTill) -> None:
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
def test_an_impossible_wish_moves_nothing(till: SyncingTill, want: object) -> None:
    enqueue_earn(till.store)
    till.server.troubles = [RequestRefused(409, "sequence_gap", {"want": want})]
    asyncio.run(till.settle())
    assert till.waiting() == 1
    till.clock.advance(BACKOFF_MAX_SECONDS * 2)
    asyncio.run(till.settle())
    assert till.waiting() == 0


@pytest.mark.parametrize("problem", ["fork", "epoch_retired", "signature_invalid"])
def test_what_heals_by_itself_and_comes_back_is_tried_again_calmly(
    till: SyncingTill, problem: str
) -> None:
    """A server that says so for ever costs a new try now and then, and loses nothing."""
    made = enqueue_earn(till.store)
    till.server.trouble = RequestRefused(409, problem, {})

    async def an_hour() -> None:
        for _ in range(MINUTES_OF_TROUBLE):
            await till.settle()
            till.clock.advance(BACKOFF_MAX_SECONDS)

    asyncio.run(an_hour())
    assert len(till.server.pushes) <= MINUTES_OF_TROUBLE + 1
    till.server.trouble = None
    asyncio.run(till.settle())
    assert till.waiting() == 0
    (row,) = till.store.read_now(lambda db: list_recent(db, 9))
    assert row.operation_id == made.operation_id


def test_a_server_that_is_never_content_with_what_it_got_again_is_answered_calmly(
    till: SyncingTill,
) -> None:
    """Every push succeeds between two refusals: that alone must not make the till turn for ever."""
    enqueue_earn(till.store)
    asyncio.run(till.settle())
    till.server.is_never_content = True
    till.server.server_epoch += 1
    till.engine.nudge()
    before = len(till.server.pushes)
    asyncio.run(till.settle())
    assert len(till.server.pushes) <= before + 2
    till.server.is_never_content = False
    till.clock.advance(BACKOFF_MAX_SECONDS)
    asyncio.run(till.settle())
    assert till.server.announcements[-1].replayed_to == 1
    assert till.waiting() == 0


def test_a_batch_that_is_too_large_shrinks_until_it_fits(till: SyncingTill) -> None:
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


def test_a_disk_with_room_for_no_new_sale_still_delivers_the_old_ones(tmp_path: Path) -> None:
    """P1: what was accepted is delivered; only new commands are refused."""
    room = [10 * DISK_RESERVE_BYTES]
    till = an_enrolled_till(tmp_path, room=lambda _folder: room[0])
    enqueue_earn(till.store)
    room[0] = DISK_RESERVE_BYTES - 1
    asyncio.run(till.settle())
    assert (len(till.server.operations), till.waiting()) == (1, 0)
    with pytest.raises(StoreFull):
        enqueue_earn(till.store, number="2")
    till.store.close()


def test_a_lost_key_says_so_and_keeps_everything(till: SyncingTill) -> None:
    enqueue_earn(till.store)
    till.keystore.secrets.clear()
    asyncio.run(till.settle())
    assert till.engine.status.problem == "key_missing"
    assert till.waiting() == 1


@pytest.mark.parametrize("name", [DEVICE_KEY, PIN_PEPPER])
def test_a_damaged_key_is_a_lost_one(till: SyncingTill, name: str) -> None:
    enqueue_earn(till.store)
    till.keystore.secrets[name] = till.keystore.secrets[name][:-1]
    asyncio.run(till.settle())
    assert till.engine.status.problem == "key_missing"
    assert till.waiting() == 1


@pytest.mark.parametrize("years", [-5, 5])
def test_a_wrong_clock_is_noticed_and_stops_nothing(till: SyncingTill, years: int) -> None:
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


@pytest.mark.expects_warning
def test_a_bug_in_a_turn_does_not_end_the_engine(till: SyncingTill) -> None:
    made = enqueue_earn(till.store)
    till.server.troubles = [ZeroDivisionError("a bug")]

    async def scenario() -> None:
        news = asyncio.Event()
        till.engine.subscribe(lambda status: news.set() if status.problem == "bug" else None)
        await news.wait()
        await till.engine.deliver([made.operation_id], timeout_seconds=30)

    asyncio.run(till.while_running(scenario))
    assert till.waiting() == 0


def _decided(operation: PushedOperation, status: str) -> Outcome:
    base = Outcome(seq=operation.seq, operation_id=operation.operation_id, status="applied")
    return base.model_copy(update={"status": status})

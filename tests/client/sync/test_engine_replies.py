"""A reply changes something only when it is our server's answer to this very request."""

import asyncio

from client.store.me import me_of
from client.store.notices import unseen_notices
from client.store.outbox import get, list_recent, waiting
from client.sync.errors import ProtocolTrouble, ServerUnreachable
from client.sync.keys import DeviceKey
from shared.sync.messages import Outcome
from shared.sync.planner import BACKOFF_MAX_SECONDS
from tests.builders import (
    enqueue_earn,
)
from tests.client.sync.syncing_till import SyncingTill


def test_what_the_server_has_without_having_answered_for_it_is_asked_for_again(
    till: SyncingTill,
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


def test_a_reply_to_another_request_changes_nothing(till: SyncingTill) -> None:
    _assert_ignored(till, {"nonce": "f" * 32})


def test_a_reply_of_another_epoch_changes_nothing(till: SyncingTill) -> None:
    _assert_ignored(till, {"epoch": 1})


def test_a_reply_without_outcomes_changes_nothing(till: SyncingTill) -> None:
    _assert_ignored(till, {"outcomes": ()})


def test_an_outcome_with_the_place_of_another_operation_changes_nothing(till: SyncingTill) -> None:
    """Else the queue would move over an operation that has no outcome."""
    made = enqueue_earn(till.store)
    outcome = Outcome(seq=2, operation_id=made.operation_id, status="applied")
    till.server.twist = lambda reply: reply.model_copy(update={"outcomes": (outcome,)})
    asyncio.run(till.settle())
    assert (till.waiting(), till.engine.status.problem) == (1, ProtocolTrouble.code)


def test_a_reply_signed_by_another_key_changes_nothing(till: SyncingTill) -> None:
    stranger = DeviceKey(b"s" * 32)
    enqueue_earn(till.store)
    till.server.tamper = lambda reply: reply.model_copy(
        update={"signature": stranger.sign("anything")}
    )
    asyncio.run(till.settle())
    assert till.waiting() == 1
    assert till.engine.status.problem == ProtocolTrouble.code


def test_a_reply_changed_on_its_way_changes_nothing(till: SyncingTill) -> None:
    enqueue_earn(till.store)
    till.server.tamper = lambda reply: reply.model_copy(update={"stable": 5})
    asyncio.run(till.settle())
    assert till.waiting() == 1


def test_a_server_that_has_more_than_was_made_here_begins_a_new_epoch(till: SyncingTill) -> None:
    """This till is a rolled-back image of itself: going on would fork the chain (design §5)."""
    made = enqueue_earn(till.store)
    epoch = till.store.read_now(me_of).epoch
    till.server.twist = lambda reply: reply.model_copy(update={"have": 9})
    asyncio.run(till.engine.turn())
    me = till.store.read_now(me_of)
    assert (me.epoch == epoch, me.last_seq, me.problem) == (False, 1, None)
    (row,) = till.store.read_now(lambda db: waiting(db, 9))
    assert (row.operation_id, row.body().origin) == (made.operation_id, made.operation_id)
    (notice,) = till.store.read_now(unseen_notices)
    assert notice.code == "rolled_back"


def _assert_ignored(till: SyncingTill, update: dict[str, object]) -> None:
    made = enqueue_earn(till.store)
    till.server.twist = lambda reply: reply.model_copy(update=update)
    asyncio.run(till.settle())
    row = till.store.read_now(lambda db: get(db, made.operation_id))
    assert row is not None
    assert (row.outcome, till.waiting()) == (None, 1)
    assert till.engine.status.problem == ProtocolTrouble.code

"""Pages of the feed: replica and cursor move together, or neither does."""

import asyncio

from client.store.guests import guest_record
from client.store.me import me_of
from client.sync.errors import ProtocolTrouble
from shared.domain.ids import GuestId
from shared.sync.messages import Change
from tests.builders import (
    GUEST,
    NOON,
    a_card,
    a_card_payload,
    a_guest_payload,
    an_id,
)
from tests.client.sync.syncing_till import SyncingTill


def test_a_page_of_changes_moves_replica_and_cursor_together(till: SyncingTill) -> None:
    till.server.feed = _a_guest_in_the_feed()
    asyncio.run(till.settle())
    record = till.store.read_now(lambda db: guest_record(db, GUEST))
    assert record is not None
    assert record.card.total(NOON) == 2_500
    assert till.store.read_now(me_of).cursor.seq == 2


def test_a_long_feed_is_read_page_by_page(till: SyncingTill) -> None:
    till.server.page_limit = 1
    till.server.feed = _a_guest_in_the_feed()
    asyncio.run(till.settle())
    assert [cursor.seq for cursor in till.server.pulls][:2] == [0, 1]
    assert till.store.read_now(me_of).cursor.seq == 2


def test_a_change_nobody_can_read_leaves_the_replica_as_it_was(till: SyncingTill) -> None:
    good, _ = _a_guest_in_the_feed()
    till.server.feed = [good, Change(seq=2, kind="card", id="x", data={"card_id": "no uuid"})]
    asyncio.run(till.settle())
    assert till.store.read_now(lambda db: guest_record(db, GUEST)) is None
    assert till.store.read_now(me_of).cursor.seq == 0
    assert till.engine.status.problem == ProtocolTrouble.code


def test_a_new_life_of_the_server_is_read_from_the_start(till: SyncingTill) -> None:
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


def test_an_idle_till_notes_the_contact_now_and_then_only(till: SyncingTill) -> None:
    asyncio.run(till.settle())
    noted = till.store.read_now(me_of).anchor
    for seconds, is_noted in ((5, False), (5, False), (25, True)):
        till.clock.advance(seconds)
        asyncio.run(till.settle())
        assert (till.store.read_now(me_of).anchor != noted) is is_noted


def _a_guest_in_the_feed(guest_id: GuestId = GUEST, *, first_seq: int = 1) -> list[Change]:
    guest, card = a_guest_payload(guest_id), a_card_payload(a_card(guest_id, points=2_500))
    return [
        Change(seq=first_seq, kind="guest", id=guest_id, data=guest.model_dump()),
        Change(seq=first_seq + 1, kind="card", id=card.card_id, data=card.model_dump(mode="json")),
    ]

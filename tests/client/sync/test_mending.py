"""A till that cannot find out where its replica differs goes on as ever (design §5)."""

import asyncio

import pytest

from client.store.guests import guest_record
from client.store.me import me_of
from client.store.replica import kept_sum
from shared.sync.messages import Change
from tests.builders import GUEST, a_card_payload, a_guest_payload, enqueue_earn
from tests.client.sync.syncing_till import SyncingTill

A_DAY_SECONDS = 86_400
OTHER_SUM = "00000000000000ff"


@pytest.fixture(autouse=True)
def _a_guest(till: SyncingTill) -> None:
    guest = a_guest_payload().model_dump(mode="json")
    card = a_card_payload().model_dump(mode="json")
    till.server.feed = [
        Change(seq=1, kind="guest", id=GUEST, data=guest),
        Change(seq=2, kind="card", id=card["card_id"], data=card),
    ]
    asyncio.run(till.settle())


def test_a_server_that_says_no_sum_is_never_asked_for_more(till: SyncingTill) -> None:
    till.store.write_now(lambda db: db.execute("DELETE FROM card"))
    till.clock.advance(A_DAY_SECONDS)
    asyncio.run(till.again().settle())
    assert till.server.comparisons == []
    assert till.store.read_now(lambda db: guest_record(db, GUEST)) is None
    assert till.store.read_now(me_of).cursor.seq == len(till.server.feed)


@pytest.mark.expects_warning
def test_a_server_that_cannot_say_where_is_asked_ever_more_seldom(till: SyncingTill) -> None:
    till.server.checksum = OTHER_SUM

    async def scenario() -> None:
        for _ in range(A_DAY_SECONDS // 300):
            till.clock.advance(300)
            await till.settle()

    asyncio.run(scenario())
    assert 20 <= len(till.server.comparisons) <= 36  # the last ones an hour apart
    enqueue_earn(till.store)
    asyncio.run(till.settle())
    assert till.waiting() == 0
    assert not till.engine.status.problem


@pytest.mark.expects_warning
def test_a_sum_that_is_right_again_ends_the_waiting(till: SyncingTill) -> None:
    asked = 0
    for total in (OTHER_SUM, None, OTHER_SUM):
        till.server.checksum = total or _own_sum(till)
        till.clock.advance(6)
        asyncio.run(till.settle())
        asked += total is not None
        assert len(till.server.comparisons) == asked


def _own_sum(till: SyncingTill) -> str:
    total = till.store.read_now(kept_sum)
    assert total is not None
    return total

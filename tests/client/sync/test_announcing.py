"""What a till tells a restored server before it sends anything again (design §9)."""

import asyncio

import pytest
from sqlite_utils import Database

from client.store.keepsakes import keep
from client.store.leases import put_lease
from client.sync.recovering import LEASES_AT_ONCE
from shared.sync.planner import BACKOFF_MAX_SECONDS
from tests.builders import a_signed_lease, enqueue_earn
from tests.client.sync.syncing_till import SyncingTill

LEASES = LEASES_AT_ONCE + 1


def _with_much_to_tell(db: Database) -> None:
    keep(db, "staff", "anna", text="kept")
    for number in range(LEASES):
        put_lease(db, a_signed_lease(f"lease {number}"))


@pytest.fixture
def talkative(till: SyncingTill) -> SyncingTill:
    """It sold something, and holds more leases than fit into one message."""
    enqueue_earn(till.store)
    asyncio.run(till.settle())
    till.store.write_now(_with_much_to_tell)
    till.server.server_epoch += 1
    till.engine.nudge()
    return till


def test_much_is_told_in_pieces_and_the_end_of_it_alone(talkative: SyncingTill) -> None:
    asyncio.run(talkative.settle())
    *pieces, last = talkative.server.announcements
    told = [[len(each.leases), len(each.keepsakes)] for each in pieces]
    assert told == [[LEASES_AT_ONCE, 1], [1, 0]]
    assert len({lease.lease_id for each in pieces for lease in each.leases}) == LEASES
    assert (last.replayed_to, last.leases, last.keepsakes) == (1, (), ())


def test_a_line_that_breaks_between_two_pieces_has_all_told_again(talkative: SyncingTill) -> None:
    server = talkative.server
    server.is_announcement_cut = True
    asyncio.run(talkative.settle())
    assert [len(each.leases) for each in server.announcements] == [LEASES_AT_ONCE]
    talkative.clock.advance(BACKOFF_MAX_SECONDS)
    asyncio.run(talkative.settle())
    told = [len(each.leases) for each in server.announcements]
    assert told == [LEASES_AT_ONCE, LEASES_AT_ONCE, 1, 0]


def test_a_server_restored_between_two_pieces_is_told_all_of_it(talkative: SyncingTill) -> None:
    server = talkative.server
    server.is_restored_by_announcement = True
    asyncio.run(talkative.settle())
    newest = [each for each in server.announcements if each.server_epoch == server.server_epoch]
    assert sum(len(each.leases) for each in newest) == LEASES
    assert newest[-1].replayed_to == 1

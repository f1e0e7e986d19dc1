"""Leases are asked for in passing, proven, and given back as soon as they are recalled."""

import asyncio
import logging

import pytest

from client.store.guests import put_guest
from client.store.leases import elsewhere, open_leases
from client.store.me import me_of
from client.sync.errors import RequestRefused, ServerUnreachable
from client.sync.keys import DeviceKey
from shared.domain.ids import GuestId
from shared.operations.bodies import LeaseReleaseBody, parse_body
from shared.operations.encode import to_millis
from shared.sync.messages import Change, HeldElsewhere, SignedLease
from shared.sync.payloads import LeasePayload
from tests.builders import GUEST, NOON, a_guest_payload, a_signed_lease, an_id, enqueue_earn
from tests.client.sync.syncing_till import SyncingTill

ASKED_TWICE_SECONDS = 2
"""Enough for two questions, wherever other processes want the processor."""
HORIZON_MS = to_millis(NOON) + 4 * 3_600_000
HOLDER = HeldElsewhere(device_id=an_id("bar"), device_name="Бар", points=300, until_ms=0)
FORGED = a_signed_lease(key=DeviceKey(bytes(32)))
ANOTHERS = a_signed_lease().model_copy(update={"device_id": an_id("bar")})


def held(till: SyncingTill) -> int:
    return sum(lease.left for lease in till.store.read_now(lambda db: open_leases(db, GUEST)))


def told(lease: SignedLease, *, seq: int = 1, is_recalled: bool = False) -> Change:
    data = LeasePayload(lease=lease, is_recalled=is_recalled).model_dump(mode="json")
    return Change(seq=seq, kind="lease", id=lease.lease_id, data=data)


def test_a_guest_who_is_here_is_asked_for_and_his_points_are_in_the_store(
    till: SyncingTill,
) -> None:
    till.server.granted = (a_signed_lease(points=250),)
    till.engine.ask_leases(GUEST)
    asyncio.run(till.settle())
    assert [request.guest_id for request in till.server.lease_requests] == [GUEST]
    assert held(till) == 250


def test_what_was_done_before_he_came_is_sent_first(till: SyncingTill) -> None:
    enqueue_earn(till.store)
    till.engine.ask_leases(GUEST)
    asyncio.run(till.engine.turn())
    assert (len(till.server.pushes), len(till.server.lease_requests)) == (1, 0)


@pytest.mark.expects_warning
@pytest.mark.parametrize("lease", [FORGED, ANOTHERS], ids=["forged", "another's"])
def test_a_lease_that_nobody_granted_this_device_is_passed_over(
    till: SyncingTill, lease: SignedLease, caplog: pytest.LogCaptureFixture
) -> None:
    till.server.granted = (lease,)
    till.server.feed = [told(lease)]
    till.engine.ask_leases(GUEST)
    with caplog.at_level(logging.WARNING):
        asyncio.run(till.settle())
    assert held(till) == 0
    assert {record.message for record in caplog.records} == {
        "a lease nobody granted us is passed over"
    }
    assert till.store.read_now(me_of).cursor.seq == 1, "and the feed goes on"


def test_what_is_granted_to_one_who_is_somebody_again_is_not_his_survivors(
    till: SyncingTill,
) -> None:
    """The answer outran the feed: the server had undone a merge that this till still knows."""
    alias = GuestId(an_id("alias"))
    till.store.write_now(lambda db: put_guest(db, a_guest_payload(GUEST)))
    till.store.write_now(lambda db: put_guest(db, a_guest_payload(alias, alias_of=GUEST)))
    till.server.granted = (a_signed_lease(guest_id=alias, points=250),)
    till.engine.ask_leases(alias)
    asyncio.run(till.settle())
    (pushed,) = till.server.operations
    released = parse_body(pushed.body)
    assert isinstance(released, LeaseReleaseBody)
    assert (released.guest_id, released.points) == (alias, 250)
    assert held(till) == 0


def test_what_an_alias_held_before_he_was_one_stays_his_survivors(till: SyncingTill) -> None:
    alias = GuestId(an_id("alias"))
    till.server.granted = (a_signed_lease(guest_id=alias, points=250),)
    till.engine.ask_leases(alias)
    asyncio.run(till.settle())
    till.store.write_now(lambda db: put_guest(db, a_guest_payload(GUEST)))
    till.store.write_now(lambda db: put_guest(db, a_guest_payload(alias, alias_of=GUEST)))
    till.engine.ask_leases(GUEST)
    asyncio.run(till.settle())
    assert (held(till), till.server.operations) == (250, [])


def test_a_recall_is_answered_in_the_next_breath(till: SyncingTill) -> None:
    till.server.feed = [told(a_signed_lease(points=250), is_recalled=True)]
    asyncio.run(till.settle())
    (pushed,) = till.server.operations
    assert parse_body(pushed.body).kind == "lease_release"
    assert (held(till), till.waiting()) == (0, 0)


def test_the_horizon_of_a_first_answer_comes_with_the_feed_at_once(till: SyncingTill) -> None:
    till.server.horizon_ms = HORIZON_MS
    asyncio.run(till.settle())
    assert till.store.read_now(me_of).horizon_ms == HORIZON_MS


def test_who_was_silent_past_his_horizon_reads_the_feed_before_he_spends(
    till: SyncingTill,
) -> None:
    till.server.horizon_ms = HORIZON_MS
    asyncio.run(till.settle())
    till.clock.advance(5 * 3600)
    till.server.horizon_ms = later = HORIZON_MS + 5 * 3_600_000
    pulls = len(till.server.pulls)
    till.engine.ask_leases(GUEST)
    asyncio.run(till.engine.turn())
    assert till.store.read_now(me_of).horizon_ms == HORIZON_MS
    asyncio.run(till.settle())
    assert till.store.read_now(me_of).horizon_ms == later
    assert len(till.server.pulls) == pulls + 1


@pytest.mark.parametrize("code", ["server_fenced", "guest_unknown"])
def test_a_server_that_grants_nothing_is_no_trouble(till: SyncingTill, code: str) -> None:
    till.server.troubles = [RequestRefused(423, code, {})]

    async def scenario() -> object:
        return await till.engine.lease(GUEST, points_wanted=5, timeout_seconds=5)

    assert asyncio.run(till.while_running(scenario)) is None
    assert till.engine.status.is_online


def test_without_an_answer_nobody_waits_longer_than_the_network(till: SyncingTill) -> None:
    till.server.troubles = [ServerUnreachable("gone")]

    async def scenario() -> object:
        return await till.engine.lease(GUEST, points_wanted=5, timeout_seconds=60)

    assert asyncio.run(till.while_running(scenario)) is None
    assert not till.engine.status.is_online


def test_other_tills_are_asked_until_the_time_is_over_and_named_then(till: SyncingTill) -> None:
    till.server.elsewhere = (HOLDER,)

    async def scenario() -> object:
        return await till.engine.lease(
            GUEST, points_wanted=300, timeout_seconds=ASKED_TWICE_SECONDS
        )

    assert asyncio.run(till.while_running(scenario)) == (HOLDER,)
    wanted = {request.points_wanted for request in till.server.lease_requests}
    assert (wanted, len(till.server.lease_requests) > 1) == ({300}, True)
    assert till.store.read_now(lambda db: elsewhere(db, GUEST)) == (HOLDER,)

"""A lease is debited with the redemption, never below nothing, and never comes back (design §6)."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlite_utils import Database

from client.store import leases
from client.store.changes import apply_page
from client.store.connection import IntegrityError
from client.store.database import Store
from client.store.epochs import begin_epoch
from client.store.guests import put_guest
from client.store.leases import Hold
from client.store.me import Me, me_of, move_horizon, note_contact, set_acked
from client.store.outbox import enqueue, list_recent, waiting
from client.store.outcomes import record_reply
from client.store.pending import pending_for_guest
from client.store.releases import release_all, release_of_guest, release_recalled
from client.store.verification import verify_store
from shared.domain.ids import GuestId, LeaseId, LotId, OperationId, card_id_of
from shared.domain.leases import LeaseUse, spend_leases
from shared.domain.lots import Lot, LotUse
from shared.domain.points import PointsKind
from shared.operations.bodies import LEASES_MAX, LeaseReleaseBody
from shared.operations.encode import to_millis
from shared.sync.messages import Change, ChangesReply, Cursor, Outcome, PushReply, SignedLease
from shared.sync.payloads import LeasePayload
from tests.builders import (
    DEVICE,
    GUEST,
    NOON,
    PEPPER,
    SERVER_EPOCH,
    a_guest_payload,
    a_moment,
    a_redemption,
    a_signed_lease,
    an_enrolled_store,
    an_id,
)

OPENING = LotId(f"{an_id('opening')}:0")
LEASE = LeaseId(an_id("lease"))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = an_enrolled_store(tmp_path / "till.db")
    yield store
    store.close()


def grant(store: Store, signed: SignedLease | None = None, *, is_recalled: bool = False) -> None:
    lease = signed or a_signed_lease()
    store.write_now(lambda db: leases.put_lease(db, lease, is_recalled=is_recalled))


def held(store: Store, guest_id: str = GUEST) -> int:
    """Points this device holds of the guest."""
    return sum(lease.left for lease in store.read_now(lambda db: leases.open_leases(db, guest_id)))


def spend(store: Store, points: int) -> OperationId:
    """A redemption, and what it takes from the leases, in one transaction."""

    def work(db: Database) -> OperationId:
        entry = enqueue(db, a_redemption(points), moment=a_moment())
        uses = spend_leases(leases.open_leases(db, GUEST), points, at=NOON)
        leases.debit(db, entry.operation_id, uses)
        return entry.operation_id

    return store.write_now(work)


def tell(store: Store, *changes: Change) -> None:
    """A page of the feed, and what it makes the till do."""
    page = ChangesReply(
        cursor=Cursor(server_epoch=SERVER_EPOCH, seq=changes[-1].seq),
        more=False,
        changes=changes,
        server_time_ms=0,
    )

    def work(db: Database) -> None:
        apply_page(db, page, pepper=PEPPER)
        release_recalled(db, a_moment())

    store.write_now(work)


def a_change(lease: SignedLease, *, seq: int = 1, is_recalled: bool = False) -> Change:
    payload = LeasePayload(lease=lease, is_recalled=is_recalled)
    return Change(seq=seq, kind="lease", id=lease.lease_id, data=payload.model_dump(mode="json"))


def gone(lease_id: str = LEASE, *, seq: int = 2) -> Change:
    return Change(seq=seq, kind="lease", id=lease_id, gone=True)


def answer(store: Store, operation_id: OperationId, status: str, *, stable: int = 0) -> None:
    """The server answers for the only operation there is."""
    outcome = Outcome.model_validate({"seq": 1, "operation_id": operation_id, "status": status})
    reply = PushReply(
        nonce="0" * 32,
        device_id=DEVICE,
        epoch=77,
        have=1,
        head="0" * 64,
        outcomes=(outcome,),
        server_epoch=SERVER_EPOCH,
        stable=stable,
        feed_head=0,
        server_time_ms=0,
    )
    store.write_now(lambda db: record_reply(db, reply, at_ms=0))


def releases(store: Store) -> list[LeaseReleaseBody]:
    bodies = [row.body() for row in store.read_now(lambda db: waiting(db, 50))]
    return [body for body in bodies if isinstance(body, LeaseReleaseBody)]


def test_what_is_granted_can_be_spent_once(store: Store) -> None:
    grant(store)
    spend(store, 200)
    assert held(store) == 100


def test_spending_more_than_is_left_breaks_the_whole_transaction(store: Store) -> None:
    """P3: the file itself refuses, whatever the code above it thought."""
    grant(store)

    def work(db: Database) -> None:
        entry = enqueue(db, a_redemption(301), moment=a_moment())
        use = LeaseUse(LEASE, LotUse(OPENING, PointsKind.REGULAR, -301))
        leases.debit(db, entry.operation_id, [use])

    with pytest.raises(IntegrityError):
        store.write_now(work)
    assert held(store) == 300
    assert store.read_now(me_of).last_seq == 0


def test_a_lease_told_again_keeps_what_is_left(store: Store) -> None:
    grant(store)
    spend(store, 200)
    grant(store)
    tell(store, a_change(a_signed_lease()))
    assert held(store) == 100


def test_a_lease_given_back_never_returns(store: Store) -> None:
    """A late answer of the server may still tell of it."""
    grant(store, is_recalled=True)
    store.write_now(lambda db: release_recalled(db, a_moment()))
    grant(store)
    assert held(store) == 0
    (body,) = releases(store)
    assert (body.lease_id, body.guest_id, body.points) == (LEASE, GUEST, 300)


def test_a_recall_gives_back_what_is_left_behind_what_was_spent(store: Store) -> None:
    grant(store)
    spend(store, 120)
    tell(store, a_change(a_signed_lease(), is_recalled=True))
    kinds = [row.body().kind for row in store.read_now(lambda db: waiting(db, 9))]
    assert kinds == ["redeem", "lease_release"]
    assert releases(store)[0].points == 180


def test_a_recall_is_answered_once_and_also_with_nothing_left(store: Store) -> None:
    grant(store)
    spend(store, 300)
    for seq in (1, 2):
        tell(store, a_change(a_signed_lease(), seq=seq, is_recalled=True))
    assert [body.points for body in releases(store)] == [0]


def test_a_lease_taken_back_by_the_server_is_answered_for(store: Store) -> None:
    grant(store)
    tell(store, gone())
    assert held(store) == 0
    assert [body.points for body in releases(store)] == [300]


def test_a_lease_spent_to_its_end_is_closed_without_a_word(store: Store) -> None:
    grant(store)
    spend(store, 300)
    tell(store, gone())
    assert releases(store) == []


def test_a_refused_redemption_gives_its_points_back_to_the_lease(store: Store) -> None:
    grant(store)
    operation_id = spend(store, 200)
    answer(store, operation_id, "rejected")
    assert held(store) == 300


@pytest.mark.parametrize("status", ["applied", "adjusted", "parked"])
def test_any_other_answer_leaves_the_points_spent(store: Store, status: str) -> None:
    grant(store)
    operation_id = spend(store, 200)
    answer(store, operation_id, status)
    assert held(store) == 100


def test_points_held_by_an_operation_are_spent_under_its_id_until_it_is_refused(
    store: Store,
) -> None:
    entry = store.write_now(lambda db: enqueue(db, a_redemption(1), moment=a_moment()))
    lot = Lot(LotId(f"{entry.operation_id}:0"), PointsKind.REGULAR, 50, NOON)
    hold = Hold(entry.operation_id, GUEST, (lot,), to_millis(NOON))
    store.write_now(lambda db: leases.add_hold(db, hold))
    (lease,) = store.read_now(lambda db: leases.open_leases(db, GUEST))
    assert (str(lease.lease_id), lease.left) == (str(entry.operation_id), 50)
    answer(store, entry.operation_id, "rejected")
    assert held(store) == 0


def test_a_hold_follows_what_the_server_booked(store: Store) -> None:
    lot = Lot(OPENING, PointsKind.REGULAR, 50, NOON)
    hold = Hold(OperationId(LEASE), GUEST, (lot,), to_millis(NOON))
    store.write_now(lambda db: leases.add_hold(db, hold))
    spend(store, 20)
    grant(store, a_signed_lease(points=40))
    assert held(store) == 20


def test_spending_what_was_never_booked_calls_the_guests_other_leases_home(store: Store) -> None:
    """S6: the server took it from those, so only the server knows what is left of them."""
    entry = store.write_now(lambda db: enqueue(db, a_redemption(1), moment=a_moment()))
    lot = Lot(LotId(f"{entry.operation_id}:0"), PointsKind.PROMO, 50, NOON)
    hold = Hold(entry.operation_id, GUEST, (lot,), to_millis(NOON))
    store.write_now(lambda db: leases.add_hold(db, hold))
    grant(store)
    spend(store, 80)
    assert store.read_now(leases.recalled_leases) == ()
    answer(store, entry.operation_id, "rejected")
    (called,) = store.read_now(leases.recalled_leases)
    assert called.lease_id == LEASE


def test_an_operation_that_gives_nothing_holds_nothing(store: Store) -> None:
    hold = Hold(OperationId(LEASE), GUEST, (), to_millis(NOON))
    store.write_now(lambda db: leases.add_hold(db, hold))
    assert store.read_now(leases.all_open_leases) == ()


def test_leases_of_an_alias_are_the_survivors(store: Store) -> None:
    alias = GuestId(an_id("alias"))
    store.write_now(lambda db: put_guest(db, a_guest_payload(alias, alias_of=GUEST)))
    grant(store, a_signed_lease(guest_id=alias))
    assert held(store) == 300


def test_no_more_leases_are_held_out_than_a_redemption_may_name(store: Store) -> None:
    for number in range(LEASES_MAX + 3):
        grant(store, a_signed_lease(f"lease {number}", points=number + 1))
    found = store.read_now(lambda db: leases.open_leases(db, GUEST))
    assert len(found) == LEASES_MAX
    assert min(lease.left for lease in found) == 4, "those that hold most"


def test_a_closed_lease_is_kept_until_a_backup_of_the_server_has_its_end(store: Store) -> None:
    grant(store)
    store.write_now(lambda db: release_of_guest(db, GUEST, a_moment()))
    assert len(store.read_now(leases.signed_leases)) == 1
    (row,) = store.read_now(lambda db: waiting(db, 9))
    answer(store, row.operation_id, "applied")
    assert len(store.read_now(leases.signed_leases)) == 1
    store.write_now(lambda db: set_acked(db, acked=1, stable=1))
    store.write_now(leases.forget_closed)
    assert store.read_now(leases.signed_leases) == ()


def test_everything_is_given_back_at_once(store: Store) -> None:
    grant(store, a_signed_lease("one", points=1))
    grant(store, a_signed_lease("two", points=2))
    assert store.write_now(lambda db: release_all(db, a_moment())) == 2
    assert sorted(body.points for body in releases(store)) == [1, 2]


def test_a_release_changes_no_balance_and_leaves_the_list_with_its_answer(store: Store) -> None:
    """S9."""
    grant(store)
    store.write_now(lambda db: release_of_guest(db, GUEST, a_moment()))
    card_id = card_id_of(GUEST)
    assert store.read_now(lambda db: pending_for_guest(db, GUEST, card_id=card_id)) == []
    (row,) = store.read_now(lambda db: list_recent(db, 9))
    assert (row.staff_id, row.guest_id) == (None, GUEST)
    answer(store, row.operation_id, "rejected")
    assert store.read_now(lambda db: list_recent(db, 9)) == []


def me_after(store: Store, *horizons: tuple[int, int, bool]) -> Me:
    """After a contact each: (until when, when that was said, whether the feed's end was read)."""

    def work(db: Database) -> Me:
        for horizon_ms, server_ms, is_feed_read in horizons:
            move_horizon(db, horizon_ms, server_ms=server_ms, is_feed_read=is_feed_read)
        return me_of(db)

    return store.write_now(work)


def test_each_contact_within_the_horizon_moves_it(store: Store) -> None:
    assert me_after(store, (100, 0, True), (150, 99, False)).horizon_ms == 150


def test_a_horizon_that_was_passed_returns_only_with_the_end_of_the_feed(store: Store) -> None:
    """Leases may have been taken back meanwhile: whoever was silent hears of that first."""
    assert me_after(store, (100, 0, True), (250, 100, False)).horizon_ms == 100
    assert me_after(store, (250, 100, True)).horizon_ms == 250


def test_a_fenced_server_stops_everything_at_once(store: Store) -> None:
    assert me_after(store, (100, 0, True), (0, 50, False)).horizon_ms == 0


def test_the_latest_time_ever_reckoned_is_kept_with_every_operation(store: Store) -> None:
    server_ms = to_millis(NOON)
    store.write_now(lambda db: note_contact(db, server_ms=server_ms, moment=a_moment()))
    later = a_moment(mono_ms=1_000_000 + 60_000)
    store.write_now(lambda db: enqueue(db, a_redemption(1), moment=later))
    assert store.read_now(me_of).latest_ms == server_ms + 60_000


def test_a_lot_the_server_never_booked_is_held_no_longer(store: Store) -> None:
    """Its grant was refused, the other one of the same operation was not."""
    first, second = (Lot(LotId(f"{LEASE}:{n}"), PointsKind.PROMO, 50, NOON) for n in (1, 2))
    hold = Hold(OperationId(LEASE), GUEST, (first, second), 0)
    store.write_now(lambda db: leases.add_hold(db, hold))
    assert held(store) == 100
    grant(store, a_signed_lease(lots=(first,)))
    assert held(store) == 50
    assert not store.read_now(
        lambda db: list(verify_store(db, Counter(), is_signed_by=lambda *_, **__: True))
    )


def test_all_that_is_held_of_a_guest_goes_back_before_points_are_taken(store: Store) -> None:
    for number in range(LEASES_MAX + 3):
        grant(store, a_signed_lease(f"lease {number}"))
    count = store.write_now(lambda db: release_of_guest(db, GUEST, a_moment()))
    assert count == LEASES_MAX + 3
    assert held(store) == 0


def test_what_an_earlier_epoch_closed_is_forgotten_too(store: Store) -> None:
    """However often a till begins anew: its list of ended leases does not grow for ever."""
    grant(store)
    store.write_now(lambda db: release_all(db, a_moment()))
    store.write_now(lambda db: begin_epoch(db, 78, moment=a_moment(), reason="fork"))
    assert store.read_now(leases.signed_leases)
    last = store.read_now(me_of).last_seq
    store.write_now(lambda db: set_acked(db, acked=last, stable=last))
    store.write_now(leases.forget_closed)
    assert not store.read_now(leases.signed_leases)


@pytest.mark.parametrize(
    "wall", [datetime(1970, 1, 2, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC)]
)
def test_an_earlier_life_ends_by_the_servers_clock_whatever_this_one_says(
    store: Store, wall: datetime
) -> None:
    """A till whose battery died may begin an epoch in any year."""
    odd = replace(a_moment(), at=wall)
    store.write_now(lambda db: begin_epoch(db, 78, moment=odd, reason="fork"))
    contact = to_millis(NOON)
    store.write_now(lambda db: note_contact(db, server_ms=contact, moment=a_moment()))
    grant(store, a_signed_lease("old").model_copy(update={"granted_at_ms": contact}))
    assert held(store) == 0
    grant(store, a_signed_lease("new").model_copy(update={"granted_at_ms": contact + 1}))
    assert held(store) > 0

"""An operation enters the chain once, in its place, and its bytes never change."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlite_utils import Database

from client.store.changes import apply_page
from client.store.database import Store
from client.store.guests import put_guest, set_alias
from client.store.me import me_of, set_acked, set_cursor
from client.store.outbox import (
    OperationState,
    OutboxRow,
    acknowledge,
    enqueue,
    get,
    list_recent,
    mark_sent,
    of_receipt,
    outbox_counts,
    waiting,
)
from client.store.outcomes import record_reply
from client.store.pending import pending_for_guest
from client.store.replay import rewind
from shared.domain.ids import card_id_of
from shared.operations.chain import GENESIS, ChainPlace, link_hash, operation_id_of
from shared.operations.private import private_hash
from shared.sync.messages import Change, ChangesReply, Cursor, Outcome, PushReply
from tests.builders import (
    DEVICE,
    GUEST,
    NOON,
    PEPPER,
    SERVER_EPOCH,
    TENANT,
    a_guest_payload,
    a_moment,
    a_private_part,
    a_redemption,
    a_registration,
    an_earn,
    an_enrolled_store,
    an_id,
    enqueue_earn,
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = an_enrolled_store(tmp_path / "till.db")
    yield store
    store.close()


def test_operations_form_one_contiguous_chain(store: Store) -> None:
    """P6: each hash covers the one before it, and the id is made of the hash."""
    made = [enqueue_earn(store, number=str(number)) for number in range(3)]
    head = GENESIS
    for seq, row in enumerate(store.read_now(lambda db: waiting(db, 10)), start=1):
        head = link_hash(ChainPlace(TENANT, DEVICE, 77, seq), head, row.text)
        assert (row.seq, row.link, row.operation_id) == (seq, head, operation_id_of(head))
    me = store.read_now(me_of)
    assert (me.last_seq, me.head) == (3, head) == (made[-1].seq, made[-1].link)


def test_totals_run_on_from_operation_to_operation(store: Store) -> None:
    enqueue_earn(store)
    spent = store.write_now(lambda db: enqueue(db, a_redemption(40), moment=a_moment()))
    assert spent.body.totals.model_dump() == {"count": 2, "earned": 300, "redeemed": 40}


def test_two_operations_of_one_check_enter_together_or_not_at_all(store: Store) -> None:
    def both(db: Database, *, fail: bool) -> None:
        enqueue(db, a_redemption(40), moment=a_moment())
        if fail:
            raise KeyError
        enqueue(db, an_earn(), moment=a_moment())

    with pytest.raises(KeyError):
        store.write_now(lambda db: both(db, fail=True))
    assert store.read_now(me_of).last_seq == 0
    store.write_now(lambda db: both(db, fail=False))
    assert [row.body().kind for row in store.read_now(lambda db: waiting(db, 9))] == [
        "redeem",
        "earn",
    ]


def test_a_body_holds_no_personal_data_only_its_hash(store: Store) -> None:
    private = a_private_part()
    made = store.write_now(
        lambda db: enqueue(db, a_registration(), moment=a_moment(), private=private)
    )
    row = store.read_now(lambda db: get(db, made.operation_id))
    assert row is not None
    assert "79991234567" not in row.text
    assert "Иван" not in row.text
    assert row.body().private_hash == private_hash(private)
    assert row.private == private
    assert str(row.guest_id) == made.operation_id


def test_an_operation_says_when_it_was_made(store: Store) -> None:
    enqueue_earn(store)
    row = store.read_now(lambda db: waiting(db, 1))[0]
    assert row.occurred_at == NOON
    assert row.body().clock.boot_id == "boot-1"


def test_the_state_goes_from_durable_to_sent_to_acked(store: Store) -> None:
    made = [enqueue_earn(store, number=str(number)) for number in range(2)]
    assert _states(store) == [OperationState.DURABLE] * 2
    store.write_now(lambda db: mark_sent(db, 1))
    assert _states(store) == [OperationState.SENT, OperationState.DURABLE]
    _answer(store, _outcome(made[0].operation_id, 1), have=1)
    assert _states(store) == [OperationState.ACKED, OperationState.DURABLE]
    assert [row.seq for row in store.read_now(lambda db: waiting(db, 9))] == [2]


def test_the_private_part_is_kept_until_the_server_has_it_in_a_backup(store: Store) -> None:
    """P8: a restored server needs it again."""
    private = a_private_part()
    made = store.write_now(
        lambda db: enqueue(db, a_registration(), moment=a_moment(), private=private)
    )
    _answer(store, _outcome(made.operation_id, 1, status="quarantined"), have=1, stable=1)
    assert _row(store, made.operation_id).private == private
    _answer(store, _outcome(made.operation_id, 1), have=1)
    assert _row(store, made.operation_id).private == private
    _answer(store, _outcome(made.operation_id, 1), have=1, stable=1)
    assert _row(store, made.operation_id).private is None


def test_a_guest_erased_at_the_server_is_erased_here_too(store: Store) -> None:
    """P6: also from what waits for the server's next backup."""
    made = store.write_now(
        lambda db: enqueue(db, a_registration(), moment=a_moment(), private=a_private_part())
    )
    _answer(store, _outcome(made.operation_id, 1), have=1)
    gone = Change(seq=1, kind="guest", id=made.operation_id, gone=True)
    page = ChangesReply(
        cursor=Cursor(server_epoch=SERVER_EPOCH, seq=1),
        more=False,
        changes=(gone,),
        server_time_ms=0,
    )
    store.write_now(lambda db: apply_page(db, page, pepper=PEPPER))
    assert _row(store, made.operation_id).private is None


@pytest.mark.parametrize(
    ("status", "code", "needs"),
    [
        ("applied", None, False),
        ("adjusted", "guest_merged", False),
        ("adjusted", "cancel_shortfall", True),
        ("adjusted", "points_differ", True),
        ("adjusted", "code_changed", True),
        ("rejected", "points_shortfall", True),
        ("quarantined", None, True),
        ("parked", None, False),
    ],
)
def test_a_person_is_told_of_what_differs(
    store: Store, status: str, code: str | None, needs: bool
) -> None:
    made = enqueue_earn(store)
    _answer(store, _outcome(made.operation_id, 1, status=status, code=code), have=1)
    assert store.read_now(outbox_counts).attention == int(needs)
    store.write_now(lambda db: acknowledge(db, made.operation_id))
    assert store.read_now(outbox_counts).attention == 0


def test_counts_tell_how_many_wait_and_since_when(store: Store) -> None:
    assert store.read_now(outbox_counts).oldest_waiting_at is None
    enqueue_earn(store)
    enqueue_earn(store, number="2")
    counts = store.read_now(outbox_counts)
    assert (counts.waiting, counts.oldest_waiting_at) == (2, NOON)


def test_the_overlay_holds_what_the_replica_does_not_show_yet(store: Store) -> None:
    """S9: no flicker, no double count."""
    made = enqueue_earn(store)
    assert _pending(store) == [made.operation_id]
    _answer(store, _outcome(made.operation_id, 1, feed_seq=5), have=1)
    assert _pending(store) == [made.operation_id]
    store.write_now(lambda db: set_cursor(db, Cursor(server_epoch=SERVER_EPOCH, seq=5)))
    assert _pending(store) == []


@pytest.mark.parametrize("status", ["rejected", "parked", "quarantined"])
def test_what_the_server_did_not_book_is_never_shown_as_points(store: Store, status: str) -> None:
    """S12: it has no effect, on neither side."""
    made = enqueue_earn(store)
    _answer(store, _outcome(made.operation_id, 1, status=status, feed_seq=5), have=1)
    assert _pending(store) == []


def test_the_overlay_of_a_guest_includes_his_alias(store: Store) -> None:
    alias = an_id("alias")
    store.write_now(lambda db: put_guest(db, a_guest_payload()))
    store.write_now(lambda db: put_guest(db, a_guest_payload(alias)))
    store.write_now(lambda db: set_alias(db, alias, survivor_id=GUEST))
    made = enqueue_earn(store, guest_id=alias)
    assert _pending(store) == [made.operation_id]


def test_after_a_rewind_answered_operations_wait_again(store: Store) -> None:
    """P8: a server restored from a backup asks for what it lost."""
    made = [enqueue_earn(store, number=str(number)) for number in range(3)]
    for seq, each in enumerate(made, start=1):
        _answer(store, _outcome(each.operation_id, seq), have=seq)
    store.write_now(lambda db: rewind(db, 2))
    assert [row.seq for row in store.read_now(lambda db: waiting(db, 9))] == [2, 3]
    assert _pending(store) == [each.operation_id for each in made[1:]]


def test_acked_never_goes_beyond_what_was_made(store: Store) -> None:
    made = enqueue_earn(store)
    _answer(store, _outcome(made.operation_id, 1), have=1)
    store.write_now(lambda db: set_acked(db, acked=1, stable=0))
    assert store.read_now(me_of).acked == 1


def test_the_newest_operations_are_listed_first(store: Store) -> None:
    made = [enqueue_earn(store, number=str(number)).seq for number in range(3)]
    assert [row.seq for row in store.read_now(lambda db: list_recent(db, 2))] == made[:0:-1]


def test_a_receipt_finds_its_operations(store: Store) -> None:
    receipt_id = an_id("receipt")
    made = store.write_now(
        lambda db: enqueue(db, an_earn(), moment=a_moment(), receipt_id=receipt_id)
    )
    enqueue_earn(store, number="2")
    rows = store.read_now(lambda db: of_receipt(db, receipt_id))
    assert [row.operation_id for row in rows] == [made.operation_id]


def _outcome(
    operation_id: str,
    seq: int,
    *,
    status: str = "applied",
    code: str | None = None,
    feed_seq: int | None = None,
) -> Outcome:
    base = Outcome(seq=seq, operation_id=operation_id, status="applied")
    return base.model_copy(update={"status": status, "code": code, "feed_seq": feed_seq})


def _answer(store: Store, outcome: Outcome, *, have: int, stable: int = 0) -> None:
    reply = PushReply(
        nonce="0" * 32,
        device_id=DEVICE,
        epoch=77,
        have=have,
        head="0" * 64,
        outcomes=(outcome,),
        server_epoch=SERVER_EPOCH,
        stable=stable,
        feed_head=0,
        server_time_ms=0,
    )
    store.write_now(lambda db: record_reply(db, reply, at_ms=0))


def _row(store: Store, operation_id: str) -> OutboxRow:
    row = store.read_now(lambda db: get(db, operation_id))
    assert row is not None
    return row


def _states(store: Store) -> list[OperationState]:
    rows = store.read_now(lambda db: list_recent(db, 9))
    return [row.state for row in reversed(rows)]


def _pending(store: Store) -> list[str]:
    card_id = card_id_of(GUEST)
    rows = store.read_now(lambda db: pending_for_guest(db, GUEST, card_id=card_id))
    return [row.operation_id for row in rows]

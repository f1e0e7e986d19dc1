"""A new epoch keeps what the server never answered for, under its first ids (design §2, §5)."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from client.store.chains import check_chains
from client.store.database import Store
from client.store.epochs import Parting, begin_epoch
from client.store.me import me_of
from client.store.notices import see_notice, unseen_notices
from client.store.outbox import Enqueued, get, list_recent, of_receipt, waiting
from client.store.outcomes import record_reply
from client.store.pruning import KEPT_FOR, prune
from client.store.replay import (
    UNSEEN,
    begin_server_epoch,
    is_announcement_due,
    look_back,
    note_announced,
    past_to_replay,
    rewind,
    set_past,
)
from shared.operations.chain import operation_id_of
from shared.operations.encode import to_millis
from shared.operations.repeated import is_origin_proved
from shared.sync.messages import Outcome, PushReply
from tests.builders import (
    DEVICE,
    NOON,
    SERVER_EPOCH,
    TENANT,
    a_moment,
    an_enrolled_store,
    enqueue_earn,
)

EPOCH, NEXT = 77, 5


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = an_enrolled_store(tmp_path / "till.db")
    yield store
    store.close()


def test_what_was_not_answered_for_is_enqueued_again_and_proves_its_first_id(store: Store) -> None:
    made = [enqueue_earn(store, number=str(number)) for number in range(3)]
    answer(store, made[0].operation_id, seq=1)
    fork(store)
    rows = store.read_now(lambda db: waiting(db, 9))
    assert [(row.epoch, row.seq, row.operation_id) for row in rows] == [
        (NEXT, 1, made[1].operation_id),
        (NEXT, 2, made[2].operation_id),
    ]
    for row in rows:
        assert is_origin_proved(row.body(), row.text, tenant_id=TENANT, device_id=DEVICE)
    first = store.read_now(lambda db: get(db, made[0].operation_id))
    assert first is not None
    assert (first.epoch, first.seq) == (EPOCH, 1)


def test_what_was_enqueued_again_twice_keeps_its_very_first_id(store: Store) -> None:
    made = enqueue_earn(store)
    fork(store)
    fork(store, epoch=NEXT + 1)
    (row,) = store.read_now(lambda db: waiting(db, 9))
    assert (row.epoch, row.operation_id) == (NEXT + 1, made.operation_id)
    assert is_origin_proved(row.body(), row.text, tenant_id=TENANT, device_id=DEVICE)


def test_one_slip_keeps_its_order_though_an_epoch_ends_within_it(store: Store) -> None:
    """A redemption that was answered for, and the earning after it that was not."""
    made = [enqueue_earn(store, number=number, receipt_id="slip") for number in ("1", "2", "3")]
    for seq in (1, 2):
        answer(store, made[seq - 1].operation_id, seq=seq)
    fork(store)
    rows = store.read_now(lambda db: of_receipt(db, "slip"))
    assert [row.operation_id for row in rows] == [each.operation_id for each in made]


def test_the_newest_stands_first_however_many_epochs_there_were(store: Store) -> None:
    made: list[Enqueued] = []
    for epoch, count in ((EPOCH, 3), (NEXT, 1), (NEXT + 1, 1)):
        for seq in range(1, count + 1):
            made.append(enqueue_earn(store, number=str(len(made))))
            answer(store, made[-1].operation_id, seq=seq, epoch=epoch)
        fork(store, epoch=NEXT if epoch == EPOCH else epoch + 1)
    rows = store.read_now(lambda db: list_recent(db, 9))
    assert [row.operation_id for row in reversed(rows)] == [each.operation_id for each in made]


def test_a_manager_is_told_once_until_somebody_has_seen_it(store: Store) -> None:
    fork(store)
    fork(store, epoch=NEXT + 1)
    (notice,) = store.read_now(unseen_notices)
    assert notice.code == "fork"
    store.write_now(lambda db: see_notice(db, notice.notice_id))
    assert store.read_now(unseen_notices) == []


def test_a_restored_server_is_asked_about_the_old_epoch_first(store: Store) -> None:
    made = enqueue_earn(store)
    answer(store, made.operation_id, seq=1)
    fork(store)
    assert store.read_now(past_to_replay) is None
    store.write_now(lambda db: begin_server_epoch(db, SERVER_EPOCH + 1))
    past = store.read_now(past_to_replay)
    assert past is not None
    assert (past.epoch, past.replay_from) == (EPOCH, 1)


def test_a_fork_in_the_middle_of_a_replay_does_not_hold_the_fence(store: Store) -> None:
    """What is left to replay is the old epoch's: the new one need not grow as long first."""
    for seq in (1, 2):
        answer(store, enqueue_earn(store, number=str(seq)).operation_id, seq=seq)
    store.write_now(lambda db: begin_server_epoch(db, SERVER_EPOCH + 1))
    store.write_now(lambda db: note_announced(db, SERVER_EPOCH + 1, has_told_all=False))
    fork(store)
    assert not store.read_now(is_due)
    store.write_now(lambda db: set_past(db, EPOCH, replay_from=None))
    assert store.read_now(is_due)


@pytest.mark.parametrize("is_past", [False, True])
def test_what_the_server_lost_is_promised_in_the_new_epoch_before_anything_else(
    store: Store, *, is_past: bool
) -> None:
    """Its outcome and the proof of it stay beside it, and the fence waits for it."""
    made = [enqueue_earn(store, number=str(number)) for number in range(3)]
    for seq, each in enumerate(made, start=1):
        answer(store, each.operation_id, seq=seq)
    if is_past:
        fork(store)
    made.append(enqueue_earn(store, number="3"))
    store.write_now(lambda db: begin_server_epoch(db, SERVER_EPOCH + 1))
    fork(store, epoch=NEXT + 1, parting=Parting(EPOCH, common=1))
    rows = store.read_now(lambda db: waiting(db, 9))
    assert [row.operation_id for row in rows] == [each.operation_id for each in made[1:]]
    assert [row.outcome is not None and row.ack_id is not None for row in rows] == [
        True,
        True,
        False,
    ]
    for row in rows:
        assert is_origin_proved(row.body(), row.text, tenant_id=TENANT, device_id=DEVICE)
    assert store.read_now(me_of).replay_to == 2
    assert store.read_now(past_to_replay) is None  # up to the parting the server has it all
    assert chain_problems(store) == []
    fork(store, epoch=NEXT + 2)
    again = store.read_now(lambda db: waiting(db, 9))
    assert [row.operation_id for row in again] == [row.operation_id for row in rows]
    assert store.read_now(me_of).replay_to == 2


def test_an_answer_in_the_new_place_ends_the_promise(store: Store) -> None:
    made = enqueue_earn(store)
    answer(store, made.operation_id, seq=1)
    fork(store, parting=Parting(EPOCH, common=0))
    (row,) = store.read_now(lambda db: waiting(db, 9))
    answer(store, operation_id_of(row.link), seq=1, epoch=NEXT)
    fork(store, epoch=NEXT + 1)
    assert store.read_now(lambda db: waiting(db, 9)) == []
    assert chain_problems(store) == []


def test_where_the_histories_part_is_looked_for_further_back(store: Store) -> None:
    for seq in range(1, 5):
        answer(store, enqueue_earn(store, number=str(seq)).operation_id, seq=seq)
    assert not store.write_now(lambda db: look_back(db, 4))
    assert store.write_now(lambda db: look_back(db, 3))
    assert store.read_now(me_of).acked == 0
    assert not store.write_now(lambda db: look_back(db, 0))


def test_a_server_restored_once_more_hears_everything_once_more(store: Store) -> None:
    """The announcement's reply is the first to tell of the newest life: nothing is ticked off."""
    answer(store, enqueue_earn(store).operation_id, seq=1)
    store.write_now(lambda db: begin_server_epoch(db, SERVER_EPOCH + 1))
    store.write_now(lambda db: note_announced(db, SERVER_EPOCH + 2, has_told_all=True))
    me = store.read_now(me_of)
    assert (me.cursor.server_epoch, me.is_announced, me.replay_to) == (SERVER_EPOCH + 2, False, 1)


def test_what_was_rewound_first_is_waited_for_too(store: Store) -> None:
    """A gap says what the server lost before any answer says that it was restored."""
    for seq in range(1, 5):
        answer(store, enqueue_earn(store, number=str(seq)).operation_id, seq=seq)
    assert store.write_now(lambda db: rewind(db, 2))
    store.write_now(lambda db: begin_server_epoch(db, SERVER_EPOCH + 1))
    assert store.read_now(me_of).replay_to == 4


def test_a_rewound_operation_keeps_its_outcome_and_its_proof(store: Store) -> None:
    made = enqueue_earn(store)
    answer(store, made.operation_id, seq=1)
    assert store.write_now(lambda db: rewind(db, 1))
    row = store.read_now(lambda db: get(db, made.operation_id))
    assert row is not None
    assert row.outcome is not None
    assert (row.outcome.status, row.ack_id is not None) == ("applied", True)
    feed_seq = store.read_now(lambda db: db.execute("SELECT feed_seq FROM outbox").fetchone()[0])
    assert feed_seq == UNSEEN


def test_only_what_a_verified_backup_holds_is_forgotten_and_never_the_last(store: Store) -> None:
    made = [enqueue_earn(store, number=str(number)) for number in range(4)]
    for seq, each in enumerate(made[:3], start=1):
        answer(store, each.operation_id, seq=seq, stable=2)
    late_ms = to_millis(NOON + KEPT_FOR + timedelta(days=1))
    assert store.write_now(lambda db: prune(db, now_ms=to_millis(NOON))) == 0
    assert store.write_now(lambda db: prune(db, now_ms=late_ms)) == 1
    left = store.read_now(lambda db: [row[0] for row in db.execute("SELECT seq FROM outbox")])
    assert left == [2, 3, 4]


def test_what_was_forgotten_is_missed_by_nobody_and_one_more_is(store: Store) -> None:
    """Nor right after a restore of the server, when nothing of it is known to be stable."""
    made = [enqueue_earn(store, number=str(number)) for number in range(4)]
    for seq, each in enumerate(made, start=1):
        answer(store, each.operation_id, seq=seq, stable=3)
    late_ms = to_millis(NOON + KEPT_FOR + timedelta(days=1))
    assert store.write_now(lambda db: prune(db, now_ms=late_ms)) == 2
    assert chain_problems(store) == []
    store.write_now(lambda db: begin_server_epoch(db, SERVER_EPOCH + 1))
    assert chain_problems(store) == []
    fork(store)
    assert chain_problems(store) == []
    store.write_now(lambda db: db.execute("DELETE FROM outbox WHERE seq = 3"))
    assert chain_problems(store) == [f"epoch {EPOCH}: operation 3 is missing"]
    store.write_now(lambda db: db.execute("DELETE FROM outbox"))
    assert chain_problems(store) == [f"epoch {EPOCH}: all operations up to 4 are missing"]


def chain_problems(store: Store) -> list[str]:
    return store.read_now(lambda db: list(check_chains(db, me_of(db), Counter())))


def is_due(db: Database) -> bool:
    return is_announcement_due(db, me_of(db))


def fork(store: Store, *, epoch: int = NEXT, parting: Parting | None = None) -> None:
    moment = a_moment()
    store.write_now(
        lambda db: begin_epoch(db, epoch, moment=moment, reason="fork", parting=parting)
    )
    assert store.read_now(me_of).epoch == epoch


def answer(
    store: Store, operation_id: str, *, seq: int, stable: int = 0, epoch: int = EPOCH
) -> None:
    outcome = Outcome(seq=seq, operation_id=operation_id, status="applied", feed_seq=seq)
    reply = PushReply(
        nonce="a" * 32,
        device_id=DEVICE,
        epoch=epoch,
        have=seq,
        head="0" * 64,
        outcomes=(outcome,),
        server_epoch=SERVER_EPOCH,
        stable=stable,
        feed_head=seq,
        server_time_ms=0,
    )
    store.write_now(lambda db: record_reply(db, reply, at_ms=0))

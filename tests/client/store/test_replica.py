"""The sum of the replica, kept with every change, is what its rows add up to (design §5)."""

from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from client.store.changes import apply_changes, remove_unknown
from client.store.database import Store
from client.store.replay import begin_server_epoch
from client.store.replica import Entry, Place, entries_from, entries_of, kept_sum, set_sum
from shared.domain.ids import GuestId
from shared.sync.marks import EMPTY_SUM, added, mark_of
from shared.sync.messages import Change
from tests.builders import PEPPER, SERVER_EPOCH, a_guest_payload, an_enrolled_store, an_id

GUESTS = tuple(an_id(f"guest {number}") for number in range(3))

_told = st.tuples(
    st.sampled_from(["guest", "lease", "a kind of tomorrow"]),
    st.sampled_from(GUESTS),
    st.sampled_from(["there", "gone", "unreadable", "unknown to the server"]),
)


def a_change(kind: str, entity_id: str, seq: int, state: str = "there") -> Change:
    """What the server tells of a thing; of a guest so that a till can read it."""
    if state == "there" and kind == "guest":
        data = a_guest_payload(GuestId(entity_id)).model_dump(mode="json")
        return Change(seq=seq, kind=kind, id=entity_id, data=data)
    return Change(seq=seq, kind=kind, id=entity_id, gone=state == "gone")


@pytest.mark.expects_warning
@settings(max_examples=40, deadline=None)
@given(st.lists(_told, max_size=12))
def test_whatever_is_told_or_taken_back_the_kept_sum_is_the_counted_one(
    told: list[tuple[str, str, str]],
) -> None:
    expected: dict[tuple[str, str], int] = {}
    with TemporaryDirectory() as folder:
        store = an_enrolled_store(Path(folder) / "till.db")
        store.write_now(lambda db: set_sum(db, EMPTY_SUM))
        for seq, (kind, entity_id, state) in enumerate(told, start=1):
            if state == "unknown to the server":
                expected.pop((kind, entity_id), None)
                entry = Entry(kind, entity_id, seq)
                store.write_now(partial(remove_unknown, entries=[entry]))
                continue
            expected[kind, entity_id] = seq
            change = a_change(kind, entity_id, seq, state)
            store.write_now(partial(apply_changes, changes=[change], pepper=PEPPER))
        assert {(each.kind, each.entity_id): each.seq for each in _all(store)} == expected
        marks = sum(mark_of(*thing, seq) for thing, seq in expected.items())
        assert store.read_now(kept_sum) == added(EMPTY_SUM, marks)
        store.close()


def test_a_thing_told_again_stands_once_at_its_newest_place(tmp_path: Path) -> None:
    store = an_enrolled_store(tmp_path / "till.db")
    for seq in (3, 7):
        change = a_change("guest", GUESTS[0], seq)
        store.write_now(partial(apply_changes, changes=[change], pepper=PEPPER))
    assert store.read_now(lambda db: entries_of(db, "guest", GUESTS[0])) == (
        Entry("guest", GUESTS[0], 7),
    )
    store.close()


def test_what_the_beginning_of_the_feed_tells_keeps_its_place(tmp_path: Path) -> None:
    """It says at once who the tenant is, and later in its order when that changed."""
    store = an_enrolled_store(tmp_path / "till.db")
    for seq in (5, 0):
        change = a_change("guest", GUESTS[0], seq)
        store.write_now(partial(apply_changes, changes=[change], pepper=PEPPER))
    assert [each.seq for each in _all(store)] == [5]
    store.close()


def test_in_a_new_life_of_the_server_nothing_was_told_yet(tmp_path: Path) -> None:
    store = an_enrolled_store(tmp_path / "till.db")
    changes = [a_change("guest", GUESTS[0], 1), a_change("lease", GUESTS[1], 2, "gone")]
    store.write_now(lambda db: apply_changes(db, changes, pepper=PEPPER))
    assert len(_all(store)) == len(changes)
    store.write_now(lambda db: begin_server_epoch(db, SERVER_EPOCH + 1))
    assert _all(store) == []
    assert store.read_now(kept_sum) is None
    store.close()


def _all(store: Store) -> list[Entry]:
    def read(db: Database) -> list[Entry]:
        found: list[Entry] = []
        place: Place | None = Place()
        while place is not None:
            entries, place = entries_from(db, place, limit=2)
            found += entries
        return found

    return store.read_now(read)

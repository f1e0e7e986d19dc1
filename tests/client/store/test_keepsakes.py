"""A till keeps for the server what it was given to keep, and shows it when asked (design §9)."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from client.store.changes import apply_changes
from client.store.database import Store
from client.store.keepsakes import keep, keepsakes
from client.store.programme import programme_in_force, put_programme
from shared.domain.ids import ProgrammeVersionId
from shared.sync.messages import KEEPSAKES_TEXT_MAX, Change
from tests.builders import NOON, PEPPER, a_programme, an_enrolled_store, an_id


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return an_enrolled_store(tmp_path / "till.db")


def test_of_each_thing_the_last_keepsake_is_kept(store: Store) -> None:
    for text in ("old", "new"):
        store.write_now(partial(keep, kind="staff", entity_id="anna", text=text))
    store.write_now(partial(keep, kind="programme", entity_id="autumn", text="other"))
    assert store.read_now(keepsakes) == ("other", "new")
    store.close()


@pytest.mark.expects_warning
def test_what_the_till_cannot_read_is_kept_all_the_same(store: Store) -> None:
    change = Change(seq=1, kind="programme", id=an_id("of tomorrow"), keepsake="kept")
    store.write_now(lambda db: apply_changes(db, [change], pepper=PEPPER))
    assert store.read_now(keepsakes) == ("kept",)
    store.close()


def test_the_newest_that_fit_into_one_message_are_shown(store: Store) -> None:
    for letter in "abcd":
        text = letter * (KEEPSAKES_TEXT_MAX // 3)
        store.write_now(partial(keep, kind="programme", entity_id=letter, text=text))
    assert [text[0] for text in store.read_now(keepsakes)] == ["d", "c", "b"]
    store.close()


def test_of_two_versions_with_one_number_the_one_published_last_is_in_force(store: Store) -> None:
    first = a_programme()
    later = replace(first, version_id=ProgrammeVersionId(an_id("later")), name="Зима")
    store.write_now(lambda db: put_programme(db, later, published_at_ms=2))
    store.write_now(lambda db: put_programme(db, first, published_at_ms=1))
    assert store.read_now(lambda db: programme_in_force(db, NOON)) == later
    store.close()

"""The drill itself: it kills real processes, and its audit does find what is wrong."""

import json
import random
from pathlib import Path

import pytest

from client import paths
from client.devices.keystore import FileKeystore
from client.devices.store_key import kept_key
from client.store.opening import open_writer
from drill.audit import Verdict, audit
from drill.house import House, open_house
from drill.journal import Journal
from drill.processes import prepare
from drill.rounds import Drill
from drill.tablet import paper_roll
from shared.domain.ids import GuestId

pytestmark = [pytest.mark.scenario, pytest.mark.slow]
JOURNAL = "confirmed.jsonl"
Views = list[dict[GuestId, int]]
Played = tuple[House, Path, Views]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """A short drill, all of it ended."""
    folder = tmp_path_factory.mktemp("drill") / "world"
    house = open_house(folder, tills=2)
    prepare()
    journal = Journal(folder / JOURNAL)
    drill = Drill(house, journal, random.Random(1))
    try:
        drill.play(6)
        shown = drill.end()
    finally:
        drill.stop()
        journal.close()
    assert drill.kills.tills
    assert drill.kills.servers
    return house, folder / JOURNAL, shown


@pytest.fixture
def verdict_after(played: Played, tmp_path: Path) -> "Again":
    return Again(*played, tmp_path)


class Again:
    """The audit of the same world once more, with something changed for a moment."""

    def __init__(self, house: House, journal: Path, shown: Views, folder: Path) -> None:
        self.house, self.journal, self._shown, self._folder = house, journal, shown, folder

    def audit(self, journal: Path | None = None) -> Verdict:
        return audit(self.house, journal or self.journal, self._shown)

    def with_journal_line(self, line: str) -> Verdict:
        changed = self._folder / JOURNAL
        changed.write_text(self.journal.read_text() + line + "\n")
        return self.audit(changed)


def test_nothing_is_lost_or_doubled_by_kill_9(verdict_after: Again) -> None:
    """P1, P2: issue 3, "make drill"."""
    verdict = verdict_after.audit()
    assert verdict.problems == ()
    assert verdict.is_clean
    assert 0 < verdict.confirmed <= verdict.operations
    assert verdict.receipts


def test_a_confirmation_without_a_booking_counts_as_lost(verdict_after: Again) -> None:
    verdict = verdict_after.with_journal_line(json.dumps(["earn", "no such operation"]))
    assert verdict.lost == 1


def test_a_confirmation_said_twice_counts_as_doubled(verdict_after: Again) -> None:
    first = verdict_after.journal.read_text().splitlines()[0]
    assert verdict_after.with_journal_line(first).doubled >= 1


def test_a_slip_that_is_missing_or_printed_twice_is_found(verdict_after: Again) -> None:
    """CSH-64."""
    roll = paper_roll(verdict_after.house.posts[0].folder)
    printed = roll.read_bytes()
    first, *others = printed.split(b"\x1b@")[1:]
    roll.write_bytes(b"".join(b"\x1b@" + each for each in others))
    assert any("on no paper" in each for each in verdict_after.audit().problems)
    roll.write_bytes(printed + b"\x1b@" + others[-1] + b"\x1b@" + first)
    assert any("printed 2 times" in each for each in verdict_after.audit().problems)
    roll.write_bytes(printed)


def test_an_outbox_that_says_something_else_is_found(verdict_after: Again) -> None:
    """P6."""
    path = paths.database_path(verdict_after.house.posts[0].folder)
    key = kept_key(FileKeystore(paths.keys_dir(path.parent)))
    connection = open_writer(path, key).conn
    ((body,),) = connection.execute("SELECT body FROM outbox WHERE seq = 1").fetchall()
    change = "UPDATE outbox SET body = ? WHERE seq = 1"
    connection.execute(change, (body.replace('"v":1', '"v":2'),))
    assert any("another one" in each for each in verdict_after.audit().problems)
    connection.execute(change, (body,))
    connection.close()

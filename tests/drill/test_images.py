"""Crash images of the till's file: what was promised is there, whatever the disk made of the rest.

Design §3, §10; P1.
"""

import random
from pathlib import Path

import pytest

from drill.images import Disk, Fate, images
from drill.reopening import problems_of
from drill.tape import Cut, Gone, Sync, Tape, Write, record

pytestmark = [pytest.mark.scenario, pytest.mark.slow]
IMAGES = 60


@pytest.fixture(scope="module")
def tape(tmp_path_factory: pytest.TempPathFactory) -> Tape:
    """A short shift, recorded."""
    return record(tmp_path_factory.mktemp("tape"), seed=3, commands=12)


def found_in(tape: Tape, folder: Path) -> list[str]:
    chance = random.Random(1)
    moments = set(chance.sample(range(len(tape.events) + 1), 30))
    some = list(images(tape, chance, moments=moments))
    return [
        problem
        for image in chance.sample(some, min(IMAGES, len(some)))
        for problem in problems_of(image, tape, folder)
    ]


def test_no_power_cut_takes_what_was_confirmed(tape: Tape, tmp_path: Path) -> None:
    assert tape.promises
    assert found_in(tape, tmp_path) == []


def test_a_store_that_never_synced_its_log_would_be_found_out(tape: Tape, tmp_path: Path) -> None:
    """The drill can fail: without the log's syncs the images lose what was promised."""
    log_synced = Sync("till.db-wal")
    careless = [each for each in tape.events if each != log_synced]
    unsafe = Tape(tape.folder, tape.start, careless, key=tape.key)
    unsafe.promises = [
        (moment - tape.events[:moment].count(log_synced), each) for moment, each in tape.promises
    ]
    assert any(each.startswith("lost") for each in found_in(unsafe, tmp_path))


def test_only_a_sync_puts_a_change_on_the_disk() -> None:
    chance = random.Random(1)
    disk = Disk({"a": b"old"})
    disk.do(Write("a", 0, b"new"))
    assert disk.after([Fate.LOST], chance) == {"a": b"old"}
    assert disk.after([Fate.KEPT], chance) == {"a": b"new"}
    disk.do(Write("b", 2, b"x"))
    disk.do(Sync("a"))
    assert disk.after([Fate.LOST], chance) == {"a": b"new"}
    assert disk.after([Fate.KEPT], chance) == {"a": b"new", "b": b"\0\0x"}


def test_up_to_three_open_changes_every_image_is_built() -> None:
    tape = Tape(Path(), {"a": b""}, [Write("a", 0, b"12"), Cut("a", 1), Gone("a")])
    built = list(images(tape, random.Random(1), moments={3}))
    assert len({each.fates for each in built}) == len(built) == 3 * 2 * 2


def test_a_torn_write_is_some_of_its_sectors() -> None:
    chance = random.Random(1)
    disk = Disk({"a": bytes(2048)})
    disk.do(Write("a", 0, b"x" * 2048))
    for _ in range(20):
        content = disk.after([Fate.TORN], chance)["a"]
        sectors = [content[start : start + 512] for start in range(0, len(content), 512)]
        assert all(each in {bytes(512), b"x" * 512} for each in sectors)

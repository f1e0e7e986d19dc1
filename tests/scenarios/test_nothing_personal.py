"""A shift with a guest of a peculiar name leaves nothing of him outside its file (SEC-03).

Paper is excepted: slips go to their guest. Everything else on the disk is read, byte by byte.
"""

import logging
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from client.logs import DataFormatter
from client.till.refusals import PinWrong
from client.till.registration import RegistrationForm
from client.ui.application.bugs import BugHook, write_report
from tests.builders import NOON
from tests.scenarios.test_handover import handover
from tests.scenarios.world import Tablet, World

pytestmark = [
    pytest.mark.parametrize("world", ["sqlite"], indirect=True),
    pytest.mark.expects_warning,
]
NAME, SURNAME, PHONE, PIN = "Ярополк", "Осмомыслов", "79261112233", "9073"
TRACES = (NAME, NAME.upper(), SURNAME, PHONE, PHONE[1:], "111-22-33", "111 22 33")
PAPER = "paper"


@pytest.fixture
def log_file(tmp_path: Path) -> Iterator[Path]:
    """All that anybody logs, down to the smallest thing, as the till writes it."""
    file = tmp_path / "logs" / "till.log"
    file.parent.mkdir()
    handler = logging.FileHandler(file, encoding="utf-8")
    handler.setFormatter(DataFormatter())
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield file
    root.removeHandler(handler)
    root.setLevel(level)
    handler.close()


def test_nothing_of_a_guest_or_a_pin_is_on_the_disk_but_in_the_encrypted_file(
    world: World, tmp_path: Path, log_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "temp"
    scratch.mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))

    async def scenario() -> None:
        tablet = await world.tablet()
        await serve(tablet)
        tablet.transport.is_offline = True
        await serve_again(tablet)
        await handover(world, tablet, tmp_path / "stick").save()
        stumble(tmp_path / "logs")

    world.play(scenario)
    assert "a bug ended an action" in log_file.read_text(encoding="utf-8")
    left = list(
        traces_in(world.folder / "tablet 1", tmp_path / "logs", scratch, tmp_path / "stick")
    )
    assert left == []


async def serve(tablet: Tablet) -> None:
    """He registers, earns, is found by name, and redeems."""
    form = RegistrationForm(phone=PHONE, first_name=NAME, last_name=SURNAME, personal_data=True)
    guest_id = (await tablet.till.registration.register(form)).view.guest.guest_id
    await tablet.sync()
    await tablet.earn(guest_id, 9_000)
    await tablet.sync()
    assert await tablet.till.guest_search.search(NAME)
    async with tablet.online():
        view = await tablet.view(guest_id)
        await tablet.till.checkout.confirm(view, tablet.check(), redeem_points=100)
    tiles = await tablet.till.sign_in.tiles()
    with pytest.raises(PinWrong):
        await tablet.till.sign_in.sign_in(tiles[0].staff_id, PIN)


async def serve_again(tablet: Tablet) -> None:
    """Once more without the network."""
    (hit, *_) = await tablet.till.guest_search.search(SURNAME)
    await tablet.earn(hit.guest_id)
    await tablet.sync()


def stumble(folder: Path) -> None:
    """A bug that quotes him ends an action, and somebody reports it."""
    shown: list[str] = []
    hook = BugHook(shown.append)
    hook.install(None)
    try:
        raise LookupError(f"{NAME} {SURNAME}, {PHONE}, {PIN}")
    except LookupError as bug:
        sys.excepthook(type(bug), bug, bug.__traceback__)
    finally:
        hook.remove()
    write_report(shown[0], folder=folder, at=NOON)


def traces_in(*folders: Path) -> Iterator[str]:
    """Where he or a PIN is to be read."""
    for file in (each for folder in folders for each in folder.rglob("*") if each.is_file()):
        if PAPER in file.parts:
            continue
        content = file.read_bytes()
        yield from (f"{file.name}: {each}" for each in TRACES if each.encode() in content)
        if file.suffix in {".log", ".txt"} and re.search(rf"\b{PIN}\b", content.decode()):
            yield f"{file.name}: the PIN"

"""The locks pin everything, name no address, and keep out what is known to break the till."""

import re
import sys
import tomllib
from pathlib import Path

import pytest
from PySide6.QtCore import QObject

from tests.house.sources import ROOT, read

LOCKS = sorted(each.relative_to(ROOT).as_posix() for each in (ROOT / "requirements").glob("*.txt"))
REQUIREMENT = re.compile(r"^([a-z0-9][a-z0-9._-]*)(?:\[[\w,-]+\])?==([^\s;\\]+)(?: ; [^\\]+)? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}(?: \\)?$")


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_only_exact_pins_and_hashes(lock: str) -> None:
    strange = [
        line
        for line in read(lock).splitlines()
        if not (line.startswith("#") or REQUIREMENT.match(line) or HASH.match(line))
    ]
    assert strange == []


@pytest.mark.parametrize("lock", LOCKS)
def test_opencv_comes_without_its_own_qt(lock: str) -> None:
    assert "opencv-python" not in _pins(lock)


def test_pyside_is_the_one_that_survives_python_3_11() -> None:
    versions = [v for lock in LOCKS for v in _pins(lock).get("pyside6-essentials", ())]
    assert versions
    assert all((6, 11, 3) <= _numbers(each) < (6, 12) for each in versions)


def test_calls_into_qt_do_not_use_up_none() -> None:
    """PySide6 6.12 drops a reference of None a call and aborts Python 3.11 after some thousands."""
    thing = QObject()
    before = sys.getrefcount(None)
    for _ in range(500):
        thing.setObjectName("x")
    assert sys.getrefcount(None) - before > -50


def test_what_is_shipped_is_what_was_tested() -> None:
    tested = _pins("requirements/dev.txt")
    for lock in ("requirements/client.txt", "requirements/server.txt"):
        assert {name: tested.get(name) for name in _pins(lock)} == _pins(lock)


@pytest.mark.parametrize("extra", ["client", "server", "mutate", "release"])
def test_every_direct_dependency_is_locked(extra: str) -> None:
    project = tomllib.loads(read("pyproject.toml"))["project"]
    wanted = {re.split(r"[\[<>=]", each)[0] for each in project["optional-dependencies"][extra]}
    assert wanted - _pins(f"requirements/{extra}.txt").keys() == set()


def test_there_is_no_lock_that_names_an_index() -> None:
    assert not Path(ROOT / "uv.lock").exists()


def _pins(lock: str) -> dict[str, set[str]]:
    pins: dict[str, set[str]] = {}
    for line in read(lock).splitlines():
        if found := REQUIREMENT.match(line):
            pins.setdefault(found[1], set()).add(found[2])
    return pins


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(each) for each in version.split("."))

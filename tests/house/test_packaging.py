"""Briefcase, the setup scripts and the project's metadata say the same thing."""

import re
import tomllib
from typing import Any

from tests.house.sources import ROOT, read

PYPROJECT = tomllib.loads(read("pyproject.toml"))
APP: dict[str, Any] = PYPROJECT["tool"]["briefcase"]["app"]["max-loyalty-pos"]


def test_briefcase_toml_equals_the_tables_that_briefcase_reads() -> None:
    assert tomllib.loads(read("briefcase.toml")) == {"briefcase": PYPROJECT["tool"]["briefcase"]}


def test_the_installer_requires_what_the_client_requires() -> None:
    assert APP["requires"] == PYPROJECT["project"]["optional-dependencies"]["client"]


def test_the_installer_ships_the_versions_of_the_lock() -> None:
    pinned = re.findall(r"^([a-z0-9._-]+==\S+)", read("requirements/client.txt"), re.MULTILINE)
    constraints = read("installers/app/constraints.txt").splitlines()
    assert [line.split(" ;")[0] for line in constraints] == pinned
    assert APP["requirement_installer_args"] == ["--constraint", "installers/app/constraints.txt"]


def test_the_installer_carries_folders_that_exist() -> None:
    assert [each for each in APP["sources"] if not (ROOT / each / "__init__.py").exists()] == []


def test_the_debian_package_depends_on_what_a_desktop_needs() -> None:
    script = read("installers/system_packages.sh")
    wanted = [*_package_set(script, "DEMO_SET"), *_package_set(script, "DESKTOP_SET")]
    assert APP["linux"]["system"]["debian"]["system_runtime_requires"] == wanted


def test_what_an_installer_must_carry_is_here() -> None:
    for each in ("LICENSE", "CHANGELOG.md", "README.md"):
        assert (ROOT / each).is_file(), each


def test_the_server_never_brings_a_screen() -> None:
    names = {re.split(r"[\[<>=]", each)[0] for each in _extra("server")}
    assert names & {"pyside6-essentials", "qasync", "opencv-python-headless"} == set()


def _extra(name: str) -> list[str]:
    extras: dict[str, list[str]] = PYPROJECT["project"]["optional-dependencies"]
    return extras[name]


def _package_set(script: str, name: str) -> list[str]:
    found = re.search(rf"^{name}='([^']*)'", script, re.MULTILINE)
    assert found, name
    return [each.split("|")[0] for each in found[1].split()]

"""The documents name files, targets and folders that exist, and no machine but the reader's."""

import io
import re
from contextlib import redirect_stdout
from importlib.util import find_spec

import pytest

from server.__main__ import main as server_main
from tests.house.sources import ROOT, read, text_files

DOCUMENTS = sorted(
    each.relative_to(ROOT).as_posix() for each in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"))
)
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")
PATH_IN_CODE = re.compile(
    r"`((?:client|server|shared|printers|tests|demo|installers|requirements)/[\w./-]+)`"
)
PROGRAM = re.compile(r"python -m ([a-z_.]+)")
VERB = re.compile(r"python -m server ([a-z][a-z-]+)")
TARGET = re.compile(r"`make ([a-z-]+)")
# Put together here, so that this file does not name what it forbids.
INDEX_HOSTS = ("py" + "pi.org", "python" + "hosted.org", "registry." + "npmjs", "crates" + ".io")
HOME_FOLDERS = re.compile(r"(?<![\w.:/-])/(?:root|home|Users|work|mnt)/[\w.]")


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_file_a_document_names_exists(document: str) -> None:
    links = {(ROOT / document).parent / each for each in LINK.findall(read(document))}
    named = links | {ROOT / each for each in PATH_IN_CODE.findall(read(document))}
    assert [each for each in sorted(named) if not each.exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_command_a_document_names_is_one_of_ours(document: str) -> None:
    programs = {*PROGRAM.findall(read(document))}
    assert [each for each in sorted(programs) if find_spec(each) is None] == []
    assert {*VERB.findall(read(document))} <= _verbs()


def _verbs() -> set[str]:
    """Of the server's command line, as it tells them itself."""
    told = io.StringIO()
    with redirect_stdout(told), pytest.raises(SystemExit):
        server_main(["--help"])
    return set(re.findall(r"^    ([a-z-]+)", told.getvalue(), re.MULTILINE))


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_make_target_a_document_names_exists(document: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", read("Makefile"), re.MULTILINE))
    assert set(TARGET.findall(read(document))) - targets == set()


def test_every_make_target_explains_itself() -> None:
    makefile = read("Makefile")
    asked_for_by_name = set(re.findall(r"^([a-z-]+):.*## .", makefile, re.MULTILINE))
    phony = set(re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[0].split())
    assert phony - asked_for_by_name <= {"lint", "fast-tests"}


@pytest.mark.parametrize("host", INDEX_HOSTS)
def test_no_file_names_a_package_index(host: str) -> None:
    assert [each for each in text_files() if host in read(each)] == []


def test_no_file_names_a_folder_of_somebodys_machine() -> None:
    assert [each for each in text_files() if HOME_FOLDERS.search(read(each))] == []

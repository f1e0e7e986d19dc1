"""A log line is a constant message with its data beside it."""

import logging
from pathlib import Path

import pytest

from client.logs import DataFormatter, TurningFile, told_bug


def test_what_stands_beside_the_message_is_on_the_line() -> None:
    record = logging.makeLogRecord(
        {"name": "client.sync", "levelname": "INFO", "msg": "sync trouble", "problem": "offline"}
    )
    assert DataFormatter().format(record).endswith("INFO client.sync: sync trouble problem=offline")


def test_a_bug_is_told_by_its_places_and_those_of_its_causes() -> None:
    """SEC-03: what it says may quote a guest."""
    name, phone = "Ярополк", "79261112233"
    try:
        try:
            raise KeyError(name)
        except KeyError as cause:
            raise ValueError(phone) from cause
    except ValueError as bug:
        told = told_bug(bug)
    assert name not in told
    assert phone not in told
    assert told.index("KeyError") < told.index("ValueError")
    assert __name__.rpartition(".")[2] in told


def test_a_full_log_begins_anew_and_the_last_few_are_kept(tmp_path: Path) -> None:
    log = TurningFile(tmp_path / "till.log", bytes_max=1, kept=2)
    for told in "abcd":
        log.emit(logging.makeLogRecord({"msg": told}))
    log.close()
    kept = {each.name: each.read_text() for each in tmp_path.iterdir()}
    assert kept == {"till.log": "d\n", "till.log.1": "c\n", "till.log.2": "b\n"}


def test_a_log_that_cannot_be_moved_goes_on_and_nobody_fails_by_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "till.log.1" / "in the way").mkdir(parents=True)
    log = TurningFile(tmp_path / "till.log", bytes_max=1, kept=1)
    for told in "ab":
        log.emit(logging.makeLogRecord({"msg": told}))
    log.close()
    assert (tmp_path / "till.log").read_text() == "a\nb\n"
    assert "IsADirectoryError" in capsys.readouterr().err

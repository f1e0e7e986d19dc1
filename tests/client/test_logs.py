"""A log line is a constant message with its data beside it."""

import logging

from client.logs import DataFormatter, told_bug


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

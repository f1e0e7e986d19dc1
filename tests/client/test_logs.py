"""A log line is a constant message with its data beside it."""

import logging

from client.logs import DataFormatter


def test_what_stands_beside_the_message_is_on_the_line() -> None:
    record = logging.makeLogRecord(
        {"name": "client.sync", "levelname": "INFO", "msg": "sync trouble", "problem": "offline"}
    )
    assert DataFormatter().format(record).endswith("INFO client.sync: sync trouble problem=offline")

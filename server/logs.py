"""Log lines are JSON: a constant message, data beside it, never personal data or secrets."""

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any

FIELDS = "fields"
"""``logger.info("request", extra={FIELDS: {…}})``"""

_TALKATIVE = ("alembic", "uvicorn.error")
"""What they say below a warning is about themselves."""
_DRIVER = "psycopg"
_NOT_RUN = "pipeline aborted"


class JsonFormatter(logging.Formatter):
    """One line of JSON for each record."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, tz=UTC).isoformat("T", "milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, FIELDS, {}),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def log_to_stderr() -> None:
    """Sends every log line of the process to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter())
    handler.addFilter(is_news)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)


def is_news(record: logging.LogRecord) -> bool:
    """Whether anybody learns something from it.

    Nobody does from PostgreSQL's driver that statements sent behind a failed one were not run: the
    failed one is raised.
    """
    return record.name != _DRIVER or not record.getMessage().endswith(_NOT_RUN)

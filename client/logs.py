"""The till's log: a file that turns over, and standard error.

A message is constant and its data stands beside it; names, phones, PINs and keys never appear. So
an exception is told by its kind and its places: what it says may quote a guest (SEC-03).
"""

import logging
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

_FILE_BYTES_MAX = 2 * 1024 * 1024
_FILES_KEPT = 5
_KNOWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class DataFormatter(logging.Formatter):
    """``time level logger: message key=value …``, in UTC."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%S")

    def format(self, record: logging.LogRecord) -> str:
        """The whole entry; an exception that another formatter has put into words is told anew."""
        record.exc_text = None
        return super().format(record)

    def formatMessage(self, record: logging.LogRecord) -> str:
        """The line, with what was passed as ``extra`` at its end."""
        data = [f"{key}={value}" for key, value in vars(record).items() if key not in _KNOWN]
        return " ".join([super().formatMessage(record), *data])

    def formatException(
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        """Where it happened, without a word of what it says."""
        return told_bug(ei[1]) if ei[1] is not None else ""


class TurningFile(logging.FileHandler):
    """A log that begins anew when it is full; of the full ones the last few are kept.

    ``logging.handlers`` has one as well, and would load sockets before the first picture.
    """

    def __init__(self, path: Path, *, bytes_max: int, kept: int) -> None:
        super().__init__(path, encoding="utf-8")
        self._path, self._bytes_max, self._kept = path, bytes_max, kept

    def emit(self, record: logging.LogRecord) -> None:
        """Writes ``record``, into a new file when the present one is full and may be moved."""
        try:
            if self.stream is not None and self.stream.tell() >= self._bytes_max:
                self._turn()
        except OSError:
            self.handleError(record)  # whoever has something to log is not to fail by it
        super().emit(record)

    def _turn(self) -> None:
        self.close()
        for number in range(self._kept, 0, -1):
            older = self._numbered(number - 1)
            if older.exists():
                older.replace(self._numbered(number))
        self.stream = self._open()

    def _numbered(self, number: int) -> Path:
        return self._path.with_name(f"{self._path.name}.{number}") if number else self._path


def told_bug(bug: BaseException) -> str:
    """Kinds and places of ``bug`` and of all that led to it, the first cause first."""
    return "\n".join(
        "".join([*traceback.format_tb(each.__traceback__), type(each).__qualname__])
        for each in reversed(list(_causes(bug)))
    )


def start_logging(folder: Path) -> None:
    """Sends the log of the whole program to ``folder`` and to standard error."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    to_file = TurningFile(folder / "till.log", bytes_max=_FILE_BYTES_MAX, kept=_FILES_KEPT)
    to_terminal = logging.StreamHandler()
    for handler in (to_file, to_terminal):
        handler.setFormatter(DataFormatter())
    to_terminal.setLevel(logging.WARNING)
    logging.basicConfig(level=logging.INFO, handlers=[to_file, to_terminal])
    logging.getLogger("httpx").setLevel(logging.WARNING)  # it would log addresses of requests


def _causes(bug: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = bug
    while cause is not None:
        yield cause
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)

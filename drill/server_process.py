"""The server as a process of its own, behind a socket on its SQLite file."""

import os
import sys
from multiprocessing.connection import Connection
from pathlib import Path

from server.logs import log_to_stderr
from server.serving import serve
from server.settings import Settings

LOG = "server.log"
DATABASE = "server.db"


def database_url(folder: Path) -> str:
    """Where the server of ``folder`` keeps its ledger."""
    return f"sqlite:///{folder / DATABASE}"


def work(folder: Path, port: int, wire: Connection) -> None:
    """The process: serves until it is killed, and tells the driver when it answers."""
    log = os.open(folder / LOG, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(log, sys.stderr.fileno())
    log_to_stderr()
    settings = Settings(database_url=database_url(folder), host="127.0.0.1", port=port)
    sys.exit(serve(settings, announce=wire.send))

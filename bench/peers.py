"""What others use, measured in the same run where it can be had from the package registries.

PouchDB (documents replicated to express-pouchdb) and Anki (notes to its sync server, a ledger of
neither). Nothing of it is needed by the product or its tests: on request it is installed into
``var/peers``, and where that fails the table says why.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.results import Row

FOLDER = Path("var/peers")
POUCHDB = ("pouchdb@9.0.0", "express-pouchdb@4.2.0", "express@5.3.0")
ANKI = "anki==26.9.3"
QUEUE = 10_000
INSTALL_SECONDS_MAX = 300
RUN_SECONDS_MAX = 300
_HERE = Path(__file__).parent / "peers_scripts"


class PeerMissing(Exception):
    """It cannot be installed or run here; the message says why."""


@dataclass(frozen=True, slots=True)
class _Peer:
    name: str
    install: Callable[[], None]
    command: Callable[[], Sequence[str]]


def peer_rows() -> Iterator[Row]:
    """A row for each peer, or for why it is missing."""
    for peer in (_Peer("PouchDB", _install_pouchdb, _pouchdb), _Peer("Anki", _install_anki, _anki)):
        work = f"{peer.name}: {QUEUE:,} queued, to its server"
        try:
            peer.install()
            yield Row(work, QUEUE / _seconds(peer.command()), "op/s", note="no ledger")
        except PeerMissing as why:
            yield Row(work, 0, "", note=f"not measured: {why}")


def _seconds(command: Sequence[str]) -> float:
    with TemporaryDirectory(prefix="peer-") as folder:
        said = _run((*command, folder, str(QUEUE)), seconds_max=RUN_SECONDS_MAX)
    return float(json.loads(said.splitlines()[-1])["seconds"])


def _install_pouchdb() -> None:
    if shutil.which("npm") is None or shutil.which("node") is None:
        raise PeerMissing("node and npm are not here")
    folder = FOLDER / "pouchdb"
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(_HERE / "pouchdb.cjs", folder)
    quiet = ("--no-audit", "--no-fund", "--silent")
    _run(
        ("npm", "install", "--prefix", str(folder), *quiet, *POUCHDB),
        seconds_max=INSTALL_SECONDS_MAX,
    )


def _pouchdb() -> Sequence[str]:
    return ("node", str(FOLDER / "pouchdb" / "pouchdb.cjs"))


def _install_anki() -> None:
    if not (FOLDER / "anki").exists():
        _run((sys.executable, "-m", "venv", str(FOLDER / "anki")), seconds_max=INSTALL_SECONDS_MAX)
    _run((_anki_python(), "-m", "pip", "install", "--quiet", ANKI), seconds_max=INSTALL_SECONDS_MAX)


def _anki() -> Sequence[str]:
    return (_anki_python(), str(_HERE / "anki_notes.py"))


def _anki_python() -> str:
    return str(FOLDER / "anki" / "bin" / "python")


def _run(command: Sequence[str], *, seconds_max: float) -> str:
    """What it printed. Raises ``PeerMissing``."""
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=seconds_max, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as failure:
        raise PeerMissing(type(failure).__name__) from failure
    if done.returncode != 0:
        raise PeerMissing(f"{command[0]} ended with {done.returncode}: {done.stderr[-200:]}")
    return done.stdout

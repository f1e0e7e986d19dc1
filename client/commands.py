"""What is typed instead of opening the till: checks and rescue of its file, which is only read."""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path

from client import paths
from client.devices.keystore import KeyMissing
from client.devices.os_keystore import open_keystore
from client.devices.store_key import kept_key
from client.ids import Chance
from client.settings import load_settings
from client.store.errors import StoreKeyDamaged, StoreKeyMissing, Trouble
from client.store.failures import ERRORS
from client.store.opening import open_reader
from client.store.papers import proofs
from client.store.verification import verify_store
from client.sync.keys import is_signed
from client.sync.rescue import device_key, sealed_packet, write_packet
from shared.receipt.proof import proof_lines, unknown_line
from shared.receipt.words import Language

EXIT_FAILED = 1
EXIT_MISUSED = 2

_NO_KEY = "its key is not in the keystore. Nobody can read it any more; enrol this till anew"
_DAMAGED_KEY = "its key in the keystore is damaged. Put the key back, or enrol this till anew"
_NO_DEVICE_KEY = "the keystore has no whole key of this device, so nothing can be signed"

Command = Callable[[Path, argparse.Namespace], int]


def run_command(argv: Sequence[str], environ: Mapping[str, str]) -> int:
    """Runs the command that ``argv`` begins with; 0 all is well, 1 it is not, 2 misused."""
    asked, rest = _parser().parse_known_args(argv)
    settings = load_settings(rest, environ)
    asked.language = Language(settings.language or Language.RU)
    file = paths.database_path(settings.data_dir)
    if not file.is_file():
        sys.stderr.write(f"There is no till in {settings.data_dir}\n")
        return EXIT_MISUSED
    command: Command = asked.command
    try:
        asked.key = kept_key(open_keystore(paths.keys_dir(settings.data_dir)))
        if not _is_enrolled(file, asked.key):
            sys.stderr.write(f"The till in {settings.data_dir} was never enrolled\n")
            return EXIT_MISUSED
        return command(file, asked)
    except (Trouble, *ERRORS) as reason:
        sys.stderr.write(f"{file} cannot be read: {_words(reason)}\n")
        return EXIT_FAILED


def _words(reason: Exception) -> str:
    """A missing key has no words of its own: nothing can be read without it, or rescued."""
    if isinstance(reason, KeyMissing):
        return _NO_DEVICE_KEY
    if isinstance(reason, StoreKeyDamaged):
        return _DAMAGED_KEY
    return _NO_KEY if isinstance(reason, StoreKeyMissing) else str(reason)


def _is_enrolled(file: Path, key: bytes) -> bool:
    with closing(open_reader(file, key)) as db:
        return bool(db.execute("SELECT count(*) FROM me").fetchone()[0])


def _verify_receipt(file: Path, asked: argparse.Namespace) -> int:
    """The proof of every operation with that code, or that there is none."""
    with closing(open_reader(file, asked.key)) as db:
        found = proofs(db, asked.code)
    if not found:
        _say(unknown_line(language=asked.language))
        return EXIT_FAILED
    for each in found:
        for line in proof_lines(each, language=asked.language):
            _say(line)
    return 0 if all(each.is_intact for each in found) else EXIT_FAILED


def _verify_store(file: Path, asked: argparse.Namespace) -> int:
    """What does not fit, how much was looked at, and the verdict as the last line."""
    counts: Counter[str] = Counter()
    with closing(open_reader(file, asked.key)) as db:
        db.execute("BEGIN")  # a till at work commits between two questions
        problems = list(verify_store(db, counts, is_signed_by=is_signed))
    for problem in problems:
        _say(problem)
    _say("checked: " + ", ".join(f"{what} {count}" for what, count in counts.items()))
    _say(f"differences: {len(problems)}")
    return EXIT_FAILED if problems else 0


def _rescue(file: Path, asked: argparse.Namespace) -> int:
    """Writes the sealed packet; the till need not start, nor the network be there."""
    target: Path = asked.file
    try:
        key = device_key(open_keystore(paths.keys_dir(file.parent)))
        with closing(open_reader(file, asked.key)) as db:
            sealed, count = sealed_packet(db, key, Chance())
        write_packet(target, sealed)
    except (Trouble, OSError) as trouble:
        sys.stderr.write(f"No packet was written: {_words(trouble)}\n")
        return EXIT_FAILED
    _say(f"{target}: {count} operations")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m client", description="Max Loyalty POS, a till")
    kinds = parser.add_subparsers(required=True, metavar="COMMAND")
    receipt = kinds.add_parser("verify-receipt", help="check the code printed on a receipt")
    receipt.add_argument("code", help="such as K7QA-2M4P")
    receipt.set_defaults(command=_verify_receipt)
    rescue = kinds.add_parser("rescue", help="write what this till did to a sealed file")
    rescue.add_argument("file", type=Path, metavar="FILE")
    rescue.set_defaults(command=_rescue)
    store = kinds.add_parser("verify-store", help="check everything this till keeps")
    store.set_defaults(command=_verify_store)
    return parser


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")

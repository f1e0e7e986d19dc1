"""Verbs of the command line that print one JSON value: their shape, not what any of them does."""

import argparse
from collections.abc import Callable
from typing import Any

from server.database import Database

Command = Callable[[Database, argparse.Namespace], int]
"""Does what was asked; its exit code."""
Work = Callable[[Database, argparse.Namespace], Any]
"""Does what was asked; what is printed of it."""
Add = Callable[[str, Command, str], argparse.ArgumentParser]
"""Adds a verb: its name, what it does, and a line about it."""
AddTold = Callable[[str, Work, str], argparse.ArgumentParser]


def telling(add: Add, *, say: Callable[[Any], None], whose: str) -> AddTold:
    """Adds verbs by ``add`` about one ``whose``, a tenant or a restaurant; each has its say."""

    def add_told(name: str, work: Work, about: str) -> argparse.ArgumentParser:
        def command(database: Database, asked: argparse.Namespace) -> int:
            say(work(database, asked))
            return 0

        added = add(name, command, about)
        added.add_argument(f"--{whose}", required=True, metavar="ID_OR_NAME")
        return added

    return add_told

"""What was confirmed, as the driver heard it: on the disk before anybody is killed for it."""

import json
import os
from collections.abc import Iterable
from pathlib import Path

from drill.messages import Confirmed
from shared.domain.ids import OperationId


class Journal:
    """One file, a line for each confirmed command; it outlives the driver."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", encoding="utf-8")

    def add(self, heard: Iterable[Confirmed]) -> None:
        """Keeps them durably."""
        lines = [json.dumps([each.kind, *each.operation_ids]) + "\n" for each in heard]
        if lines:
            self._file.writelines(lines)
            self._file.flush()
            os.fsync(self._file.fileno())

    def close(self) -> None:
        """Lets the file go."""
        self._file.close()


def read_journal(path: Path) -> list[tuple[str, list[OperationId]]]:
    """Kind and operations of every confirmed command, in the order they were heard."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [(kind, ids) for kind, *ids in map(json.loads, lines)]

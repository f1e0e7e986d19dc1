"""What peers of an earlier version said, as it was recorded, and how they read what they get."""

import json
from pathlib import Path
from typing import Any

from server.chance import Chance

FOLDER = Path(__file__).parent
OPEN = "data"
"""The field whose names are not of the protocol."""


def recorded(version: str, name: str) -> Any:
    """The JSON value of a message, or of the facts of its ``house``."""
    return json.loads(text_of(version, name))


def text_of(version: str, name: str) -> str:
    """The message, as it was written."""
    return (FOLDER / version / f"{name}.json").read_text(encoding="utf-8")


def as_read_by(peer: Any, message: Any) -> Any:
    """What a peer keeps of ``message``: the fields it knows, as a message of its own shows them.

    What it knows and misses fails. What may be null, or hold anything, is kept as it is.
    """
    match peer:
        case dict() if message is not None:
            return {
                name: message[name] if name == OPEN else as_read_by(known, message[name])
                for name, known in peer.items()
            }
        case [first, *_]:
            return [as_read_by(first, each) for each in message]
        case _:
            return message


class ChanceOfThatHouse(Chance):
    """Draws the recorded ids, in the order in which the house and its till come into being."""

    def __init__(self, house: dict[str, Any]) -> None:
        super().__init__()
        order = ("tenant_id", "restaurant_id", "cashier", "manager", "device_id")
        self._ids = [house[name] for name in order]

    def uuid(self) -> str:
        return self._ids.pop(0) if self._ids else super().uuid()

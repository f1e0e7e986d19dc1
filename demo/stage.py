"""What the story is played with, and who of the house plays in which part of it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from demo.album import Album
from demo.cashier import Cashier
from demo.counter_printer import CounterPrinter
from demo.server_process import ServerProcess

SILVER_GUEST, GOLD_GUEST = "Иван Петров", "Мария Соколова"
WAITING_GUEST, SEARCHED_GUEST = "Олег Кузнецов", "Екатерина Волкова"
COMPLAINING_GUEST = "Ольга Никитина"
NEW_GUEST = ("Вера", "Сомова", "9165550142")


@dataclass(frozen=True, slots=True)
class Stage:
    """Everything the story is played with."""

    server: ServerProcess
    hall: Cashier
    bar: Cashier
    album: Album
    data: dict[str, Any]
    """What ``demo-data`` printed."""
    photo: Path
    """What stands in for the camera."""
    hall_slips: Path
    """Where the printer of the hall leaves what it was sent."""
    bar_printer: CounterPrinter

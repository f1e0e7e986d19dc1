"""The numbered pictures and the lines of progress that tell the story of the shift."""

import re
import sys
from pathlib import Path

from demo.till_process import TillProcess


class Album:
    """Names each step, and keeps a picture of the screen it led to."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0

    def say(self, line: str) -> None:
        """One line of progress, at once."""
        sys.stdout.write(line + "\n")
        sys.stdout.flush()

    def act(self, title: str) -> None:
        """A new part of the story begins."""
        self.say(title)

    def step(self, till: TillProcess, title: str) -> None:
        """Keep what ``till`` shows now as the picture of the step called ``title``."""
        self._count += 1
        slug = "-".join(re.findall(r"\w+", title.lower()))
        till.ask("photograph", path=str(self._folder / f"{self._count:02d}-{slug}.png"))
        self.say(f"  {self._count:2d}  {title}")

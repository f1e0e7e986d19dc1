"""The ways to every screen of a sale: each leaves its screen on the stage to be looked at."""

from collections.abc import Mapping
from typing import Final

from tests.screens.stage import Scene

SALES: Final[Mapping[str, Scene]] = {}

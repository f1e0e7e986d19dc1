"""What the rules of guests refuse to who decides about them."""

from dataclasses import dataclass
from typing import ClassVar

from shared.domain.errors import Refusal


@dataclass(eq=False)
class NotMerged(Refusal):
    """The guest was merged into nobody by hand, so there is nothing to undo."""

    code: ClassVar[str] = "not_merged"
    guest_id: str


@dataclass(eq=False)
class PointsLeased(Refusal):
    """Devices hold points that would have to change cards: they give them back first."""

    code: ClassVar[str] = "points_leased"
    points: int


@dataclass(eq=False)
class PointsOwed(Refusal):
    """The card has yet to bring points since a restore: its tills are waited for."""

    code: ClassVar[str] = "points_owed"
    points: int


@dataclass(eq=False)
class NotFlagged(Refusal):
    """Nobody waits for a decision about these two: they do not look alike, or it is made."""

    code: ClassVar[str] = "not_flagged"
    guest_id: str
    other_id: str

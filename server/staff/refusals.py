"""What the rules of staff refuse."""

from dataclasses import dataclass
from typing import ClassVar

from shared.domain.errors import Refusal


@dataclass(eq=False)
class PinInvalid(Refusal):
    """A PIN is exactly four digits (CSH-03)."""

    code: ClassVar[str] = "pin_invalid"


@dataclass(eq=False)
class PinTaken(Refusal):
    """Somebody else of this restaurant has that PIN."""

    code: ClassVar[str] = "pin_taken"


@dataclass(eq=False)
class StaffUnknown(Refusal):
    """Nobody of this tenant has that id."""

    code: ClassVar[str] = "staff_unknown"
    staff_id: str

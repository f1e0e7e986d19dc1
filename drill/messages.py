"""What a till process is asked to do, and what it tells the driver."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from shared.domain.ids import DeviceId, GuestId, OperationId


class Duty(StrEnum):
    """What a till process is started for."""

    SERVE = "serve"
    """Guests, until it is killed."""
    CLOSE = "close"
    """No new commands: settle what is in doubt, deliver and print everything, then end."""
    SHOW = "show"
    """Read what the others did, and tell what it shows of every guest."""


@dataclass(frozen=True, slots=True)
class Task:
    """What one process of a till does."""

    duty: Duty
    seed: int


@dataclass(frozen=True, slots=True)
class Post:
    """Where a till works, and who works there."""

    folder: Path
    server_url: str
    enrolment_code: str
    name: str
    staff_name: str
    pin: str


@dataclass(frozen=True, slots=True)
class Up:
    """The till is signed in and works."""

    device_id: DeviceId


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The till said "done" to a person: from here on nothing of it may be lost."""

    kind: str
    operation_ids: tuple[OperationId, ...]


@dataclass(frozen=True, slots=True)
class Closed:
    """The till has delivered and printed all it had, and ends in good order."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Points by guest, as this till would show them."""

    totals: dict[GuestId, int]


Told = Up | Confirmed | Closed | Shown

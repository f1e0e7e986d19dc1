"""What the rules of devices refuse."""

from dataclasses import dataclass
from typing import ClassVar

from shared.domain.errors import Refusal


@dataclass(eq=False)
class EnrolmentCodeUnknown(Refusal):
    """Nobody gave out that code; also said of text that cannot be a code."""

    code: ClassVar[str] = "enrolment_code_unknown"


@dataclass(eq=False)
class EnrolmentCodeExpired(Refusal):
    """The code was not used within its ten minutes."""

    code: ClassVar[str] = "enrolment_code_expired"


@dataclass(eq=False)
class EnrolmentCodeUsed(Refusal):
    """Another device, with another key, used the code."""

    code: ClassVar[str] = "enrolment_code_used"


@dataclass(eq=False)
class DeviceUnknown(Refusal):
    """No device of this server has that id."""

    code: ClassVar[str] = "device_unknown"
    device_id: str


@dataclass(eq=False)
class DeviceRevoked(Refusal):
    """The device was shut out by a person."""

    code: ClassVar[str] = "device_revoked"


@dataclass(eq=False)
class EpochRetired(Refusal):
    """The device began a newer epoch; this one takes no more operations after ``common``."""

    code: ClassVar[str] = "epoch_retired"
    epoch: int
    common: int

"""What the protocol refuses about a run, each with what the device needs to mend it."""

from dataclasses import dataclass
from typing import ClassVar

from shared.domain.errors import Refusal


@dataclass(eq=False)
class SequenceGap(Refusal):
    """Operations are missing before the run; the server wants them from ``want`` on."""

    code: ClassVar[str] = "sequence_gap"
    want: int


@dataclass(eq=False)
class SnapshotPartUnknown(Refusal):
    """There is no such part, or no more: there is a newer snapshot."""

    code: ClassVar[str] = "snapshot_part_unknown"


@dataclass(eq=False)
class Fork(Refusal):
    """The device and the server tell two histories; up to ``common`` they are the same."""

    code: ClassVar[str] = "fork"
    common: int

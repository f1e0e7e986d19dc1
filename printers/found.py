"""What a search for printers finds."""

from dataclasses import dataclass

from printers.profiles import EscposAddress, SystemAddress


@dataclass(frozen=True, slots=True)
class Found:
    """A printer, perhaps: somebody listens there, or the system says it is one."""

    address: EscposAddress | SystemAddress
    name: str = ""
    """What the system calls it; empty for an address in the network."""

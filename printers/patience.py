"""How long we wait for a printer, in one place: a slip is not worth more, a sale never waits."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Patience:
    """Limits in seconds; what a healthy printer needs is far less."""

    connect_seconds: float = 3.0
    write_seconds: float = 10.0
    """For swallowing a whole slip, then the printer counts as hung."""
    status_seconds: float = 1.0
    """For an answer to ``DLE EOT``; printers give it within milliseconds."""
    printing_seconds: float = 10.0
    """From the last byte of a slip to the answer after the cut."""


PATIENCE = Patience()

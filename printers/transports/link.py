"""What every wire to a printer can do, and the limits they share."""

from typing import Final, Protocol

CONNECT_SECONDS: Final = 3.0
WRITE_SECONDS: Final = 10.0
"""How long a printer may take to swallow a slip before we call it hung."""

READ_BYTES: Final = 64


class Link(Protocol):
    """An open way to one printer."""

    can_answer: bool
    """Whether anything can ever come back."""

    def write(self, data: bytes) -> None:
        """Hand over all of ``data``. Raises ``PrinterHung`` or ``PrinterLost``."""

    def read(self, *, seconds: float) -> bytes:
        """What came back, nothing after ``seconds`` of silence. Raises ``PrinterLost``."""

    def close(self) -> None:
        """Let go of the printer."""

"""What every wire to a printer can do."""

from typing import Final, Protocol

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

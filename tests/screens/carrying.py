"""What stands for the server when another till's work is brought: the test says what it answers."""

from dataclasses import dataclass, field
from pathlib import Path

from client.store.errors import Trouble
from client.sync.carrying import Delivered, PacketFile
from shared.domain.errors import Refusal
from tests.builders import NOON

TAKEN = Delivered(device_name="Касса 1", operations=7, refused=0, undecided=0, code="K7QA-2M4P")


@dataclass
class FakeCarrying:
    """Files that lie within reach, and one answer for whatever is delivered."""

    files: tuple[PacketFile, ...] = ()
    answer: Delivered | Refusal | Trouble = TAKEN
    delivered: list[Path | bytes] = field(default_factory=list)

    async def found(self) -> tuple[PacketFile, ...]:
        return self.files

    async def deliver_file(self, path: Path) -> Delivered:
        return self._answered(path)

    async def deliver_codes(self, sealed: bytes) -> Delivered:
        return self._answered(sealed)

    def put(self, *names: str) -> None:
        """Somebody plugs a stick in."""
        self.files = tuple(PacketFile(Path("/media/stick") / each, NOON) for each in names)

    def _answered(self, what: Path | bytes) -> Delivered:
        self.delivered.append(what)
        if isinstance(self.answer, Delivered):
            return self.answer
        raise self.answer

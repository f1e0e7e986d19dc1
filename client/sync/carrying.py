"""Another till's sealed packet, brought to this one as a file or as codes, and delivered (§3).

It is sealed to the server: this till learns nothing of it and can change nothing. What came as
codes is a file of this till's until the server has taken it. Twice is the same as once.
"""

import asyncio
import base64
import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from client.store.devices import other_devices
from client.store.me import me_of
from client.sync.errors import PacketUnreadable, RequestRefused
from client.sync.line import Line, identity_of
from client.sync.rescue import PACKET_FILES, PacketNotWritten, write_packet
from shared.sync.rescue import MAGIC, MAGIC_PACKED, PACKET_BYTES_MAX, RescueDelivery, RescueReply

_UNREADABLE: Final = "rescue_unreadable"
_REFUSED: Final = frozenset({"rejected", "quarantined"})


@dataclass(frozen=True, slots=True)
class PacketFile:
    """A packet that lies where this till can reach it."""

    path: Path
    written_at: datetime


@dataclass(frozen=True, slots=True)
class Delivered:
    """What the server said of a packet."""

    device_name: str
    """Of the till that made it; empty where this till does not know it."""
    operations: int
    refused: int
    """Of them; each is in the operations list of the back office."""
    undecided: int
    """What a restored server cannot decide yet: the packet is to be brought again."""
    code: str
    """For the till that made it: all arrived. Empty while something is undecided."""


class Carrying:
    """The taking side."""

    def __init__(self, line: Line, *, folder: Path, places: Callable[[], Sequence[Path]]) -> None:
        """``folder`` is for what came as codes; ``places`` are where a file may lie."""
        self._line = line
        self._folder = folder
        self._places = places

    async def found(self) -> tuple[PacketFile, ...]:
        """Every packet within reach, the newest first."""
        return await asyncio.to_thread(self._found)

    async def deliver_file(self, path: Path) -> Delivered:
        """Raises ``PacketUnreadable``, and the troubles of ``Transport``."""
        delivered = await self._deliver(await asyncio.to_thread(_content, path))
        if delivered.code and path.parent == self._folder:
            await asyncio.to_thread(path.unlink, missing_ok=True)
        return delivered

    async def deliver_codes(self, sealed: bytes) -> Delivered:
        """As ``deliver_file``; kept first, so that without the network nothing is lost."""
        return await self.deliver_file(await asyncio.to_thread(self._kept, sealed))

    async def _deliver(self, sealed: bytes) -> Delivered:
        me = await self._line.store.read(me_of)
        identity = await identity_of(self._line, me)
        delivery = RescueDelivery(packet=base64.b64encode(sealed).decode())
        try:
            reply = await self._line.transport.rescue(identity.peer, delivery)
        except RequestRefused as refused:
            if refused.problem == _UNREADABLE:
                raise PacketUnreadable from refused
            raise
        others = await self._line.store.read(other_devices)
        names = {each.device_id: each.name for each in others}
        return _delivered(reply, names.get(reply.device_id, ""))

    def _kept(self, sealed: bytes) -> Path:
        path = self._folder / f"rescue-{hashlib.sha256(sealed).hexdigest()[:16]}.bin"
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if not path.exists():
                write_packet(path, sealed)
        except OSError as error:
            raise PacketNotWritten(str(error)) from error
        return path

    def _found(self) -> tuple[PacketFile, ...]:
        paths = {path for each in (self._folder, *self._places()) for path in _packets_in(each)}
        files = [
            PacketFile(path, datetime.fromtimestamp(path.stat().st_mtime, UTC)) for path in paths
        ]
        return tuple(sorted(files, key=lambda file: file.written_at, reverse=True))


def _packets_in(folder: Path) -> list[Path]:
    try:
        return [path for path in folder.glob(PACKET_FILES) if path.is_file()]
    except OSError:
        return []


def _content(path: Path) -> bytes:
    """Raises ``PacketUnreadable`` for what is no packet at all, or not there any more."""
    try:
        with path.open("rb") as file:
            sealed = file.read(PACKET_BYTES_MAX + 1)
    except OSError as error:
        raise PacketUnreadable from error
    if len(sealed) > PACKET_BYTES_MAX or not sealed.startswith((MAGIC, MAGIC_PACKED)):
        raise PacketUnreadable
    return sealed


def _delivered(reply: RescueReply, device_name: str) -> Delivered:
    told = Counter(outcome.status for outcome in reply.outcomes)
    return Delivered(
        device_name=device_name,
        operations=len(reply.outcomes),
        refused=sum(count for status, count in told.items() if status in _REFUSED),
        undecided=reply.undecided,
        code=reply.taken,
    )

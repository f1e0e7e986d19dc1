"""What this till did and nobody was told of: shown, handed over, and known to have arrived (§3).

For a till that the server shut out, and for one that shall be wiped. A packet leaves as a file or
as codes on the screen; whoever delivers it gets a code from the server, and a person who brings
that code here proves that nothing is left behind. Needs no network and no secret but the key.
"""

import asyncio
import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from client.store.me import me_of
from client.store.outbox import outbox_counts, waiting
from client.store.programme import programme_in_force
from client.store.settings_rows import put_setting, setting
from client.store.shift_reports import points_of
from client.sync.errors import SHUT_OUT, TakenCodeWrong
from client.sync.line import Line
from client.sync.rescue import device_key, save_work, sealed_packet
from shared.domain.programme import ProgrammeSettings
from shared.sync.frames import frames_of
from shared.sync.rescue import taken_code

_TAKEN_SETTING: Final = "handover.taken"
"""The chain hash up to which a person has shown that all arrived."""
_AT_ONCE: Final = 1_000_000
_READ_AS: Final = str.maketrans({"0": "O", "1": "I", "8": "B"})


@dataclass(frozen=True, slots=True)
class Unsent:
    """What would be lost with this till."""

    operations: int
    earned: int
    """Points, as the guests were told."""
    redeemed: int
    oldest_at: datetime | None
    """In the restaurant's time zone."""
    is_handed_over: bool
    """Somebody delivered all of it, and brought the proof."""
    is_shut_out: bool
    """The server refuses this till."""

    @property
    def is_safe(self) -> bool:
        """Whether nothing is lost with this till."""
        return self.operations == 0 or self.is_handed_over


class Handover:
    """The giving side."""

    def __init__(self, line: Line, *, fallback: Path, sticks: Callable[[], Sequence[Path]]) -> None:
        """A file goes to the first of ``sticks`` that takes it, else to ``fallback``."""
        self._line = line
        self._fallback = fallback
        self._sticks = sticks

    async def unsent(self) -> Unsent:
        """What nobody was told of."""
        now = self._line.clock.now_utc()
        return await self._line.store.read(lambda db: _unsent(db, now))

    async def save(self) -> Path:
        """The sealed packet as a file; where it is. Raises as ``save_work`` does."""
        sticks = await asyncio.to_thread(self._sticks)
        return await save_work(self._line, (*sticks, self._fallback))

    async def frames(self) -> tuple[str, ...]:
        """The packet for codes on the screen; none when it is too long for them.

        Raises ``KeyMissing`` or ``KeystoreLocked``.
        """
        key = await asyncio.to_thread(device_key, self._line.keystore)
        sealed, _ = await self._line.store.read(
            lambda db: sealed_packet(db, key, self._line.chance, is_packed=True)
        )
        return frames_of(sealed)

    async def confirm(self, typed: str) -> Unsent:
        """Somebody delivered the packet and brought this code. Raises ``TakenCodeWrong``."""
        await self._line.store.write(lambda db: _confirm(db, typed), from_reserve=True)
        return await self.unsent()


def letters_of(code: str) -> bytes:
    """What of a code counts: people write it in several ways."""
    plain = "".join(each for each in code.upper() if each.isalnum())
    return plain.translate(_READ_AS).encode()


def _unsent(db: Database, now: datetime) -> Unsent:
    me, counts = me_of(db), outbox_counts(db)
    points = [points_of(row, row.body()) for row in waiting(db, _AT_ONCE)]
    programme = programme_in_force(db, now)
    settings = programme.settings if programme else ProgrammeSettings()
    oldest = counts.oldest_waiting_at
    return Unsent(
        operations=counts.waiting,
        earned=sum(each for each in points if each > 0),
        redeemed=-sum(each for each in points if each < 0),
        oldest_at=oldest.astimezone(ZoneInfo(settings.timezone)) if oldest else None,
        is_handed_over=setting(db, _TAKEN_SETTING) == me.head.hex(),
        is_shut_out=me.problem in SHUT_OUT,
    )


def _confirm(db: Database, typed: str) -> None:
    head = me_of(db).head.hex()
    if not hmac.compare_digest(letters_of(typed), letters_of(taken_code(head))):
        raise TakenCodeWrong
    put_setting(db, _TAKEN_SETTING, head)

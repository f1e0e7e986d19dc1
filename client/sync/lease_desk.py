"""Asking the server for points to spend, when a guest is here (design §6).

An ask is a hint: it is made once, whatever becomes of it. Whoever needs the answer waits for it
here and finds the leases in the store. Must not decide what may be redeemed.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from sqlite_utils import Database

from client.clock import Moment
from client.store.leases import is_anothers_now, put_elsewhere, put_lease
from client.store.me import me_of, move_horizon, note_contact
from client.store.releases import release_recalled
from client.sync.errors import RequestRefused
from client.sync.lease_proof import is_proven
from client.sync.line import Identity, Line
from shared.domain.ids import GuestId
from shared.sync.messages import HeldElsewhere, LeaseReply, LeaseRequest

ASK_AGAIN_SECONDS: Final = 0.25
"""How long other tills are given before they are asked for once more."""
_MEANS_NONE: Final = frozenset({"server_fenced", "guest_unknown", "not_found"})
"""What a server says that grants nothing and is quite well otherwise."""
_ASKS_MAX: Final = 8
_ANSWER_HOLDS_MS: Final = 2_000
"""A card that is read again and again asks no more often than this."""

log = logging.getLogger(__name__)


@dataclass
class _Ask:
    points_wanted: int
    is_answered: asyncio.Event = field(default_factory=asyncio.Event)
    reply: LeaseReply | None = None


class LeaseDesk:
    """What is to be asked, one guest after the other."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._asks: dict[GuestId, _Ask] = {}
        self._answered: tuple[GuestId | None, int] = (None, 0)
        """Whom the last answer was about, and when that was."""

    @property
    def is_asked(self) -> bool:
        """Whether there is anything to ask the server."""
        return bool(self._asks)

    def ask(self, guest_id: GuestId, *, points_wanted: int = 0) -> None:
        """Points of the guest are wanted; of many guests only the last few are here."""
        if not points_wanted and self._is_answered(guest_id):
            return
        known = self._asks.setdefault(guest_id, _Ask(0))
        known.points_wanted = max(known.points_wanted, points_wanted)
        for oldest in list(self._asks)[:-_ASKS_MAX]:
            self._asks.pop(oldest).is_answered.set()

    async def gather(
        self,
        guest_id: GuestId,
        *,
        points_wanted: int,
        timeout_seconds: float,
        wake: Callable[[], None],
    ) -> Sequence[HeldElsewhere] | None:
        """Asks until other tills have handed over what they can, for at most so long.

        ``wake`` tells whoever serves. Who holds the rest in the end; None when the server said
        nothing.
        """
        held: Sequence[HeldElsewhere] | None = None
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout_seconds):
                while True:
                    self.ask(guest_id, points_wanted=points_wanted)
                    wake()
                    reply = await self._answer(guest_id)
                    held = reply.elsewhere if reply else held
                    if reply is None or not reply.is_recalling:
                        break
                    await asyncio.sleep(ASK_AGAIN_SECONDS)
        return held

    async def serve(self, identity: Identity) -> LeaseReply | None:
        """One exchange for whoever asked first; None when nothing is granted now.

        Raises the troubles of ``Transport``.
        """
        guest_id = next(iter(self._asks))
        ask = self._asks.pop(guest_id)
        try:
            ask.reply = await self._exchange(identity, guest_id, ask.points_wanted)
        except RequestRefused as refusal:
            if refusal.problem not in _MEANS_NONE:
                raise
            log.info("no leases are granted", extra={"problem": refusal.problem})
        finally:
            ask.is_answered.set()
        return ask.reply

    def forget_answer(self) -> None:
        """Something was booked: the next ask may be granted more."""
        self._answered = (None, 0)

    def give_up(self) -> None:
        """The server is out of reach: nobody waits for it."""
        for ask in self._asks.values():
            ask.is_answered.set()
        self._asks.clear()

    def _is_answered(self, guest_id: GuestId) -> bool:
        last, at_ms = self._answered
        return last == guest_id and self._line.clock.monotonic_ms() - at_ms < _ANSWER_HOLDS_MS

    async def _answer(self, guest_id: GuestId) -> LeaseReply | None:
        ask = self._asks[guest_id]
        await ask.is_answered.wait()
        return ask.reply

    async def _exchange(
        self, identity: Identity, guest_id: GuestId, points_wanted: int
    ) -> LeaseReply:
        request = LeaseRequest(guest_id=guest_id, points_wanted=points_wanted)
        reply = await self._line.transport.leases(identity.peer, request)
        moment = self._line.clock.moment()
        await self._line.store.write(
            lambda db: _record(db, reply, guest_id=guest_id, moment=moment), from_reserve=True
        )
        self._answered = (guest_id, moment.mono_ms)
        return reply


def _record(db: Database, reply: LeaseReply, *, guest_id: GuestId, moment: Moment) -> None:
    me = me_of(db)
    for lease in reply.leases:
        if is_proven(lease, me):
            put_lease(db, lease, is_recalled=is_anothers_now(db, lease))
    put_elsewhere(db, guest_id, reply.elsewhere)
    note_contact(db, server_ms=reply.server_time_ms, moment=moment)
    move_horizon(db, reply.horizon_ms, server_ms=reply.server_time_ms, is_feed_read=False)
    release_recalled(db, moment)

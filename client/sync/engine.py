"""Keeping in step with the server: look, let the planner decide, do one thing, look again.

Plain asyncio. Survives anything the server or the network does: troubles are waited out, what
needs a person stops the engine and says so, and nothing in the outbox is ever given up.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from client.store.errors import Trouble
from client.store.me import Me, find_me, set_problem
from client.store.outbox import OutboxCounts, outbox_counts
from client.store.outcomes import outcome_of
from client.store.programme import programme_in_force
from client.store.pruning import prune
from client.store.replay import is_announcement_due
from client.sync.askers import Askers
from client.sync.errors import SHUT_OUT, RequestRefused
from client.sync.events import Ear, EventListener
from client.sync.first_load import FirstLoad, Loaded
from client.sync.lease_desk import LeaseDesk
from client.sync.line import Identity, Line, identity_of
from client.sync.mending import Mending
from client.sync.pace import Pace
from client.sync.pull import pull_once
from client.sync.push import push_once
from client.sync.recovering import announce_once, heal
from client.sync.status import StatusBoard, StatusCallback, SyncStatus
from shared.domain.ids import GuestId, OperationId
from shared.domain.programme import ProgrammeKind, ProgrammeSettings
from shared.operations.encode import from_millis
from shared.sync.messages import Cursor, HeldElsewhere, LeaseReply, Outcome, PushReply
from shared.sync.planner import Announce, AskLeases, Pull, Push, Step, Wait, next_step

TIDY_SECONDS = 60.0
"""The store is tidied at most so often, and only while nothing waits."""

_MILLIS = 1000

log = logging.getLogger(__name__)


class SyncEngine:
    """One loop for the life of the program; ``turn`` is one round of it."""

    def __init__(self, line: Line, *, listener: EventListener | None = None) -> None:
        """``listener`` hears from the server when there is something to pull."""
        self._line = line
        self._listener = listener
        self._board = StatusBoard()
        self._pace = Pace()
        self._askers = Askers()
        self._lease_desk = LeaseDesk(line)
        self._first_load = FirstLoad(line)
        self._mending = Mending(line)
        self._identity: Identity | None = None
        self._server_epoch: int | None = None
        self._is_trying_again = False
        """What stopped the engine earlier does so only where the server says it once more."""
        self._is_healed_already = False
        """Healed, and not at rest since: the next try waits, whatever went well in between."""
        self._wake = asyncio.Event()
        self._news = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._tidied_at = self._now()

    @property
    def status(self) -> SyncStatus:
        """What the status bar says."""
        return self._board.current

    def subscribe(self, callback: StatusCallback) -> Callable[[], None]:
        """Tells ``callback`` the status now and whenever it changes; returns how to end that."""
        return self._board.subscribe(callback)

    def start(self) -> None:
        """Begins to work in the running loop; whatever stopped an earlier run is tried anew."""
        assert not self._tasks
        self._is_trying_again = True
        self._tasks.append(asyncio.get_running_loop().create_task(self.run(), name="sync"))
        if self._listener:
            self._tasks.append(self._listener.start(Ear(self.hint, self.listening)))

    async def stop(self) -> None:
        """Ends the work; an exchange in flight is dropped, and repeated after the next start."""
        tasks, self._tasks = self._tasks, []
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._line.transport.close()

    def nudge(self, *, is_urgent: bool = False) -> None:
        """Something was enqueued, or might be new. Urgent (a redemption waits) skips backoff."""
        self._pace.ask_pull()
        if is_urgent:
            self._pace.hurry()
        self._wake.set()

    def hint(self, cursor: Cursor) -> None:
        """The server says how far its feed has come: what is missing is pulled at once."""
        if cursor.server_epoch == self._server_epoch:
            self._pace.told(cursor.seq)
        else:
            self._pace.ask_pull()
        self._wake.set()

    def listening(self, *, is_open: bool) -> None:
        """Whether the server tells of changes by itself.

        A stream that breaks may have swallowed a hint: ask at once, and often from now on.
        """
        if self._pace.is_listening and not is_open:
            self._pace.ask_pull()
            self._wake.set()
        self._pace.is_listening = is_open

    def retry_now(self) -> None:
        """A person asks to try again at once, even after what stopped the engine."""
        self._pace.start_afresh()
        self._is_trying_again = True
        self._wake.set()

    async def check_now(self, *, timeout_seconds: float) -> bool:
        """As ``retry_now``; whether the server answered, waiting for that at most so long."""
        self.retry_now()
        return await self._askers.wait(timeout_seconds=timeout_seconds)

    def ask_leases(self, guest_id: GuestId) -> None:
        """A guest is here: points of his to spend are asked for, in vain or not."""
        self._lease_desk.ask(guest_id)
        self._wake.set()

    async def lease(
        self, guest_id: GuestId, *, points_wanted: int, timeout_seconds: float
    ) -> Sequence[HeldElsewhere] | None:
        """Asks for so many points of the guest, other tills too, for at most so long.

        What was granted is in the store. Returns who holds the rest in the end; None when the
        server said nothing.
        """
        return await self._lease_desk.gather(
            guest_id,
            points_wanted=points_wanted,
            timeout_seconds=timeout_seconds,
            wake=self._hurry,
        )

    async def deliver(
        self, operation_ids: Sequence[OperationId], *, timeout_seconds: float
    ) -> dict[OperationId, Outcome | None]:
        """What the server said of these operations, waiting for it at most so long.

        None for those it has not answered for: they are in doubt, and travel on by themselves.
        """
        self.nudge(is_urgent=True)
        outcomes: dict[OperationId, Outcome | None] = dict.fromkeys(operation_ids)
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout_seconds):
                while True:
                    news = self._news
                    outcomes = await self._outcomes(operation_ids)
                    if all(outcomes.values()):
                        break
                    await news.wait()
        return outcomes

    async def run(self) -> None:
        """Turns until cancelled."""
        while True:
            self._wake.clear()
            seconds = await self._safe_turn()
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._wake.wait()

    async def turn(self) -> float | None:
        """One round; how many seconds to rest after it, None until something happens.

        Raises no ``Trouble``.
        """
        try:
            return await self._turn()
        except Trouble as trouble:
            await self._suffer(trouble)
            return self._pace.wait_seconds(self._now())

    async def _safe_turn(self) -> float | None:
        try:
            return await self.turn()
        except Exception as bug:  # one of the three places: a bug here must not stop the till
            log.exception("a turn of the sync engine failed")
            self._setback(bug, problem="bug")
            return self._pace.wait_seconds(self._now())

    async def _turn(self) -> float | None:
        now = self._line.clock.now_utc()
        look = await self._line.store.read(lambda db: _look(db, now))
        if look is None:
            return None
        me, counts = look.me, look.counts
        if self._is_trying_again:
            me = replace(me, problem=None)
        self._show(me, look)
        self._server_epoch = me.cursor.server_epoch
        view = self._pace.view(
            unsent=counts.waiting,
            cursor_seq=me.cursor.seq,
            now_seconds=self._now(),
            is_stopped=me.problem is not None,
        )
        step = next_step(
            replace(
                view,
                wants_leases=self._lease_desk.is_asked,
                is_announcement_due=look.is_announcement_due,
            )
        )
        if isinstance(step, Wait):
            self._is_healed_already &= counts.waiting > 0
            await self._tidy(me, counts)
            return step.seconds
        is_answered = await self._do(step, me)
        if is_answered and look.me.problem is not None:
            await self._line.store.write(lambda db: set_problem(db, None), from_reserve=True)
        return 0.0

    async def _do(self, step: Step, me: Me) -> bool:
        """Whether the server has answered: what a step is for may be gone by now."""
        if self._identity is None:
            self._identity = await identity_of(self._line, me)
        is_answered = await self._exchange(step, me, self._identity)
        if is_answered:
            self._board.show(replace(self.status, is_online=True, problem=None))
            self._askers.tell(is_answered=True)
        return is_answered

    async def _exchange(self, step: Step, me: Me, identity: Identity) -> bool:
        match step:
            case Announce():
                await announce_once(self._line, identity)
                self._pace.asked()
            case Push():
                reply = await push_once(self._line, identity, step.limit)
                if reply is None:
                    return False
                self._pushed(reply, me)
            case AskLeases():
                answer = await self._lease_desk.serve(identity)
                self._pace.asked()
                if answer is not None:  # a refusal is an answer as well
                    self._follow_up(answer, me)
            case Pull():
                await self._pull(identity)
        return True

    async def _pull(self, identity: Identity) -> None:
        """A new device loads a snapshot first, a little at a time, where there is one."""
        match await self._first_load.go_on(identity):
            case Loaded.SOME:
                self._pace.asked()
            case Loaded.NOTHING_YET:
                self._pace.pulled(0, self._now())
            case Loaded.ALL:
                self._pace.pulling()
                page = await pull_once(self._line, identity)
                self._pace.pulled(page.cursor.seq + (1 if page.more else 0), self._now())
                if await self._mending.look(identity, page):
                    self._pace.ask_pull()

    def _pushed(self, reply: PushReply, me: Me) -> None:
        if not reply.outcomes:
            self._pace.undecided(self._now())
            return
        self._pace.pushed(reply.feed_head)
        self._lease_desk.forget_answer()
        self._follow_up(reply, me)
        self._tell_deliveries()

    def _follow_up(self, reply: PushReply | LeaseReply, me: Me) -> None:
        """A horizon that was passed comes back with the end of the feed: at once, then."""
        if reply.horizon_ms > me.horizon_ms and reply.server_time_ms >= me.horizon_ms:
            self._pace.ask_pull()

    async def _suffer(self, trouble: Trouble) -> None:
        if not isinstance(trouble, RequestRefused):
            self._setback(trouble, problem=trouble.code)
            return
        if await self._is_healed(trouble):
            return
        self._setback(trouble, problem=trouble.problem)
        if trouble.problem in SHUT_OUT:
            self._is_trying_again = False
            await self._line.store.write(
                lambda db: set_problem(db, trouble.problem), from_reserve=True
            )
            self._board.show(replace(self.status, is_stopped=True))

    def _setback(self, reason: Exception, *, problem: str) -> None:
        kind = type(reason).__name__  # what it says may quote a guest (SEC-03)
        log.info("sync trouble", extra={"problem": problem, "kind": kind})
        self._lease_desk.give_up()
        self._pace.suffered(reason, now_seconds=self._now(), chance=self._line.chance.uniform())
        self._board.show(replace(self.status, is_online=False, problem=problem))
        self._askers.tell(is_answered=False)

    async def _is_healed(self, refused: RequestRefused) -> bool:
        """What heals without a person goes on in the next turn."""
        if self._identity is None:
            return False
        try:
            is_healed = await heal(self._line, self._identity, refused)
        except Trouble as trouble:
            log.info("healing failed", extra={"problem": trouble.code})
            return False
        if not is_healed or self._is_healed_already:
            return False
        self._is_healed_already = True
        self._pace.asked()
        return True

    def _hurry(self) -> None:
        self._pace.hurry()
        self._wake.set()

    async def _tidy(self, me: Me, counts: OutboxCounts) -> None:
        """What is old enough to be forgotten the server's time says: a wall clock may be set."""
        if counts.waiting or self._now() - self._tidied_at < TIDY_SECONDS:
            return
        self._tidied_at = self._now()
        now_ms = me.server_time_ms(self._line.clock.moment())
        if now_ms is not None:
            await self._line.store.write(lambda db: prune(db, now_ms=now_ms), from_reserve=True)
        await self._line.store.tidy()

    async def _outcomes(
        self, operation_ids: Sequence[OperationId]
    ) -> dict[OperationId, Outcome | None]:
        return await self._line.store.read(
            lambda db: {each: outcome_of(db, each) for each in operation_ids}
        )

    def _tell_deliveries(self) -> None:
        self._news.set()
        self._news = asyncio.Event()

    def _show(self, me: Me, look: "_Look") -> None:
        counts, zone = look.counts, ZoneInfo(look.settings.timezone)
        oldest, offset = counts.oldest_waiting_at, me.clock_offset_ms
        until_ms = me.alone_until_ms(self._line.clock.moment())
        is_stopped = me.problem is not None
        self._board.show(
            replace(
                self.status,
                waiting=counts.waiting,
                attention=counts.attention,
                oldest_waiting_at=oldest.astimezone(zone) if oldest else None,
                last_contact_at=_moment(me.last_contact_ms, zone),
                alone_until=_moment(until_ms, zone),
                clock_offset_seconds=offset // _MILLIS if offset is not None else None,
                has_points=look.settings.kind is not ProgrammeKind.DISCOUNT,
                is_stopped=is_stopped,
                problem=me.problem if is_stopped else self.status.problem,
                is_online=False if is_stopped else self.status.is_online,
            )
        )

    def _now(self) -> float:
        return self._line.clock.monotonic_ms() / _MILLIS


@dataclass(frozen=True, slots=True)
class _Look:
    """What one look into the store shows."""

    me: Me
    counts: OutboxCounts
    is_announcement_due: bool
    settings: ProgrammeSettings
    """Of the programme in force: in whose time zone people are told the time, and of what."""


def _look(db: Database, now: datetime) -> _Look | None:
    me = find_me(db)
    if me is None:
        return None
    programme = programme_in_force(db, now)
    settings = programme.settings if programme else ProgrammeSettings()
    return _Look(me, outbox_counts(db), is_announcement_due(db, me), settings)


def _moment(ms: int | None, zone: ZoneInfo) -> datetime | None:
    return from_millis(ms).astimezone(zone) if ms is not None else None

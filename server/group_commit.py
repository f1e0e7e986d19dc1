"""Group commit: who waits for the one writer shares its next journey to the disk (design §4).

Each runs in a savepoint of its own, so what one raises undoes that one only; each is answered
after the commit, so what was answered is durable. Trouble of the database itself is everybody's:
then nobody is answered but with it. Must not know which database it is.
"""

from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor, Future
from types import TracebackType
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import InterfaceError, OperationalError

from server.clock import Clock

UNITS_MAX = 64
GROUP_MS = 20
"""After so long no further unit joins: the first is waiting for its commit."""

Result = TypeVar("Result")
Work = Callable[[Connection], Result]


class GroupCommit:
    """The queue in front of one writing thread."""

    def __init__(
        self,
        threads: Executor,
        *,
        transact: Callable[[Work[None]], None],
        clock: Clock,
    ) -> None:
        self._threads = threads
        self._transact = transact
        self._clock = clock
        self._waiting: deque[_Unit[Any]] = deque()

    def submit(self, work: Work[Result]) -> Future[Result]:
        """Will hold what ``work`` returns once it is durable, or what it raised."""
        unit = _Unit(work)
        self._waiting.append(unit)
        group: list[_Unit[Any]] = []
        ended = self._threads.submit(self._commit_some, group)
        ended.add_done_callback(lambda done: _answer(group, done.exception()))
        return unit.future

    def _commit_some(self, group: list["_Unit[Any]"]) -> None:
        """The first is taken before anything can fail or take long: nobody need come after him."""
        if self._next(group) is not None:
            self._transact(lambda conn: self._run_some(conn, group))

    def _run_some(self, conn: Connection, group: list["_Unit[Any]"]) -> None:
        """The first, and what comes while it runs; one alone needs no savepoint."""
        until = self._clock.monotonic_ms() + GROUP_MS
        unit: _Unit[Any] | None = group[0]
        if not self._waiting:
            group[0].result = group[0].work(conn)
            return
        while unit is not None:
            with unit, conn.begin_nested():
                unit.result = unit.work(conn)
            if isinstance(unit.error, OperationalError | InterfaceError):
                raise unit.error
            has_room = len(group) < UNITS_MAX and self._clock.monotonic_ms() < until
            unit = self._next(group) if has_room else None

    def _next(self, group: list["_Unit[Any]"]) -> "_Unit[Any] | None":
        """Who has waited longest and did not give up joins the group; None when nobody waits."""
        while self._waiting:
            unit = self._waiting.popleft()
            if unit.future.set_running_or_notify_cancel():
                group.append(unit)
                return unit
        return None


class _Unit(Generic[Result]):
    """A unit of work and its outcome; as a context it keeps the exception for who waits for it."""

    def __init__(self, work: Work[Result]) -> None:
        self.work = work
        self.future: Future[Result] = Future()
        self.result: Result | None = None
        self.error: Exception | None = None

    def __enter__(self) -> None:
        pass

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        error: BaseException | None,
        _trace: TracebackType | None,
    ) -> bool:
        if isinstance(error, Exception):
            self.error = error
        return self.error is not None


def _answer(group: list[_Unit[Any]], trouble: BaseException | None) -> None:
    for unit in group:
        error = trouble or unit.error
        if error is not None:
            unit.future.set_exception(error)
        else:
            unit.future.set_result(unit.result)

"""One thread, and time that passes only when nobody has anything left to do.

Knows asyncio. Must not know what runs in it. Whatever the product does on a thread of its own
happens here at once, so one seed gives one history.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any, TypeVar, TypeVarTuple

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

_RESOLUTION_SECONDS = 1e-6
_ROUND_SECONDS = 1e-4
"""What one round of the loop takes: a program that looks at its clock in a loop sees it move."""


class Stuck(Exception):
    """Everybody waits, and nothing will ever wake anybody."""


class AtOnce(Executor):
    """The caller's own thread: what is handed over has happened when ``submit`` returns."""

    def __init__(self, *_count_and_name: object) -> None:
        """Threads have numbers and names; this one needs none."""

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """A finished future."""
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except BaseException as failure:  # noqa: BLE001 - the future passes it on, whatever it is
            future.set_exception(failure)
        return future


class _Sleep:
    """Stands where a loop asks the system which sockets are ready: nothing ever is."""

    def __init__(self, loop: "VirtualLoop") -> None:
        self._loop = loop

    def select(self, seconds: float | None) -> list[Any]:
        """Lets the time pass that the loop would have slept."""
        if seconds is None:
            raise Stuck
        self._loop.jump(max(seconds, _ROUND_SECONDS))
        return []

    def close(self) -> None:
        """Nothing is open."""


class VirtualLoop(asyncio.BaseEventLoop):
    """An event loop whose clock is a number."""

    def __init__(self) -> None:
        super().__init__()
        self._seconds = 0.0
        self._selector = _Sleep(self)
        self._clock_resolution = _RESOLUTION_SECONDS

    def time(self) -> float:
        """Seconds since this world began."""
        return self._seconds

    def jump(self, seconds: float) -> None:
        """Time passes; whatever should have happened meanwhile happens late, and once."""
        assert seconds >= 0
        self._seconds += seconds

    def close(self) -> None:
        """The world ends: whoever is still about to do something does not do it any more."""
        while left := asyncio.all_tasks(self):
            for each in left:
                each.cancel()
            self.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        super().close()

    def run_in_executor(
        self, executor: Executor | None, func: Callable[[*Ts], T], *args: *Ts
    ) -> asyncio.Future[T]:
        """A finished future: every thread is this one."""
        del executor
        future: asyncio.Future[T] = self.create_future()
        try:
            future.set_result(func(*args))
        except BaseException as failure:  # noqa: BLE001 - the future passes it on, whatever it is
            future.set_exception(failure)
        return future

    def _process_events(self, event_list: list[Any]) -> None:
        assert not event_list

    def _write_to_self(self) -> None:
        """Nobody sleeps in a system call, so nobody has to be woken from one."""

"""What a till does next to keep in step with the server: a pure function of what it knows.

Knows push before pull, batches, backoff with full jitter. Must not know sockets or tables: the
engine observes, asks, does, and observes again.
"""

from dataclasses import dataclass

BACKOFF_FIRST_SECONDS = 0.5
BACKOFF_MAX_SECONDS = 60.0
PULL_INTERVAL_SECONDS = 5.0
UNDECIDED_SECONDS = 5.0
"""How often a restored server is asked again what it could not decide."""
PULL_INTERVAL_LISTENING_SECONDS = 60.0
"""While the server tells what is new, asking is only a safety net."""
BATCH_MAX = 500
BATCH_FIRST = 50
_DOUBLINGS_MAX = 12


@dataclass(frozen=True, slots=True)
class SyncView:
    """All that decides the next step. Seconds are monotonic."""

    unsent: int
    """Operations not yet acknowledged by the server."""
    batch_limit: int
    needs_pull: bool
    """The server's feed is known to be ahead of the cursor."""
    last_pull_seconds: float | None
    not_before_seconds: float
    """Backoff or Retry-After: nothing travels before this moment."""
    now_seconds: float
    is_stopped: bool = False
    """Shut out: a person must act, nothing travels."""
    is_listening: bool = False
    """An event stream is open: the server says by itself when there is something to pull."""
    wants_leases: bool = False
    """A guest is here whose points should be this till's to spend."""
    is_announcement_due: bool = False
    """The server was restored, and waits to hear what this till holds or that it sent all."""
    push_not_before_seconds: float = 0.0
    """A restored server cannot decide yet what is first in the queue: asked again then."""


@dataclass(frozen=True, slots=True)
class Push:
    """Send up to ``limit`` of the oldest unacknowledged operations."""

    limit: int


@dataclass(frozen=True, slots=True)
class Announce:
    """Tell a restored server what it may have forgotten."""


@dataclass(frozen=True, slots=True)
class AskLeases:
    """Ask for points of the guest who waits longest."""


@dataclass(frozen=True, slots=True)
class Pull:
    """Ask for the next page of changes."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing to do for ``seconds``, unless something happens; None waits for a person."""

    seconds: float | None


Step = Announce | Push | AskLeases | Pull | Wait


def next_step(view: SyncView) -> Step:
    """Push first (a waiting operation is money), then pull, then wait (CSH-74, LED-31).

    A guest at the till does not wait for the feed, but for what was done before he came.
    """
    if view.is_stopped:
        return Wait(None)
    if view.now_seconds < view.not_before_seconds:
        return Wait(view.not_before_seconds - view.now_seconds)
    if view.is_announcement_due:
        return Announce()
    if view.unsent and view.now_seconds >= view.push_not_before_seconds:
        return Push(min(view.batch_limit, BATCH_MAX))
    return AskLeases() if view.wants_leases else _pull_or_wait(view)


def _pull_or_wait(view: SyncView) -> Step:
    if view.needs_pull or view.last_pull_seconds is None:
        return Pull()
    interval = PULL_INTERVAL_LISTENING_SECONDS if view.is_listening else PULL_INTERVAL_SECONDS
    due = view.last_pull_seconds + interval
    if view.now_seconds >= due:
        return Pull()
    wake = min(due, view.push_not_before_seconds) if view.unsent else due
    return Wait(wake - view.now_seconds)


def backoff_seconds(failures: int, chance: float) -> float:
    """Full-jitter delay after ``failures`` troubles in a row; ``chance`` is uniform in [0, 1)."""
    ceiling = BACKOFF_FIRST_SECONDS * 2.0 ** min(failures, _DOUBLINGS_MAX)
    return max(BACKOFF_FIRST_SECONDS, min(BACKOFF_MAX_SECONDS, ceiling) * chance)


def next_batch_limit(limit: int, *, delivered: bool) -> int:
    """Batches double after a delivery and shrink to a quarter after trouble, within 1 … 500."""
    return min(BATCH_MAX, limit * 2) if delivered else max(1, limit // 4)

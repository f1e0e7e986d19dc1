"""When the till may speak to the server again, and how much at once.

Troubles are counted only to wait longer; nothing is ever given up because of their number.
"""

from client.sync.errors import ServerTrouble
from shared.sync.planner import (
    BATCH_FIRST,
    UNDECIDED_SECONDS,
    SyncView,
    backoff_seconds,
    next_batch_limit,
)


class Pace:
    """The engine's memory between two turns; all seconds are monotonic."""

    def __init__(self) -> None:
        self.failures = 0
        self.batch_limit = BATCH_FIRST
        self.feed_head = 0
        """How far the server's feed is known to reach."""
        self.is_listening = False
        """Whether the server tells when there is something to pull."""
        self._last_pull: float | None = None
        self._told_meanwhile = 0
        self._is_asked_meanwhile = False
        self._backoff_until = 0.0
        self._server_asks_until = 0.0
        """Retry-After: even a waiting redemption keeps to it."""
        self._undecided_until = 0.0

    def view(
        self,
        *,
        unsent: int,
        cursor_seq: int,
        now_seconds: float,
        is_stopped: bool,
    ) -> SyncView:
        """What the planner decides by."""
        return SyncView(
            unsent=unsent,
            batch_limit=self.batch_limit,
            needs_pull=self.feed_head > cursor_seq,
            last_pull_seconds=self._last_pull,
            not_before_seconds=max(self._backoff_until, self._server_asks_until),
            now_seconds=now_seconds,
            is_stopped=is_stopped,
            is_listening=self.is_listening,
            push_not_before_seconds=self._undecided_until,
        )

    def pushed(self, feed_head: int) -> None:
        """A batch arrived."""
        self._succeeded()
        self.batch_limit = next_batch_limit(self.batch_limit, delivered=True)
        self.feed_head = max(feed_head, self._told_meanwhile)

    def undecided(self, now_seconds: float) -> None:
        """A restored server answered, and cannot decide yet: it is asked again calmly."""
        self._succeeded()
        self._undecided_until = now_seconds + UNDECIDED_SECONDS

    def asked(self) -> None:
        """The server answered something else."""
        self._succeeded()

    def pulling(self) -> None:
        """A page is asked for: what was told and asked before now is answered by it."""
        self._told_meanwhile = 0
        self._is_asked_meanwhile = False

    def pulled(self, feed_head: int, now_seconds: float) -> None:
        """A page arrived; the feed is known to reach ``feed_head``.

        What was told while the page was under way may be newer than the page.
        """
        self._succeeded()
        self.feed_head = max(feed_head, self._told_meanwhile)
        self._last_pull = None if self._is_asked_meanwhile else now_seconds

    def suffered(self, trouble: Exception, *, now_seconds: float, chance: float) -> None:
        """An exchange failed: wait longer each time, with full jitter, and send less at once."""
        self.failures += 1
        self.batch_limit = next_batch_limit(self.batch_limit, delivered=False)
        self._backoff_until = now_seconds + backoff_seconds(self.failures, chance)
        if isinstance(trouble, ServerTrouble) and trouble.retry_after_seconds is not None:
            self._server_asks_until = now_seconds + trouble.retry_after_seconds

    def told(self, feed_head: int) -> None:
        """The server says that its feed reaches so far."""
        self._told_meanwhile = max(self._told_meanwhile, feed_head)
        self.feed_head = max(self.feed_head, feed_head)

    def ask_pull(self) -> None:
        """The next pull is due now, as far as no trouble forbids."""
        self._last_pull = None
        self._is_asked_meanwhile = True

    def hurry(self) -> None:
        """A redemption waits: our own caution ends, the server's wish does not."""
        self._backoff_until = 0.0

    def start_afresh(self) -> None:
        """A person asked: try now, whatever was."""
        self._backoff_until = self._server_asks_until = self._undecided_until = 0.0
        self._last_pull = None

    def wait_seconds(self, now_seconds: float) -> float:
        """How long nothing may travel."""
        return max(0.0, self._backoff_until - now_seconds, self._server_asks_until - now_seconds)

    def _succeeded(self) -> None:
        self.failures = 0
        self._backoff_until = self._server_asks_until = 0.0

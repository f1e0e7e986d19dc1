"""What the two buttons beside a slip do: the same on its strip and in the queue.

``slip_scene`` words them. Must not know which screen they stand on.
"""

from collections.abc import Coroutine
from typing import Any, Protocol

from client.ui.presenters.receipts import SlipJob, is_stuck


class Deciding(Protocol):
    """How a person decides about paper that did not come by itself."""

    async def tell_fate(self, job_id: int, *, is_on_paper: bool) -> SlipJob: ...
    async def revive(self, job_id: int) -> SlipJob: ...
    async def cancel(self, job_id: int) -> SlipJob: ...


class Elsewhere(Protocol):
    """Who prints past the till's own printer."""

    async def print_elsewhere(self, job_id: int) -> SlipJob | None: ...


class PaperActions:
    """Each returns the work to be done, None where there is none."""

    def __init__(self, *, paper: Deciding, elsewhere: Elsewhere) -> None:
        self._paper, self._elsewhere = paper, elsewhere

    def first(self, job: SlipJob) -> Coroutine[Any, Any, SlipJob | None] | None:
        """Yes it is on paper; print it after all; print it elsewhere."""
        if is_stuck(job):
            return self._elsewhere.print_elsewhere(job.job_id)
        if job.state == "maybe_printed":
            return self._paper.tell_fate(job.job_id, is_on_paper=True)
        if job.state in {"expired", "failed"}:
            return self._paper.revive(job.job_id)
        return None

    def second(self, job: SlipJob) -> Coroutine[Any, Any, SlipJob] | None:
        """No it is not, once more; nobody wants it any more."""
        if job.state == "maybe_printed":
            return self._paper.tell_fate(job.job_id, is_on_paper=False)
        if is_stuck(job) or job.state in {"expired", "failed"}:
            return self._paper.cancel(job.job_id)
        return None

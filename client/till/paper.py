"""What a person decides about paper that did not come by itself (CSH-61, CSH-64).

Knows the jobs that wait for the printer or for a person. Must not know printers.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from client.store import prints
from client.store.prints import JobId, PrintJob
from client.store.slips import SlipFacts, SlipUnreadable, slip_from_json
from client.till.shift_report import local
from client.till.workplace import Act, Workplace
from shared.domain.staff import Permission
from shared.operations.encode import from_millis, to_millis


@dataclass(frozen=True, slots=True)
class OpenSlip:
    """Paper that waits for the printer or for a person."""

    job: PrintJob
    facts: SlipFacts | None
    """What it states; None for what another version of the till wrote."""
    ordered_at: datetime
    """In the restaurant's time."""


class Paper:
    """The queue of this till, as whoever works at it sees it."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    async def open_slips(self) -> tuple[OpenSlip, ...]:
        """What waits for the printer or for a person, oldest first."""
        return await self._workplace.look(Permission.POINTS_AT_TILL, _open_slips)

    async def tell_fate(self, job_id: int, *, is_on_paper: bool) -> PrintJob:
        """A person looked whether a doubtful slip is on paper; one that is not comes as a copy."""
        return await self._decide(
            job_id,
            lambda act, job: prints.tell_fate(
                act.db, job, is_on_paper=is_on_paper, at_ms=to_millis(act.moment.at)
            ),
        )

    async def revive(self, job_id: int) -> PrintJob:
        """Print it after all, though it was too late, cancelled or not to be printed."""
        return await self._decide(
            job_id, lambda act, job: prints.revive(act.db, job, at_ms=to_millis(act.moment.at))
        )

    async def cancel(self, job_id: int) -> PrintJob:
        """Nobody wants this paper any more."""
        return await self._decide(
            job_id, lambda act, job: prints.cancel(act.db, job, at_ms=to_millis(act.moment.at))
        )

    async def _decide(self, job_id: int, decide: Callable[[Act, JobId], PrintJob]) -> PrintJob:
        return await self._workplace.book(
            Permission.POINTS_AT_TILL, lambda act: decide(act, JobId(job_id))
        )


def _open_slips(act: Act) -> tuple[OpenSlip, ...]:
    return tuple(
        OpenSlip(job, _facts(job), ordered_at=local(act, from_millis(job.created_at_ms)))
        for job in prints.list_open(act.db)
    )


def _facts(job: PrintJob) -> SlipFacts | None:
    try:
        return slip_from_json(job.slip)
    except SlipUnreadable:
        return None

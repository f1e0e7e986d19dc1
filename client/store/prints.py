"""Print jobs: what waits for the printer, and what became of it (CSH-64).

A job is born in the transaction of its sale and then only changes its state. Must not know
printers: ``client.devices.print_spool`` moves the jobs on.
"""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, NewType

from sqlite_utils import Database

from client.store.rows import first
from client.store.slips import SlipFacts, SlipUnreadable, slip_from_json, slip_kind, slip_to_json
from shared.receipt.facts import GuestCardFacts, ReceiptFacts
from shared.receipt.shift_facts import ShiftReportFacts
from shared.receipt.words import Language

JobId = NewType("JobId", int)

FINISHED_JOBS_KEPT_MS: Final = 30 * 24 * 60 * 60 * 1000
"""A finished job is forgotten after 30 days; its receipt is kept elsewhere."""

_HOUR_MS: Final = 60 * 60 * 1000
USEFUL_MS: Final = {
    ReceiptFacts: 4 * _HOUR_MS,
    GuestCardFacts: 4 * _HOUR_MS,
    ShiftReportFacts: 3 * 24 * _HOUR_MS,
}
"""How long paper is worth printing unasked: a guest has left after hours, a report stays needed."""

_TABLE: Final = "print_job"
_BY_ID: Final = "SELECT * FROM print_job WHERE job_id = ?"


class JobState(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    PRINTING = "printing"
    PRINTED = "printed"
    SENT = "sent"
    """Handed to the printer, which does not say whether it printed."""
    SAVED = "saved"
    """A file was made instead of paper."""
    MAYBE_PRINTED = "maybe_printed"
    """Cut short after bytes had left: a person looks, and prints a copy if need be."""
    FAILED = "failed"
    EXPIRED = "expired"
    """Waited longer than it was useful: a person may still want it (field study, row 14)."""
    CANCELLED = "cancelled"


_OPEN: Final = (
    JobState.QUEUED,
    JobState.PRINTING,
    JobState.MAYBE_PRINTED,
    JobState.FAILED,
    JobState.EXPIRED,
)


@dataclass(frozen=True, slots=True)
class PrintOrder:
    """A wish for paper."""

    facts: SlipFacts
    language: Language
    receipt_id: str | None = None
    is_copy: bool = False


@dataclass(frozen=True, slots=True)
class PrintJob:
    """One row."""

    job_id: JobId
    receipt_id: str | None
    slip: str
    """The facts as ``client.store.slips`` writes them."""
    language: Language
    copy_number: int
    """0 is the original."""
    state: JobState
    attempts: int
    trouble: str | None
    """The code of what last went wrong."""
    picture: Path | None
    """What a virtual printer drew."""
    file: Path | None
    """What was made instead of paper."""
    useful_until_ms: int
    created_at_ms: int
    updated_at_ms: int

    @property
    def useful_for_ms(self) -> int:
        """How long paper of its kind is worth printing."""
        return USEFUL_MS[type(slip_from_json(self.slip))]

    @property
    def kind(self) -> str:
        """``receipt`` | ``guest_card`` | ``shift_report``; a slip nobody can read is a receipt."""
        try:
            return slip_kind(slip_from_json(self.slip))
        except SlipUnreadable:
            return "receipt"

    @property
    def is_copy(self) -> bool:
        """Whether it is a reprint."""
        return self.copy_number > 0


@dataclass(frozen=True, slots=True)
class Ending:
    """How an attempt ended."""

    state: JobState
    trouble: str | None = None
    picture: Path | None = None
    file: Path | None = None


def enqueue(db: Database, order: PrintOrder, *, at_ms: int) -> PrintJob:
    """The new last job of the queue."""
    slip = slip_to_json(order.facts)
    return _insert(
        db,
        slip=slip,
        receipt_id=order.receipt_id,
        language=order.language,
        copy_number=_next_copy(db, slip, order.receipt_id) if order.is_copy else 0,
        useful_until_ms=at_ms + USEFUL_MS[type(order.facts)],
        at_ms=at_ms,
    )


def reprint(db: Database, job_id: JobId, *, at_ms: int) -> PrintJob:
    """The same slip once more as a new job, marked as the next copy."""
    job = get(db, job_id)
    return _insert(
        db,
        slip=job.slip,
        receipt_id=job.receipt_id,
        language=job.language,
        copy_number=_next_copy(db, job.slip, job.receipt_id),
        useful_until_ms=at_ms + job.useful_for_ms,
        at_ms=at_ms,
    )


def revive(db: Database, job_id: JobId, *, at_ms: int) -> PrintJob:
    """A job that is not on paper for certain waits again, as useful as a new one; others stay."""
    job = get(db, job_id)
    if job.state not in {JobState.EXPIRED, JobState.FAILED, JobState.CANCELLED}:
        return job
    until = at_ms + job.useful_for_ms
    return _update(db, job_id, {"state": JobState.QUEUED, "useful_until_ms": until}, at_ms=at_ms)


def tell_fate(db: Database, job_id: JobId, *, is_on_paper: bool, at_ms: int) -> PrintJob:
    """A person looked at the paper of a job that may have printed: the job to follow from now on.

    What is not on paper comes as a copy: a torn original may still be somewhere.
    """
    job = get(db, job_id)
    if job.state is not JobState.MAYBE_PRINTED:
        return job
    if is_on_paper:
        return settle(db, job_id, Ending(JobState.PRINTED), at_ms=at_ms)
    settle(db, job_id, Ending(JobState.CANCELLED, job.trouble), at_ms=at_ms)
    return reprint(db, job_id, at_ms=at_ms)


def get(db: Database, job_id: JobId) -> PrintJob:
    """The job with that id, which must exist."""
    row = first(db, _BY_ID, (job_id,))
    assert row is not None, "who names a job has seen it"
    return _job(row)


def list_recent(db: Database, limit: int) -> tuple[PrintJob, ...]:
    """The newest jobs, newest first."""
    return _select(db, order_by="job_id DESC", limit=limit)


def list_open(db: Database) -> tuple[PrintJob, ...]:
    """The jobs that wait for the printer or for a person, oldest first."""
    return _select(db, "state IN (?, ?, ?, ?, ?)", *_OPEN, order_by="job_id")


def count_waiting(db: Database) -> int:
    """How many jobs wait for the printer."""
    waiting = "SELECT count(*) AS waiting FROM print_job WHERE state IN ('queued', 'printing')"
    row = first(db, waiting, ())
    return int(row["waiting"]) if row else 0


def latest_of_receipt(db: Database, receipt_id: str) -> PrintJob | None:
    """The newest job of a receipt, or None if it was never to be printed."""
    latest = "SELECT * FROM print_job WHERE receipt_id = ? ORDER BY job_id DESC LIMIT 1"
    row = first(db, latest, (receipt_id,))
    return _job(row) if row else None


def expire(db: Database, *, at_ms: int) -> tuple[PrintJob, ...]:
    """The jobs that are of no use any more, now ``expired``: nothing prints them by itself."""
    late = _select(
        db, "state = ? AND useful_until_ms < ?", JobState.QUEUED, at_ms, order_by="job_id"
    )
    return tuple(
        settle(db, job.job_id, Ending(JobState.EXPIRED, job.trouble), at_ms=at_ms) for job in late
    )


def take(db: Database, job_id: JobId, *, at_ms: int) -> PrintJob | None:
    """This job, from now on ``printing``; None when it is not to be printed any more."""
    job = revive(db, job_id, at_ms=at_ms)
    return _begin(db, job, at_ms=at_ms) if job.state is JobState.QUEUED else None


def take_next(db: Database, *, at_ms: int) -> PrintJob | None:
    """The oldest queued job, from now on ``printing``; None when nothing waits."""
    job = _first(_select(db, "state = ?", JobState.QUEUED, order_by="job_id", limit=1))
    return _begin(db, job, at_ms=at_ms) if job else None


def settle(db: Database, job_id: JobId, ending: Ending, *, at_ms: int) -> PrintJob:
    """The job after an attempt; ``queued`` puts it back to its old place."""
    changes = {
        "state": ending.state,
        "trouble": ending.trouble,
        "picture": str(ending.picture) if ending.picture else None,
        "file": str(ending.file) if ending.file else None,
    }
    return _update(db, job_id, changes, at_ms=at_ms)


def cancel(db: Database, job_id: JobId, *, at_ms: int) -> PrintJob:
    """The job, cancelled if it waited for the printer or a person; else unchanged."""
    job = get(db, job_id)
    if job.state not in {JobState.QUEUED, JobState.EXPIRED, JobState.FAILED}:
        return job
    return _update(db, job_id, {"state": JobState.CANCELLED}, at_ms=at_ms)


def give_up_interrupted(db: Database, *, at_ms: int) -> tuple[PrintJob, ...]:
    """The jobs that a kill or a power cut left ``printing``, now ``maybe_printed``."""
    return tuple(
        settle(db, job.job_id, Ending(JobState.MAYBE_PRINTED, job.trouble), at_ms=at_ms)
        for job in _select(db, "state = ?", JobState.PRINTING, order_by="job_id")
    )


def forget_old(db: Database, *, at_ms: int) -> tuple[Path, ...]:
    """Deletes finished jobs after ``FINISHED_JOBS_KEPT_MS``: they name guests.

    Returns what they left on the disk, to be deleted as well.
    """
    old = "updated_at_ms < ? AND state NOT IN (?, ?)"
    values = (at_ms - FINISHED_JOBS_KEPT_MS, JobState.QUEUED, JobState.PRINTING)
    forgotten = _select(db, old, *values, order_by="job_id")
    db.table(_TABLE).delete_where(old, values)
    return tuple(path for job in forgotten for path in (job.picture, job.file) if path)


def _begin(db: Database, job: PrintJob, *, at_ms: int) -> PrintJob:
    changes = {"state": JobState.PRINTING, "attempts": job.attempts + 1}
    return _update(db, job.job_id, changes, at_ms=at_ms)


def _next_copy(db: Database, slip: str, receipt_id: str | None) -> int:
    """One more than the last of the receipt; of a slip without a receipt, of the same words."""
    row = first(
        db,
        """SELECT max(copy_number) AS last FROM print_job
        WHERE receipt_id = :receipt_id OR (receipt_id IS NULL AND slip = :slip)""",
        {"receipt_id": receipt_id, "slip": slip},
    )
    return (row["last"] or 0) + 1 if row else 1


def _insert(db: Database, *, at_ms: int, **values: Any) -> PrintJob:
    row = {**values, "state": JobState.QUEUED, "at_ms": at_ms}
    job_id = db.execute(
        """INSERT INTO print_job
            (slip, receipt_id, language, copy_number, state, useful_until_ms, created_at_ms,
             updated_at_ms)
        VALUES (:slip, :receipt_id, :language, :copy_number, :state, :useful_until_ms, :at_ms,
            :at_ms)""",
        row,
    ).lastrowid
    assert job_id is not None
    return get(db, JobId(job_id))


def _update(db: Database, job_id: JobId, changes: dict[str, Any], *, at_ms: int) -> PrintJob:
    db.table(_TABLE).update(job_id, {**changes, "updated_at_ms": at_ms})
    return get(db, job_id)


def _select(
    db: Database,
    where: str | None = None,
    *values: str | int,
    order_by: str,
    limit: int | None = None,
) -> tuple[PrintJob, ...]:
    rows = db.table(_TABLE).rows_where(where, values, order_by=order_by, limit=limit)
    return tuple(map(_job, rows))


def _first(jobs: tuple[PrintJob, ...]) -> PrintJob | None:
    return jobs[0] if jobs else None


def _job(row: dict[str, Any]) -> PrintJob:
    return PrintJob(
        job_id=JobId(row["job_id"]),
        receipt_id=row["receipt_id"],
        slip=row["slip"],
        language=Language(row["language"]),
        copy_number=row["copy_number"],
        state=JobState(row["state"]),
        attempts=row["attempts"],
        trouble=row["trouble"],
        picture=Path(row["picture"]) if row["picture"] else None,
        file=Path(row["file"]) if row["file"] else None,
        useful_until_ms=row["useful_until_ms"],
        created_at_ms=row["created_at_ms"],
        updated_at_ms=row["updated_at_ms"],
    )

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
from client.store.slips import SlipFacts, slip_to_json
from shared.receipt.words import Language

JobId = NewType("JobId", int)

FINISHED_JOBS_KEPT_MS: Final = 30 * 24 * 60 * 60 * 1000
"""A finished job is forgotten after 30 days; its receipt is kept elsewhere."""

_TABLE: Final = "print_job"
_BY_ID: Final = "SELECT * FROM print_job WHERE job_id = ?"


class JobState(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    PRINTING = "printing"
    PRINTED = "printed"
    SENT = "sent"
    """Handed to the printer, which does not say whether it printed."""
    MAYBE_PRINTED = "maybe_printed"
    """Cut short after bytes had left: a person looks, and prints a copy if need be."""
    FAILED = "failed"
    CANCELLED = "cancelled"


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
    is_copy: bool
    state: JobState
    attempts: int
    trouble: str | None
    """The code of what last went wrong."""
    picture: Path | None
    """What a virtual printer drew."""
    created_at_ms: int
    updated_at_ms: int


@dataclass(frozen=True, slots=True)
class Ending:
    """How an attempt ended."""

    state: JobState
    trouble: str | None = None
    picture: Path | None = None


def enqueue(db: Database, order: PrintOrder, *, at_ms: int) -> PrintJob:
    """The new last job of the queue."""
    return _insert(
        db,
        slip=slip_to_json(order.facts),
        receipt_id=order.receipt_id,
        language=order.language,
        is_copy=order.is_copy,
        at_ms=at_ms,
    )


def reprint(db: Database, job_id: JobId, *, at_ms: int) -> PrintJob:
    """The same slip once more as a new job, marked as a copy."""
    job = get(db, job_id)
    return _insert(
        db,
        slip=job.slip,
        receipt_id=job.receipt_id,
        language=job.language,
        is_copy=True,
        at_ms=at_ms,
    )


def get(db: Database, job_id: JobId) -> PrintJob:
    """The job with that id, which must exist."""
    row = first(db, _BY_ID, (job_id,))
    assert row is not None, "who names a job has seen it"
    return _job(row)


def list_recent(db: Database, limit: int) -> tuple[PrintJob, ...]:
    """The newest jobs, newest first."""
    return _select(db, order_by="job_id DESC", limit=limit)


def latest_of_receipt(db: Database, receipt_id: str) -> PrintJob | None:
    """The newest job of a receipt, or None if it was never to be printed."""
    latest = "SELECT * FROM print_job WHERE receipt_id = ? ORDER BY job_id DESC LIMIT 1"
    row = first(db, latest, (receipt_id,))
    return _job(row) if row else None


def take_next(db: Database, *, at_ms: int) -> PrintJob | None:
    """The oldest queued job, from now on ``printing``; None when nothing waits."""
    job = _first(_select(db, "state = ?", JobState.QUEUED, order_by="job_id", limit=1))
    if job is None:
        return None
    changes = {"state": JobState.PRINTING, "attempts": job.attempts + 1}
    return _update(db, job.job_id, changes, at_ms=at_ms)


def settle(db: Database, job_id: JobId, ending: Ending, *, at_ms: int) -> PrintJob:
    """The job after an attempt; ``queued`` puts it back to its old place."""
    drawn = str(ending.picture) if ending.picture else None
    changes = {"state": ending.state, "trouble": ending.trouble, "picture": drawn}
    return _update(db, job_id, changes, at_ms=at_ms)


def cancel(db: Database, job_id: JobId, *, at_ms: int) -> PrintJob:
    """The job, cancelled if it was still waiting and unchanged if it was not."""
    job = get(db, job_id)
    if job.state is not JobState.QUEUED:
        return job
    return _update(db, job_id, {"state": JobState.CANCELLED}, at_ms=at_ms)


def give_up_interrupted(db: Database, *, at_ms: int) -> tuple[PrintJob, ...]:
    """The jobs that a kill or a power cut left ``printing``, now ``maybe_printed``."""
    return tuple(
        settle(db, job.job_id, Ending(JobState.MAYBE_PRINTED, job.trouble), at_ms=at_ms)
        for job in _select(db, "state = ?", JobState.PRINTING, order_by="job_id")
    )


def forget_old(db: Database, *, at_ms: int) -> None:
    """Deletes finished jobs after ``FINISHED_JOBS_KEPT_MS``: they name guests."""
    db.table(_TABLE).delete_where(
        "updated_at_ms < ? AND state NOT IN (?, ?)",
        [at_ms - FINISHED_JOBS_KEPT_MS, JobState.QUEUED, JobState.PRINTING],
    )


def _insert(db: Database, *, at_ms: int, **values: Any) -> PrintJob:
    row = {**values, "state": JobState.QUEUED, "at_ms": at_ms}
    job_id = db.execute(
        """INSERT INTO print_job
            (slip, receipt_id, language, is_copy, state, created_at_ms, updated_at_ms)
        VALUES (:slip, :receipt_id, :language, :is_copy, :state, :at_ms, :at_ms)""",
        row,
    ).lastrowid
    assert job_id is not None
    return get(db, JobId(job_id))


def _update(db: Database, job_id: JobId, changes: dict[str, Any], *, at_ms: int) -> PrintJob:
    db.table(_TABLE).update(job_id, {**changes, "updated_at_ms": at_ms})
    return get(db, job_id)


def _select(
    db: Database, where: str | None = None, *values: str, order_by: str, limit: int | None = None
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
        is_copy=bool(row["is_copy"]),
        state=JobState(row["state"]),
        attempts=row["attempts"],
        trouble=row["trouble"],
        picture=Path(row["picture"]) if row["picture"] else None,
        created_at_ms=row["created_at_ms"],
        updated_at_ms=row["updated_at_ms"],
    )

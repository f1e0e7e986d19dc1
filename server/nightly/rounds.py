"""Runs of the daily jobs: each a pass over a tenant's cards or guests, slice by slice.

How far a run has come is a row of the slice's own transaction, so after a crash the next process
goes on where the last slice ended, and of two processes at once only one does a slice. What a job
does must be asked of the rows themselves all the same: a run that starts again finds nothing left
to do. Nothing runs behind a fence (the server may have forgotten what tills know) or while the
tenant is frozen.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Final, Protocol

from sqlalchemy import Connection

from server.books import Books, writing
from server.database import Database, table_of
from server.nightly.tables import JobRunRow
from server.programme import service as programmes
from server.scope import enter_tenant
from server.shelves import rows_of
from server.tenants.service import lock_tenant, tenant_now
from shared.domain.ids import TenantId
from shared.domain.programme import ProgrammeVersion
from shared.operations.encode import from_millis

SLICE: Final = 200
"""So many cards or guests are looked at, and dealt with, in one unit of work."""
DAYS_MAX: Final = 31
"""A server that was down for longer does not make up for the days before."""
_RUNS = rows_of(table_of(JobRunRow))


@dataclass(frozen=True, slots=True)
class Round:
    """One pass of a job over one tenant."""

    tenant_id: TenantId
    programme: ProgrammeVersion
    """In force."""
    now_ms: int
    days: tuple[date, ...]
    """The UTC days it is the run of: today, and those before on which there was none."""

    @property
    def at(self) -> datetime:
        """Now, aware UTC."""
        return from_millis(self.now_ms)


@dataclass(frozen=True, slots=True)
class Page:
    """A part of those whom a job walks over."""

    due: tuple[str, ...]
    """The ids of those with whom there is something to do, in order."""
    last: str | None
    """The last id of the page; None at the end."""


class Find(Protocol):
    """Looks at most at ``limit`` beyond the id ``after``; reads only."""

    def __call__(self, conn: Connection, a_round: Round, *, after: str, limit: int) -> Page: ...


Work = Callable[[Books, Round, Sequence[str]], int]
"""Deals with those of a page who are still due; how many (points, cards) there were."""


@dataclass(frozen=True, slots=True)
class Job:
    """What is done once a day with every tenant."""

    name: str
    daily_at: time
    """UTC."""
    find: Find
    work: Work
    asked_by: Callable[[ProgrammeVersion], str] = lambda _programme: ""
    """What of the programme asks for it again when it changes; one word."""


@dataclass(frozen=True, slots=True)
class Errand:
    """A job that is to be done with one tenant."""

    tenant_id: TenantId
    job: Job
    now_ms: int
    limit: int = SLICE
    is_by_hand: bool = False
    """Whether an operator wants it now, however often it was done today."""

    @property
    def day(self) -> date:
        """The UTC day whose run is the newest that should have begun."""
        begins = self.job.daily_at
        past_midnight = timedelta(hours=begins.hour, minutes=begins.minute)
        return (from_millis(self.now_ms) - past_midnight).date()


@dataclass(frozen=True, slots=True)
class _Standing:
    """How far the newest run has come."""

    run: str
    day_before: str
    place: str = ""
    is_done: bool = False


@dataclass(frozen=True, slots=True)
class _Slice:
    standing: _Standing
    a_round: Round
    page: Page


def page_of(walked: Sequence[str], due: Sequence[str], *, limit: int) -> Page:
    """The page of those ``walked`` over, of whom some are ``due``."""
    return Page(tuple(due), walked[-1] if len(walked) == limit else None)


async def run(database: Database, errand: Errand) -> int:
    """How much was done; nothing where the day's run is over. Raises ``DatabaseUnavailable``."""
    total, after = 0, ""
    while (found := await database.read(partial(_look, errand=errand, after=after))) is not None:
        after = found.page.last or after
        if found.page.due or found.page.last is None:
            done = await database.write(partial(_take, errand=errand, found=found))
            after = after if done is not None else ""
            total += done or 0
    return total


def is_due(conn: Connection, errand: Errand) -> bool:
    """Whether the day's run of the job has not begun yet, or is not over."""
    enter_tenant(conn, errand.tenant_id)
    return _stand(Books(conn), errand) is not None


def _look(conn: Connection, *, errand: Errand, after: str) -> _Slice | None:
    """The next slice beyond ``after`` and beyond what is done; None where nothing is left to do."""
    enter_tenant(conn, errand.tenant_id)
    found = _stand(Books(conn), errand)
    if found is None:
        return None
    a_round, standing = found
    after = max(after, standing.place)
    page = errand.job.find(conn, a_round, after=after, limit=errand.limit)
    return _Slice(standing, a_round, page)


def _take(conn: Connection, *, errand: Errand, found: _Slice) -> int | None:
    """How much was done; None where somebody else did something meanwhile: look again."""
    lock_tenant(conn, errand.tenant_id)
    with writing(conn) as books:
        if _stand(books, errand) != (found.a_round, found.standing):
            return None
        done = errand.job.work(books, found.a_round, found.page.due)
        last = found.page.last
        reached = replace(found.standing, place=last or "", is_done=last is None)
        _put(books, errand, reached)
    return done


def _stand(books: Books, errand: Errand) -> tuple[Round, _Standing] | None:
    """Where the run that is due stands; None where there is none, or it is over."""
    owner = tenant_now(books, errand.tenant_id)
    programme = books.once(programmes.current, errand.tenant_id)
    if owner.is_frozen or owner.is_fenced or programme is None:
        return None
    standing = _standing(books, errand, name=_name(errand, programme))
    if standing.is_done:
        return None
    days = _days(standing.day_before, errand.day)
    return Round(errand.tenant_id, programme, errand.now_ms, days), standing


def _name(errand: Errand, programme: ProgrammeVersion) -> str:
    """A run of another name is another run."""
    if errand.is_by_hand:
        return f"{errand.day} by hand {errand.now_ms}"
    return f"{errand.day} {errand.job.asked_by(programme)}".strip()


def _standing(books: Books, errand: Errand, *, name: str) -> _Standing:
    row = books.get(_RUNS, _key(errand))
    if row is None:
        return _Standing(name, day_before="")
    if row["run"] == name:
        return _Standing(name, row["day_before"], row["place"], row["is_done"])
    day = row["run"].partition(" ")[0]
    return _Standing(name, day_before=day if row["is_done"] else row["day_before"])


def _days(day_before: str, today: date) -> tuple[date, ...]:
    """The days after the last one that was finished; today always, nothing of long ago."""
    first = today
    if day_before:
        earliest = today - timedelta(days=DAYS_MAX)
        after = date.fromisoformat(day_before) + timedelta(days=1)
        first = min(today, max(earliest, after))
    return tuple(first + timedelta(days=each) for each in range((today - first).days + 1))


def _put(books: Books, errand: Errand, reached: _Standing) -> None:
    books.fetch(_RUNS, [_key(errand)])  # the work may have put the books aside
    row = {
        "tenant_id": errand.tenant_id,
        "job": errand.job.name,
        "run": reached.run,
        "day_before": reached.day_before,
        "place": reached.place,
        "is_done": reached.is_done,
        "at_ms": errand.now_ms,
    }
    books.put(_RUNS, _key(errand), row)


def _key(errand: Errand) -> tuple[str, str]:
    return errand.tenant_id, errand.job.name

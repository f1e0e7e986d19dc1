"""A replica that is not the server's is found and mended, thing by thing (design §5).

At the end of the feed the till's sum must be the server's. Where it is not, the sums of the buckets
say where, and only what differs there is written again; the replica is never thrown away. A request
at a time, with pulls and sales in between. What mending does not help is tried ever more seldom.
"""

import logging
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from sqlite_utils import Database

from client.store import replica
from client.store.changes import apply_changes, remove_unknown
from client.store.me import me_of
from client.store.releases import release_recalled
from client.store.replica import Entry, Place
from client.sync.errors import RequestRefused
from client.sync.lease_proof import proven_changes
from client.sync.line import Identity, Line
from shared.sync.marks import BUCKETS, EMPTY_SUM, added, bucket_of
from shared.sync.messages import Change, ChangesReply, Cursor
from shared.sync.sums import ThingsReply

COUNT_AGAIN_SECONDS: Final = 3600.0
"""How often the rows are counted although the sum is known, to find damage to the file."""
ROWS_AT_ONCE: Final = 10_000
"""So many rows are looked at before somebody else may read."""
SLICES_A_PULL: Final = 10
"""A big house is counted over several pulls, while nothing changes."""
_WAIT_FIRST_SECONDS: Final = 1.0
_WAIT_MAX_SECONDS: Final = 3600.0
_NOT_FOUND = 404
_MILLIS = 1000

log = logging.getLogger(__name__)


@dataclass
class _Counting:
    """A count that has come so far; worth nothing once the replica has moved on."""

    cursor: Cursor
    place: Place | None = field(default_factory=Place)
    mark: int = 0


@dataclass
class _Round:
    """What differs, and how far it has been asked for."""

    epoch: int
    buckets: frozenset[int]
    held: frozenset[Entry]
    """What the till had in these buckets, but for what it had twice."""
    unseen: set[tuple[str, str]]
    """Of what it had, what the server has not told yet."""
    after: int = 0
    written: int = 0


class Mending:
    """Compares, and mends, for one engine."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._counting: _Counting | None = None
        self._count_at = 0.0
        self._round: _Round | None = None
        self._not_before = 0.0
        self._wait_seconds = _WAIT_FIRST_SECONDS

    async def look(self, identity: Identity, page: ChangesReply) -> bool:
        """After a page was applied: compares, or does the next little thing.

        True when there is more to do: then pull again, at once. Raises the troubles of
        ``Transport``.
        """
        if page.more or page.checksum is None:
            return False
        cursor, kept = await self._line.store.read(_kept)
        if cursor != page.cursor:
            return False
        own = await self._own_sum(cursor, kept)
        if own is None or own == page.checksum:
            self._rest(is_known=own is not None)
            return False
        return await self._mend(identity, cursor)

    async def _own_sum(self, cursor: Cursor, kept: str | None) -> str | None:
        """None until the rows were counted."""
        if kept is not None and self._now() < self._count_at:
            return kept
        counted = await self._counted(cursor)
        if counted is None or counted == kept:
            return kept
        if kept is not None:
            log.warning("the file does not hold what it was told")
        await self._line.store.write(lambda db: replica.set_sum(db, counted), from_reserve=True)
        return counted

    async def _counted(self, cursor: Cursor) -> str | None:
        """The sum of all rows; None while it is not known yet."""
        if self._counting is None or self._counting.cursor != cursor:
            self._counting = _Counting(cursor)
        counting = self._counting
        for _ in range(SLICES_A_PULL):
            if counting.place is None:
                break
            mark, counting.place = await self._line.store.read(
                partial(_mark_of_slice, place=counting.place)
            )
            counting.mark += mark
        if counting.place is not None:
            return None
        self._counting = None
        self._count_at = self._now() + COUNT_AGAIN_SECONDS
        return added(EMPTY_SUM, counting.mark)

    def _rest(self, *, is_known: bool) -> None:
        if is_known:
            self._round = None
            self._not_before = 0.0
            self._wait_seconds = _WAIT_FIRST_SECONDS

    async def _mend(self, identity: Identity, cursor: Cursor) -> bool:
        if self._round is not None and self._round.epoch == cursor.server_epoch:
            await self._go_on(identity, self._round)
            return True
        self._round = None
        if self._now() < self._not_before:
            return False
        self._not_before = self._now() + self._wait_seconds
        self._wait_seconds = min(_WAIT_MAX_SECONDS, self._wait_seconds * 2)
        self._round = await self._begun(identity, cursor)
        return self._round is not None

    async def _begun(self, identity: Identity, cursor: Cursor) -> _Round | None:
        """What differs; None when the server does not say so now."""
        try:
            told = await self._line.transport.sums(identity.peer, cursor)
        except RequestRefused as refused:
            if refused.status != _NOT_FOUND:
                raise
            log.warning("the replica differs, and the server cannot say where")
            return None
        if told.cursor != cursor or len(told.sums) != BUCKETS:
            return None
        own = await self._own_buckets()
        differing = frozenset(each for each in range(BUCKETS) if own[each] != told.sums[each])
        log.warning("the replica differs from the server's", extra={"buckets": len(differing)})
        if not differing:
            self._count_at = 0.0  # the rows are right: the sum kept beside them may not be
            return None
        held = [entry async for entry in self._entries(differing)]
        names = [(entry.kind, entry.entity_id) for entry in held]
        twice = {name for name, times in Counter(names).items() if times > 1}
        return _Round(
            epoch=cursor.server_epoch,
            buckets=differing,
            held=frozenset(each for each in held if (each.kind, each.entity_id) not in twice),
            unseen=set(names),
        )

    async def _own_buckets(self) -> list[str]:
        marks: Counter[int] = Counter()
        place: Place | None = Place()
        while place is not None:
            some, place = await self._line.store.read(partial(_marks_of_slice, place=place))
            marks.update(some)
        return [added(EMPTY_SUM, marks[each]) for each in range(BUCKETS)]

    async def _go_on(self, identity: Identity, work: _Round) -> None:
        page = await self._line.transport.things(
            identity.peer, buckets=work.buckets, after=work.after
        )
        if page.cursor.server_epoch != work.epoch:
            self._round = None
            return
        await self._write(identity, work, page)
        work.after = page.cursor.seq
        if not page.more:
            self._round = None
            log.info("the replica was mended", extra={"written": work.written})

    async def _write(self, identity: Identity, work: _Round, page: ThingsReply) -> None:
        """Writes what differs; after the last page, also what the server has not told."""
        me = await self._line.store.read(me_of)
        differing = [each for each in page.changes if _entry(each) not in work.held]
        work.unseen.difference_update((each.kind, each.id) for each in page.changes)
        unknown = () if page.more else tuple(Entry(*name, seq=0) for name in work.unseen)
        proven = proven_changes(differing, me)
        moment = self._line.clock.moment()

        def write(db: Database) -> None:
            apply_changes(db, proven, pepper=identity.pepper)
            remove_unknown(db, unknown)
            release_recalled(db, moment)

        await self._line.store.write(write)
        self._counting = None
        work.written += len(proven) + len(unknown)

    async def _entries(self, buckets: frozenset[int]) -> AsyncIterator[Entry]:
        place: Place | None = Place()
        while place is not None:
            entries, place = await self._line.store.read(
                partial(_slice_in, place=place, buckets=buckets)
            )
            for entry in entries:
                yield entry

    def _now(self) -> float:
        return self._line.clock.monotonic_ms() / _MILLIS


def _kept(db: Database) -> tuple[Cursor, str | None]:
    return me_of(db).cursor, replica.kept_sum(db)


# Thousands of entries are hashed at once: in the store's thread, for a cashier waits on the loop.


def _mark_of_slice(db: Database, place: Place) -> tuple[int, Place | None]:
    entries, after = replica.entries_from(db, place, limit=ROWS_AT_ONCE)
    return sum(entry.mark for entry in entries), after


def _marks_of_slice(db: Database, place: Place) -> tuple[Counter[int], Place | None]:
    entries, after = replica.entries_from(db, place, limit=ROWS_AT_ONCE)
    marks: Counter[int] = Counter()
    for entry in entries:
        marks[_bucket(entry)] += entry.mark
    return marks, after


def _slice_in(
    db: Database, place: Place, buckets: frozenset[int]
) -> tuple[list[Entry], Place | None]:
    entries, after = replica.entries_from(db, place, limit=ROWS_AT_ONCE)
    return [each for each in entries if _bucket(each) in buckets], after


def _bucket(entry: Entry) -> int:
    return bucket_of(entry.kind, entry.entity_id)


def _entry(change: Change) -> Entry:
    return Entry(change.kind, change.id, change.seq)

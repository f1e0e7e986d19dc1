"""The first load of a new device: what a sale needs at once, then the crowd, part by part.

Each call does a little, so that pushes and sales come in between; what was loaded stays, and the
rest follows after a restart. A server that has no snapshot, or none worth it, is pulled as ever.
"""

import asyncio
import hashlib
import logging
from collections.abc import Iterator
from enum import Enum
from functools import partial

from sqlite_utils import Database

from client.store import crowd
from client.store.changes import apply_changes
from client.store.me import me_of, note_contact
from client.sync.errors import ProtocolTrouble, RequestRefused
from client.sync.lease_proof import proven_changes
from client.sync.line import Identity, Line
from shared.sync.packing import PackingInvalid, UnpackedTooLarge, unpacked
from shared.sync.snapshots import (
    PART_TEXT_BYTES_MAX,
    SnapshotPart,
    SnapshotReply,
    SnapshotRows,
)

ROWS_AT_ONCE = 1_000
"""So many rows are written before somebody else may write."""
_NOT_FOUND = 404

log = logging.getLogger(__name__)


class Loaded(Enum):
    """What came of one call."""

    SOME = "some"
    """There is more to do."""
    NOTHING_YET = "nothing yet"
    """The server is still preparing it: ask again in a while."""
    ALL = "all"
    """From here on the feed is followed."""


class FirstLoad:
    """Loads what one new device needs."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._is_over = False
        self._offer: SnapshotReply | None = None
        self._missing: list[SnapshotPart] = []

    async def go_on(self, identity: Identity) -> Loaded:
        """Does the next little thing. Raises the troubles of ``Transport``."""
        if self._is_over:
            return Loaded.ALL
        if not await self._line.store.read(crowd.is_replica_new):
            return await self._end()
        if self._offer is None:
            return await self._ask(identity)
        if self._missing:
            await self._load(identity, self._missing[0])
            return Loaded.SOME
        await self._finish(self._offer)
        return Loaded.ALL

    async def _ask(self, identity: Identity) -> Loaded:
        offer = await self._offered(identity)
        if offer is None or not (offer.parts or offer.is_building):
            return await self._end()
        moment = self._line.clock.moment()
        me = await self._line.store.read(me_of)
        proven = proven_changes(offer.changes, me)

        def begin(db: Database) -> frozenset[str]:
            apply_changes(db, proven, pepper=identity.pepper)
            note_contact(db, server_ms=offer.server_time_ms, moment=moment)
            if offer.parts:
                crowd.begin_crowd(db)
            return crowd.done_parts(db)

        done = await self._line.store.write(begin)
        if not offer.parts:
            return Loaded.NOTHING_YET
        self._offer = offer
        self._missing = [part for part in offer.parts if part.sha256 not in done]
        return Loaded.SOME

    async def _offered(self, identity: Identity) -> SnapshotReply | None:
        """None from a server that knows no snapshots."""
        try:
            return await self._line.transport.snapshot(identity.peer)
        except RequestRefused as refused:
            if refused.status != _NOT_FOUND:
                raise
            return None

    async def _load(self, identity: Identity, part: SnapshotPart) -> None:
        try:
            frame = await self._line.transport.snapshot_part(identity.peer, part)
        except RequestRefused as refused:
            if refused.status != _NOT_FOUND:
                raise
            self._offer = None  # there is a newer one
            return
        rows = await asyncio.to_thread(_rows, frame, part)
        for some in _slices(rows):
            await self._line.store.write(partial(_put, rows=some))
        await self._line.store.write(lambda db: crowd.note_part(db, part.sha256))
        self._missing.remove(part)

    async def _finish(self, offer: SnapshotReply) -> None:
        await self._make_ready()
        await self._line.store.write(lambda db: crowd.end_crowd(db, offer.cursor))
        self._is_over = True
        log.info("the first load is complete", extra={"parts": len(offer.parts)})

    async def _end(self) -> Loaded:
        """Nothing is loaded any more; what a load that was cut short took away is there again."""
        await self._make_ready()
        self._is_over = True
        return Loaded.ALL

    async def _make_ready(self) -> None:
        for name in crowd.INDEXES:
            await self._line.store.write(partial(crowd.make_index, name=name))
        for table in crowd.SEALED:
            while not await self._line.store.write(partial(crowd.seal_some, table=table)):
                pass


def _rows(frame: bytes, part: SnapshotPart) -> SnapshotRows:
    """What the part holds. Raises ``ProtocolTrouble`` unless it is the one that was promised."""
    if hashlib.sha256(frame).hexdigest() != part.sha256:
        raise ProtocolTrouble("another part than was asked for")
    try:
        return SnapshotRows.model_validate_json(unpacked(frame, limit_bytes=PART_TEXT_BYTES_MAX))
    except (PackingInvalid, UnpackedTooLarge, ValueError) as error:
        raise ProtocolTrouble("an unreadable part") from error


def _slices(rows: SnapshotRows) -> Iterator[SnapshotRows]:
    """A thing and what else there is to it together: half of a card would be another card."""
    extras = {each.card_id: each for each in rows.extras}
    guest_extras = {each.guest_id: each for each in rows.guest_extras}
    for start in range(0, max(len(rows.guests), len(rows.cards)), ROWS_AT_ONCE):
        guests = rows.guests[start : start + ROWS_AT_ONCE]
        cards = rows.cards[start : start + ROWS_AT_ONCE]
        yield SnapshotRows.model_construct(  # its parts were checked with the whole
            guests=guests,
            cards=cards,
            extras=tuple(extras[card[0]] for card in cards if card[0] in extras),
            guest_extras=tuple(
                guest_extras[guest[0]] for guest in guests if guest[0] in guest_extras
            ),
        )


def _put(db: Database, rows: SnapshotRows) -> None:
    crowd.put_guests(db, rows.guests)
    crowd.put_guest_extras(db, rows.guest_extras)
    crowd.put_cards(db, rows.cards)
    crowd.put_card_extras(db, rows.extras)

"""One pull: the next page of the server's feed, and the replica a page further."""

from sqlite_utils import Database

from client.clock import Moment
from client.store.changes import apply_page
from client.store.me import Anchor, Me, me_of, move_horizon, note_contact
from client.store.releases import release_recalled
from client.sync.errors import ProtocolTrouble
from client.sync.lease_proof import proven_page
from client.sync.line import Identity, Line
from shared.sync.messages import CHANGES_LIMIT_DEFAULT, ChangesReply, Cursor

PAGES_MAX_AT_ENROLMENT = 2_000
"""A million guests; then the engine goes on by itself."""

CONTACT_NOTE_MS = 30_000
"""How old the last contact on record may grow while nothing else is written."""


async def pull_once(line: Line, identity: Identity) -> ChangesReply:
    """The page after the cursor, already applied. Raises the troubles of ``Transport``."""
    me = await line.store.read(me_of)
    asked = me.cursor
    page = await line.transport.changes(identity.peer, asked, limit=CHANGES_LIMIT_DEFAULT)
    _check(page, asked)
    moment = line.clock.moment()
    if page.cursor == asked and not page.changes and _is_nothing_new(page, me, moment):
        return page
    proven = proven_page(page, me)
    await line.store.write(lambda db: _apply(db, proven, pepper=identity.pepper, moment=moment))
    return page


async def pull_all(line: Line, identity: Identity) -> None:
    """Pages until the feed's end. Raises the troubles of ``Transport``; what came stays."""
    for _ in range(PAGES_MAX_AT_ENROLMENT):
        page = await pull_once(line, identity)
        if not page.more:
            return


def _is_nothing_new(page: ChangesReply, me: Me, moment: Moment) -> bool:
    return page.horizon_ms == me.horizon_ms and _is_fresh(me.anchor, moment)


def _is_fresh(anchor: Anchor | None, moment: Moment) -> bool:
    """Whether the last contact is on record closely enough: an idle till spares its disk."""
    if anchor is None or anchor.boot_id != moment.boot_id:
        return False
    return moment.mono_ms - anchor.mono_ms < CONTACT_NOTE_MS


def _check(page: ChangesReply, asked: Cursor) -> None:
    if page.cursor.server_epoch != asked.server_epoch:
        return  # a new life of the server: its feed begins again from 0
    if page.cursor.seq < asked.seq or (page.more and page.cursor.seq == asked.seq):
        raise ProtocolTrouble("the feed does not advance")


def _apply(db: Database, page: ChangesReply, *, pepper: bytes, moment: Moment) -> None:
    """What other tills wait for goes into the queue in the very same transaction."""
    apply_page(db, page, pepper=pepper)
    note_contact(db, server_ms=page.server_time_ms, moment=moment)
    is_read = not page.more and me_of(db).cursor == page.cursor
    move_horizon(db, page.horizon_ms, server_ms=page.server_time_ms, is_feed_read=is_read)
    release_recalled(db, moment)

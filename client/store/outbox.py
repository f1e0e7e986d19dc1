"""The outbox: every operation of this device, in its place of the chain, with what became of it.

``durable → sent → acked``. A body is never touched again: its very bytes are hashed and sent.
Knows how an operation enters and how it is found; what the server said enters through
``outcomes``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlite_utils import Database

from client.clock import Moment
from client.store.columns import guest_of, shift_of, staff_of, target_of, totals_with
from client.store.me import Me, advance_chain, me_of, note_time
from client.store.rows import query
from client.store.shifts import open_shift_id
from shared.domain.ids import GuestId, OperationId, RestaurantId, StaffId
from shared.operations.bodies import (
    BODY_TEXT_MAX,
    ClockReading,
    OperationBody,
    PersonBody,
    Totals,
    parse_body,
)
from shared.operations.chain import ChainPlace, link_hash, operation_id_of
from shared.operations.encode import body_text, from_millis
from shared.operations.fields import HexHash
from shared.operations.private import PrivatePart, private_hash
from shared.sync.messages import Outcome


class OperationState(StrEnum):
    """Where an operation is on its way."""

    DURABLE = "durable"
    SENT = "sent"
    """On the wire at least once, not answered for."""
    ACKED = "acked"


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the device itself puts into every body."""

    restaurant_id: RestaurantId
    clock: ClockReading
    totals: Totals
    private_hash: HexHash | None


@dataclass(frozen=True, slots=True)
class Enqueued:
    """An operation that has its place in the chain."""

    operation_id: OperationId
    seq: int
    link: bytes
    """Its chain hash; the receipt prints ``short_hash(link)``."""
    body: OperationBody
    text: str


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """An operation as it stands in the outbox."""

    epoch: int
    seq: int
    operation_id: OperationId
    guest_id: GuestId | None
    """None for what concerns no guest: a device given up."""
    staff_id: StaffId | None
    """None for what the device did by itself: a lease given back."""
    receipt_id: str | None
    text: str
    """The body, verbatim."""
    link: bytes
    ack_id: int | None
    """The acknowledgement that answered for it."""
    private: PrivatePart | None
    occurred_at: datetime
    state: OperationState
    outcome: Outcome | None
    needs_attention: bool
    """Refused, or booked otherwise than the guest was told."""
    is_acknowledged: bool
    """A person has seen that."""
    is_in_doubt: bool
    """A redemption nobody has got a slip for: see ``client.store.doubts``."""

    def body(self) -> OperationBody:
        """The body, parsed."""
        return parse_body(self.text)

    def guest(self) -> GuestId:
        """Whose points it is about; asking of an operation about nobody's is a bug."""
        assert self.guest_id is not None
        return self.guest_id


@dataclass(frozen=True, slots=True)
class OutboxCounts:
    """How many operations wait for the server or for a person."""

    waiting: int
    attention: int
    oldest_waiting_at: datetime | None


def enqueue(
    db: Database,
    build: Callable[[Stamp], OperationBody],
    *,
    moment: Moment,
    private: PrivatePart | None = None,
    receipt_id: str | None = None,
) -> Enqueued:
    """Appends the operation that ``build`` makes to the chain; commit is the caller's.

    ``moment`` must be the one the quote was made at. Of the stamp's totals only the count is
    this operation's: the points are added here, and the open shift to what a person did.
    """
    me = me_of(db)
    stamp = Stamp(
        restaurant_id=me.restaurant_id,
        clock=me.clock_reading(moment),
        totals=me.totals(),
        private_hash=private_hash(private) if private else None,
    )
    draft = build(stamp)
    changes: dict[str, object] = {"totals": totals_with(draft)}
    if isinstance(draft, PersonBody) and draft.shift_id is None:
        changes["shift_id"] = open_shift_id(db)
    body = draft.model_copy(update=changes)
    entry = _linked(me, body)
    _insert(db, entry, epoch=me.epoch, private=private, receipt_id=receipt_id)
    advance_chain(db, seq=entry.seq, head=entry.link, totals=body.totals)
    _note_time(db, me, moment)
    return entry


def get(db: Database, operation_id: str) -> OutboxRow | None:
    """The operation with that id, or None when this device never made it."""
    return _first(db, "SELECT * FROM outbox WHERE operation_id = ?", operation_id)


def with_ids_between(db: Database, first: str, last: str) -> list[OutboxRow]:
    """The operations whose ids are from ``first`` to ``last``."""
    return found_rows(
        db,
        "SELECT * FROM outbox WHERE operation_id BETWEEN ? AND ? ORDER BY operation_id",
        first,
        last,
    )


def waiting(db: Database, limit: int) -> list[OutboxRow]:
    """The oldest operations the server has not answered for, in the chain's order.

    After a rewind these may be ones it had answered for before it lost them.
    """
    return found_rows(
        db,
        """SELECT outbox.* FROM outbox JOIN me ON me.epoch = outbox.epoch
        WHERE seq > me.acked ORDER BY seq LIMIT ?""",
        limit,
    )


def asked_again(db: Database, limit: int, *, epoch: int, first: int) -> list[OutboxRow]:
    """Operations of an earlier epoch, from ``first``, that a restored server is told again."""
    return found_rows(
        db,
        """SELECT * FROM outbox WHERE epoch = ? AND seq >= ? AND state = 'acked'
        ORDER BY seq LIMIT ?""",
        epoch,
        first,
        limit,
    )


def beyond_backup(db: Database) -> list[OutboxRow]:
    """All that no verified backup of the server is known to hold, in the order of the epochs."""
    return found_rows(
        db,
        """SELECT outbox.* FROM outbox
        JOIN me LEFT JOIN past_epoch ON past_epoch.epoch = outbox.epoch
        WHERE seq > coalesce(past_epoch.stable, me.stable)
            AND (past_epoch.epoch IS NULL OR seq <= past_epoch.acked)
        ORDER BY coalesce(past_epoch.place, 1 << 60), seq""",
    )


def outbox_counts(db: Database) -> OutboxCounts:
    """What the status bar says about the outbox."""
    waiting_count, oldest_ms = db.execute(
        "SELECT count(*), min(occurred_at_ms) FROM unanswered"
    ).fetchone()
    (attention,) = db.execute(
        """SELECT count(*) FROM (
            SELECT epoch, seq FROM outbox WHERE needs_attention = 1 AND is_acknowledged = 0
            UNION SELECT epoch, seq FROM outbox WHERE is_in_doubt = 1
            UNION SELECT -1, notice_id FROM notice WHERE is_seen = 0)"""
    ).fetchone()
    oldest = from_millis(oldest_ms) if oldest_ms is not None else None
    return OutboxCounts(waiting_count, attention, oldest)


def of_shift(db: Database, shift_id: str) -> list[OutboxRow]:
    """What was done in that shift, in the order in which it was done."""
    return found_rows(db, "SELECT * FROM outbox WHERE shift_id = ? ORDER BY rowid", shift_id)


def list_recent(db: Database, limit: int) -> list[OutboxRow]:
    """The newest operations first; what the device did by itself only while it is on its way."""
    return found_rows(
        db,
        """SELECT * FROM outbox WHERE kind <> 'lease_release' OR state <> 'acked'
        ORDER BY rowid DESC LIMIT ?""",
        limit,
    )


def list_unanswered(db: Database, limit: int) -> list[OutboxRow]:
    """The newest of those that wait for the server: what ``outbox_counts`` counts."""
    return found_rows(
        db,
        """SELECT outbox.* FROM outbox JOIN unanswered USING (operation_id)
        ORDER BY outbox.rowid DESC LIMIT ?""",
        limit,
    )


def unanswered_ids(db: Database) -> frozenset[str]:
    """What waits for the server; also what it answered before it was restored."""
    return frozenset(row[0] for row in db.execute("SELECT operation_id FROM unanswered"))


def list_attention(db: Database, limit: int) -> list[OutboxRow]:
    """The newest of those that a person should look at and nobody has, however old they are."""
    return found_rows(
        db,
        """SELECT * FROM outbox
        WHERE (needs_attention = 1 AND is_acknowledged = 0) OR is_in_doubt = 1
        ORDER BY occurred_at_ms DESC LIMIT ?""",
        limit,
    )


def of_guest(db: Database, guest_id: str, limit: int) -> list[OutboxRow]:
    """The newest operations of the guest, or of an alias of his; not what the device did alone."""
    return found_rows(
        db,
        """SELECT * FROM outbox
        WHERE guest_id IN (SELECT ?1 UNION SELECT guest_id FROM guest WHERE alias_of = ?1)
            AND kind <> 'lease_release'
        ORDER BY rowid DESC LIMIT ?2""",
        guest_id,
        limit,
    )


def first_enqueued_as(db: Database, operation_id: str) -> OutboxRow | None:
    """The operation with that id, or what was enqueued again in its place; the newest of them."""
    return get(db, operation_id) or _first(
        db,
        """SELECT * FROM outbox WHERE json_extract(body, '$.origin') = ?
        ORDER BY rowid DESC LIMIT 1""",
        operation_id,
    )


def of_receipt(db: Database, receipt_id: str) -> list[OutboxRow]:
    """The operations one slip speaks of, as they were made: not all need be of one epoch."""
    return found_rows(db, "SELECT * FROM outbox WHERE receipt_id = ? ORDER BY rowid", receipt_id)


def cancel_of(db: Database, operation_id: str) -> OutboxRow | None:
    """The cancellation of that operation which was not refused, if this device made one."""
    return _first(
        db,
        """SELECT * FROM outbox WHERE target_id = ? AND kind = 'cancel'
            AND coalesce(outcome_status, '') NOT IN ('rejected', 'quarantined') LIMIT 1""",
        operation_id,
    )


def found_rows(db: Database, sql: str, *parameters: str | int) -> list[OutboxRow]:
    """The operations that ``sql`` finds, which asks for whole rows of the outbox."""
    return [_row(row) for row in query(db, sql, parameters)]


def mark_sent(db: Database, last_seq: int) -> None:
    """Operations up to ``last_seq`` are on the wire: from here on the server may have them."""
    db.execute(
        """UPDATE outbox SET state = 'sent'
        WHERE state = 'durable' AND seq <= ? AND epoch = (SELECT epoch FROM me)""",
        (last_seq,),
    )


def acknowledge(db: Database, operation_id: str) -> None:
    """A person has seen that the operation needs attention."""
    db.execute("UPDATE outbox SET is_acknowledged = 1 WHERE operation_id = ?", (operation_id,))


def erase_private(db: Database, guest_id: str) -> None:
    """The guest is erased at the server: what this till still keeps of him goes too (P6)."""
    db.execute(
        """UPDATE outbox SET private = NULL WHERE state = 'acked' AND private IS NOT NULL
            AND guest_id IN (SELECT ? UNION SELECT guest_id FROM guest WHERE alias_of = ?)""",
        (guest_id, guest_id),
    )


def _note_time(db: Database, me: Me, moment: Moment) -> None:
    server_ms = me.server_time_ms(moment)
    if server_ms is not None:
        note_time(db, server_ms)


def _linked(me: Me, body: OperationBody) -> Enqueued:
    place = ChainPlace(me.tenant_id, me.device_id, me.epoch, me.last_seq + 1)
    text = body_text(body)
    assert len(text) <= BODY_TEXT_MAX, "no server would read a body so long"
    link = link_hash(place, me.head, text)
    return Enqueued(operation_id_of(link), place.seq, link, body, text)


def _insert(
    db: Database,
    entry: Enqueued,
    *,
    epoch: int,
    private: PrivatePart | None,
    receipt_id: str | None,
) -> None:
    body = entry.body
    db.execute(
        """INSERT INTO outbox (epoch, seq, operation_id, kind, guest_id, staff_id, target_id,
            shift_id, receipt_id, body, hash, private, occurred_at_ms)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            epoch,
            entry.seq,
            entry.operation_id,
            body.kind,
            guest_of(body, entry.operation_id),
            staff_of(body),
            target_of(body),
            shift_of(body),
            receipt_id,
            entry.text,
            entry.link.hex(),
            private.model_dump_json(exclude_none=True) if private else None,
            body.clock.wall_ms,
        ),
    )


def _first(db: Database, sql: str, operation_id: str) -> OutboxRow | None:
    return next(iter(found_rows(db, sql, operation_id)), None)


def _row(row: dict[str, Any]) -> OutboxRow:
    return OutboxRow(
        epoch=row["epoch"],
        seq=row["seq"],
        operation_id=OperationId(row["operation_id"]),
        guest_id=GuestId(row["guest_id"]) if row["guest_id"] else None,
        staff_id=StaffId(row["staff_id"]) if row["staff_id"] else None,
        receipt_id=row["receipt_id"],
        text=row["body"],
        link=bytes.fromhex(row["hash"]),
        ack_id=row["ack_id"],
        private=PrivatePart.model_validate_json(row["private"]) if row["private"] else None,
        occurred_at=from_millis(row["occurred_at_ms"]),
        state=OperationState(row["state"]),
        outcome=Outcome.model_validate_json(row["outcome"]) if row["outcome"] else None,
        needs_attention=bool(row["needs_attention"]),
        is_acknowledged=bool(row["is_acknowledged"]),
        is_in_doubt=bool(row["is_in_doubt"]),
    )

"""The till's file, computed again from its parts, and everything that does not fit (P6).

Nothing is believed because it is stored: the chain is hashed from the verbatim bodies, what is kept
beside a body is read from it, an outcome is what a signed acknowledgement says. Reads only. Must
not know keys: whoever calls says whether a signature is the server's.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any

from sqlite_utils import Database

from client.store.me import Me, find_me
from client.store.slips import SlipUnreadable, slip_from_json
from shared.domain.ids import OperationId
from shared.operations.bodies import OperationBody, RegistrationBody, parse_body
from shared.operations.chain import (
    GENESIS,
    ChainPlace,
    link_hash,
    operation_id_of,
    short_hash,
)
from shared.operations.private import PrivatePart, private_hash
from shared.receipt.facts import BookedLine, ReceiptFacts
from shared.sync.messages import (
    Outcome,
    PushReply,
    SignedLease,
    lease_signing_text,
    signing_text,
)

IsSigned = Callable[[str, str], bool]
"""Whether the server's key made that signature over that text."""

_PARKED = "parked"


def verify_store(db: Database, counts: Counter[str], *, is_signed: IsSigned) -> Iterator[str]:
    """What does not fit, the first first; ``counts`` says how much was looked at."""
    me = find_me(db)
    if me is None:
        yield "there is no device in this file"
        return
    replies = _Replies(db)
    yield from check_chains(db, me, counts)
    yield from _check_acknowledgements(me, replies, counts, is_signed=is_signed)
    yield from _check_outcomes(db, me, replies)
    yield from _check_slips(db, counts)
    yield from _check_leases(db, counts, is_signed=is_signed)


def check_chains(db: Database, me: Me, counts: Counter[str]) -> Iterator[str]:
    """What does not fit in the operations of this device, every epoch of it."""
    rows = db.query("SELECT * FROM outbox ORDER BY epoch, seq")
    ends: dict[int, tuple[int, str]] = {}
    for epoch, links in groupby(rows, key=lambda row: int(row["epoch"])):
        for row, problem in _check_chain(me, epoch, links):
            ends[epoch] = (row["seq"], row["hash"])
            if problem is None:
                counts["operations"] += 1
            else:
                yield problem
    end = ends.get(me.epoch)
    if end is None and me.last_seq > me.stable:
        yield f"epoch {me.epoch}: all operations up to {me.last_seq} are missing"
    if end is not None and end != (me.last_seq, me.head.hex()):
        yield f"epoch {me.epoch}: ends at operation {end[0]}, the device says {me.last_seq}"


class _Replies:
    """Every acknowledgement that is kept, parsed; None where nobody can read it."""

    def __init__(self, db: Database) -> None:
        self.by_id: dict[int, PushReply | None] = {
            row["ack_id"]: _reply_of(row["reply"])
            for row in db.query("SELECT ack_id, reply FROM acknowledgement ORDER BY ack_id")
        }


def _reply_of(text: str) -> PushReply | None:
    try:
        return PushReply.model_validate_json(text)
    except ValueError:
        return None


def _check_chain(
    me: Me, epoch: int, rows: Iterator[dict[str, Any]]
) -> Iterator[tuple[dict[str, Any], str | None]]:
    """Each row with each of its problems, and once with none."""
    expected, previous = None, GENESIS.hex()
    for row in rows:
        name = f"operation {row['seq']} ({row['operation_id']})"
        is_first = expected is None
        if is_first and row["seq"] > 1 + (me.stable if epoch == me.epoch else row["seq"]):
            yield row, f"epoch {epoch}: operation 1 is missing"
        if not is_first and row["seq"] != expected:
            yield row, f"epoch {epoch}: operation {expected} is missing"
        elif not _is_cut(is_first, row) and _link_of(me, row, previous) != row["hash"]:
            yield row, f"{name}: the body or its place is not what the hash says"
        yield from ((row, f"{name}: {problem}") for problem in _wrong_columns(row))
        yield row, None
        expected, previous = row["seq"] + 1, row["hash"]


def _is_cut(is_first: bool, row: dict[str, Any]) -> bool:
    """Whether the operation before it was pruned: then only its id witnesses its hash."""
    return is_first and int(row["seq"]) > 1


def _link_of(me: Me, row: dict[str, Any], previous: str) -> str | None:
    place = ChainPlace(me.tenant_id, me.device_id, row["epoch"], row["seq"])
    try:
        return link_hash(place, bytes.fromhex(previous), row["body"]).hex()
    except (ValueError, AssertionError):
        return None


def _wrong_columns(row: dict[str, Any]) -> Iterator[str]:
    """What is kept beside the body must say what the body says."""
    try:
        body = parse_body(row["body"])
        link = bytes.fromhex(row["hash"])
    except ValueError:
        yield "nobody understands it"
        return
    if (body.origin or operation_id_of(link)) != row["operation_id"]:
        yield "the id does not follow from the hash"
    kept = (row["kind"], row["guest_id"], row["staff_id"], row["target_id"])
    if kept != (body.kind, *_told(row["operation_id"], body)):
        yield "kind, guest, colleague or target are not the body's"
    if row["occurred_at_ms"] != body.clock.wall_ms:
        yield "its moment is not the body's"
    if row["private"] is not None and not _is_private_of(body, row["private"]):
        yield "the private part is not the body's"


def _told(operation_id: str, body: OperationBody) -> tuple[str | None, str | None, str | None]:
    told = body.model_dump()
    guest_id = operation_id if isinstance(body, RegistrationBody) else told.get("guest_id")
    target_id = told.get("target_operation_id") or told.get("device_id")
    return guest_id, told.get("staff_id"), target_id


def _is_private_of(body: OperationBody, text: str) -> bool:
    try:
        return private_hash(PrivatePart.model_validate_json(text)) == body.private_hash
    except ValueError:
        return False


def _check_acknowledgements(
    me: Me, replies: _Replies, counts: Counter[str], *, is_signed: IsSigned
) -> Iterator[str]:
    for ack_id, reply in replies.by_id.items():
        counts["acknowledgements"] += 1
        if reply is None or reply.device_id != me.device_id:
            yield f"acknowledgement {ack_id} is none of this device's"
            continue
        if not is_signed(signing_text(reply), reply.signature):
            yield f"acknowledgement {ack_id} is not signed by the server"
        if reply.epoch == me.epoch and reply.have > me.last_seq:
            yield f"acknowledgement {ack_id} has {reply.have}, this file ends at {me.last_seq}"


def _check_outcomes(db: Database, me: Me, replies: _Replies) -> Iterator[str]:
    acked = 0
    for row in db.query("SELECT * FROM outbox ORDER BY epoch, seq"):
        name = f"operation {row['seq']} ({row['operation_id']})"
        if row["outcome"] is None:
            if row["outcome_status"] is not None or row["ack_id"] is not None:
                yield f"{name}: has no outcome"
            continue
        if row["epoch"] == me.epoch:
            acked = row["seq"]
        yield from (f"{name}: {problem}" for problem in _wrong_outcome(row, replies))
    if acked > me.acked and not _is_asked_again(db, me):
        yield f"epoch {me.epoch}: {acked} are answered for, the device says {me.acked}"


def _is_asked_again(db: Database, me: Me) -> bool:
    """What was parked, or a server restored from a backup, is asked once more."""
    (status,) = db.execute(
        "SELECT max(outcome_status = ? OR feed_seq IS NULL) FROM outbox"
        " WHERE epoch = ? AND seq > ?",
        (_PARKED, me.epoch, me.acked),
    ).fetchone()
    return bool(status)


def _wrong_outcome(row: dict[str, Any], replies: _Replies) -> Iterator[str]:
    try:
        outcome = Outcome.model_validate_json(row["outcome"])
    except ValueError:
        yield "nobody understands its outcome"
        return
    reply = replies.by_id.get(row["ack_id"])
    if reply is None:
        yield "the acknowledgement of its outcome is missing"
    elif outcome not in reply.outcomes or outcome.seq != row["seq"]:
        yield "its outcome is not what the server signed"
    if row["outcome_status"] != outcome.status:
        yield "its status is not its outcome's"
    if row["feed_seq"] not in {None, outcome.feed_seq}:
        yield "its place in the feed is not its outcome's"


def _check_slips(db: Database, counts: Counter[str]) -> Iterator[str]:
    """A kept slip speaks of operations that are there, and prints their own codes and points."""
    for row in db.query("SELECT receipt_id, facts, operation_ids FROM receipt ORDER BY rowid"):
        counts["slips"] += 1
        name = f"slip {row['receipt_id']}"
        try:
            facts = slip_from_json(row["facts"])
        except SlipUnreadable:
            yield f"{name}: nobody understands it"
            continue
        if not isinstance(facts, ReceiptFacts):
            continue
        if json.dumps([line.operation_id for line in facts.lines]) != row["operation_ids"]:
            yield f"{name}: its lines are of other operations"
        for line in facts.lines:
            problems = _wrong_line(db, row["receipt_id"], line, is_final=not facts.is_pending)
            yield from (f"{name}, operation {line.operation_id}: {each}" for each in problems)


def _wrong_line(
    db: Database, receipt_id: str, line: BookedLine, *, is_final: bool
) -> Iterator[str]:
    if line.short_hash != _code_of(line.operation_id):
        yield "the code is not the operation's"
    found = next(
        db.query(
            "SELECT receipt_id, outcome FROM outbox WHERE operation_id = ?", (line.operation_id,)
        ),
        None,
    )
    if found is None:
        return
    if found["receipt_id"] != receipt_id:
        yield "it has another slip"
    effect = Outcome.model_validate_json(found["outcome"]).effect if found["outcome"] else None
    if is_final and effect and (line.regular, line.promo) != (effect.regular, effect.promo):
        yield "other points than were booked"


def _code_of(operation_id: OperationId) -> str:
    return short_hash(bytes.fromhex(operation_id.replace("-", "")))


def _check_leases(db: Database, counts: Counter[str], *, is_signed: IsSigned) -> Iterator[str]:
    for row in db.query("SELECT lease_id, guest_id, signed FROM lease WHERE signed IS NOT NULL"):
        counts["leases"] += 1
        name = f"lease {row['lease_id']}"
        try:
            lease = SignedLease.model_validate_json(row["signed"])
        except ValueError:
            yield f"{name}: nobody understands it"
            continue
        if not is_signed(lease_signing_text(lease), lease.signature):
            yield f"{name}: is not signed by the server"
        if (lease.lease_id, lease.guest_id) != (row["lease_id"], row["guest_id"]):
            yield f"{name}: is another lease or another guest's"
        yield from (f"{name}: {problem}" for problem in _wrong_lots(db, lease))


def _wrong_lots(db: Database, lease: SignedLease) -> Iterator[str]:
    granted = {lot.lot_id: lot.points for lot in lease.lots}
    rows = db.query(
        "SELECT lot_id, points_left FROM lease_lot WHERE lease_id = ?", (lease.lease_id,)
    )
    for row in rows:
        if not 0 <= row["points_left"] <= granted.get(row["lot_id"], 0):
            yield f"more is left of lot {row['lot_id']} than the server granted"

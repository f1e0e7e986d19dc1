"""The till's file, computed again from its parts, and everything that does not fit (P6).

Nothing is believed because it is stored: the chain is hashed from the verbatim bodies, what is kept
beside a body is read from it, an outcome is what a signed acknowledgement says; where nothing else
witnesses a row, its table's seal does. Reads only. Must not know keys: whoever calls says whether
a signature is the server's.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, Protocol

from sqlite_utils import Database

from client.store.cards import check_cards
from client.store.chains import check_chains
from client.store.me import Me, find_me
from client.store.outbox import OperationState
from client.store.replay import UNSEEN
from client.store.replica import check_sum
from client.store.seals import broken_seals
from client.store.shift_checks import check_shifts
from client.store.slips import SlipUnreadable, slip_from_json
from shared.domain.ids import OperationId
from shared.operations.chain import short_hash
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


class SignatureCheck(Protocol):
    """Whether that public key made that signature over that text."""

    def __call__(self, text: str, *, signature: str, public_key: str) -> bool: ...


_PARKED = "parked"
_ANSWERED = (OperationState.ACKED,)
_UNANSWERED = (OperationState.DURABLE, OperationState.SENT)


def verify_store(
    db: Database, counts: Counter[str], *, is_signed_by: SignatureCheck
) -> Iterator[str]:
    """What does not fit, the first first; ``counts`` says how much was looked at.

    To be read in one transaction where a till may be at work.
    """
    try:
        me = find_me(db)
    except ValueError:
        yield "nobody understands which device this is"
        return
    if me is None:
        yield "there is no device in this file"
        return
    key = me.server_public_key

    def is_signed(text: str, signature: str) -> bool:
        return is_signed_by(text, signature=signature, public_key=key)

    replies = _Replies(db)
    yield from check_chains(db, me, counts)
    yield from _check_acknowledgements(me, replies, counts, is_signed=is_signed)
    yield from _check_outcomes(db, me, replies)
    yield from _check_slips(db, counts)
    yield from _check_leases(db, counts, is_signed=is_signed)
    yield from check_shifts(db)
    yield from check_cards(db)
    yield from check_sum(db)
    yield from broken_seals(db)


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
        if row["state"] not in (_ANSWERED if row["outcome"] else _UNANSWERED):
            yield f"{name}: its state is not its outcome's"
        if row["outcome"] is None:
            if any(row[each] is not None for each in ("outcome_status", "ack_id", "feed_seq")):
                yield f"{name}: has no outcome"
            continue
        if row["epoch"] == me.epoch and not row["is_promised"]:
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
    elif outcome not in reply.outcomes or not _is_of(outcome, row):
        yield "its outcome is not what the server signed"
    if row["outcome_status"] != outcome.status:
        yield "its status is not its outcome's"
    if row["feed_seq"] not in {None, UNSEEN, outcome.feed_seq}:
        yield "its place in the feed is not its outcome's"


def _is_of(outcome: Outcome, row: dict[str, Any]) -> bool:
    """A promise was signed for another place: it tells the id that the operation keeps."""
    if not row["is_promised"]:
        return bool(outcome.seq == row["seq"])
    return row["operation_id"] in {outcome.operation_id, outcome.data.get("origin")}


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

"""The chains of this device, one an epoch, hashed again from the verbatim bodies (P6).

What is kept beside a body is read from it. Reads only. Must not know what the server said of it.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlite_utils import Database

from client.store.columns import shift_of
from client.store.me import Me
from shared.operations.bodies import OperationBody, RegistrationBody, parse_body
from shared.operations.chain import GENESIS, ChainPlace, link_hash, operation_id_of
from shared.operations.private import PrivatePart, private_hash


def check_chains(db: Database, me: Me, counts: Counter[str]) -> Iterator[str]:
    """What does not fit in the operations of this device, every epoch of it."""
    rows = db.query("SELECT * FROM outbox ORDER BY epoch, seq")
    left = {reach.epoch: reach for reach in _reaches(db)}
    for epoch, links in groupby(rows, key=lambda row: int(row["epoch"])):
        reach = left.pop(epoch, None)
        if reach is None:
            yield f"epoch {epoch}: the device knows of none such"
            reach = _Reach(epoch, 0, 0)
        end = (0, "")
        for row, problem in _check_chain(me, reach, links):
            end = (row["seq"], row["hash"])
            if problem is None:
                counts["operations"] += 1
            else:
                yield problem
        if end != (reach.last, reach.head or end[1]):
            yield f"epoch {epoch}: ends at operation {end[0]}, the device says {reach.last}"
    for reach in left.values():
        if reach.last > reach.pruned_to:
            yield f"epoch {reach.epoch}: all operations up to {reach.last} are missing"


@dataclass(frozen=True, slots=True)
class _Reach:
    """What the device says is left of one epoch."""

    epoch: int
    pruned_to: int
    last: int
    head: str | None = None
    """The hash of the last one, where it is kept."""


def _reaches(db: Database) -> Iterator[_Reach]:
    rows = db.execute(
        """SELECT epoch, pruned_to, last_seq, head FROM me
        UNION SELECT epoch, pruned_to, acked, NULL FROM past_epoch"""
    )
    return (_Reach(*row) for row in rows)


def _check_chain(
    me: Me, reach: _Reach, rows: Iterator[dict[str, Any]]
) -> Iterator[tuple[dict[str, Any], str | None]]:
    """Each row with each of its problems, and once with none."""
    expected, previous = reach.pruned_to + 1, GENESIS.hex()
    is_cut = reach.pruned_to > 0  # then nothing but its id witnesses the hash of the first one left
    for row in rows:
        name = f"operation {row['seq']} ({row['operation_id']})"
        if row["seq"] != expected:
            yield row, f"epoch {reach.epoch}: operation {expected} is missing"
        elif not is_cut and _link_of(me, row, previous) != row["hash"]:
            yield row, f"{name}: the body or its place is not what the hash says"
        yield from ((row, f"{name}: {problem}") for problem in _wrong_columns(row))
        yield row, None
        expected, previous, is_cut = row["seq"] + 1, row["hash"], False


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
    if row["shift_id"] != shift_of(body):
        yield "its shift is not the body's"
    if row["occurred_at_ms"] != body.clock.wall_ms:
        yield "its moment is not the body's"
    yield from _wrong_private(body, row)


def _told(operation_id: str, body: OperationBody) -> tuple[str | None, str | None, str | None]:
    told = body.model_dump()
    guest_id = operation_id if isinstance(body, RegistrationBody) else told.get("guest_id")
    target_id = told.get("target_operation_id") or told.get("device_id")
    return guest_id, told.get("staff_id"), target_id


def _wrong_private(body: OperationBody, row: dict[str, Any]) -> Iterator[str]:
    """Before the server answered it is there; later it may be erased."""
    if row["private"] is not None and not _is_private_of(body, row["private"]):
        yield "the private part is not the body's"
    if row["private"] is None and row["outcome"] is None and _has_private(body):
        yield "the private part is missing"


def _has_private(body: OperationBody) -> bool:
    return getattr(body, "private_hash", None) is not None


def _is_private_of(body: OperationBody, text: str) -> bool:
    try:
        return private_hash(PrivatePart.model_validate_json(text)) == body.private_hash
    except ValueError:
        return False

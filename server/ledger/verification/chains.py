"""Operations: every device's chain link by link, and every operation's outcome (P6, S4, S5)."""

from collections import Counter
from collections.abc import Iterator
from itertools import groupby

from pydantic import ValidationError
from sqlalchemy import Connection

from server.devices.service import ChainState, chains, devices_without_one_live_epoch
from server.ledger.operations import guest_named, shift_named
from server.ledger.verification.deeds import Told, body_of, operations_with_deeds, wrong_deeds
from server.ledger.verification.heard import Heard
from server.ledger.verification.outcomes import NO_EFFECT, outcome_of
from server.prepared import Fields
from shared.domain.ids import DeviceId, TenantId
from shared.operations.bodies import GUESTLESS_KINDS, OperationBody
from shared.operations.chain import GENESIS, ChainPlace, link_hash, operation_id_of
from shared.operations.private import PrivatePart, private_hash
from shared.sync.messages import Outcome


def check_chains(
    conn: Connection, tenant_id: TenantId, counts: Counter[str], *, heard: Heard
) -> Iterator[str]:
    """What does not fit in the tenant's operations; ``heard`` hears every one of them."""
    try:
        heads = chains(conn, tenant_id)
    except ValueError as error:
        heads = {}
        yield f"a device_chain cannot be read: {error}"
    rows = operations_with_deeds(conn, tenant_id)
    for (device_id, epoch), links in groupby(rows, key=lambda row: (row.device_id, row.epoch)):
        head = heads.pop((DeviceId(device_id), epoch), ChainState())
        yield from _check_chain(links, head, counts, heard=heard)
    for device_id in devices_without_one_live_epoch(conn, tenant_id):
        yield f"device {device_id}: not one of its epochs goes on, but none or several"
    for (device_id, epoch), head in heads.items():
        if head.last_seq:
            yield f"device {device_id}, epoch {epoch}: all {head.last_seq} operations are missing"


def _check_chain(
    rows: Iterator[Fields], head: ChainState, counts: Counter[str], *, heard: Heard
) -> Iterator[str]:
    expected_seq, previous = 1, GENESIS
    where, not_before_ms = "", None
    for row in rows:
        counts["operations"] += 1
        where = f"device {row.device_id}, epoch {row.epoch}"
        name = f"{where}, operation {row.seq} ({row.operation_id})"
        if row.seq != expected_seq:
            yield f"{where}: operation {expected_seq} is missing"
        elif _link_of(row, previous).hex() != row.link:
            yield f"{name}: the body or its place is not what the hash says"
        link = _bytes_of(row.link)
        if operation_id_of(link) != row.operation_id:
            yield f"{name}: the id does not follow from the hash"
        told = Told(row, body_of(row.body), outcome_of(row.outcome), not_before_ms)
        heard.hear(told)
        yield from (f"{name}: {problem}" for problem in _wrongs(told))
        yield from (f"operation {row.operation_id}: {each}" for each in wrong_deeds(told))
        expected_seq, previous, not_before_ms = row.seq + 1, link, row.effective_at_ms
    if (expected_seq - 1, previous) != (head.last_seq, head.head):
        yield f"{where}: ends at {expected_seq - 1}, the device's chain at {head.last_seq}"


def _link_of(row: Fields, previous: bytes) -> bytes:
    place = ChainPlace(TenantId(row.tenant_id), DeviceId(row.device_id), row.epoch, row.seq)
    return link_hash(place, previous, row.body)


def _bytes_of(link: str) -> bytes:
    """The stored hash; another one where it is none, so that nothing follows from it."""
    try:
        found = bytes.fromhex(link)
    except ValueError:
        return GENESIS
    return found if len(found) == len(GENESIS) else GENESIS


def _wrongs(told: Told) -> Iterator[str]:
    row, outcome = told.row, told.outcome
    if outcome is None:
        yield "has no outcome"
        return
    answered = (outcome.seq, outcome.operation_id, outcome.status, outcome.code)
    if answered != (row.seq, row.operation_id, row.status, row.code):
        yield "the outcome is another operation's"
    yield from _wrong_effect(row, outcome)
    yield from _wrong_columns(row, told.body)


def _wrong_effect(row: Fields, outcome: Outcome) -> Iterator[str]:
    if row.status in NO_EFFECT:
        if outcome.effect:
            yield f"is {row.status} and has an effect (S12)"
    elif outcome.effect is None and row.kind not in GUESTLESS_KINDS:
        yield f"is {row.status} and has no effect"


def _wrong_columns(row: Fields, body: OperationBody | None) -> Iterator[str]:
    """What is kept beside the body must say what the body says."""
    if body is None:
        if row.status != "quarantined":
            yield "is decided, but nobody understands its body"
        return
    original_ids = {body.origin or row.operation_id}
    if row.status == "rejected":
        original_ids.add(row.operation_id)  # the origin it named was not its own to name
    guest_id = guest_named(body, row.original_id)
    is_named = row.original_id in original_ids
    if not is_named or (row.kind, row.guest_id) != (body.kind, guest_id):
        yield "kind, origin or guest are not the body's"
    if row.shift_id != shift_named(body):
        yield "the shift is not the body's"
    if row.private is not None and not _is_private_of(body, row.private):
        yield "the private part is not the body's"


def _is_private_of(body: OperationBody, text: str) -> bool:
    try:
        return private_hash(PrivatePart.model_validate_json(text)) == body.private_hash
    except ValidationError:
        return False

"""The operations themselves: verbatim bodies, places in their chains, and their sticky outcomes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, select

from server.books import Books
from server.database import table_of
from server.ledger.decisions import Decision, facts_of, keep_former, seal_decision
from server.ledger.incoming import ALREADY_BOOKED, Act, Incoming
from server.ledger.tables import OperationRow
from server.seals import Link
from server.shelves import Key, Lookup, Shelf
from shared.domain.ids import DeviceId, GuestId, OperationId, RestaurantId, ShiftId, TenantId
from shared.operations.bodies import (
    GuestlessBody,
    LeaseReleaseBody,
    OperationBody,
    RegistrationBody,
)
from shared.operations.private import PrivatePart, private_hash
from shared.sync.messages import Outcome

_OPERATION = table_of(OperationRow)
_IN_ORDER_OF_ARRIVAL = (
    select(_OPERATION)
    .where(_OPERATION.c.tenant_id == bindparam("tenant_id"))
    .order_by(
        _OPERATION.c.received_at_ms, _OPERATION.c.device_id, _OPERATION.c.epoch, _OPERATION.c.seq
    )
)
_QUARANTINED = _IN_ORDER_OF_ARRIVAL.where(_OPERATION.c.status == "quarantined")
_PROMISED = _IN_ORDER_OF_ARRIVAL.where(
    _OPERATION.c.status == "parked", _OPERATION.c.promised.is_not(None)
)
_UNDECIDED = frozenset({"parked", "quarantined"})


@dataclass(frozen=True, slots=True)
class Stored:
    """An operation the server holds."""

    incoming: Incoming
    original_id: OperationId
    kind: str | None
    guest_id: GuestId | None
    shift_id: ShiftId | None
    effective_at_ms: int
    outcome: Outcome
    outcome_text: str
    """As it is stored and sealed: encoded once."""
    cancelled_by: OperationId | None
    decision: Decision

    @property
    def is_booked(self) -> bool:
        """Whether it, and no earlier spelling of it, had an effect."""
        is_copy = ALREADY_BOOKED in self.outcome.notes
        return self.outcome.status in {"applied", "adjusted"} and not is_copy

    @property
    def is_parked(self) -> bool:
        """Whether it waits for a registration."""
        return self.outcome.status == "parked"

    @property
    def is_decided(self) -> bool:
        """Whether its outcome is the last word."""
        return self.outcome.status in {"applied", "adjusted", "rejected"}

    def is_by(self, device_id: DeviceId) -> bool:
        """Whether that device made it."""
        return self.incoming.device_id == device_id

    def is_of(self, incoming: Incoming) -> bool:
        """Whether the same device made it, and not ``incoming`` itself."""
        mine, its = self.incoming, incoming
        return mine.device_id == its.device_id and mine.operation_id != its.operation_id


def at_place(
    books: Books, tenant_id: TenantId, device_id: DeviceId, *, epoch: int, seqs: Sequence[int]
) -> tuple[Stored, ...]:
    """The operations at these places of one chain that the server holds, in their order."""
    places = [(tenant_id, device_id, epoch, seq) for seq in seqs]
    books.fetch_groups(_AT_PLACE, places)
    return tuple(each for place in places for each in books.find(_AT_PLACE, place))


def last_effective_ms(
    conn: Connection, tenant_id: TenantId, device_id: DeviceId, *, heard_by_ms: int
) -> int | None:
    """The latest moment at which the device did anything, in whichever epoch; None: never.

    Of what the server had heard by then: what it signed for before a restore was dated then.
    """
    latest = select(func.max(_OPERATION.c.effective_at_ms)).where(
        _OPERATION.c.tenant_id == tenant_id,
        _OPERATION.c.device_id == device_id,
        _OPERATION.c.received_at_ms <= heard_by_ms,
    )
    return conn.execute(latest).scalar_one_or_none()


def by_original(books: Books, tenant_id: TenantId, original_id: OperationId) -> tuple[Stored, ...]:
    """The operations enqueued under that id, again under new epochs too, in order of arrival."""
    return tuple(sorted(books.find(_BY_ORIGINAL, (tenant_id, original_id)), key=_arrival))


def quarantined(conn: Connection, tenant_id: TenantId) -> tuple[Stored, ...]:
    """The operations that nobody understood, or that a bug set aside, in order of arrival."""
    return tuple(_decoded(row) for row in conn.execute(_QUARANTINED, {"tenant_id": tenant_id}))


def promised_and_parked(conn: Connection, tenant_id: TenantId) -> tuple[Stored, ...]:
    """What this server once signed for and cannot book yet, in order of arrival."""
    return tuple(_decoded(row) for row in conn.execute(_PROMISED, {"tenant_id": tenant_id}))


def parked_for(books: Books, tenant_id: TenantId, guest_id: GuestId) -> tuple[Stored, ...]:
    """The operations that wait for the registration ``guest_id``, in order of arrival."""
    found = books.find(_PARKED_FOR, (tenant_id, guest_id))
    return tuple(sorted((each for each in found if each.is_parked), key=_arrival))


def is_waiting(books: Books, tenant_id: TenantId, operation_id: OperationId) -> bool:
    """Whether the operation, which is there, has no last word yet."""
    stored = books.get(_OPERATIONS, (tenant_id, operation_id))
    assert stored is not None, "it came before"
    return stored.outcome.status in _UNDECIDED


def fetch_operations(
    books: Books,
    tenant_id: TenantId,
    *,
    original_ids: Iterable[str],
    awaited_ids: Iterable[str],
) -> None:
    """Reads ahead what was enqueued under these ids, and what waits for these registrations."""
    books.fetch_groups(_BY_ORIGINAL, [(tenant_id, each) for each in original_ids])
    books.fetch_groups(_PARKED_FOR, [(tenant_id, each) for each in awaited_ids])


def add(books: Books, act: Act, *, body: OperationBody | None, outcome: Outcome) -> None:
    """Writes the operation; ``body`` is None where it could not be understood."""
    told = _outcome_text(outcome)
    stored = Stored(
        incoming=_as_kept(act.incoming, body),
        original_id=act.original_id,
        kind=body.kind if body else None,
        guest_id=guest_named(body, act.original_id) if body else None,
        shift_id=shift_named(body) if body else None,
        effective_at_ms=act.effective_at_ms,
        outcome=outcome,
        outcome_text=told,
        cancelled_by=None,
        decision=seal_decision(books, act, outcome=told),
    )
    books.put(_OPERATIONS, (act.tenant_id, act.operation_id), stored)


def decide(books: Books, act: Act, *, body: OperationBody | None, outcome: Outcome) -> None:
    """Writes the outcome of an operation that was parked or quarantined.

    A decided one is never decided again. What nobody understood before has a kind and a guest now.
    """
    key = (act.tenant_id, act.operation_id)
    stored = books.get(_OPERATIONS, key)
    assert stored is not None, "it came before"
    assert stored.outcome.status in _UNDECIDED, "an outcome is sticky"
    keep_former(books, act.tenant_id, stored.decision)
    as_kept = replace(act, incoming=stored.incoming)
    told = _outcome_text(outcome)
    decided = replace(
        stored,
        original_id=act.original_id,
        kind=body.kind if body else None,
        guest_id=guest_named(body, act.original_id) if body else None,
        shift_id=shift_named(body) if body else None,
        outcome=outcome,
        outcome_text=told,
        effective_at_ms=act.effective_at_ms,
        decision=seal_decision(books, as_kept, outcome=told),
    )
    books.put(_OPERATIONS, key, decided)


def mark_cancelled(
    books: Books, tenant_id: TenantId, operation_id: OperationId, *, by: OperationId
) -> None:
    """Remembers which operation took this one back, so that none does it again."""
    key = (tenant_id, operation_id)
    stored = books.get(_OPERATIONS, key)
    assert stored is not None, "what is taken back was done"
    books.put(_OPERATIONS, key, replace(stored, cancelled_by=by))


def of_shift(
    books: Books, tenant_id: TenantId, device_id: DeviceId, *, shift_id: ShiftId
) -> tuple[Stored, ...]:
    """What the device did in that shift of its own, in order of arrival."""
    found = books.find(_OF_SHIFT, (tenant_id, shift_id))
    return tuple(sorted((each for each in found if each.is_by(device_id)), key=_arrival))


def shifts_told(
    conn: Connection, tenant_id: TenantId, restaurant_id: RestaurantId, *, kind: str
) -> tuple[Stored, ...]:
    """The booked operations of that kind of a restaurant's shifts, in order of arrival."""
    asked = _IN_ORDER_OF_ARRIVAL.where(
        _OPERATION.c.restaurant_id == restaurant_id,
        _OPERATION.c.kind == kind,
        _OPERATION.c.shift_id.is_not(None),
    )
    found = (_decoded(row) for row in conn.execute(asked, {"tenant_id": tenant_id}))
    return tuple(each for each in found if each.is_booked)


def outside_shifts(
    conn: Connection,
    tenant_id: TenantId,
    restaurant_id: RestaurantId,
    *,
    since_ms: int,
    until_ms: int,
) -> tuple[Stored, ...]:
    """What was done in a restaurant in that time in no shift, in order of arrival."""
    asked = _IN_ORDER_OF_ARRIVAL.where(
        _OPERATION.c.restaurant_id == restaurant_id,
        _OPERATION.c.shift_id.is_(None),
        _OPERATION.c.effective_at_ms.between(since_ms, until_ms - 1),
    )
    return tuple(_decoded(row) for row in conn.execute(asked, {"tenant_id": tenant_id}))


def guest_named(body: OperationBody, original_id: str) -> GuestId | None:
    """Whom the operation is about, as it names him; a device given up is about nobody."""
    if isinstance(body, GuestlessBody):
        return None
    return GuestId(original_id if isinstance(body, RegistrationBody) else body.guest_id)


def shift_named(body: OperationBody) -> ShiftId | None:
    """The shift in which a person did it; None outside any, and where no person did."""
    if isinstance(body, LeaseReleaseBody) or body.shift_id is None:
        return None
    return ShiftId(body.shift_id)


def _decoded(row: Row[Any]) -> Stored:
    return Stored(
        incoming=Incoming(
            tenant_id=TenantId(row.tenant_id),
            device_id=DeviceId(row.device_id),
            restaurant_id=RestaurantId(row.restaurant_id),
            epoch=row.epoch,
            seq=row.seq,
            operation_id=OperationId(row.operation_id),
            link=bytes.fromhex(row.link),
            body=row.body,
            private=PrivatePart.model_validate_json(row.private) if row.private else None,
            received_at_ms=row.received_at_ms,
            promised=Outcome.model_validate_json(row.promised) if row.promised else None,
        ),
        original_id=OperationId(row.original_id),
        kind=row.kind,
        guest_id=GuestId(row.guest_id) if row.guest_id else None,
        shift_id=ShiftId(row.shift_id) if row.shift_id else None,
        effective_at_ms=row.effective_at_ms,
        outcome=Outcome.model_validate_json(row.outcome),
        outcome_text=row.outcome,
        cancelled_by=OperationId(row.cancelled_by) if row.cancelled_by else None,
        decision=Decision(Link(row.decision_seq, row.decision_hash), facts_of(row)),
    )


def _encoded(_key: Key, stored: Stored) -> dict[str, Any]:
    incoming, outcome = stored.incoming, stored.outcome
    private = incoming.private
    return {
        "tenant_id": incoming.tenant_id,
        "operation_id": incoming.operation_id,
        "device_id": incoming.device_id,
        "restaurant_id": incoming.restaurant_id,
        "epoch": incoming.epoch,
        "seq": incoming.seq,
        "link": incoming.link.hex(),
        "original_id": stored.original_id,
        "kind": stored.kind,
        "guest_id": stored.guest_id,
        "shift_id": stored.shift_id,
        "body": incoming.body,
        "private": private.model_dump_json(exclude_none=True) if private else None,
        "received_at_ms": incoming.received_at_ms,
        "effective_at_ms": stored.effective_at_ms,
        "status": outcome.status,
        "code": outcome.code,
        "outcome": stored.outcome_text,
        "cancelled_by": stored.cancelled_by,
        "decision_seq": stored.decision.link.seq,
        "decision_hash": stored.decision.link.hash,
        "promised": incoming.promised.model_dump_json() if incoming.promised else None,
    }


def _outcome_text(outcome: Outcome) -> str:
    return outcome.model_dump_json(exclude_defaults=True)


def _as_kept(incoming: Incoming, body: OperationBody | None) -> Incoming:
    """Without what travelled beside the body, where that is something else than the body says."""
    private = incoming.private
    if private is None or body is None or private_hash(private) == body.private_hash:
        return incoming
    return replace(incoming, private=None)


def _arrival(stored: Stored) -> tuple[int, str, int, int]:
    incoming = stored.incoming
    return incoming.received_at_ms, incoming.device_id, incoming.epoch, incoming.seq


def _place(key: Key, stored: Stored) -> Key:
    incoming = stored.incoming
    return key[0], incoming.device_id, incoming.epoch, incoming.seq


def _original(key: Key, stored: Stored) -> Key:
    return key[0], stored.original_id


def _guest(key: Key, stored: Stored) -> Key:
    return key[0], stored.guest_id


def _shift(key: Key, stored: Stored) -> Key:
    return key[0], stored.shift_id


_OPERATIONS = Shelf(_OPERATION, _decoded, _encoded)
_AT_PLACE = Lookup(_OPERATIONS, ("tenant_id", "device_id", "epoch", "seq"), _place)
_BY_ORIGINAL = Lookup(_OPERATIONS, ("tenant_id", "original_id"), _original)
_PARKED_FOR = Lookup(
    _OPERATIONS, ("tenant_id", "guest_id"), _guest, only=_OPERATION.c.status == "parked"
)
_OF_SHIFT = Lookup(
    _OPERATIONS, ("tenant_id", "shift_id"), _shift, only=_OPERATION.c.shift_id.is_not(None)
)

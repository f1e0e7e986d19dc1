"""The operations themselves: verbatim bodies, places in their chains, and their sticky outcomes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, func, insert, select, update

from server.database import table_of
from server.ledger.incoming import ALREADY_BOOKED, Act, Incoming
from server.ledger.tables import OperationRow
from shared.domain.ids import DeviceId, GuestId, OperationId, RestaurantId, TenantId
from shared.operations.bodies import DeviceLostBody, OperationBody, RegistrationBody
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
_AT_PLACE = _IN_ORDER_OF_ARRIVAL.where(
    _OPERATION.c.device_id == bindparam("device_id"),
    _OPERATION.c.epoch == bindparam("epoch"),
    _OPERATION.c.seq.in_(bindparam("seqs", expanding=True)),
)
_BY_ORIGINAL = _IN_ORDER_OF_ARRIVAL.where(_OPERATION.c.original_id == bindparam("original_id"))
_PARKED_FOR = _IN_ORDER_OF_ARRIVAL.where(
    _OPERATION.c.guest_id == bindparam("guest_id"), _OPERATION.c.status == "parked"
)
_QUARANTINED = _IN_ORDER_OF_ARRIVAL.where(_OPERATION.c.status == "quarantined")
_PROMISED = _IN_ORDER_OF_ARRIVAL.where(
    _OPERATION.c.status == "parked", _OPERATION.c.promised.is_not(None)
)
_UNDECIDED = ("parked", "quarantined")
_INSERT = insert(_OPERATION)


@dataclass(frozen=True, slots=True)
class Stored:
    """An operation the server holds."""

    incoming: Incoming
    original_id: OperationId
    kind: str | None
    guest_id: GuestId | None
    effective_at_ms: int
    outcome: Outcome
    cancelled_by: OperationId | None

    @property
    def is_booked(self) -> bool:
        """Whether it, and no earlier spelling of it, had an effect."""
        is_copy = ALREADY_BOOKED in self.outcome.notes
        return self.outcome.status in {"applied", "adjusted"} and not is_copy

    @property
    def is_decided(self) -> bool:
        """Whether its outcome is the last word."""
        return self.outcome.status in {"applied", "adjusted", "rejected"}

    def is_of(self, incoming: Incoming) -> bool:
        """Whether the same device made it, and not ``incoming`` itself."""
        mine, its = self.incoming, incoming
        return mine.device_id == its.device_id and mine.operation_id != its.operation_id


def at_place(
    conn: Connection, tenant_id: TenantId, device_id: DeviceId, *, epoch: int, seqs: Sequence[int]
) -> tuple[Stored, ...]:
    """The operations at these places of one chain that the server holds, in their order."""
    place = {"tenant_id": tenant_id, "device_id": device_id, "epoch": epoch, "seqs": seqs}
    return _found(conn, _AT_PLACE, place)


def last_effective_ms(conn: Connection, tenant_id: TenantId, device_id: DeviceId) -> int | None:
    """The latest moment at which the device did anything, in whichever epoch; None: never."""
    latest = select(func.max(_OPERATION.c.effective_at_ms)).where(
        _OPERATION.c.tenant_id == tenant_id, _OPERATION.c.device_id == device_id
    )
    return conn.execute(latest).scalar_one_or_none()


def by_original(
    conn: Connection, tenant_id: TenantId, original_id: OperationId
) -> tuple[Stored, ...]:
    """The operations enqueued under that id, again under new epochs too, in order of arrival."""
    return _found(conn, _BY_ORIGINAL, {"tenant_id": tenant_id, "original_id": original_id})


def quarantined(conn: Connection, tenant_id: TenantId) -> tuple[Stored, ...]:
    """The operations that nobody understood, or that a bug set aside, in order of arrival."""
    return _found(conn, _QUARANTINED, {"tenant_id": tenant_id})


def promised_and_parked(conn: Connection, tenant_id: TenantId) -> tuple[Stored, ...]:
    """What this server once signed for and cannot book yet, in order of arrival."""
    return _found(conn, _PROMISED, {"tenant_id": tenant_id})


def parked_for(conn: Connection, tenant_id: TenantId, guest_id: GuestId) -> tuple[Stored, ...]:
    """The operations that wait for the registration ``guest_id``, in order of arrival."""
    return _found(conn, _PARKED_FOR, {"tenant_id": tenant_id, "guest_id": guest_id})


def add(conn: Connection, act: Act, *, body: OperationBody | None, outcome: Outcome) -> None:
    """Writes the operation; ``body`` is None where it could not be understood."""
    incoming = act.incoming
    conn.execute(
        _INSERT,
        {
            "tenant_id": incoming.tenant_id,
            "operation_id": incoming.operation_id,
            "device_id": incoming.device_id,
            "restaurant_id": incoming.restaurant_id,
            "epoch": incoming.epoch,
            "seq": incoming.seq,
            "link": incoming.link.hex(),
            "original_id": act.original_id,
            "kind": body.kind if body else None,
            "guest_id": guest_named(body, act.original_id) if body else None,
            "body": incoming.body,
            "private": _private_text(incoming, body),
            "received_at_ms": incoming.received_at_ms,
            "effective_at_ms": act.effective_at_ms,
            "promised": incoming.promised.model_dump_json() if incoming.promised else None,
            **_decided(outcome),
        },
    )


def decide(conn: Connection, act: Act, *, body: OperationBody | None, outcome: Outcome) -> None:
    """Writes the outcome of an operation that was parked or quarantined.

    A decided one is never decided again. What nobody understood before has a kind and a guest now.
    """
    named = {
        "kind": body.kind if body else None,
        "guest_id": guest_named(body, act.original_id) if body else None,
        "original_id": act.original_id,
    }
    found = conn.execute(
        update(_OPERATION)
        .where(
            _OPERATION.c.tenant_id == act.tenant_id,
            _OPERATION.c.operation_id == act.operation_id,
            _OPERATION.c.status.in_(_UNDECIDED),
        )
        .values(named | _decided(outcome))
    )
    assert found.rowcount == 1, "an outcome is sticky"


def mark_cancelled(
    conn: Connection, tenant_id: TenantId, operation_id: OperationId, *, by: OperationId
) -> None:
    """Remembers which operation took this one back, so that none does it again."""
    conn.execute(
        update(_OPERATION)
        .where(_OPERATION.c.tenant_id == tenant_id, _OPERATION.c.operation_id == operation_id)
        .values(cancelled_by=by)
    )


def guest_named(body: OperationBody, original_id: str) -> str | None:
    """Whom the operation is about, as it names him; a device given up is about nobody."""
    if isinstance(body, DeviceLostBody):
        return None
    return original_id if isinstance(body, RegistrationBody) else body.guest_id


def _found(conn: Connection, query: Select[Any], parameters: dict[str, Any]) -> tuple[Stored, ...]:
    return tuple(_stored(row) for row in conn.execute(query, parameters))


def _stored(row: Row[Any]) -> Stored:
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
        effective_at_ms=row.effective_at_ms,
        outcome=Outcome.model_validate_json(row.outcome),
        cancelled_by=OperationId(row.cancelled_by) if row.cancelled_by else None,
    )


def _decided(outcome: Outcome) -> dict[str, Any]:
    return {
        "status": outcome.status,
        "code": outcome.code,
        "outcome": outcome.model_dump_json(exclude_defaults=True),
    }


def _private_text(incoming: Incoming, body: OperationBody | None) -> str | None:
    """What travelled beside the body; not kept where it is something else than the body says."""
    private = incoming.private
    if private is None or (body is not None and private_hash(private) != body.private_hash):
        return None
    return private.model_dump_json(exclude_none=True)

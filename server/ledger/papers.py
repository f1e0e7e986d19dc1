"""Codes printed on receipts, checked against the ledger (P6).

A code is the beginning of a chain hash, and of the id that the operation was first enqueued under.
What is told about the operation names nobody.
"""

from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, select

from server.database import table_of
from server.ledger.tables import OperationRow
from server.programme import service as programmes
from server.scope import enter_tenant
from shared.domain.ids import DeviceId, OperationId, TenantId, is_uuid_text
from shared.domain.programme import ProgrammeSettings
from shared.operations.chain import (
    GENESIS,
    ChainPlace,
    ids_of_short_hash,
    link_hash,
    operation_id_of,
    short_hash,
)
from shared.operations.encode import from_millis
from shared.receipt.proof import Proof, ProofState
from shared.sync.messages import Outcome

FOUND_MAX = 10
"""Forty bits are two operations' with a chance of one in millions; more are no accident."""

_OPERATION = table_of(OperationRow)
_STATES = {
    "applied": ProofState.BOOKED,
    "adjusted": ProofState.BOOKED,
    "parked": ProofState.WAITING,
    "quarantined": ProofState.WAITING,
    "rejected": ProofState.REFUSED,
}


def proofs(conn: Connection, tenant_id: TenantId, typed: str) -> tuple[Proof, ...]:
    """What the tenant's ledger has under that code; empty for no code, and for no tenant at all."""
    try:
        first, last = ids_of_short_hash(typed)
    except ValueError:
        return ()
    if not is_uuid_text(tenant_id):
        return ()
    enter_tenant(conn, tenant_id)
    rows = conn.execute(
        select(_OPERATION)
        .where(
            _OPERATION.c.tenant_id == tenant_id,
            _OPERATION.c.original_id >= first,
            _OPERATION.c.original_id <= last,
        )
        .order_by(_OPERATION.c.original_id, _OPERATION.c.received_at_ms, _OPERATION.c.seq)
        .limit(FOUND_MAX)
    )
    zone = _timezone(conn, tenant_id)
    firsts = {row.original_id: row for row in reversed(rows.all())}
    return tuple(_proof(conn, row, zone) for row in firsts.values())


def _timezone(conn: Connection, tenant_id: TenantId) -> ZoneInfo:
    programme = programmes.current(conn, tenant_id)
    return ZoneInfo((programme.settings if programme else ProgrammeSettings()).timezone)


def _proof(conn: Connection, row: Row[Any], zone: ZoneInfo) -> Proof:
    effect = Outcome.model_validate_json(row.outcome).effect
    is_cancelled = row.cancelled_by is not None
    return Proof(
        short_hash=short_hash(bytes.fromhex(row.original_id.replace("-", ""))),
        kind=row.kind or "",
        seq=row.seq,
        local_time=from_millis(row.effective_at_ms).astimezone(zone),
        state=ProofState.CANCELLED if is_cancelled else _STATES[row.status],
        points=effect.regular + effect.promo if effect else None,
        is_intact=_is_intact(conn, row),
    )


def _is_intact(conn: Connection, row: Row[Any]) -> bool:
    """Whether the stored text gives the hash the id was cut from, at its place in the chain."""
    before = conn.execute(
        select(_OPERATION.c.link).where(
            _OPERATION.c.tenant_id == row.tenant_id,
            _OPERATION.c.device_id == row.device_id,
            _OPERATION.c.epoch == row.epoch,
            _OPERATION.c.seq == row.seq - 1,
        )
    ).scalar_one_or_none()
    if (before is None) != (row.seq == 1):
        return False
    place = ChainPlace(TenantId(row.tenant_id), DeviceId(row.device_id), row.epoch, row.seq)
    link = link_hash(place, bytes.fromhex(before) if before else GENESIS, row.body)
    return link.hex() == row.link and operation_id_of(link) == OperationId(row.operation_id)

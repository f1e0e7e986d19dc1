"""The house's own acts: each named after what it did, once, and within what the house may do.

Double entry is checked in ``books``; here it is asked whether an expiry was due. Not found here:
whether something that was due has not been done yet.
"""

from collections.abc import Iterator
from datetime import timedelta
from itertools import groupby
from typing import Any

from pydantic import BaseModel, ValidationError
from sqlalchemy import Connection, Row, Select, func, select

from server.database import table_of
from server.ledger.house_acts import COUNTERS, act_id_of
from server.ledger.tables import LotRow, LotUseRow, TransactionRow
from server.ledger.verification.outcomes import ROWS_AT_ONCE
from shared.domain.expiring import EXPIRY_GRACE
from shared.domain.ids import CardId, TenantId
from shared.domain.ledger import EntryKind
from shared.domain.points import PointsKind

_TRANSACTION = table_of(TransactionRow)
_LOT = table_of(LotRow)
_USE = table_of(LotUseRow)
_MILLI = timedelta(milliseconds=1)
_DAY_MS = timedelta(days=1) // _MILLI
_GRACE_MS = EXPIRY_GRACE // _MILLI

HouseBooking = tuple[Row[Any], list[Row[Any]]]
"""A transaction of the house, and its uses of lots with the lots' own facts (``lot_…``)."""


class _Named(BaseModel):
    act_id: str
    occasion: str


class _Act(BaseModel):
    """What every act keeps of itself."""

    act: _Named


class _ExpiredLot(BaseModel):
    lot_id: str
    points: int
    due_at_ms: int


class _Expiry(BaseModel):
    """What an expiry keeps of its reasons."""

    inactivity_days: int
    active_at_ms: int | None
    expired: list[_ExpiredLot]


def check_house(conn: Connection, tenant_id: TenantId) -> Iterator[str]:
    """What does not fit in what the house did by itself."""
    done: set[str] = set()
    for row, uses in house_bookings(conn, tenant_id):
        name = f"transaction {row.transaction_seq} of the house"
        act_id = act_id_in(row)
        if act_id is None:
            yield f"{name}: its act is not named after what it did"
        elif act_id in done:
            yield f"{name}: the act {act_id} was done twice"
        else:
            done.add(act_id)
        if row.kind == EntryKind.EXPIRE.value:
            yield from (f"{name}: {problem}" for problem in _wrong_expiry(row, uses))
    yield from _check_expired(conn, tenant_id)


def house_bookings(conn: Connection, tenant_id: TenantId) -> Iterator[HouseBooking]:
    """The bookings of the house's own acts, in their order."""
    found = conn.execute(_bookings(tenant_id))
    for _, group in groupby(found, key=lambda row: row.transaction_seq):
        rows = list(group)
        yield rows[0], [row for row in rows if row.lot_id is not None]


def act_id_in(row: Row[Any]) -> str | None:
    """The id of the act as its booking keeps it; None where what it did gives another one."""
    try:
        kept = _Act.model_validate_json(row.snapshot).act
    except ValidationError:
        return None
    named = act_id_of(row.kind, CardId(row.card_id), kept.occasion)
    return named if named == kept.act_id else None


def _check_expired(conn: Connection, tenant_id: TenantId) -> Iterator[str]:
    """Every lot counts what expired of it, less what a late redemption brought back."""
    went = (_TRANSACTION.c.kind == EntryKind.EXPIRE.value) | (
        (_TRANSACTION.c.kind == EntryKind.REDEEM.value) & (_USE.c.points > 0)
    )
    of_transaction = (_TRANSACTION.c.tenant_id == _USE.c.tenant_id) & (
        _TRANSACTION.c.transaction_seq == _USE.c.transaction_seq
    )
    sums = (
        select(_USE.c.lot_id, (-func.sum(_USE.c.points)).label("points"))
        .join(_TRANSACTION, of_transaction)
        .where(_USE.c.tenant_id == tenant_id, went)
        .group_by(_USE.c.lot_id)
        .subquery()
    )
    other = (
        select(_LOT.c.lot_id)
        .outerjoin(sums, sums.c.lot_id == _LOT.c.lot_id)
        .where(
            _LOT.c.tenant_id == tenant_id,
            _LOT.c.points_expired != func.coalesce(sums.c.points, 0),
        )
        .order_by(_LOT.c.lot_id)
    )
    for lot_id in conn.execute(other).scalars():
        yield f"lot {lot_id}: more or less expired of it than it counts"


def _bookings(tenant_id: TenantId) -> Select[Any]:
    """One row a use; one without a lot where there are none."""
    of_use = (_USE.c.tenant_id == _TRANSACTION.c.tenant_id) & (
        _USE.c.transaction_seq == _TRANSACTION.c.transaction_seq
    )
    of_lot = (_LOT.c.tenant_id == _USE.c.tenant_id) & (_LOT.c.lot_id == _USE.c.lot_id)
    return (
        select(
            _TRANSACTION,
            _USE.c.lot_id,
            _USE.c.points,
            _LOT.c.kind.label("lot_kind"),
            _LOT.c.effective_at_ms.label("lot_effective_at_ms"),
            _LOT.c.expires_at_ms.label("lot_expires_at_ms"),
        )
        .outerjoin(_USE, of_use)
        .outerjoin(_LOT, of_lot)
        .where(
            _TRANSACTION.c.tenant_id == tenant_id,
            _TRANSACTION.c.operation_id.is_(None),
            _TRANSACTION.c.kind.in_([kind.value for kind in COUNTERS]),
        )
        .order_by(_TRANSACTION.c.transaction_seq, _USE.c.line)
        .execution_options(yield_per=ROWS_AT_ONCE)
    )


def _wrong_expiry(row: Row[Any], uses: list[Row[Any]]) -> Iterator[str]:
    """Each lot was due by its own facts, and the three days were over."""
    try:
        why = _Expiry.model_validate_json(row.snapshot)
    except ValidationError:
        yield "it does not say why"
        return
    told = [(each.lot_id, -each.points, each.due_at_ms) for each in why.expired]
    due = [(use.lot_id, use.points, _due_at_ms(use, why)) for use in uses]
    if told != due:
        yield "it says that something else expired, or for another reason"
    for lot_id, _, due_at_ms in due:
        if due_at_ms is None or due_at_ms + _GRACE_MS > row.posted_at_ms:
            yield f"lot {lot_id} was not due to expire (LOY-17, LOY-18)"


def _due_at_ms(use: Row[Any], why: _Expiry) -> int | None:
    if use.lot_kind == PointsKind.PROMO.value:
        return None if use.lot_expires_at_ms is None else int(use.lot_expires_at_ms)
    active_at_ms = max(why.active_at_ms or 0, int(use.lot_effective_at_ms or 0))
    return active_at_ms + why.inactivity_days * _DAY_MS

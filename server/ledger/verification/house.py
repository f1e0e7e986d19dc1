"""The house's own acts: each named after what it did, once, and within what the house may do.

Double entry is checked in ``books``; here it is asked whether an expiry was due. Not found here:
whether something that was due has not been done yet.
"""

from collections.abc import Iterator
from datetime import timedelta
from itertools import groupby

from pydantic import BaseModel, ValidationError
from sqlalchemy import BindParameter, Connection, bindparam, func, select

from server.database import table_of
from server.ledger.house_acts import COUNTERS, act_id_of
from server.ledger.tables import LotRow, LotUseRow, TransactionRow
from server.prepared import Fields, ask, one_of, stream
from shared.domain.expiring import EXPIRY_GRACE
from shared.domain.ids import CardId, TenantId
from shared.domain.ledger import EntryKind
from shared.domain.points import PointsKind

_TRANSACTION = table_of(TransactionRow)
_LOT = table_of(LotRow)
_USE = table_of(LotUseRow)
_TENANT: BindParameter[str] = bindparam("tenant_id")
_OF_USE = (_TRANSACTION.c.tenant_id == _USE.c.tenant_id) & (
    _TRANSACTION.c.transaction_seq == _USE.c.transaction_seq
)
_EXPIRED = (
    select(_USE.c.lot_id, (-func.sum(_USE.c.points)).label("points"))
    .join(_TRANSACTION, _OF_USE)
    .where(
        _USE.c.tenant_id == _TENANT,
        (_TRANSACTION.c.kind == EntryKind.EXPIRE.value)
        | ((_TRANSACTION.c.kind == EntryKind.REDEEM.value) & (_USE.c.points > 0)),
    )
    .group_by(_USE.c.lot_id)
    .subquery()
)
_COUNT_OTHERWISE = (
    select(_LOT.c.lot_id)
    .outerjoin(_EXPIRED, _EXPIRED.c.lot_id == _LOT.c.lot_id)
    .where(
        _LOT.c.tenant_id == _TENANT,
        _LOT.c.points_expired != func.coalesce(_EXPIRED.c.points, 0),
    )
    .order_by(_LOT.c.lot_id)
)
_BOOKINGS = (
    select(
        _TRANSACTION,
        _USE.c.lot_id,
        _USE.c.points,
        _LOT.c.kind.label("lot_kind"),
        _LOT.c.effective_at_ms.label("lot_effective_at_ms"),
        _LOT.c.expires_at_ms.label("lot_expires_at_ms"),
    )
    .outerjoin(_USE, _OF_USE)
    .outerjoin(_LOT, (_LOT.c.tenant_id == _USE.c.tenant_id) & (_LOT.c.lot_id == _USE.c.lot_id))
    .where(
        _TRANSACTION.c.tenant_id == _TENANT,
        _TRANSACTION.c.operation_id.is_(None),
        one_of(_TRANSACTION.c.kind, [kind.value for kind in COUNTERS]),
    )
    .order_by(_TRANSACTION.c.transaction_seq, _USE.c.line)
)
"""One row a use; one without a lot where there are none."""
_MILLI = timedelta(milliseconds=1)
_DAY_MS = timedelta(days=1) // _MILLI
_GRACE_MS = EXPIRY_GRACE // _MILLI

HouseBooking = tuple[Fields, list[Fields]]
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
    found = stream(conn, _BOOKINGS, tenant_id=tenant_id)
    for _, group in groupby(found, key=lambda row: row.transaction_seq):
        rows = list(group)
        yield rows[0], [row for row in rows if row.lot_id is not None]


def act_id_in(row: Fields) -> str | None:
    """The id of the act as its booking keeps it; None where what it did gives another one."""
    try:
        kept = _Act.model_validate_json(row.snapshot).act
    except ValidationError:
        return None
    named = act_id_of(row.kind, CardId(row.card_id), kept.occasion)
    return named if named == kept.act_id else None


def _check_expired(conn: Connection, tenant_id: TenantId) -> Iterator[str]:
    """Every lot counts what expired of it, less what a late redemption brought back."""
    for (lot_id,) in ask(conn, _COUNT_OTHERWISE, tenant_id=tenant_id):
        yield f"lot {lot_id}: more or less expired of it than it counts"


def _wrong_expiry(row: Fields, uses: list[Fields]) -> Iterator[str]:
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


def _due_at_ms(use: Fields, why: _Expiry) -> int | None:
    if use.lot_kind == PointsKind.PROMO.value:
        return None if use.lot_expires_at_ms is None else int(use.lot_expires_at_ms)
    active_at_ms = max(why.active_at_ms or 0, int(use.lot_effective_at_ms or 0))
    return active_at_ms + why.inactivity_days * _DAY_MS

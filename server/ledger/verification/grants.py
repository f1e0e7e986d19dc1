"""Promos that come once for each occasion: what is written down as given is what was booked (S15).

Every booking tells in its snapshot what it granted, an operation's and the server's own alike.
"""

from collections.abc import Iterator

from pydantic import BaseModel, ValidationError
from sqlalchemy import BindParameter, Connection, bindparam, func, or_, select

from server.database import table_of
from server.guests.stored import stored_guests
from server.ledger.grants import GRANTED
from server.ledger.tables import BonusGrantRow, EntryRow, OperationRow, TransactionRow
from server.prepared import Fields, stream
from shared.domain.ids import GuestId, TenantId
from shared.domain.ledger import FLOORED
from shared.domain.points import PointsKind

_BONUS = table_of(BonusGrantRow)
_ENTRY = table_of(EntryRow)
_OPERATION = table_of(OperationRow)
_TRANSACTION = table_of(TransactionRow)
_TENANT: BindParameter[str] = bindparam("tenant_id")
_ON_THE_LIST = select(_BONUS).where(_BONUS.c.tenant_id == _TENANT)
_PROMO = (
    select(_ENTRY.c.transaction_seq, func.sum(_ENTRY.c.points).label("points"))
    .where(
        _ENTRY.c.tenant_id == _TENANT,
        _ENTRY.c.account.contains(f":{PointsKind.PROMO.value}"),
        or_(*(_ENTRY.c.account.startswith(kind.value) for kind in FLOORED)),
    )
    .group_by(_ENTRY.c.transaction_seq)
    .subquery()
)
"""What each booking brought a card's promo balance, under a lease or not."""
_BOOKINGS = (
    select(
        _TRANSACTION.c.operation_id,
        _TRANSACTION.c.snapshot,
        _OPERATION.c.kind,
        _OPERATION.c.guest_id,
        _OPERATION.c.cancelled_by,
        _PROMO.c.points,
    )
    .outerjoin(
        _OPERATION,
        (_OPERATION.c.tenant_id == _TRANSACTION.c.tenant_id)
        & (_OPERATION.c.operation_id == _TRANSACTION.c.operation_id),
    )
    .outerjoin(_PROMO, _PROMO.c.transaction_seq == _TRANSACTION.c.transaction_seq)
    .where(
        _TRANSACTION.c.tenant_id == _TENANT,
        _TRANSACTION.c.snapshot.contains(f'"{GRANTED}":'),
    )
)


class _Snapshot(BaseModel):
    """What a booking keeps of its grants; ``GRANTED`` is its field's name."""

    granted: list[tuple[str, str, int]]
    act: dict[str, str] = {}


_Given = dict[tuple[str, str, str], Fields]
"""By operation or act, promo and occasion."""


def check_grants(conn: Connection, tenant_id: TenantId) -> Iterator[str]:
    """What does not fit between the list of promos given and the bookings that gave them."""
    survivors = {
        GuestId(row.guest_id): GuestId(row.alias_of or row.guest_id)
        for row in stored_guests(conn, tenant_id)
    }
    given: _Given = {}
    held: set[tuple[str, str, str]] = set()
    for row in stream(conn, _ON_THE_LIST, tenant_id=tenant_id):
        given[row.given_by, row.promo_id, row.occasion] = row
        if survivors.get(row.guest_id) != survivors.get(row.given_to):
            yield f"promo {row.promo_id} is on the list of {row.guest_id}, who never got it (S15)"
        elif row.guest_id != survivors.get(row.guest_id):
            yield f"promo {row.promo_id} was given to the alias {row.guest_id} (S15)"
        elif row.taken_back_by is None:
            name = (row.given_to, row.promo_id, row.occasion)
            if name in held:
                yield f"promo {row.promo_id} was given to {row.given_to} twice (S15)"
            held.add(name)
    for row in stream(conn, _BOOKINGS, tenant_id=tenant_id):
        yield from _check_booking(row, given)
    for giver, promo_id, _ in given:
        yield f"{giver}: promo {promo_id} is written down that was never given (S15)"


def _check_booking(row: Fields, given: _Given) -> Iterator[str]:
    try:
        kept_of_it = _Snapshot.model_validate_json(row.snapshot)
    except ValidationError:
        yield f"{row.operation_id or 'the house'}: nobody understands what it granted (S15)"
        return
    giver = row.operation_id or kept_of_it.act.get("act_id", "")
    told = sum(points for _, _, points in kept_of_it.granted)
    if told > (row.points or 0):
        yield f"{giver}: it granted {told} promo points and booked fewer (S15)"
    for promo_id, occasion, points in kept_of_it.granted:
        kept = given.pop((giver, promo_id, occasion), None)
        if kept is not None:
            yield from (f"{giver}: {each}" for each in _wrong_row(row, kept, points))
        elif row.cancelled_by is None:
            yield f"{giver}: its bonus is not written down (S15)"


def _wrong_row(row: Fields, kept: Fields, points: int) -> Iterator[str]:
    if kept.points != points:
        yield f"its bonus was {points} points (S15)"
    if row.operation_id is not None and kept.given_to != row.guest_id:
        yield "its bonus was another guest's (S15)"
    if kept.taken_back_by != row.cancelled_by:
        yield "its bonus was not taken back by what cancelled it (S15)"

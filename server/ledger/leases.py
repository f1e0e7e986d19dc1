"""Leases between the domain and their rows: which device alone may spend which parts of lots.

Knows rows and the feed's kinds ``lease`` and ``device``. Must not know when points are granted,
spent or taken back, nor accounts: the one poster moves both together.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, bindparam, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from server.database import table_of
from server.feed import service as feed
from server.ledger.tables import LeaseLotRow, LeaseRow, LeaseUseRow, LotRow
from shared.domain.ids import CardId, DeviceId, GuestId, LeaseId, LotId, RestaurantId, TenantId
from shared.domain.leases import Lease, LeaseUse
from shared.domain.lots import Lot
from shared.domain.points import PointsKind
from shared.operations.encode import from_millis

_LEASE = table_of(LeaseRow)
_PART = table_of(LeaseLotRow)
_USE = table_of(LeaseUseRow)
_LOT = table_of(LotRow)
ACTIVE = ""
_HELD = (
    select(
        _LEASE,
        _PART.c.points_left,
        _PART.c.points_granted.label("part_granted"),
        _LOT.c.lot_id,
        _LOT.c.kind,
        _LOT.c.effective_at_ms,
        _LOT.c.expires_at_ms,
    )
    .join(
        _PART, and_(_PART.c.tenant_id == _LEASE.c.tenant_id, _PART.c.lease_id == _LEASE.c.lease_id)
    )
    .join(_LOT, and_(_LOT.c.tenant_id == _PART.c.tenant_id, _LOT.c.lot_id == _PART.c.lot_id))
    .where(_LEASE.c.tenant_id == bindparam("tenant_id"))
    .order_by(_LEASE.c.lease_id, _PART.c.lot_id)
)
_OF_CARDS = _HELD.where(
    _LEASE.c.card_id.in_(bindparam("card_ids", expanding=True)), _LEASE.c.ended == ACTIVE
)
_OF_DEVICE = _HELD.where(_LEASE.c.device_id == bindparam("device_id"), _LEASE.c.ended == ACTIVE)
_NAMED = _HELD.where(_LEASE.c.lease_id.in_(bindparam("lease_ids", expanding=True)))
_INSERT = insert(_LEASE)
_SET_ASIDE = {
    name: statement.on_conflict_do_update(
        index_elements=["tenant_id", "lease_id", "lot_id"],
        set_={
            "points_granted": _PART.c.points_granted + statement.excluded.points_granted,
            "points_left": _PART.c.points_left + statement.excluded.points_left,
        },
    )
    for name, statement in (
        ("postgresql", postgresql.insert(_PART)),
        ("sqlite", sqlite.insert(_PART)),
    )
}
_INSERT_USES = insert(_USE)
_OF_LEASE = and_(
    _LEASE.c.tenant_id == bindparam("of_tenant"), _LEASE.c.lease_id == bindparam("of_lease")
)
_ADD_UP = (
    update(_LEASE)
    .where(_OF_LEASE)
    .values(
        points_granted=_LEASE.c.points_granted + bindparam("granted"),
        points_spent=_LEASE.c.points_spent + bindparam("spent"),
        points_returned=_LEASE.c.points_returned + bindparam("returned"),
    )
)
_ADD_LATE = (
    update(_LEASE).where(_OF_LEASE).values(points_late=_LEASE.c.points_late + bindparam("late"))
)
_TAKE = (
    update(_PART)
    .where(
        _PART.c.tenant_id == bindparam("of_tenant"),
        _PART.c.lease_id == bindparam("of_lease"),
        _PART.c.lot_id == bindparam("of_lot"),
    )
    .values(points_left=_PART.c.points_left - bindparam("taken"))
)


class LeaseEnd(StrEnum):
    """Why a device may not spend a lease any more."""

    SPENT = "SPENT"
    RELEASED = "RELEASED"
    """Given back by the device: nothing it did under it is still to come."""
    RECLAIMED = "RECLAIMED"
    """Taken back from a silent device (timed policy)."""
    LOST = "LOST"
    """Taken back from a device that a manager gave up."""


@dataclass(frozen=True, slots=True)
class NewLease:
    """Who gets a lease; what is set aside under it is posted."""

    lease_id: LeaseId
    device_id: DeviceId
    card_id: CardId
    guest_id: GuestId
    server_epoch: int
    granted_at_ms: int


@dataclass(frozen=True, slots=True)
class HeldLease:
    """A lease as the server knows it, ended or not."""

    new: NewLease
    held: Lease
    """What is left under it."""
    granted_lots: tuple[Lot, ...]
    """What was granted, for ever the same."""
    granted: int
    spent: int
    late: int
    """What was told to be spent only after it had been returned."""
    is_recalled: bool
    ended: LeaseEnd | None

    @property
    def lease_id(self) -> LeaseId:
        """Its id."""
        return self.new.lease_id

    @property
    def device_id(self) -> DeviceId:
        """Who alone may spend it."""
        return self.new.device_id

    @property
    def untold(self) -> int:
        """How much the device may have spent of it that nobody knows of yet."""
        return max(0, self.granted - self.spent - self.late)


def of_cards(
    conn: Connection, tenant_id: TenantId, card_ids: Sequence[CardId]
) -> tuple[HeldLease, ...]:
    """The leases on these cards that have not ended, in the order of their ids."""
    return _found(conn, _OF_CARDS, {"tenant_id": tenant_id, "card_ids": card_ids})


def of_device(conn: Connection, tenant_id: TenantId, device_id: DeviceId) -> tuple[HeldLease, ...]:
    """The device's leases that have not ended, in the order of their ids."""
    return _found(conn, _OF_DEVICE, {"tenant_id": tenant_id, "device_id": device_id})


def named(conn: Connection, tenant_id: TenantId, lease_ids: Sequence[str]) -> tuple[HeldLease, ...]:
    """Those of the leases that were ever granted, ended ones too, in the order of their ids."""
    return _found(conn, _NAMED, {"tenant_id": tenant_id, "lease_ids": lease_ids})


def leased_points(conn: Connection, tenant_id: TenantId, device_id: DeviceId) -> int:
    """All points under the device's leases, as far as the server knows."""
    left = func.coalesce(
        func.sum(_LEASE.c.points_granted - _LEASE.c.points_spent - _LEASE.c.points_returned), 0
    )
    of_device = (_LEASE.c.tenant_id == tenant_id, _LEASE.c.device_id == device_id)
    return int(conn.execute(select(left).where(*of_device, _LEASE.c.ended == ACTIVE)).scalar_one())


def loss_at_worst(conn: Connection, tenant_id: TenantId) -> int:
    """All that silent devices may have spent of leases taken back, and not told."""
    untold = _LEASE.c.points_granted - _LEASE.c.points_spent - _LEASE.c.points_late
    taken_back = _LEASE.c.ended.in_([LeaseEnd.RECLAIMED.value, LeaseEnd.LOST.value])
    total = select(func.coalesce(func.sum(untold), 0)).where(
        _LEASE.c.tenant_id == tenant_id, taken_back, untold > 0
    )
    return int(conn.execute(total).scalar_one())


def add(conn: Connection, tenant_id: TenantId, new: NewLease) -> None:
    """Writes the lease, with nothing under it yet."""
    conn.execute(
        _INSERT,
        {
            "tenant_id": tenant_id,
            "lease_id": new.lease_id,
            "device_id": new.device_id,
            "card_id": new.card_id,
            "guest_id": new.guest_id,
            "server_epoch": new.server_epoch,
            "granted_at_ms": new.granted_at_ms,
            "points_granted": 0,
            "points_spent": 0,
            "points_returned": 0,
            "points_late": 0,
            "is_recalled": False,
            "ended": ACTIVE,
        },
    )


def move(
    conn: Connection,
    tenant_id: TenantId,
    *,
    transaction_seq: int,
    uses: Sequence[LeaseUse],
    is_return: bool,
) -> None:
    """Writes what went under leases (positive) and what left them, and counts it (S6).

    Points that leave were returned, or else spent.
    """
    granted = [use for use in uses if use.use.points > 0]
    taken = [use for use in uses if use.use.points < 0]
    if granted:
        conn.execute(_SET_ASIDE[conn.dialect.name], [_part(tenant_id, use) for use in granted])
    if taken:
        conn.execute(_TAKE, [_taken(tenant_id, use) for use in taken])
    of = {"tenant_id": tenant_id, "transaction_seq": transaction_seq}
    rows = [of | {"line": line} | _use(use) for line, use in enumerate(uses)]
    conn.execute(_INSERT_USES, rows)
    conn.execute(_ADD_UP, _sums(tenant_id, granted, taken, is_return=is_return))


def end(
    conn: Connection, tenant_id: TenantId, leases: Iterable[HeldLease], *, how: LeaseEnd
) -> None:
    """The devices may not spend these any more, and learn of it by the feed."""
    for lease in leases:
        _change(conn, tenant_id, lease.lease_id, ended=how.value)
        tell(conn, tenant_id, lease.new)


def recall(conn: Connection, tenant_id: TenantId, leases: Iterable[HeldLease]) -> None:
    """Asks the devices, by the feed, to give these back."""
    for lease in leases:
        if not lease.is_recalled:
            _change(conn, tenant_id, lease.lease_id, is_recalled=True)
            tell(conn, tenant_id, lease.new)


def add_late(conn: Connection, tenant_id: TenantId, points: dict[LeaseId, int]) -> None:
    """Remembers what was spent under leases, told only after they had been returned."""
    for lease_id, late in points.items():
        conn.execute(_ADD_LATE, {"of_tenant": tenant_id, "of_lease": lease_id, "late": late})


def tell(conn: Connection, tenant_id: TenantId, new: NewLease) -> None:
    """The device learns of the lease by the feed."""
    audience = feed.Audience(device_id=new.device_id)
    feed.record(conn, tenant_id, kind="lease", entity_id=new.lease_id, audience=audience)


def tell_holding(
    conn: Connection, tenant_id: TenantId, device_id: DeviceId, *, restaurant_id: RestaurantId
) -> None:
    """The tills of its restaurant learn how much the device holds now."""
    audience = feed.Audience(restaurant_id=restaurant_id)
    feed.record(conn, tenant_id, kind="device", entity_id=device_id, audience=audience)


def _found(
    conn: Connection, query: Select[Any], parameters: dict[str, Any]
) -> tuple[HeldLease, ...]:
    rows = conn.execute(query, parameters)
    return tuple(_held(list(group)) for _, group in groupby(rows, key=lambda row: row.lease_id))


def _held(rows: list[Row[Any]]) -> HeldLease:
    row = rows[0]
    lease_id, guest_id = LeaseId(row.lease_id), GuestId(row.guest_id)
    return HeldLease(
        new=NewLease(
            lease_id=lease_id,
            device_id=DeviceId(row.device_id),
            card_id=CardId(row.card_id),
            guest_id=guest_id,
            server_epoch=row.server_epoch,
            granted_at_ms=row.granted_at_ms,
        ),
        held=Lease(lease_id, guest_id, tuple(_lot(each, each.points_left) for each in rows)),
        granted_lots=tuple(_lot(each, each.part_granted) for each in rows),
        granted=row.points_granted,
        spent=row.points_spent,
        late=row.points_late,
        is_recalled=row.is_recalled,
        ended=LeaseEnd(row.ended) if row.ended != ACTIVE else None,
    )


def _lot(row: Row[Any], points: int) -> Lot:
    expires = row.expires_at_ms
    return Lot(
        lot_id=LotId(row.lot_id),
        kind=PointsKind(row.kind),
        left=points,
        effective_at=from_millis(row.effective_at_ms),
        expires_at=from_millis(expires) if expires is not None else None,
    )


def _change(conn: Connection, tenant_id: TenantId, lease_id: LeaseId, **columns: Any) -> None:
    conn.execute(
        update(_LEASE)
        .where(_LEASE.c.tenant_id == tenant_id, _LEASE.c.lease_id == lease_id)
        .values(columns)
    )


def _part(tenant_id: TenantId, each: LeaseUse) -> dict[str, Any]:
    return {
        "tenant_id": tenant_id,
        "lease_id": each.lease_id,
        "lot_id": each.use.lot_id,
        "points_granted": each.use.points,
        "points_left": each.use.points,
    }


def _taken(tenant_id: TenantId, each: LeaseUse) -> dict[str, Any]:
    return {
        "of_tenant": tenant_id,
        "of_lease": each.lease_id,
        "of_lot": each.use.lot_id,
        "taken": -each.use.points,
    }


def _use(each: LeaseUse) -> dict[str, Any]:
    return {"lease_id": each.lease_id, "lot_id": each.use.lot_id, "points": each.use.points}


def _sums(
    tenant_id: TenantId,
    granted: Iterable[LeaseUse],
    taken: Iterable[LeaseUse],
    *,
    is_return: bool,
) -> list[dict[str, Any]]:
    """By how much each lease's counters go up."""
    sums: defaultdict[LeaseId, dict[str, int]] = defaultdict(
        lambda: {"granted": 0, "spent": 0, "returned": 0}
    )
    for each in granted:
        sums[each.lease_id]["granted"] += each.use.points
    for each in taken:
        sums[each.lease_id]["returned" if is_return else "spent"] -= each.use.points
    return [
        {"of_tenant": tenant_id, "of_lease": lease_id, **counted}
        for lease_id, counted in sums.items()
    ]

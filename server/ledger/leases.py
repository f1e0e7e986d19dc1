"""Leases between the domain and their rows: which device alone may spend which parts of lots.

Knows rows and the feed's kinds ``lease`` and ``device``. Must not know when points are granted,
spent or taken back, nor accounts: the one poster moves both together.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from server.books import Books
from server.database import table_of
from server.feed import service as feed
from server.ledger.lots import fetch_lots_named, lot
from server.ledger.tables import (
    TAKEN_BACK,
    LeaseLotRow,
    LeaseRow,
    LeaseUseRow,
    TransactionRow,
)
from server.prepared import ask
from server.shelves import Columns, rows_by, rows_of
from shared.domain.ids import CardId, DeviceId, GuestId, LeaseId, LotId, RestaurantId, TenantId
from shared.domain.leases import Lease, LeaseUse
from shared.domain.ledger import EntryKind
from shared.domain.lots import Lot, LotMove, spending_order

_LEASE = table_of(LeaseRow)
ACTIVE = ""
_LEASES = rows_of(_LEASE)
_OF_CARD = rows_by(_LEASES, "tenant_id", "card_id", only=_LEASE.c.ended == ACTIVE)
_OF_DEVICE = rows_by(_LEASES, "tenant_id", "device_id", only=_LEASE.c.ended == ACTIVE)
_PARTS = rows_of(table_of(LeaseLotRow))
_PARTS_OF = rows_by(_PARTS, "tenant_id", "lease_id")
_USE = table_of(LeaseUseRow)
_USES = rows_of(_USE)
_TRANSACTION = table_of(TransactionRow)
_HELD_BY = select(
    func.coalesce(
        func.sum(_LEASE.c.points_granted - _LEASE.c.points_spent - _LEASE.c.points_returned), 0
    ).label("points")
).where(
    _LEASE.c.tenant_id == bindparam("tenant_id"),
    _LEASE.c.device_id == bindparam("device_id"),
    _LEASE.c.ended == ACTIVE,
)
_UNTOLD = _LEASE.c.points_granted - _LEASE.c.points_spent - _LEASE.c.points_late
_LOSS_AT_WORST = select(func.coalesce(func.sum(_UNTOLD), 0).label("points")).where(
    _LEASE.c.tenant_id == bindparam("tenant_id"), TAKEN_BACK, _UNTOLD > 0
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
    FORGOTTEN = "FORGOTTEN"
    """Taken back so long ago that nobody waits any more for what the device did under it."""


OF_THE_SILENT = frozenset({LeaseEnd.RECLAIMED, LeaseEnd.LOST, LeaseEnd.FORGOTTEN})
"""Taken back from a device that may have spent under it, and has not told."""


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
    untold: tuple[Lot, ...]
    """What the device may have spent of it, taken back meanwhile, that nobody knows of yet."""
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


def of_cards(
    books: Books, tenant_id: TenantId, card_ids: Sequence[CardId]
) -> tuple[HeldLease, ...]:
    """The leases on these cards that have not ended, in the order of their ids."""
    fetch_of_cards(books, tenant_id, card_ids)
    rows = (row for each in card_ids for row in books.find(_OF_CARD, (tenant_id, each)))
    return _held(books, tenant_id, [row for row in rows if row["ended"] == ACTIVE])


def of_device(books: Books, tenant_id: TenantId, device_id: DeviceId) -> tuple[HeldLease, ...]:
    """The device's leases that have not ended, in the order of their ids."""
    rows = books.find(_OF_DEVICE, (tenant_id, device_id))
    return _held(books, tenant_id, [row for row in rows if row["ended"] == ACTIVE])


def named(books: Books, tenant_id: TenantId, lease_ids: Sequence[str]) -> tuple[HeldLease, ...]:
    """Those of the leases that were ever granted, ended ones too, in the order of their ids."""
    keys = [(tenant_id, lease_id) for lease_id in lease_ids]
    books.fetch(_LEASES, keys)
    rows = [row for key in dict.fromkeys(keys) if (row := books.get(_LEASES, key)) is not None]
    return _held(books, tenant_id, rows)


def fetch_of_cards(books: Books, tenant_id: TenantId, card_ids: Iterable[CardId]) -> None:
    """Reads ahead the leases on these cards that have not ended."""
    of_cards = [(tenant_id, card_id) for card_id in card_ids]
    books.fetch_groups(_OF_CARD, of_cards)
    rows = (row for each in of_cards for row in books.find(_OF_CARD, each))
    books.fetch_groups(_PARTS_OF, [(tenant_id, row["lease_id"]) for row in rows])


def fetch_named(books: Books, tenant_id: TenantId, lease_ids: Iterable[str]) -> None:
    """Reads ahead these leases and their parts."""
    keys = [(tenant_id, lease_id) for lease_id in lease_ids]
    books.fetch(_LEASES, keys)
    books.fetch_groups(_PARTS_OF, keys)


def leased_points(conn: Connection, tenant_id: TenantId, device_id: DeviceId) -> int:
    """All points under the device's leases, as far as the server knows."""
    (held,) = ask(conn, _HELD_BY, tenant_id=tenant_id, device_id=device_id)
    return int(held.points)


def points_of_devices(conn: Connection, tenant_id: TenantId) -> dict[DeviceId, int]:
    """All points under leases that have not ended, by the devices that hold any."""
    left = func.sum(_LEASE.c.points_granted - _LEASE.c.points_spent - _LEASE.c.points_returned)
    active = (_LEASE.c.tenant_id == tenant_id, _LEASE.c.ended == ACTIVE)
    rows = conn.execute(
        select(_LEASE.c.device_id, left).where(*active).group_by(_LEASE.c.device_id)
    )
    return {DeviceId(device_id): int(points) for device_id, points in rows}


def taken_back_before(
    conn: Connection, tenant_id: TenantId, *, moment_ms: int, limit: int
) -> tuple[LeaseId, ...]:
    """At most ``limit`` leases taken back until then of which not all was told."""
    went_back = (
        select(_USE.c.lease_id)
        .join(
            _TRANSACTION,
            (_TRANSACTION.c.tenant_id == _USE.c.tenant_id)
            & (_TRANSACTION.c.transaction_seq == _USE.c.transaction_seq),
        )
        .where(
            _USE.c.tenant_id == _LEASE.c.tenant_id,
            _USE.c.lease_id == _LEASE.c.lease_id,
            _TRANSACTION.c.kind == EntryKind.LEASE.value,
            _USE.c.points < 0,
            _TRANSACTION.c.posted_at_ms <= moment_ms,
        )
        .exists()
    )
    query = select(_LEASE.c.lease_id).where(_LEASE.c.tenant_id == tenant_id, TAKEN_BACK, went_back)
    rows = conn.execute(query.order_by(_LEASE.c.lease_id).limit(limit))
    return tuple(LeaseId(row.lease_id) for row in rows)


def loss_at_worst(conn: Connection, tenant_id: TenantId) -> int:
    """All that silent devices may have spent of leases taken back, and not told."""
    (loss,) = ask(conn, _LOSS_AT_WORST, tenant_id=tenant_id)
    return int(loss.points)


def add(books: Books, tenant_id: TenantId, new: NewLease) -> None:
    """Writes the lease, with nothing under it yet."""
    row = {
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
    }
    books.put(_LEASES, (tenant_id, new.lease_id), row)


def move(
    books: Books,
    tenant_id: TenantId,
    *,
    transaction_seq: int,
    uses: Sequence[LeaseUse],
    is_return: bool,
) -> None:
    """Writes what went under leases (positive) and what left them, and counts it (S6).

    Points that leave were returned, or else spent.
    """
    for line, each in enumerate(uses):
        points = each.use.points
        _put_part(books, tenant_id, each)
        if points > 0:
            _count(books, tenant_id, each.lease_id, points_granted=points)
        elif is_return:
            _count(books, tenant_id, each.lease_id, points_returned=-points)
        else:
            _count(books, tenant_id, each.lease_id, points_spent=-points)
        row = {
            "tenant_id": tenant_id,
            "transaction_seq": transaction_seq,
            "line": line,
            "lease_id": each.lease_id,
            "lot_id": each.use.lot_id,
            "points": points,
        }
        books.put(_USES, (tenant_id, transaction_seq, line), row)


def follow(books: Books, tenant_id: TenantId, moves: Sequence[LotMove]) -> None:
    """The leases on lots that move are on the card the lots are on from now on.

    A lot of which a lease holds nothing any more takes it nowhere.
    """
    to_card = {move.lot_id: move.to_card for move in moves}
    for lease in of_cards(books, tenant_id, sorted({move.from_card for move in moves})):
        held = (part.lot_id for part in lease.held.lots if part.left)
        homes = {to_card[lot_id] for lot_id in held if lot_id in to_card}
        assert len(homes) <= 1, "a lease is on one card"
        for card_id in homes:
            _change(books, tenant_id, lease.lease_id, card_id=card_id)


def end(books: Books, tenant_id: TenantId, leases: Iterable[HeldLease], *, how: LeaseEnd) -> None:
    """The devices may not spend these any more, and learn of it by the feed."""
    for lease in leases:
        _change(books, tenant_id, lease.lease_id, ended=how.value)
        tell(books, tenant_id, lease.new)


def recall(books: Books, tenant_id: TenantId, leases: Iterable[HeldLease]) -> None:
    """Asks the devices, by the feed, to give these back."""
    for lease in leases:
        if not lease.is_recalled:
            _change(books, tenant_id, lease.lease_id, is_recalled=True)
            tell(books, tenant_id, lease.new)


def add_late(books: Books, tenant_id: TenantId, points: dict[LeaseId, int]) -> None:
    """Remembers what was spent under leases, told only after they had been returned."""
    for lease_id, late in points.items():
        _count(books, tenant_id, lease_id, points_late=late)


def tell(books: Books, tenant_id: TenantId, new: NewLease) -> None:
    """The device learns of the lease by the feed."""
    audience = feed.Audience(device_id=new.device_id)
    feed.tell(books, tenant_id, kind="lease", entity_id=new.lease_id, audience=audience)


def tell_holding(
    books: Books, tenant_id: TenantId, device_id: DeviceId, *, restaurant_id: RestaurantId
) -> None:
    """The tills of its restaurant learn how much the device holds now."""
    audience = feed.Audience(restaurant_id=restaurant_id)
    feed.tell(books, tenant_id, kind="device", entity_id=device_id, audience=audience)


def _held(books: Books, tenant_id: TenantId, rows: Sequence[Columns]) -> tuple[HeldLease, ...]:
    books.fetch_groups(_PARTS_OF, [(tenant_id, row["lease_id"]) for row in rows])
    ordered = sorted(rows, key=lambda row: str(row["lease_id"]))
    return tuple(_one(books, tenant_id, row) for row in ordered)


def _one(books: Books, tenant_id: TenantId, row: Columns) -> HeldLease:
    lease_id, guest_id = LeaseId(row["lease_id"]), GuestId(row["guest_id"])
    parts = _parts(books, tenant_id, lease_id)
    granted_lots = tuple(_part_of(x, "points_granted") for x in parts)
    ended = LeaseEnd(row["ended"]) if row["ended"] != ACTIVE else None
    told = row["points_spent"] + row["points_late"]
    return HeldLease(
        new=NewLease(
            lease_id=lease_id,
            device_id=DeviceId(row["device_id"]),
            card_id=CardId(row["card_id"]),
            guest_id=guest_id,
            server_epoch=row["server_epoch"],
            granted_at_ms=row["granted_at_ms"],
        ),
        held=Lease(lease_id, guest_id, tuple(_part_of(x, "points_left") for x in parts)),
        granted_lots=granted_lots,
        granted=row["points_granted"],
        spent=row["points_spent"],
        late=row["points_late"],
        untold=_without_first(granted_lots, told) if ended in OF_THE_SILENT else (),
        is_recalled=row["is_recalled"],
        ended=ended,
    )


def _without_first(lots: Iterable[Lot], points: int) -> tuple[Lot, ...]:
    """What is left of ``lots`` when ``points`` of them were spent, in the order a till spends."""
    left: list[Lot] = []
    for each in sorted(lots, key=spending_order):
        taken = min(points, each.left)
        left.append(replace(each, left=each.left - taken))
        points -= taken
    return tuple(left)


def _parts(books: Books, tenant_id: TenantId, lease_id: LeaseId) -> list[tuple[Lot, Columns]]:
    """The lots of which it holds parts, in the order of their ids."""
    rows = sorted(books.find(_PARTS_OF, (tenant_id, lease_id)), key=lambda row: str(row["lot_id"]))
    lot_ids = [LotId(row["lot_id"]) for row in rows]
    fetch_lots_named(books, tenant_id, lot_ids)
    return [(lot(books, tenant_id, each), row) for each, row in zip(lot_ids, rows, strict=True)]


def _part_of(part: tuple[Lot, Columns], column: str) -> Lot:
    whole, row = part
    return replace(whole, left=row[column])


def _change(books: Books, tenant_id: TenantId, lease_id: LeaseId, **columns: Any) -> None:
    row = books.get(_LEASES, (tenant_id, lease_id))
    assert row is not None, "it was granted"
    books.put(_LEASES, (tenant_id, lease_id), {**row, **columns})


def _count(books: Books, tenant_id: TenantId, lease_id: LeaseId, **points: int) -> None:
    row = books.get(_LEASES, (tenant_id, lease_id))
    assert row is not None, "it was granted"
    _change(books, tenant_id, lease_id, **{name: row[name] + more for name, more in points.items()})


def _put_part(books: Books, tenant_id: TenantId, each: LeaseUse) -> None:
    lot_id, points = each.use.lot_id, each.use.points
    key = (tenant_id, each.lease_id, lot_id)
    row = books.get(_PARTS, key)
    granted, left = (row["points_granted"], row["points_left"]) if row is not None else (0, 0)
    assert left + points >= 0, "a lease cannot hold less than nothing"
    part = {
        "tenant_id": tenant_id,
        "lease_id": each.lease_id,
        "lot_id": lot_id,
        "points_granted": granted + max(0, points),
        "points_left": left + points,
    }
    books.put(_PARTS, key, part)

"""Leases: points that this device alone may spend, and what is left of them (design §6).

Knows rows and what opens, debits and closes them. Must not know clocks or horizons: whoever spends
asks ``client.till.offline`` whether that may be done now; nor signatures: what the server granted
was checked before it came here.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Final

from sqlite_utils import Database

from client.store.rows import query
from shared.domain.ids import GuestId, LeaseId, LotId, OperationId
from shared.domain.leases import Lease, LeaseUse
from shared.domain.lots import Lot, LotUse
from shared.domain.points import PointsKind
from shared.operations.bodies import LEASES_MAX
from shared.operations.encode import from_millis, to_millis
from shared.sync.messages import HeldElsewhere, SignedLease
from shared.sync.payloads import lease_of

ALL: Final = -1
"""As many leases as there are."""


@dataclass(frozen=True, slots=True)
class Hold:
    """Points an operation of this device gives while the server is out of reach."""

    operation_id: OperationId
    guest_id: GuestId
    lots: tuple[Lot, ...]
    at_ms: int


def put_lease(db: Database, signed: SignedLease, *, is_recalled: bool = False) -> None:
    """The server tells of a lease. One that is known keeps what is left; a closed one stays so.

    The lease of a hold comes back signed: should the server have booked other points than this
    till, what is left follows it.
    """
    db.execute(
        """INSERT INTO lease (lease_id, guest_id, granted_at_ms, signed, is_recalled)
        VALUES (?, ?, ?, ?, ?) ON CONFLICT (lease_id) DO UPDATE SET
            signed = excluded.signed, granted_at_ms = excluded.granted_at_ms,
            is_recalled = max(is_recalled, excluded.is_recalled)""",
        (
            signed.lease_id,
            signed.guest_id,
            signed.granted_at_ms,
            signed.model_dump_json(),
            is_recalled,
        ),
    )
    told = lease_of(signed)
    _put_lots(db, told)
    _empty_others(db, told)
    _recall_if_overspent(db, told)


def is_anothers_now(db: Database, signed: SignedLease) -> bool:
    """Whether the lease is new and names one whom this till knows as another guest's alias.

    A lease is granted in the name a person has: the server has parted the two, which this till has
    not heard of yet. What one may spend is not the other's.
    """
    found = db.execute(
        """SELECT 1 FROM guest WHERE guest_id = ? AND alias_of IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM lease WHERE lease_id = ?)""",
        (signed.guest_id, signed.lease_id),
    )
    return found.fetchone() is not None


def add_hold(db: Database, hold: Hold) -> None:
    """What an operation gave is this device's to spend at once, under that operation's id."""
    lots = tuple(lot for lot in hold.lots if lot.left)
    if not lots:
        return
    db.execute(
        "INSERT INTO lease (lease_id, guest_id, granted_at_ms) VALUES (?, ?, ?)",
        (hold.operation_id, hold.guest_id, hold.at_ms),
    )
    _put_lots(db, Lease(LeaseId(hold.operation_id), hold.guest_id, lots))


def open_leases(db: Database, guest_id: str, *, limit: int = LEASES_MAX) -> tuple[Lease, ...]:
    """What this device holds of the guest (or of an alias of his): leases with points left.

    At most ``limit``, those that hold most: by default as many as one redemption may name.
    """
    rows = db.execute(
        """SELECT lease_id, guest_id FROM open_lease
        WHERE guest_id IN (SELECT ? UNION SELECT guest_id FROM guest WHERE alias_of = ?)
            AND NOT is_of_earlier_life AND points_left > 0
        ORDER BY points_left DESC, lease_id LIMIT ?""",
        (guest_id, guest_id, limit),
    )
    return _leases(db, rows.fetchall())


def recalled_leases(db: Database) -> tuple[Lease, ...]:
    """What another till needs, be there nothing left of it; and what an earlier life was given."""
    rows = db.execute(
        """SELECT lease_id, guest_id FROM open_lease WHERE is_recalled = 1 OR is_of_earlier_life
        ORDER BY points_left DESC, lease_id LIMIT ?""",
        (LEASES_MAX,),
    )
    return _leases(db, rows.fetchall())


def all_open_leases(db: Database) -> tuple[Lease, ...]:
    """Everything this device holds."""
    rows = db.execute(
        "SELECT lease_id, guest_id FROM open_lease ORDER BY points_left DESC, lease_id"
    )
    return _leases(db, rows.fetchall())


def signed_leases(db: Database) -> tuple[SignedLease, ...]:
    """The server's word for every lease whose end is not in a backup of it yet (design §9)."""
    rows = db.execute("SELECT signed FROM lease WHERE signed IS NOT NULL ORDER BY lease_id")
    return tuple(SignedLease.model_validate_json(row[0]) for row in rows)


def debit(db: Database, operation_id: str, uses: Iterable[LeaseUse]) -> None:
    """The operation takes ``uses``; taking more than is left breaks a constraint of the file."""
    for each in uses:
        values = (-each.use.points, each.lease_id, each.use.lot_id)
        changed = db.execute(
            "UPDATE lease_lot SET points_left = points_left - ? WHERE lease_id = ? AND lot_id = ?",
            values,
        ).rowcount
        assert changed == 1, "only what is held can be spent"
        db.execute(
            "INSERT INTO lease_use (points, lease_id, lot_id, operation_id) VALUES (?, ?, ?, ?)",
            (*values, operation_id),
        )


def credit_back(db: Database, operation_id: str) -> None:
    """The server refused the operation: its leases hold again what it took."""
    db.execute(
        """UPDATE lease_lot SET points_left = points_left + taken.points
        FROM (SELECT lease_id, lot_id, points FROM lease_use WHERE operation_id = ?) AS taken
        WHERE lease_lot.lease_id = taken.lease_id AND lease_lot.lot_id = taken.lot_id""",
        (operation_id,),
    )
    db.execute("DELETE FROM lease_use WHERE operation_id = ?", (operation_id,))


def lot_uses(
    db: Database, operation_ids: Collection[OperationId]
) -> dict[OperationId, tuple[LotUse, ...]]:
    """What each operation took from which lots; without those that named no lease."""
    uses: dict[OperationId, tuple[LotUse, ...]] = {}
    rows = db.execute(
        """SELECT operation_id, lot_id, kind, sum(points)
        FROM lease_use JOIN lease_lot USING (lease_id, lot_id)
        WHERE operation_id IN (SELECT value FROM json_each(?))
        GROUP BY operation_id, lot_id, kind ORDER BY operation_id, lot_id""",
        (json.dumps(list(operation_ids)),),
    )
    for operation_id, lot_id, kind, points in rows:
        use = LotUse(LotId(lot_id), PointsKind(kind), -points)
        uses[operation_id] = (*uses.get(operation_id, ()), use)
    return uses


def take_back(db: Database, lease_id: str) -> None:
    """The server counts nothing under it any more.

    What this till thinks is left is given back all the same: then the server knows that nothing
    was spent of it meanwhile.
    """
    db.execute(
        """UPDATE lease SET is_recalled = 1 WHERE lease_id = ?
            AND lease_id IN (SELECT lease_id FROM lease_lot WHERE points_left > 0)""",
        (lease_id,),
    )
    row = db.execute(
        "SELECT points_left FROM open_lease WHERE lease_id = ?", (lease_id,)
    ).fetchone()
    if row and row[0] == 0:
        close_lease(db, lease_id)


def close_lease(db: Database, lease_id: str) -> None:
    """Nothing is spent under it any more: given back, taken back, or never granted."""
    db.execute(
        """UPDATE lease SET (closed_epoch, closed_seq) = (SELECT epoch, last_seq FROM me)
        WHERE lease_id = ? AND closed_seq IS NULL""",
        (lease_id,),
    )


def never_granted(db: Database, lease_id: LeaseId) -> None:
    """The server booked no points for what was held under it."""
    close_lease(db, lease_id)
    row = db.execute("SELECT guest_id FROM lease WHERE lease_id = ?", (lease_id,)).fetchone()
    if row:
        _recall_if_overspent(db, Lease(lease_id, GuestId(row[0]), ()))


def forget_closed(db: Database) -> None:
    """Drops the closed leases whose end no restored server can lose any more."""
    db.execute(
        """DELETE FROM lease WHERE closed_seq <= (SELECT stable FROM
            (SELECT epoch, stable FROM me UNION SELECT epoch, stable FROM past_epoch)
            WHERE epoch = closed_epoch)"""
    )


def move_ends(db: Database, epoch: int, *, answered: int) -> None:
    """What closed leases behind ``answered`` of that epoch was enqueued again in this one."""
    db.execute(
        """UPDATE lease SET (closed_epoch, closed_seq) = (SELECT epoch, last_seq FROM me)
        WHERE closed_epoch = ? AND closed_seq >= ?""",
        (epoch, answered),
    )


def put_elsewhere(db: Database, guest_id: str, held: Iterable[HeldElsewhere]) -> None:
    """Who else holds points of the guest now, as the server said."""
    db.execute("DELETE FROM held_elsewhere WHERE guest_id = ?", (guest_id,))
    db.conn.executemany(
        """INSERT INTO held_elsewhere (guest_id, device_id, device_name, points, until_ms)
        VALUES (?, ?, ?, ?, ?)""",
        [(guest_id, each.device_id, each.device_name, each.points, each.until_ms) for each in held],
    )


def elsewhere(db: Database, guest_id: str) -> tuple[HeldElsewhere, ...]:
    """Who else held points of the guest when the server was asked last; who holds most first."""
    rows = query(
        db,
        """SELECT device_id, device_name, points, until_ms FROM held_elsewhere
        WHERE guest_id = ? ORDER BY points DESC, device_id""",
        (guest_id,),
    )
    return tuple(HeldElsewhere(**row) for row in rows)


def _put_lots(db: Database, lease: Lease) -> None:
    for lot in lease.lots:
        db.execute(
            """INSERT INTO lease_lot (lease_id, lot_id, kind, granted, points_left,
                effective_at_ms, expires_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (lease_id, lot_id) DO UPDATE SET granted = excluded.granted,
                points_left = max(0, points_left + excluded.granted - granted)""",
            (
                lease.lease_id,
                lot.lot_id,
                lot.kind,
                lot.left,
                lot.left,
                to_millis(lot.effective_at),
                to_millis(lot.expires_at) if lot.expires_at else None,
            ),
        )


def _empty_others(db: Database, told: Lease) -> None:
    """What the server never booked is nobody's to spend."""
    db.execute(
        """UPDATE lease_lot SET points_left = 0
        WHERE lease_id = ? AND lot_id NOT IN (SELECT value FROM json_each(?))""",
        (told.lease_id, json.dumps([lot.lot_id for lot in told.lots])),
    )


def _recall_if_overspent(db: Database, booked: Lease) -> None:
    """Points spent of it that were never booked came out of the guest's other leases.

    What is left of those the server alone knows, so all of them go back to it.
    """
    rows = db.execute(
        "SELECT lot_id, sum(points) FROM lease_use WHERE lease_id = ? GROUP BY lot_id",
        (booked.lease_id,),
    )
    granted = {lot.lot_id: lot.left for lot in booked.lots}
    if all(points <= granted.get(lot_id, 0) for lot_id, points in rows.fetchall()):
        return
    db.execute(
        """UPDATE lease SET is_recalled = 1 WHERE closed_seq IS NULL AND guest_id IN (
            WITH person (id) AS (SELECT ? UNION SELECT alias_of FROM guest WHERE guest_id = ?)
            SELECT id FROM person UNION
            SELECT guest_id FROM guest WHERE alias_of IN (SELECT id FROM person))""",
        (booked.guest_id, booked.guest_id),
    )


def _leases(db: Database, found: list[tuple[str, str]]) -> tuple[Lease, ...]:
    """With their lots, in the order they were found."""
    lots = _lots_of(db, [row[0] for row in found])
    return tuple(
        Lease(LeaseId(lease_id), GuestId(guest_id), tuple(lots[lease_id]))
        for lease_id, guest_id in found
    )


def _lots_of(db: Database, lease_ids: list[str]) -> dict[str, list[Lot]]:
    lots: dict[str, list[Lot]] = defaultdict(list)
    rows = query(
        db,
        """SELECT * FROM lease_lot WHERE lease_id IN (SELECT value FROM json_each(?))
        ORDER BY lease_id, lot_id""",
        (json.dumps(lease_ids),),
    )
    for row in rows:
        lots[row["lease_id"]].append(_lot(row))
    return lots


def _lot(row: dict[str, Any]) -> Lot:
    expires = row["expires_at_ms"]
    return Lot(
        LotId(row["lot_id"]),
        PointsKind(row["kind"]),
        row["points_left"],
        from_millis(row["effective_at_ms"]),
        from_millis(expires) if expires is not None else None,
    )

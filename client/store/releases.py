"""Leases given back: an operation in the queue, behind every redemption under them (design §6).

The order of the queue is the whole proof that nothing more will be spent: no clock is needed.
"""

from sqlite_utils import Database

from client.clock import Moment
from client.store import leases, outbox
from client.store.outbox import Stamp
from shared.domain.leases import Lease
from shared.operations.bodies import LeaseReleaseBody


def release_recalled(db: Database, moment: Moment) -> int:
    """Gives back what other tills need; how many leases that was."""
    return _release(db, leases.recalled_leases(db), moment)


def release_of_guest(db: Database, guest_id: str, moment: Moment) -> int:
    """Gives back all that is held of the guest, before points are taken from him otherwise."""
    return _release(db, leases.open_leases(db, guest_id, limit=leases.ALL), moment)


def release_all(db: Database, moment: Moment) -> int:
    """Gives back everything: the device begins a new epoch."""
    return _release(db, leases.all_open_leases(db), moment)


def _release(db: Database, given_back: tuple[Lease, ...], moment: Moment) -> int:
    for lease in given_back:
        _release_one(db, lease, moment)
    return len(given_back)


def _release_one(db: Database, lease: Lease, moment: Moment) -> None:
    def build(stamp: Stamp) -> LeaseReleaseBody:
        return LeaseReleaseBody(
            restaurant_id=stamp.restaurant_id,
            clock=stamp.clock,
            totals=stamp.totals,
            guest_id=lease.guest_id,
            lease_id=lease.lease_id,
            points=lease.left,
        )

    outbox.enqueue(db, build, moment=moment)
    leases.close_lease(db, lease.lease_id)

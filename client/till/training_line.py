"""Stands where the server is while somebody is trained: it carries nothing, and grants everything.

A trainee redeems as with a good connection: all points of a guest are leased to this till the
moment they are asked for. Must not know any address; there is no transport behind it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlite_utils import Database

from client.clock import Clock, Moment
from client.ids import Chance
from client.store import leases
from client.store.database import Store
from client.store.guests import guest_record
from client.store.me import me_of
from client.till.overlay import overlay
from shared.domain.ids import GuestId, OperationId
from shared.domain.lots import Lot
from shared.operations.encode import to_millis
from shared.sync.messages import HeldElsewhere, Outcome, SignedLease
from shared.sync.payloads import leased_lots


@dataclass(frozen=True, slots=True)
class TrainingContact:
    """All is well, and nothing waits: nothing will ever be sent."""

    is_online: bool | None = True
    waiting: int = 0
    attention: int = 0
    last_contact_at: datetime | None = None
    oldest_waiting_at: datetime | None = None
    alone_until: datetime | None = None
    has_points: bool = True
    problem: str | None = None
    clock_offset_seconds: int | None = None
    is_clock_wrong: bool = False


class TrainingLine:
    """A delivery without a road."""

    def __init__(self, store: Store, clock: Clock, chance: Chance) -> None:
        self._store, self._clock, self._chance = store, clock, chance
        self.status = TrainingContact()

    def start(self) -> None:
        """There is nothing to begin."""

    async def stop(self) -> None:
        """There is nothing to end."""

    def nudge(self) -> None:
        """What was enqueued stays where it is."""

    def retry_now(self) -> None:
        """Nobody is asked."""

    async def check_now(self, *, timeout_seconds: float) -> bool:
        """Nobody answers."""
        del timeout_seconds
        return False

    def subscribe(self, callback: Callable[[TrainingContact], None]) -> Callable[[], None]:
        """Tells ``callback`` once: nothing ever changes."""
        callback(self.status)
        return _nothing

    def ask_leases(self, guest_id: GuestId) -> None:
        """They are granted when they are needed."""

    async def lease(
        self, guest_id: GuestId, *, points_wanted: int, timeout_seconds: float
    ) -> Sequence[HeldElsewhere] | None:
        """Everything the guest has that is not leased yet, however much is wanted."""
        del points_wanted, timeout_seconds
        moment, lease_id = self._clock.moment(), self._chance.uuid()
        await self._store.write(lambda db: _grant(db, guest_id, lease_id=lease_id, moment=moment))
        return ()

    async def deliver(
        self, operation_ids: Sequence[OperationId], *, timeout_seconds: float
    ) -> Mapping[OperationId, Outcome | None]:
        """Nobody answers."""
        del timeout_seconds
        return dict.fromkeys(operation_ids)


def _grant(db: Database, guest_id: GuestId, *, lease_id: str, moment: Moment) -> None:
    free = _free_lots(db, guest_id)
    if not free:
        return
    me = me_of(db)
    granted = SignedLease(
        lease_id=lease_id,
        tenant_id=me.tenant_id,
        device_id=me.device_id,
        guest_id=guest_id,
        server_epoch=me.cursor.server_epoch,
        granted_at_ms=to_millis(moment.at),
        lots=leased_lots(free),
    )
    leases.put_lease(db, granted)


def _free_lots(db: Database, guest_id: GuestId) -> tuple[Lot, ...]:
    record = guest_record(db, guest_id)
    if record is None:
        return ()
    held: dict[str, int] = {}
    for lease in leases.open_leases(db, guest_id, limit=leases.ALL):
        for lot in lease.lots:
            held[lot.lot_id] = held.get(lot.lot_id, 0) + lot.left
    lots = overlay(db, record.card).card.lots
    left = (replace(lot, left=lot.left - held.get(lot.lot_id, 0)) for lot in lots)
    return tuple(lot for lot in left if lot.left > 0)


def _nothing() -> None:
    """Whoever listened need not be told to stop."""

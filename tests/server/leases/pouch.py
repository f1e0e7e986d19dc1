"""A till that spends by itself what it holds: its leases, and its own count of what is left."""

import json
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection, select

from server.database import table_of
from server.devices.service import Device
from server.leases.contacts import hear
from server.leases.reclaim import forget_slice, reclaim_slice
from server.leases.service import ask
from server.leases.worst import loss_at_worst
from server.ledger.tables import AccountRow
from server.tenants.offline import set_offline_policy
from shared.domain.ids import GuestId, LeaseId, OperationId
from shared.domain.leases import Lease, OfflinePolicy, leases_after, spend_leases
from shared.domain.points import PointsKind
from shared.operations.bodies import DeviceLostBody, LeaseReleaseBody, parse_body
from shared.operations.effects import new_lots
from shared.operations.encode import from_millis
from shared.sync.messages import Change, LeaseReply, LeaseRequest, Outcome, PushReply
from shared.sync.payloads import LeasePayload, lease_of
from tests.server.shop import Shop, Till

NEWCOMER = "79990000000"


@dataclass
class Pouch:
    """``held`` is what the till thinks is left under each lease it was ever granted."""

    shop: Shop
    till: Till
    held: dict[str, Lease] = field(default_factory=dict)
    horizon_ms: int = 0
    """Until when it may spend by itself, as far as it was told."""
    cursor: int = 0

    @classmethod
    def of(cls, shop: Shop, name: str) -> "Pouch":
        """A new till that has pushed once, before anybody earned a point."""
        till = shop.till(name)
        till.register(NEWCOMER)
        till.push()
        return cls(shop, till)

    @property
    def device(self) -> Device:
        return self.till.device

    def ask(self, guest_id: str, points_wanted: int = 0) -> LeaseReply:
        """Asks the server, and takes what it gets."""
        request = LeaseRequest(guest_id=guest_id, points_wanted=points_wanted)
        shop = self.shop
        answer = shop.write(
            lambda conn: ask(conn, self.device, request, now_ms=shop.now_ms, chance=shop.chance)
        )
        for signed in answer.leases:
            self.held.setdefault(signed.lease_id, lease_of(signed))
        self._hear(answer)
        return answer

    def push(self) -> PushReply:
        """Delivers what it has done."""
        answer = self.till.push()
        self._hear(answer)
        return answer

    def pull(self) -> None:
        """Reads the feed as a till does: new leases are kept, what must go back goes back."""
        shop = self.shop
        shop.write(lambda conn: hear(conn, self.device, now_ms=shop.now_ms, chance=shop.chance))
        page = self.till.pull(self.cursor)
        assert not page.more
        self.cursor, self.horizon_ms = page.cursor.seq, page.horizon_ms
        for change in page.changes:
            if change.kind == "lease":
                self._learn(change)

    def left(self, guest_id: str | None = None) -> int:
        """All points it thinks it holds, of that guest or of all."""
        return sum(x.left for x in self.held.values() if guest_id in {None, x.guest_id})

    def earn_and_hold(self, guest_id: str, roubles: int) -> str:
        """What it earns out of reach of the server is its own to spend at once."""
        operation_id = self.till.earn(guest_id, roubles, hold=True)
        at = from_millis(self.shop.now_ms)
        lots = new_lots(OperationId(operation_id), parse_body(self.till.queue[-1].body), at=at)
        self.held[operation_id] = Lease(LeaseId(operation_id), GuestId(guest_id), lots)
        return operation_id

    def spend(self, guest_id: str, points: int, roubles: int = 50_000) -> str:
        """Redeems by itself, as a till does: the split is that of its leases."""
        mine = [each for each in self.held.values() if each.left and each.guest_id == guest_id]
        at = from_millis(self.shop.now_ms)
        uses = spend_leases(mine, points, at=at)
        for after in leases_after(mine, uses):
            self.held[after.lease_id] = after
        promo = -sum(each.use.points for each in uses if each.use.kind is PointsKind.PROMO)
        lease_ids = tuple(sorted({str(each.lease_id) for each in uses}))
        return self.till.redeem(guest_id, points, roubles, promo=promo, lease_ids=lease_ids)

    def release(self, guest_id: str, lease_id: str) -> str:
        """Gives back what it thinks is left of a lease."""
        left = self.held[lease_id].left
        self.held[lease_id] = replace(self.held[lease_id], lots=())
        facts = {"guest_id": guest_id, "lease_id": LeaseId(lease_id), "points": left}
        return self.till.enqueue(LeaseReleaseBody, facts)

    def lose(self, device: Device, points: int = 0) -> str:
        """The manager gives ``device`` up."""
        facts = {"device_id": device.device_id, "points": points, "staff_id": self.shop.manager}
        return self.till.enqueue(DeviceLostBody, facts)

    def outcome(self) -> Outcome:
        return self.till.outcome()

    def _hear(self, told: LeaseReply | PushReply) -> None:
        """A horizon counts only while the last one lasts: else what was taken back comes first."""
        if told.server_time_ms < self.horizon_ms:
            self.horizon_ms = told.horizon_ms

    def _learn(self, change: Change) -> None:
        known = self.held.get(change.id)
        if not change.gone:
            payload = LeasePayload.model_validate_json(json.dumps(change.data))
            known = self.held.setdefault(change.id, lease_of(payload.lease))
            if not payload.is_recalled:
                return
        if known is not None and known.left:
            self.release(known.guest_id, change.id)


def set_policy(shop: Shop, policy: OfflinePolicy) -> None:
    shop.write(lambda conn: set_offline_policy(conn, shop.tenant_id, policy, now_ms=shop.now_ms))


def reclaim(shop: Shop) -> int:
    """What the serving process does by itself now and then."""
    return shop.write(lambda conn: reclaim_slice(conn, shop.tenant_id, now_ms=shop.now_ms))


def forget(shop: Shop) -> int:
    """What the serving process does by itself long after."""
    return shop.write(lambda conn: forget_slice(conn, shop.tenant_id, now_ms=shop.now_ms))


def accounts(shop: Shop) -> dict[str, int]:
    """The balance of every account that is not empty."""

    def read(conn: Connection) -> dict[str, int]:
        rows = conn.execute(select(table_of(AccountRow)))
        return {row.account: row.balance for row in rows if row.balance}

    return shop.read(read)


def house_loss(shop: Shop) -> int:
    """What the house has paid so far."""
    return -accounts(shop).get("house_loss", 0)


def worst_loss(shop: Shop) -> int:
    """The number on the settings page."""
    return shop.read(lambda conn: loss_at_worst(conn, shop.tenant_id))

"""A till that spends by itself what it holds: its leases, and its own count of what is left."""

from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from server.database import table_of
from server.devices.service import Device
from server.leases.reclaim import reclaim_slice
from server.leases.service import ask
from server.leases.worst import loss_at_worst
from server.ledger.tables import AccountRow
from server.tenants.offline import set_offline_policy
from shared.domain.ids import LeaseId
from shared.domain.leases import Lease, OfflinePolicy, leases_after, spend_leases
from shared.domain.points import PointsKind
from shared.operations.bodies import DeviceLostBody, LeaseReleaseBody
from shared.operations.encode import from_millis
from shared.sync.messages import LeaseReply, LeaseRequest, Outcome
from shared.sync.payloads import lease_of
from tests.server.shop import Shop, Till

NEWCOMER = "79990000000"


@dataclass
class Pouch:
    """``held`` is what the till thinks is left under each lease it was ever granted."""

    shop: Shop
    till: Till
    held: dict[str, Lease] = field(default_factory=dict)

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
        return answer

    def left(self) -> int:
        """All points it thinks it may spend."""
        return sum(each.left for each in self.held.values())

    def hold(self, operation_id: str, lease: Lease) -> None:
        """What it earned out of reach of the server is its own to spend at once."""
        self.held[operation_id] = lease

    def spend(self, guest_id: str, points: int, roubles: int = 50_000) -> str:
        """Redeems by itself, as a till does: the split is that of its leases."""
        mine = [each for each in self.held.values() if each.left]
        at = from_millis(self.shop.now_ms)
        uses = spend_leases(mine, points, at=at)
        for after in leases_after(mine, uses):
            self.held[after.lease_id] = after
        promo = -sum(each.use.points for each in uses if each.use.kind is PointsKind.PROMO)
        lease_ids = tuple(sorted({str(each.lease_id) for each in uses}))
        return self.till.redeem(guest_id, points, roubles, promo=promo, lease_ids=lease_ids)

    def release(self, guest_id: str, lease_id: str) -> str:
        """Gives back what it thinks is left of a lease."""
        left = self.held.pop(lease_id).left
        facts = {"guest_id": guest_id, "lease_id": LeaseId(lease_id), "points": left}
        return self.till.enqueue(LeaseReleaseBody, facts)

    def lose(self, device: Device, points: int = 0) -> str:
        """The manager gives ``device`` up."""
        facts = {"device_id": device.device_id, "points": points, "staff_id": self.shop.manager}
        return self.till.enqueue(DeviceLostBody, facts)

    def outcome(self) -> Outcome:
        return self.till.outcome()


def set_policy(shop: Shop, policy: OfflinePolicy) -> None:
    shop.write(lambda conn: set_offline_policy(conn, shop.tenant_id, policy, now_ms=shop.now_ms))


def reclaim(shop: Shop) -> int:
    """What the serving process does by itself now and then."""
    return shop.write(lambda conn: reclaim_slice(conn, shop.tenant_id, now_ms=shop.now_ms))


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

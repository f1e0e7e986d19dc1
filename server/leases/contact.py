"""A device is heard of: the value that the modules of ``server.leases`` hand round."""

from dataclasses import dataclass

from server.chance import Chance
from server.devices.service import Device
from server.ledger.leases import NewLease
from server.tenants.service import Tenant
from shared.domain.card import Card
from shared.domain.ids import LeaseId


@dataclass(frozen=True, slots=True)
class Contact:
    """Who is heard of, and when."""

    owner: Tenant
    device: Device
    now_ms: int
    chance: Chance

    def new_lease(self, card: Card) -> NewLease:
        """A lease on ``card`` for the device, with an id of its own."""
        return NewLease(
            lease_id=LeaseId(self.chance.uuid()),
            device_id=self.device.device_id,
            card_id=card.card_id,
            guest_id=card.guest_id,
            server_epoch=self.owner.server_epoch,
            granted_at_ms=self.now_ms,
        )

"""Giving a till up: what it held is the guests' again (design §6).

For a till that is shut out: it asks for nothing and gives nothing back any more. What it spent
meanwhile is the house's loss, should it ever be told.
"""

from server.books import Books
from server.feed import service as feed
from server.ledger import leases
from server.ledger.granting import Return, take_back
from server.ledger.service import held_card
from shared.domain.ids import DeviceId, TenantId

WAITED_FOR_MS = 35 * 24 * 60 * 60 * 1000
"""So long tills keep what they did, and nobody waits longer for what one has not told."""


def give_up(books: Books, tenant_id: TenantId, device_id: DeviceId, *, why: Return) -> int:
    """Takes back everything the device holds; how many points that is. Call ``lock_tenant``."""
    held = leases.of_device(books, tenant_id, device_id)
    for lease in held:
        card = held_card(books, tenant_id, lease.new.card_id)
        take_back(books, tenant_id, lease, card=card, why=why)
    if held:
        feed.tell(books, tenant_id, kind="tenant", entity_id=tenant_id)
    return sum(each.held.left for each in held)

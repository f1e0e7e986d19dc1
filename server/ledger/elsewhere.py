"""Points that another device holds: who, how many, and until when (design §6)."""

from collections import defaultdict
from collections.abc import Iterable

from server.books import Books
from server.devices.service import device
from server.ledger import leases
from server.ledger.granting import reclaimed_at_ms
from server.ledger.holders import holder
from server.ledger.incoming import Act
from server.ledger.leases import HeldLease
from server.tenants.offline import offline_policy_now
from shared.domain.card import Card
from shared.domain.errors import LeasedElsewhere, PointsShortfall
from shared.domain.ids import DeviceId, TenantId
from shared.domain.leases import SilencePolicy
from shared.operations.encode import from_millis
from shared.sync.messages import HeldElsewhere

NEVER_MS = 0


def held_elsewhere(
    books: Books, tenant_id: TenantId, held: Iterable[HeldLease], *, besides: DeviceId
) -> tuple[HeldElsewhere, ...]:
    """What other devices than ``besides`` hold of these leases, the most first."""
    points: defaultdict[DeviceId, int] = defaultdict(int)
    for each in held:
        if each.device_id != besides:
            points[each.device_id] += each.held.left
    is_strict = offline_policy_now(books, tenant_id).silence is SilencePolicy.STRICT
    found = [
        HeldElsewhere(
            device_id=device_id,
            device_name=_name(books, device_id),
            points=points[device_id],
            until_ms=NEVER_MS if is_strict else _reclaimed_at_ms(books, tenant_id, device_id),
        )
        for device_id in points
    ]
    return tuple(sorted(found, key=lambda each: (-each.points, each.device_id)))


def require_free(books: Books, act: Act, card: Card, *, free: Card, points: int) -> None:
    """Raises unless ``free``, the card without what is under leases, holds ``points``.

    ``LeasedElsewhere`` where another device holds what is missing, else ``PointsShortfall``.
    """
    at = from_millis(act.effective_at_ms)
    available = free.total(at)
    if points <= available:
        return
    if points <= card.total(at):
        held = leases.of_cards(books, act.tenant_id, [card.card_id])
        others = held_elsewhere(books, act.tenant_id, held, besides=act.incoming.device_id)
        if others:
            first = others[0]
            raise LeasedElsewhere(
                device_name=first.device_name, points=first.points, until_ms=first.until_ms
            )
    raise PointsShortfall(asked=points, available=available)


def _reclaimed_at_ms(books: Books, tenant_id: TenantId, device_id: DeviceId) -> int:
    return reclaimed_at_ms(holder(books, tenant_id, device_id).horizon_ms)


def _name(books: Books, device_id: DeviceId) -> str:
    found = books.once(device, device_id)
    assert found is not None, "a foreign key keeps the device of a lease"
    return found.name

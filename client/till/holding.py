"""Points earned out of reach of the server: this till's own to spend at once (design §6)."""

from client.store.leases import Hold, add_hold
from client.store.outbox import Enqueued
from client.till.workplace import Act
from shared.domain.ids import GuestId
from shared.domain.leases import SilencePolicy
from shared.operations.bodies import EarnBody, RegistrationBody
from shared.operations.effects import new_lots
from shared.operations.encode import to_millis
from shared.sync.payloads import TenantPayload


def may_hold(terms: TenantPayload | None) -> bool:
    """Whether the house takes the risk that the server refuses what was given, and spent.

    Another till may have welcomed the same person, a manager may have blocked the card. Under the
    strict policy the house loses nothing, ever (P4).
    """
    return terms is not None and terms.offline.silence is not SilencePolicy.STRICT


def hold_points(act: Act, entry: Enqueued, *, guest_id: GuestId) -> None:
    """Opens the lease that ``entry`` asks for, if it does, in its own transaction."""
    body, at = entry.body, act.moment.at
    if isinstance(body, EarnBody | RegistrationBody) and body.hold:
        lots = new_lots(entry.operation_id, body, at=at)
        add_hold(act.db, Hold(entry.operation_id, guest_id, lots, to_millis(at)))

"""Device lost: a manager gives a till up, and what it held is the guests' again (design §6).

What it spent meanwhile is the house's loss, should it ever be told.
"""

from sqlalchemy import Connection

from server.audit import Action, Activity, record
from server.devices import service as devices
from server.feed import service as feed
from server.guests import service as guests
from server.ledger import leases
from server.ledger.granting import Return, take_back, tell_holding
from server.ledger.incoming import Act, Verdict
from server.ledger.leases import LeaseEnd
from server.ledger.rights import require_permission
from shared.domain.errors import FieldInvalid
from shared.domain.ids import DeviceId
from shared.domain.staff import Permission
from shared.operations.bodies import DeviceLostBody


def lose_device(conn: Connection, act: Act, body: DeviceLostBody) -> Verdict:
    """Shuts the device out and takes back all its leases; tells how many points that were.

    Raises ``PermissionMissing``, and ``FieldInvalid`` for a device of another restaurant or the
    very one that says so.
    """
    require_permission(conn, act, body, permission=Permission.MANAGE_DEVICES)
    device_id = _its_id(conn, act, body)
    held = leases.of_device(conn, act.tenant_id, device_id)
    cards = {
        card.card_id: card
        for card in guests.cards(conn, act.tenant_id, sorted({each.new.card_id for each in held}))
    }
    why = Return(
        LeaseEnd.LOST,
        at_ms=act.posted_at_ms,
        effective_at_ms=act.effective_at_ms,
        by=body.staff_id,
        on_behalf_of=act.operation_id,
    )
    for lease in held:
        take_back(conn, act.tenant_id, lease, card=cards[lease.new.card_id], why=why)
    points = sum(each.held.left for each in held)
    devices.revoke(conn, device_id, now_ms=act.posted_at_ms, by=body.staff_id)
    tell_holding(conn, act.tenant_id, device_id)
    feed.record(conn, act.tenant_id, kind="tenant", entity_id=act.tenant_id)
    _record(conn, act, body, points=points)
    return Verdict("applied", data={"points": points})


def _its_id(conn: Connection, act: Act, body: DeviceLostBody) -> DeviceId:
    found = devices.device(conn, DeviceId(body.device_id))
    mine = act.incoming
    is_near = found is not None and found.restaurant_id == mine.restaurant_id
    if found is None or not is_near or found.tenant_id != mine.tenant_id:
        raise FieldInvalid(field="device_id", reason="foreign")
    if found.device_id == mine.device_id:
        raise FieldInvalid(field="device_id", reason="out_of_range")
    return found.device_id


def _record(conn: Connection, act: Act, body: DeviceLostBody, *, points: int) -> None:
    lost = Activity(
        Action.DEVICE_LOST,
        "device",
        body.device_id,
        performed_by=body.staff_id,
        at_ms=act.posted_at_ms,
        details={
            "operation_id": act.operation_id,
            "points": points,
            "approver_id": body.approver_id,
        },
    )
    record(conn, act.tenant_id, lost)

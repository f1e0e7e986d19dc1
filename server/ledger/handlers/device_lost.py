"""Device lost: a manager gives a till up, and what it held is the guests' again (design §6).

What it spent meanwhile is the house's loss, should it ever be told.
"""

from server.audit import Action, Activity, note
from server.books import Books
from server.devices import service as devices
from server.ledger.giving_up import give_up
from server.ledger.granting import Return
from server.ledger.incoming import Act, Verdict
from server.ledger.leases import LeaseEnd
from server.ledger.rights import require_permission
from shared.domain.errors import FieldInvalid
from shared.domain.ids import DeviceId
from shared.domain.staff import Permission
from shared.operations.bodies import DeviceLostBody


def lose_device(books: Books, act: Act, body: DeviceLostBody) -> Verdict:
    """Shuts the device out and takes back all its leases; tells how many points that were.

    Raises ``PermissionMissing``, and ``FieldInvalid`` for a device of another restaurant or the
    very one that says so.
    """
    require_permission(books, act, body, permission=Permission.MANAGE_DEVICES)
    device_id = _its_id(books, act, body)
    why = Return(
        LeaseEnd.LOST,
        at_ms=act.posted_at_ms,
        effective_at_ms=act.effective_at_ms,
        by=body.staff_id,
        on_behalf_of=act.operation_id,
    )
    points = give_up(books, act.tenant_id, device_id, why=why)
    devices.shut_out(books, act.tenant_id, device_id, now_ms=act.posted_at_ms, by=body.staff_id)
    _record(books, act, body, points=points)
    return Verdict("applied", data={"points": points})


def _its_id(books: Books, act: Act, body: DeviceLostBody) -> DeviceId:
    found = books.once(devices.device, DeviceId(body.device_id))
    mine = act.incoming
    is_near = found is not None and found.restaurant_id == mine.restaurant_id
    if found is None or not is_near or found.tenant_id != mine.tenant_id:
        raise FieldInvalid(field="device_id", reason="foreign")
    if found.device_id == mine.device_id:
        raise FieldInvalid(field="device_id", reason="out_of_range")
    return found.device_id


def _record(books: Books, act: Act, body: DeviceLostBody, *, points: int) -> None:
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
    note(books, act.tenant_id, lost)

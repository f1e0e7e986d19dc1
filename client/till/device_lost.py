"""Giving a till of the restaurant up: stolen, broken, never heard of again (design §6).

What it holds under leases goes back to the guests, and it is shut out. Works without the network
too: the server hears of it when it can.
"""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from client.store import devices, house, outbox
from client.store.outbox import Stamp
from client.till.approval import Approval
from client.till.authorship import authorship
from client.till.refusals import LossChanged
from client.till.workplace import Act, Workplace, programme_now
from shared.domain.errors import FieldInvalid
from shared.domain.ids import DeviceId, OperationId
from shared.domain.staff import Permission
from shared.operations.bodies import DeviceLostBody
from shared.operations.encode import from_millis


@dataclass(frozen=True, slots=True)
class DeviceView:
    """Another till of this restaurant, as the server knows it."""

    device_id: DeviceId
    name: str
    points: int
    """What it holds under leases: the loss, should it have spent them unheard."""
    last_contact_at: datetime
    """As far as the feed told, which tells of no contact alone; in the restaurant's time zone."""
    is_lost: bool
    """Shut out already: given up here or elsewhere, or revoked."""


class LostDevices:
    """The other tills: everybody may see that one is missing, a manager gives it up or says yes."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    async def others(self) -> tuple[DeviceView, ...]:
        """The restaurant's other tills by name, those that work first."""
        others = await self._workplace.look(Permission.POINTS_AT_TILL, _others)
        return tuple(sorted(others, key=lambda device: device.is_lost))

    async def loss_at_worst(self) -> int:
        """All points that silence may cost the house, as the server reckons (P4).

        Raises ``PermissionMissing``.
        """
        return await self._workplace.look(Permission.MANAGE_DEVICES, _loss_at_worst)

    async def give_up(self, device: DeviceView, *, approval: Approval | None = None) -> OperationId:
        """``device`` is lost, and what it held goes back to the guests; the operation's id.

        Raises ``PermissionMissing``, ``LossChanged`` when it holds other points by now than were
        shown, and ``FieldInvalid`` when it is not one of the others or was given up before; with
        ``approval`` what ``Workplace.book`` adds.
        """
        return await self._workplace.book(
            Permission.MANAGE_DEVICES, lambda act: _give_up(act, device), approval=approval
        )


def _loss_at_worst(act: Act) -> int:
    tenant = house.tenant(act.db)
    return tenant.loss_at_worst if tenant else 0


def _others(act: Act) -> tuple[DeviceView, ...]:
    zone = ZoneInfo(programme_now(act).settings.timezone)
    given_up = devices.devices_given_up(act.db)
    return tuple(
        DeviceView(
            device_id=DeviceId(each.device_id),
            name=each.name,
            points=each.leased_points,
            last_contact_at=from_millis(each.last_contact_at_ms).astimezone(zone),
            is_lost=each.is_lost or each.device_id in given_up,
        )
        for each in devices.other_devices(act.db)
    )


def _give_up(act: Act, shown: DeviceView) -> OperationId:
    known = {each.device_id: each for each in _others(act)}
    device = known.get(shown.device_id)
    if device is None or device.is_lost:
        raise FieldInvalid(field="device_id", reason="foreign" if device is None else "taken")
    if device.points != shown.points:
        raise LossChanged(points=device.points)
    programme = programme_now(act)

    def build(stamp: Stamp) -> DeviceLostBody:
        return DeviceLostBody(
            **authorship(act, stamp, programme),
            device_id=device.device_id,
            points=device.points,
        )

    return outbox.enqueue(act.db, build, moment=act.moment).operation_id

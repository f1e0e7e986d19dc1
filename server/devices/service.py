"""Devices: asking for one, believing its signature, its chain, shutting it out.

How a device comes to be is in ``enrolment``, its display codes are in ``codes``.
"""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, case, func, insert, select, update

from server.access import SignatureInvalid, SignedRequest, check_signature
from server.audit import OPERATOR, Action, Activity, note
from server.books import Books, writing
from server.database import table_of
from server.devices.refusals import DeviceRevoked, DeviceUnknown, EpochRetired
from server.devices.tables import DeviceChainRow, DeviceRow
from server.feed import service as feed
from server.roster import Enrolled
from server.scope import enter_tenant, show_device
from server.shelves import rows_of
from server.tenants.service import lock_tenant
from server.witness import attest
from shared.domain.ids import DeviceId, RestaurantId, TenantId
from shared.operations.chain import GENESIS

_DEVICE = table_of(DeviceRow)
_DEVICES = rows_of(_DEVICE)
_CHAIN = table_of(DeviceChainRow)


@dataclass(frozen=True, slots=True)
class Device:
    """An enrolled device."""

    tenant_id: TenantId
    device_id: DeviceId
    restaurant_id: RestaurantId
    name: str
    public_key: str
    """Raw Ed25519, base64."""
    enrolled_at_ms: int
    last_contact_at_ms: int
    is_revoked: bool
    replayed_epoch: int | None = None
    """The server epoch for which it has sent again all it had been answered for."""


@dataclass(frozen=True, slots=True)
class ChainState:
    """How far the server holds one epoch: the last operation and its 32-byte hash."""

    last_seq: int = 0
    head: bytes = GENESIS
    stable_seq: int = 0
    """The last operation in the newest verified backup."""


def device(conn: Connection, device_id: DeviceId) -> Device | None:
    """The device with that id, of whichever tenant, revoked or not; or None."""
    show_device(conn, device_id)
    row = conn.execute(select(_DEVICE).where(_DEVICE.c.device_id == device_id)).one_or_none()
    return _device_of(row) if row is not None else None


def enrolled_facts(conn: Connection, device_id: DeviceId) -> Enrolled | None:
    """What never changes about the device with that id, of whichever tenant; or None."""
    found = device(conn, device_id)
    return Enrolled(found.tenant_id, found.public_key) if found is not None else None


def authenticated(conn: Connection, request: SignedRequest) -> Device:
    """The device that signed ``request``. Raises ``SignatureInvalid`` or ``DeviceRevoked``."""
    return signer(conn, request.device_id, text=request.text, signature=request.signature)


def signer(conn: Connection, device_id: DeviceId, *, text: str, signature: str) -> Device:
    """The device ``device_id``, if it signed ``text``; from here on its tenant is entered.

    Raises ``SignatureInvalid`` or ``DeviceRevoked``.
    """
    found = device(conn, device_id)
    if found is None:
        raise SignatureInvalid
    check_signature(found.public_key, text=text, signature=signature)
    if found.is_revoked:
        raise DeviceRevoked
    enter_tenant(conn, found.tenant_id)
    return found


def devices(conn: Connection, tenant_id: TenantId) -> tuple[Device, ...]:
    """The tenant's devices, the oldest first."""
    rows = conn.execute(
        select(_DEVICE)
        .where(_DEVICE.c.tenant_id == tenant_id)
        .order_by(_DEVICE.c.enrolled_at_ms, _DEVICE.c.device_id)
    )
    return tuple(_device_of(row) for row in rows)


def record_contact(
    conn: Connection, tenant_id: TenantId, device_id: DeviceId, *, now_ms: int
) -> None:
    """Remembers when the device was last heard of."""
    _update(conn, tenant_id, device_id, last_contact_at_ms=now_ms)


def revoke(conn: Connection, device_id: DeviceId, *, now_ms: int, by: str = OPERATOR) -> Device:
    """The device, now shut out; again is the same. Raises ``DeviceUnknown``."""
    found = device(conn, device_id)
    if found is None:
        raise DeviceUnknown(device_id=device_id)
    lock_tenant(conn, found.tenant_id)
    with writing(conn) as books:
        shut_out(books, found.tenant_id, device_id, now_ms=now_ms, by=by)
    return replace(found, is_revoked=True)


def shut_out(
    books: Books, tenant_id: TenantId, device_id: DeviceId, *, now_ms: int, by: str
) -> None:
    """As ``revoke``, into open books, for a device that is there."""
    row = books.get(_DEVICES, (tenant_id, device_id))
    assert row is not None, "it was found before"
    if row["revoked_at_ms"] is None:
        revoked = {**row, "revoked_at_ms": now_ms}
        books.put(_DEVICES, (tenant_id, device_id), revoked)
        attest(books, tenant_id, _DEVICE, row=revoked)
        done = Activity(Action.DEVICE_REVOKED, "device", device_id, by, at_ms=now_ms)
        note(books, tenant_id, done)
        audience = feed.Audience(restaurant_id=RestaurantId(row["restaurant_id"]))
        feed.tell(books, tenant_id, kind="device", entity_id=device_id, audience=audience)


def chain(conn: Connection, tenant_id: TenantId, device_id: DeviceId, *, epoch: int) -> ChainState:
    """How far the server holds that epoch; an epoch not seen before is at its beginning.

    Raises ``EpochRetired``.
    """
    row = conn.execute(select(_CHAIN).where(*_place(tenant_id, device_id, epoch))).one_or_none()
    if row is None:
        return ChainState()
    if row.is_retired:
        raise EpochRetired(epoch=epoch)
    return ChainState(row.last_seq, bytes.fromhex(row.head), row.stable_seq)


def chains(conn: Connection, tenant_id: TenantId) -> dict[tuple[DeviceId, int], ChainState]:
    """How far the server holds every epoch of every device, retired ones too."""
    rows = conn.execute(select(_CHAIN).where(_CHAIN.c.tenant_id == tenant_id))
    return {
        (DeviceId(row.device_id), row.epoch): ChainState(
            row.last_seq, bytes.fromhex(row.head), row.stable_seq
        )
        for row in rows
    }


def devices_without_one_live_epoch(conn: Connection, tenant_id: TenantId) -> tuple[DeviceId, ...]:
    """Devices of which not exactly one epoch takes operations: for ``verify`` only."""
    live = func.sum(case((_CHAIN.c.is_retired, 0), else_=1))
    rows = conn.execute(
        select(_CHAIN.c.device_id)
        .where(_CHAIN.c.tenant_id == tenant_id)
        .group_by(_CHAIN.c.device_id)
        .having(live != 1)
        .order_by(_CHAIN.c.device_id)
    )
    return tuple(DeviceId(row.device_id) for row in rows)


def advance_chain(
    conn: Connection, tenant_id: TenantId, device_id: DeviceId, *, epoch: int, state: ChainState
) -> None:
    """Remembers ``state``; the first operation of a new epoch retires the device's others."""
    columns = {"last_seq": state.last_seq, "head": state.head.hex()}
    place = _place(tenant_id, device_id, epoch)
    if conn.execute(update(_CHAIN).where(*place).values(columns)).rowcount:
        return
    others = (_CHAIN.c.tenant_id == tenant_id, _CHAIN.c.device_id == device_id)
    conn.execute(update(_CHAIN).where(*others).values(is_retired=True))
    conn.execute(
        insert(_CHAIN).values(
            tenant_id=tenant_id,
            device_id=device_id,
            epoch=epoch,
            is_retired=False,
            stable_seq=0,
            **columns,
        )
    )


def _place(tenant_id: TenantId, device_id: DeviceId, epoch: int) -> tuple[Any, ...]:
    return (
        _CHAIN.c.tenant_id == tenant_id,
        _CHAIN.c.device_id == device_id,
        _CHAIN.c.epoch == epoch,
    )


def _update(conn: Connection, tenant_id: TenantId, device_id: DeviceId, **columns: int) -> None:
    conn.execute(
        update(_DEVICE)
        .where(_DEVICE.c.tenant_id == tenant_id, _DEVICE.c.device_id == device_id)
        .values(columns)
    )


def _device_of(row: Any) -> Device:
    return Device(
        tenant_id=TenantId(row.tenant_id),
        device_id=DeviceId(row.device_id),
        restaurant_id=RestaurantId(row.restaurant_id),
        name=row.name,
        public_key=row.public_key,
        enrolled_at_ms=row.enrolled_at_ms,
        last_contact_at_ms=row.last_contact_at_ms,
        is_revoked=row.revoked_at_ms is not None,
        replayed_epoch=row.replayed_epoch,
    )

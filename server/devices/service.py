"""Devices: asking for one, believing its signature, its chain, shutting it out.

How a device comes to be is in ``enrolment``, its display codes are in ``codes``.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from sqlalchemy import Connection, bindparam, case, func, select

from server.access import SignatureInvalid, SignedRequest, check_signature
from server.audit import OPERATOR, Action, Activity, note
from server.books import Books, writing
from server.database import table_of
from server.devices.refusals import DeviceRevoked, DeviceUnknown
from server.devices.tables import DeviceChainRow, DeviceRow
from server.feed import service as feed
from server.prepared import ask
from server.roster import Enrolled
from server.scope import enter_tenant, show_device
from server.shelves import Columns, Lookup, Want, rows_by, rows_of
from server.tenants.service import lock_tenant
from server.witness import attest
from shared.domain.ids import DeviceId, RestaurantId, TenantId
from shared.operations.chain import GENESIS

_DEVICE = table_of(DeviceRow)
_DEVICES = rows_of(_DEVICE)
_BY_ID = Lookup(_DEVICES, ("device_id",), lambda _, row: (row["device_id"],))
_CHAINS = rows_of(table_of(DeviceChainRow))
_CHAINS_OF = rows_by(_CHAINS, "tenant_id", "device_id")
_CHAIN = table_of(DeviceChainRow)
_OF_TENANT = (
    select(_DEVICE)
    .where(_DEVICE.c.tenant_id == bindparam("tenant_id"))
    .order_by(_DEVICE.c.enrolled_at_ms, _DEVICE.c.device_id)
)
_ALL_CHAINS = select(_CHAIN).where(_CHAIN.c.tenant_id == bindparam("tenant_id"))
_WITHOUT_ONE_LIVE_EPOCH = (
    select(_CHAIN.c.device_id)
    .where(_CHAIN.c.tenant_id == bindparam("tenant_id"))
    .group_by(_CHAIN.c.device_id)
    .having(func.sum(case((_CHAIN.c.is_retired, 0), else_=1)) != 1)
    .order_by(_CHAIN.c.device_id)
)


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
    is_retired: bool = False
    """A newer epoch has begun: this one takes no more."""


def device(conn: Connection, device_id: DeviceId) -> Device | None:
    """The device with that id, of whichever tenant, revoked or not; or None."""
    return find_device(Books(conn), device_id)


def find_device(books: Books, device_id: DeviceId) -> Device | None:
    """As ``device``, from open books."""
    books.once(show_device, device_id)
    found = books.find(_BY_ID, (device_id,))
    return _device_of(found[0]) if found else None


def enrolled_facts(conn: Connection, device_id: DeviceId) -> Enrolled | None:
    """What never changes about the device with that id, of whichever tenant; or None."""
    found = device(conn, device_id)
    return Enrolled(found.tenant_id, found.public_key) if found is not None else None


def authenticated(conn: Connection, request: SignedRequest) -> Device:
    """The device that signed ``request``. Raises ``SignatureInvalid`` or ``DeviceRevoked``."""
    return believed(Books(conn), request)


def believed(books: Books, request: SignedRequest) -> Device:
    """As ``authenticated``, from open books."""
    return signer(books, request.device_id, request.signature, text_for=lambda _: request.text)


def signer(
    books: Books, device_id: DeviceId, signature: str, *, text_for: Callable[[TenantId], str]
) -> Device:
    """The device ``device_id``, if it signed what one of its tenant signs; now that is entered.

    Raises ``SignatureInvalid`` or ``DeviceRevoked``.
    """
    found = find_device(books, device_id)
    if found is None:
        raise SignatureInvalid
    check_signature(found.public_key, text=text_for(found.tenant_id), signature=signature)
    if found.is_revoked:
        raise DeviceRevoked
    books.once(enter_tenant, found.tenant_id)
    return found


def wants(tenant_id: TenantId, device_id: DeviceId, *, epoch: int) -> tuple[Want, ...]:
    """What a push asks of its device."""
    return (_DEVICES, (tenant_id, device_id)), (_CHAINS, (tenant_id, device_id, epoch))


def devices(conn: Connection, tenant_id: TenantId) -> tuple[Device, ...]:
    """The tenant's devices, the oldest first."""
    rows = ask(conn, _OF_TENANT, tenant_id=tenant_id)
    return tuple(_device_of(row._asdict()) for row in rows)


def record_contact(books: Books, tenant_id: TenantId, device_id: DeviceId, *, now_ms: int) -> None:
    """Remembers when the device was last heard of; open ``books`` after ``lock_tenant``.

    Raises ``DeviceRevoked`` for one that was shut out since its signature was believed.
    """
    row = books.get(_DEVICES, (tenant_id, device_id))
    assert row is not None, "who is heard of is there"
    if row["revoked_at_ms"] is not None:
        raise DeviceRevoked
    books.put(_DEVICES, (tenant_id, device_id), {**row, "last_contact_at_ms": now_ms})


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


def chain(books: Books, tenant_id: TenantId, device_id: DeviceId, *, epoch: int) -> ChainState:
    """How far the server holds that epoch; an epoch not seen before is at its beginning."""
    row = books.get(_CHAINS, (tenant_id, device_id, epoch))
    if row is None:
        return ChainState()
    return ChainState(
        row["last_seq"], bytes.fromhex(row["head"]), row["stable_seq"], row["is_retired"]
    )


def chains(conn: Connection, tenant_id: TenantId) -> dict[tuple[DeviceId, int], ChainState]:
    """How far the server holds every epoch of every device, retired ones too."""
    rows = ask(conn, _ALL_CHAINS, tenant_id=tenant_id)
    return {
        (DeviceId(row.device_id), row.epoch): ChainState(
            row.last_seq, bytes.fromhex(row.head), row.stable_seq
        )
        for row in rows
    }


def devices_without_one_live_epoch(conn: Connection, tenant_id: TenantId) -> tuple[DeviceId, ...]:
    """Devices of which not exactly one epoch takes operations: for ``verify`` only."""
    rows = ask(conn, _WITHOUT_ONE_LIVE_EPOCH, tenant_id=tenant_id)
    return tuple(DeviceId(row.device_id) for row in rows)


def advance_chain(
    books: Books, tenant_id: TenantId, device_id: DeviceId, *, epoch: int, state: ChainState
) -> None:
    """Remembers ``state``; the first operation of a new epoch retires the device's others."""
    key = (tenant_id, device_id, epoch)
    row = books.get(_CHAINS, key)
    if row is None:
        _retire_chains(books, tenant_id, device_id)
        row = {
            "tenant_id": tenant_id,
            "device_id": device_id,
            "epoch": epoch,
            "is_retired": False,
            "stable_seq": 0,
        }
    books.put(_CHAINS, key, {**row, "last_seq": state.last_seq, "head": state.head.hex()})


def _retire_chains(books: Books, tenant_id: TenantId, device_id: DeviceId) -> None:
    for row in books.find(_CHAINS_OF, (tenant_id, device_id)):
        books.put(_CHAINS, (tenant_id, device_id, row["epoch"]), {**row, "is_retired": True})


def _device_of(row: Columns) -> Device:
    return Device(
        tenant_id=TenantId(row["tenant_id"]),
        device_id=DeviceId(row["device_id"]),
        restaurant_id=RestaurantId(row["restaurant_id"]),
        name=row["name"],
        public_key=row["public_key"],
        enrolled_at_ms=row["enrolled_at_ms"],
        last_contact_at_ms=row["last_contact_at_ms"],
        is_revoked=row["revoked_at_ms"] is not None,
        replayed_epoch=row["replayed_epoch"],
    )

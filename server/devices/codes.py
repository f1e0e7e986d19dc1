"""Display codes: the six digits a guest says aloud, unique within the tenant (GST-02, GST-09).

Every device holds a pool of reserved codes, so cards born offline never collide. A code is never
given twice, not even when its card is gone.
"""

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, bindparam, select

from server.books import Books
from server.chance import Chance
from server.database import table_of
from server.devices.tables import DisplayCodeRow
from server.feed import service as feed
from server.prepared import ask, stream
from server.shelves import rows_by, rows_of
from shared.domain.codes import DISPLAY_CODE_DIGITS
from shared.domain.ids import DeviceId, GuestId, TenantId

POOL_CODES = 50
POOL_CODES_MIN = 20
_DRAWS_MAX = 20
_CODE_NUMBERS = 10**DISPLAY_CODE_DIGITS

_CODE = table_of(DisplayCodeRow)
_CODES = rows_of(_CODE)
_UNUSED = rows_by(_CODES, "tenant_id", "device_id", only=_CODE.c.guest_id.is_(None))
_OF_DEVICE = (
    select(_CODE.c.code)
    .where(
        _CODE.c.tenant_id == bindparam("tenant_id"),
        _CODE.c.device_id == bindparam("device_id"),
        _CODE.c.guest_id.is_(None),
    )
    .order_by(_CODE.c.code)
)
_GIVEN = select(_CODE.c.code, _CODE.c.guest_id).where(
    _CODE.c.tenant_id == bindparam("tenant_id"), _CODE.c.guest_id.is_not(None)
)


def top_up_codes(books: Books, tenant_id: TenantId, device_id: DeviceId, *, chance: Chance) -> None:
    """Fills the device's pool when it runs low and tells the feed; call ``lock_tenant`` before."""
    pool = books.find(_UNUSED, (tenant_id, device_id))
    left = sum(row["guest_id"] is None for row in pool)
    if left < POOL_CODES_MIN:
        reserve_codes(books, tenant_id, device_id, count=POOL_CODES - left, chance=chance)


def reserve_codes(
    books: Books, tenant_id: TenantId, device_id: DeviceId, *, count: int, chance: Chance
) -> None:
    """Reserves ``count`` fresh codes for the device and tells the feed.

    Fewer when the tenant has hardly any left: a card without a code is still found by its QR.
    """
    for code in _fresh_codes(books, tenant_id, count=count, chance=chance):
        _put(books, tenant_id, code, device_id=device_id)
    feed.tell(
        books,
        tenant_id,
        kind="codes",
        entity_id=device_id,
        audience=feed.Audience(device_id=device_id),
    )


def unused_codes(conn: Connection, tenant_id: TenantId, device_id: DeviceId) -> tuple[str, ...]:
    """The device's reserved codes that no card has yet."""
    rows = ask(conn, _OF_DEVICE, tenant_id=tenant_id, device_id=device_id)
    return tuple(row.code for row in rows)


def given_codes(conn: Connection, tenant_id: TenantId) -> Iterator[tuple[str, GuestId]]:
    """Every code that a guest has: for ``verify`` only."""
    for row in stream(conn, _GIVEN, tenant_id=tenant_id):
        yield row.code, GuestId(row.guest_id)


def claim_code(
    books: Books, tenant_id: TenantId, code: str, *, device_id: DeviceId, guest_id: GuestId
) -> bool:
    """Makes ``code`` the guest's; False when it is another guest's or another device's.

    A code this server never gave out is accepted: it was reserved before a backup was restored.
    """
    row = books.get(_CODES, (tenant_id, code))
    if row is not None and (row["guest_id"] is not None or row["device_id"] != device_id):
        return bool(row["guest_id"] == guest_id)
    _put(books, tenant_id, code, device_id=device_id, guest_id=guest_id)
    return True


def assign_code(
    books: Books, tenant_id: TenantId, guest_id: GuestId, *, chance: Chance
) -> str | None:
    """A fresh code, now the guest's; None when the tenant has hardly any left."""
    for code in _fresh_codes(books, tenant_id, count=1, chance=chance):
        _put(books, tenant_id, code, guest_id=guest_id)
        return code
    return None


def fetch_codes(books: Books, tenant_id: TenantId, codes: Iterable[str]) -> None:
    """Reads ahead whose these codes are."""
    books.fetch(_CODES, [(tenant_id, code) for code in codes])


def _fresh_codes(books: Books, tenant_id: TenantId, *, count: int, chance: Chance) -> list[str]:
    fresh: set[str] = set()
    for _ in range(_DRAWS_MAX):
        missing = count - len(fresh)
        if not missing:
            break
        drawn = {
            str(chance.below(_CODE_NUMBERS)).zfill(DISPLAY_CODE_DIGITS) for _ in range(missing)
        }
        fetch_codes(books, tenant_id, drawn)
        fresh |= {code for code in drawn if books.get(_CODES, (tenant_id, code)) is None}
    return sorted(fresh)


def _put(
    books: Books,
    tenant_id: TenantId,
    code: str,
    *,
    device_id: DeviceId | None = None,
    guest_id: GuestId | None = None,
) -> None:
    row = {"tenant_id": tenant_id, "code": code, "device_id": device_id, "guest_id": guest_id}
    books.put(_CODES, (tenant_id, code), row)

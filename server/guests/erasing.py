"""Forgetting a guest: nothing that tells who he was stays in his rows (GST-45, GST-46).

The ids stay, for what was booked under them; the phone may be registered anew by somebody.
"""

from collections.abc import Sequence

from sqlalchemy import Connection, update

from server.database import table_of
from server.guests.children import forget_children
from server.guests.likely import forget_flags
from server.guests.tables import GuestRow
from server.witness import witness
from shared.domain.ids import GuestId, TenantId

_GUEST = table_of(GuestRow)


def erase_profiles(conn: Connection, tenant_id: TenantId, names: Sequence[GuestId]) -> None:
    """Erases phones, names and birth dates under these names, and their children."""
    for guest_id in names:
        conn.execute(
            update(_GUEST)
            .where(_GUEST.c.tenant_id == tenant_id, _GUEST.c.guest_id == guest_id)
            .values(
                phone="",
                phone_key=f"erased {guest_id}",
                first_name="",
                last_name="",
                birth_date=None,
                likeness_key="",
                birthday="",
            )
        )
        witness(conn, tenant_id, _GUEST, row_id=guest_id)
    forget_children(conn, tenant_id, names)
    forget_flags(conn, tenant_id, names)

"""Who works here, by name and role: what the first picture shows of the staff.

Apart from ``staff``: a picture is not to wait for what checks a PIN, nor for JSON, 2 ms.
"""

from collections.abc import Iterator

from client.store.rows import Readable, query
from shared.domain.ids import StaffId
from shared.domain.staff import Role


def colleagues(db: Readable) -> Iterator[tuple[StaffId, str, Role]]:
    """Everyone who may sign in, by name (CSH-04)."""
    rows = query(
        db, "SELECT staff_id, name, role FROM staff WHERE is_active = 1 ORDER BY name, staff_id"
    )
    return ((StaffId(row["staff_id"]), row["name"], Role(row["role"])) for row in rows)

"""Who may sign in here, and the verifiers of their PINs.

A verifier is ``HMAC(device pepper, Argon2id(PIN, salt))`` and the pepper is in the keystore: this
file alone lets nobody try the 10,000 PINs (CSH-05, SEC-17).
"""

import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from client.store.rows import Readable, first, query
from shared.domain.ids import RestaurantId, StaffId
from shared.domain.staff import Permission, Role, StaffMember

if TYPE_CHECKING:  # who may sign in is read before anything else is loaded
    from sqlite_utils import Database

    from shared.sync.payloads import StaffPayload


@dataclass(frozen=True, slots=True)
class StaffRecord:
    """A person with what checks his PIN."""

    member: StaffMember
    pin_salt: bytes
    pin_verifier: bytes


def put_staff(db: "Database", payload: "StaffPayload", *, pepper: bytes) -> None:
    """A person as the server knows him now; the PIN's hash itself is not kept.

    Whose role this till does not know yet is kept by name only: he may not sign in.
    """
    is_known = payload.role in set(Role)
    verifier = pin_verifier(pepper, bytes.fromhex(payload.pin_hash))
    db.execute(
        """INSERT OR REPLACE INTO staff (staff_id, restaurant_id, name, role, is_active,
            extra_permissions, pin_salt, pin_verifier, server_epoch)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, (SELECT server_epoch FROM me))""",
        (
            payload.staff_id,
            payload.restaurant_id,
            payload.name,
            payload.role if is_known else Role.CASHIER,
            payload.is_active and is_known,
            json.dumps(payload.extra_permissions),
            payload.pin_salt,
            verifier.hex(),
        ),
    )


def remove_staff(db: "Database", staff_id: str) -> None:
    """The person no longer works with this restaurant's tills."""
    db.execute("DELETE FROM staff WHERE staff_id = ?", (staff_id,))


def sweep_staff(db: "Database") -> None:
    """Drops those whom only an earlier life of the server knew."""
    db.execute("DELETE FROM staff WHERE server_epoch <> (SELECT server_epoch FROM me)")


def list_staff(db: Readable) -> list[StaffRecord]:
    """Everyone who may sign in, by name (CSH-04)."""
    rows = query(db, "SELECT * FROM staff WHERE is_active = 1 ORDER BY name, staff_id")
    return [_record(row) for row in rows]


def staff_record(db: Readable, staff_id: str) -> StaffRecord | None:
    """That person, active or not: old operations still name him."""
    row = first(db, "SELECT * FROM staff WHERE staff_id = ?", (staff_id,))
    return _record(row) if row else None


def pin_verifier(pepper: bytes, pin_hash: bytes) -> bytes:
    """What is kept of a PIN's Argon2id hash; compare with ``hmac.compare_digest``."""
    return hmac.new(pepper, pin_hash, hashlib.sha256).digest()


def _record(row: dict[str, Any]) -> StaffRecord:
    known = set(Permission)
    return StaffRecord(
        StaffMember(
            staff_id=StaffId(row["staff_id"]),
            restaurant_id=RestaurantId(row["restaurant_id"]),
            name=row["name"],
            role=Role(row["role"]),
            is_active=bool(row["is_active"]),
            extra_permissions=frozenset(
                Permission(each) for each in json.loads(row["extra_permissions"]) if each in known
            ),
        ),
        pin_salt=bytes.fromhex(row["pin_salt"]),
        pin_verifier=bytes.fromhex(row["pin_verifier"]),
    )

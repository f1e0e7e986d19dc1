"""Promo points that a person gets once, whatever he was registered as (S15, LOY-88)."""

from collections.abc import Sequence

from sqlalchemy import Connection, insert, select

from server.database import table_of
from server.ledger.incoming import Act
from server.ledger.tables import BonusGrantRow
from shared.domain.ids import GuestId
from shared.operations.bodies import GrantBody

_BONUS = table_of(BonusGrantRow)


def grant_once(
    conn: Connection, act: Act, guest_id: GuestId, *, grants: Sequence[GrantBody]
) -> list[GrantBody]:
    """Those of ``grants`` that the guest never had, now written down as his.

    ``guest_id`` is the surviving guest, never an alias.
    """
    had = set(
        conn.execute(
            select(_BONUS.c.promo_id).where(
                _BONUS.c.tenant_id == act.tenant_id, _BONUS.c.guest_id == guest_id
            )
        ).scalars()
    )
    due = [grant for grant in grants if grant.promo_id not in had]
    if due:
        of = {"tenant_id": act.tenant_id, "guest_id": guest_id, "operation_id": act.operation_id}
        conn.execute(
            insert(_BONUS),
            [of | {"promo_id": grant.promo_id, "points": grant.points} for grant in due],
        )
    return due

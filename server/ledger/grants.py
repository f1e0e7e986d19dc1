"""The welcome, which a person gets once, whatever he was registered as (S15, LOY-88, CSH-50)."""

from collections.abc import Sequence

from sqlalchemy import Connection, insert, select

from server.database import table_of
from server.ledger.incoming import Act
from server.ledger.tables import BonusGrantRow
from shared.domain.ids import GuestId, TenantId
from shared.operations.bodies import GrantBody

_BONUS = table_of(BonusGrantRow)


def grant_once(
    conn: Connection, act: Act, guest_id: GuestId, *, grants: Sequence[GrantBody]
) -> Sequence[GrantBody]:
    """``grants``, now written down as the guest's; none of them when he was welcomed before.

    Whatever promo welcomed him counts: the next programme version may welcome with another one.
    ``guest_id`` is the surviving guest, never an alias.
    """
    if not grants or _had_any(conn, act.tenant_id, guest_id):
        return ()
    of = {"tenant_id": act.tenant_id, "guest_id": guest_id, "operation_id": act.operation_id}
    conn.execute(
        insert(_BONUS),
        [of | {"promo_id": grant.promo_id, "points": grant.points} for grant in grants],
    )
    return grants


def _had_any(conn: Connection, tenant_id: TenantId, guest_id: GuestId) -> bool:
    had = select(_BONUS.c.promo_id).where(
        _BONUS.c.tenant_id == tenant_id, _BONUS.c.guest_id == guest_id
    )
    return conn.execute(had.limit(1)).first() is not None

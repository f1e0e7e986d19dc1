"""The welcome, which a person gets once, whatever he was registered as (S15, LOY-88, CSH-50)."""

from collections.abc import Iterable, Sequence

from server.books import Books
from server.database import table_of
from server.ledger.incoming import Act
from server.ledger.tables import BonusGrantRow
from server.shelves import rows_by, rows_of
from shared.domain.ids import GuestId, TenantId
from shared.operations.bodies import GrantBody

_GRANTS = rows_of(table_of(BonusGrantRow))
_OF_GUEST = rows_by(_GRANTS, "tenant_id", "guest_id")


def grant_once(
    books: Books, act: Act, guest_id: GuestId, *, grants: Sequence[GrantBody]
) -> Sequence[GrantBody]:
    """``grants``, now written down as the guest's; none of them when he was welcomed before.

    Whatever promo welcomed him counts: the next programme version may welcome with another one.
    ``guest_id`` is the surviving guest, never an alias.
    """
    tenant_id = act.tenant_id
    if not grants or books.find(_OF_GUEST, (tenant_id, guest_id)):
        return ()
    for grant in grants:
        row = {
            "tenant_id": tenant_id,
            "guest_id": guest_id,
            "promo_id": grant.promo_id,
            "operation_id": act.operation_id,
            "points": grant.points,
        }
        books.put(_GRANTS, (tenant_id, guest_id, grant.promo_id), row)
    return grants


def fetch_grants(books: Books, tenant_id: TenantId, guest_ids: Iterable[GuestId]) -> None:
    """Reads ahead how these guests were welcomed."""
    books.fetch_groups(_OF_GUEST, [(tenant_id, guest_id) for guest_id in guest_ids])

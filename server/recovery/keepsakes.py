"""Keepsakes shown to a restored server: what it lost of the back office's work is put back (§9).

What is there stays as it is: the back office may have changed it since. A till shows only what
this very server once gave it to keep, so it can bring back what was, and nothing else; whatever
else it shows is passed over and noted, for it must not hold up what the till has to tell.
"""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from sqlalchemy import Connection

from server.audit import Action, Activity, record
from server.chance import Chance
from server.guests import consent_documents
from server.keepsakes import Kept, opened
from server.ledger.operations import promised_and_parked
from server.ledger.runs import book_again
from server.logs import FIELDS
from server.programme import service as programmes
from server.restaurants import service as restaurants
from server.shelves import Columns
from server.staff import service as staff
from server.tenants.service import Tenant
from shared.domain.ids import RestaurantId, TenantId

_PUT_BACK: Final[Mapping[str, Callable[[Connection, TenantId, Columns], str | None]]] = {
    "programme_version": programmes.put_back,
    "restaurant": restaurants.put_back,
    "staff": staff.put_back,
    "consent_text": consent_documents.put_back,
}
"""By their tables; a restaurant comes before its staff."""
_logger = logging.getLogger(__name__)


def put_back(
    conn: Connection, owner: Tenant, shown: Sequence[str], *, by: str, now_ms: int
) -> bool:
    """Whether anything was missing: it is there again, and in the activity log.

    ``by``: the device that shows it. Call ``lock_tenant`` before.
    """
    kept, is_any_back = _opened(owner, shown, by=by), False
    for table, put in _PUT_BACK.items():
        for each in (each for each in kept if each.table == table and _has_place(conn, each)):
            entity_id = put(conn, owner.tenant_id, each.row)
            if entity_id is not None:
                back = Activity(Action.PUT_BACK, table, entity_id, by, at_ms=now_ms)
                record(conn, owner.tenant_id, back)
                is_any_back = True
    return is_any_back


def decide_waiting(conn: Connection, tenant_id: TenantId, *, now_ms: int, chance: Chance) -> None:
    """What was promised and came before what it names was put back is booked now."""
    for each in promised_and_parked(conn, tenant_id):
        book_again(conn, each, at_ms=now_ms, chance=chance)


def _opened(owner: Tenant, shown: Iterable[str], *, by: str) -> list[Kept]:
    found: list[Kept] = []
    for text in shown:
        kept = opened(text, tenant_id=owner.tenant_id, seed=owner.signing_seed)
        if kept is None:
            _logger.warning("a keepsake we did not give is passed over", extra={FIELDS: {"by": by}})
        else:
            found.append(kept)
    return found


def _has_place(conn: Connection, kept: Kept) -> bool:
    """A colleague without his restaurant cannot be put back."""
    if kept.table != "staff":
        return True
    home = RestaurantId(kept.row["restaurant_id"])
    return restaurants.restaurant(conn, TenantId(kept.row["tenant_id"]), home) is not None

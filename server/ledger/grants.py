"""Promos that come once for each occasion, whoever the guest was registered as (S15, LOY-80).

A welcome comes once whatever promo it was: the next programme version may welcome with another one
(LOY-88, CSH-50). What was taken back with its operation may come again. ``guest_id`` is the
surviving guest, never an alias.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, update

from server.books import Books
from server.database import table_of
from server.ledger.tables import BonusGrantRow
from server.shelves import rows_by, rows_of
from shared.domain.ids import GuestId, PromoId, TenantId
from shared.domain.promos import FIRST_VISIT
from shared.domain.visitors import Granted

GRANTED = "granted"
"""Where a booking's snapshot tells what it granted."""
_BONUS = table_of(BonusGrantRow)
_GRANTS = rows_of(_BONUS)
_OF_GUEST = rows_by(_GRANTS, "tenant_id", "guest_id")


@dataclass(frozen=True, slots=True)
class Gift:
    """What one operation or act of the server grants for occasions that come once."""

    by: str
    """The operation's id in its chain, or the act's."""
    to: GuestId
    """As it names the guest, an alias too."""
    granted: tuple[tuple[Granted, int], ...]
    """Each with its points."""

    def facts(self) -> dict[str, Any]:
        """What the booking keeps of it: what the list of grants is verified by."""
        told = [[each.promo_id, each.occasion, points] for each, points in self.granted]
        return {GRANTED: told} if told else {}


def granted_of(books: Books, tenant_id: TenantId, guest_id: GuestId) -> frozenset[Granted]:
    """What the guest was granted."""
    rows = books.find(_OF_GUEST, (tenant_id, guest_id))
    return frozenset(_granted(row) for row in rows if row["taken_back_by"] is None)


def granted_of_guests(
    conn: Connection, tenant_id: TenantId, guest_ids: Sequence[GuestId]
) -> dict[GuestId, frozenset[Granted]]:
    """As ``granted_of``, by guest; who was granted nothing is left out."""
    books = Books(conn)
    books.fetch_groups(_OF_GUEST, [(tenant_id, guest_id) for guest_id in guest_ids])
    found = {guest_id: granted_of(books, tenant_id, guest_id) for guest_id in guest_ids}
    return {guest_id: granted for guest_id, granted in found.items() if granted}


def repeated(granted: Collection[Granted], wanted: Iterable[Granted]) -> frozenset[Granted]:
    """Those of ``wanted`` that would come again to who was ``granted`` these."""
    is_welcomed = any(each.occasion == FIRST_VISIT for each in granted)
    return frozenset(
        each for each in wanted if each in granted or (is_welcomed and each.occasion == FIRST_VISIT)
    )


def write_down(books: Books, tenant_id: TenantId, guest_id: GuestId, *, gift: Gift) -> None:
    """The guest has ``gift``. What he had by another operation or act stays that one's."""
    had = granted_of(books, tenant_id, guest_id) if gift.granted else frozenset()
    for granted, points in gift.granted:
        if granted in had:
            continue
        row = {
            "tenant_id": tenant_id,
            "guest_id": guest_id,
            "promo_id": granted.promo_id,
            "occasion": granted.occasion,
            "given_to": gift.to,
            "given_by": gift.by,
            "points": points,
            "taken_back_by": None,
        }
        key = (tenant_id, guest_id, granted.promo_id, granted.occasion, gift.by)
        books.put(_GRANTS, key, row)


def take_back(
    books: Books, tenant_id: TenantId, guest_id: GuestId, *, given_by: str, by: str
) -> None:
    """What ``given_by`` granted was taken back whole by ``by``, and may come again."""
    for row in books.find(_OF_GUEST, (tenant_id, guest_id)):
        if row["given_by"] == given_by and row["taken_back_by"] is None:
            key = (tenant_id, guest_id, row["promo_id"], row["occasion"], given_by)
            books.put(_GRANTS, key, {**row, "taken_back_by": by})


def move_grants(conn: Connection, tenant_id: TenantId, source_id: GuestId, *, to: GuestId) -> None:
    """What the source was granted is the other guest's, beside what that one had as well."""
    conn.execute(
        update(_BONUS)
        .where(_BONUS.c.tenant_id == tenant_id, _BONUS.c.guest_id == source_id)
        .values(guest_id=to)
    )


def move_grants_back(
    conn: Connection,
    tenant_id: TenantId,
    source_id: GuestId,
    *,
    of: GuestId,
    names: Sequence[GuestId],
) -> None:
    """What ``of`` has that was given to one of ``names`` is the source's again."""
    conn.execute(
        update(_BONUS)
        .where(
            _BONUS.c.tenant_id == tenant_id,
            _BONUS.c.guest_id == of,
            _BONUS.c.given_to.in_(names),
        )
        .values(guest_id=source_id)
    )


def fetch_grants(books: Books, tenant_id: TenantId, guest_ids: Iterable[GuestId]) -> None:
    """Reads ahead what these guests were granted."""
    books.fetch_groups(_OF_GUEST, [(tenant_id, guest_id) for guest_id in guest_ids])


def _granted(row: Any) -> Granted:
    return Granted(PromoId(row["promo_id"]), row["occasion"])

"""Guests by the thousand, put into a server's tables as their registrations would have left them.

Their operations are missing, so ``verify-ledger`` would complain: for measuring alone.
"""

from collections.abc import Sequence

from sqlalchemy import Connection, insert, update

from bench.names import name_of
from server.books import writing
from server.database import Database, table_of
from server.feed.service import tell
from server.guests.tables import CardRow, GuestRow
from server.tenants.service import lock_tenant, tenants
from shared.domain.ids import GuestId, RestaurantId, TenantId, card_id_of

AT_ONCE = 5_000
NOW_MS = 1_795_255_200_000


def add_guests(
    database: Database,
    tenant_id: TenantId,
    restaurant_id: RestaurantId,
    *,
    level_id: str,
    count: int,
) -> list[GuestId]:
    """So many guests with a card and no points; their ids."""
    guest_ids = [_guest_id(number) for number in range(count)]
    for start in range(0, count, AT_ONCE):
        numbers = range(start, min(count, start + AT_ONCE))

        def work(conn: Connection, numbers: range = numbers) -> None:
            lock_tenant(conn, tenant_id)
            rows = [_guest(number, tenant_id, restaurant_id) for number in numbers]
            conn.execute(insert(table_of(GuestRow)), rows)
            cards = [_card(number, tenant_id, level_id) for number in numbers]
            conn.execute(insert(table_of(CardRow)), cards)
            with writing(conn) as books:
                for number in numbers:
                    guest_id = _guest_id(number)
                    tell(books, tenant_id, kind="guest", entity_id=guest_id)
                    tell(books, tenant_id, kind="card", entity_id=card_id_of(guest_id))

        database.write_now(work)
    return guest_ids


def change_guests(database: Database, guest_ids: Sequence[GuestId]) -> None:
    """The guests have other names from now on, and their cards are told anew: two changes each."""
    guest = table_of(GuestRow)
    for start in range(0, len(guest_ids), AT_ONCE):
        some = guest_ids[start : start + AT_ONCE]

        def work(conn: Connection, some: Sequence[GuestId] = some) -> None:
            tenant_id = next(iter(tenants(conn))).tenant_id
            lock_tenant(conn, tenant_id)
            for number, guest_id in enumerate(some):
                first_name, last_name = name_of(-number)
                named = update(guest).where(
                    guest.c.tenant_id == tenant_id, guest.c.guest_id == guest_id
                )
                conn.execute(named.values(first_name=first_name, last_name=last_name))
            with writing(conn) as books:
                for guest_id in some:
                    tell(books, tenant_id, kind="guest", entity_id=guest_id)
                    tell(books, tenant_id, kind="card", entity_id=card_id_of(guest_id))

        database.write_now(work)


def _guest_id(number: int) -> GuestId:
    return GuestId(f"{number:08x}-0000-8000-8000-{number:012x}")


def _guest(number: int, tenant_id: TenantId, restaurant_id: RestaurantId) -> dict[str, object]:
    first_name, last_name = name_of(number)
    return {
        "tenant_id": tenant_id,
        "guest_id": _guest_id(number),
        "alias_of": None,
        "phone_key": f"{number:064x}",
        "phone": f"79{number:09d}",
        "first_name": first_name,
        "last_name": last_name,
        "birth_date": None,
        "restaurant_id": restaurant_id,
        "source": "CASHIER",
        "registered_at_ms": NOW_MS,
    }


def _card(number: int, tenant_id: TenantId, level_id: str) -> dict[str, object]:
    guest_id = _guest_id(number)
    return {
        "tenant_id": tenant_id,
        "card_id": card_id_of(guest_id),
        "guest_id": guest_id,
        "status": "ACTIVE",
        "level_id": level_id,
        "token": f"{number:024d}",
        "display_code": None,
    }

"""A shop with many guests, written straight into its tables: for what a night reads."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, insert, text

from server.database import table_of
from server.guests.birthdays import spelt
from server.guests.tables import CardRow, GuestChildRow, GuestRow
from server.ledger.tables import LotRow, TransactionRow
from tests.builders import BRONZE, an_id
from tests.server.shop import Shop

DAY_MS = 24 * 60 * 60 * 1000
BORN_FROM = date(1970, 1, 1)


def fill(shop: Shop, count: int) -> None:
    """So many guests, each with a child, a card, and a lot of either kind that is not due yet.

    One regular lot in a hundred is old, and its guest is none the less a regular one.
    """

    def work(conn: Connection) -> None:
        conn.execute(insert(table_of(TransactionRow)), [_transaction(shop)])
        for row, rows in (
            (GuestRow, _guests),
            (GuestChildRow, _children),
            (CardRow, _cards),
            (LotRow, _lots),
        ):
            conn.execute(insert(table_of(row)), list(rows(shop, count)))

    shop.write(work)
    shop.database.write_now(lambda conn: conn.execute(text("ANALYZE")))


def id_of(what: str, number: int) -> str:
    return an_id(f"{what} {number}")


def _guests(shop: Shop, count: int) -> Iterator[dict[str, Any]]:
    for number in range(count):
        yield {
            "tenant_id": shop.tenant_id,
            "guest_id": id_of("guest", number),
            "alias_of": None,
            "phone_key": str(number),
            "phone": f"7{number:010}",
            "first_name": "Иван",
            "last_name": "Петров",
            "birth_date": str(BORN_FROM + timedelta(days=number % 15_000)),
            "restaurant_id": shop.restaurant_id,
            "source": "POS",
            "registered_at_ms": 1,
            "likeness_key": "",
            "birthday": spelt(BORN_FROM + timedelta(days=number % 15_000)),
        }


def _children(shop: Shop, count: int) -> Iterator[dict[str, Any]]:
    for number in range(count):
        yield {
            "tenant_id": shop.tenant_id,
            "child_id": id_of("child", number),
            "guest_id": id_of("guest", number),
            "name": "Аня",
            "birth_date": str(BORN_FROM + timedelta(days=number % 15_000)),
            "birthday": spelt(BORN_FROM + timedelta(days=number % 15_000)),
        }


def _cards(shop: Shop, count: int) -> Iterator[dict[str, Any]]:
    for number in range(count):
        yield {
            "tenant_id": shop.tenant_id,
            "card_id": id_of("card", number),
            "guest_id": id_of("guest", number),
            "restaurant_id": None,
            "status": "ACTIVE",
            "level_id": BRONZE,
            "token": f"{number:024}",
            "display_code": None,
            "lifetime_spent_minor": 0,
            "total_visits": 1,
            "last_activity_at_ms": shop.now_ms - number % 60 * DAY_MS,
            "discount_bp": None,
        }


def _lots(shop: Shop, count: int) -> Iterator[dict[str, Any]]:
    for number in range(count):
        age = 120 if number % 100 == 0 else number % 60
        made_ms = shop.now_ms - age * DAY_MS
        for kind, term_ms in (("REGULAR", None), ("PROMO", shop.now_ms + (number % 60) * DAY_MS)):
            yield {
                "tenant_id": shop.tenant_id,
                "lot_id": f"{id_of('lot', number)}:{kind}",
                "card_id": id_of("card", number),
                "transaction_seq": 1,
                "kind": kind,
                "effective_at_ms": made_ms,
                "expires_at_ms": term_ms,
                "points_left": 100,
                "points_expired": 0,
            }


def _transaction(shop: Shop) -> dict[str, Any]:
    return {
        "tenant_id": shop.tenant_id,
        "transaction_seq": 1,
        "operation_id": None,
        "kind": "LEASE",
        "card_id": id_of("card", 0),
        "staff_id": "system",
        "effective_at_ms": 1,
        "posted_at_ms": 1,
        "snapshot": "{}",
        "previous_hash": "",
        "hash": "",
    }

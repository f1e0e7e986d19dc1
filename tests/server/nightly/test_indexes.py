"""What a night reads: those who are due, by an index, and not everybody there is."""

from typing import Any

import pytest
from sqlalchemy import Connection

from server.guests.birthdays import birthdays
from server.ledger.walking import DueBy, cards_with_due, due_cards
from shared.domain.ids import CardId
from tests.server.nightly.crowd import DAY_MS, fill, id_of
from tests.server.shop import Shop

MANY = 3_000


@pytest.fixture
def crowd(shop: Shop) -> Shop:
    fill(shop, MANY)
    shop.write(lambda conn: conn.exec_driver_sql("ANALYZE"))  # not when the database thinks of it
    return shop


def plan(shop: Shop, query: Any) -> str:
    """How the database answers."""

    def explained(conn: Connection) -> str:
        asked = query.compile(conn, compile_kwargs={"literal_binds": True})
        explain = "EXPLAIN QUERY PLAN" if conn.dialect.name == "sqlite" else "EXPLAIN"
        return str(conn.exec_driver_sql(f"{explain} {asked}").all())

    return shop.read(explained)


def test_birthdays_are_found_by_an_index(crowd: Shop) -> None:
    """LOY-80, LOY-89: of guests and of children."""
    told = plan(crowd, birthdays(crowd.tenant_id, ({"12-10"}, {"12-07"})))
    assert "ix_guest_birthday" in told
    assert "ix_guest_child_birthday" in told


def test_what_is_due_is_found_by_an_index(crowd: Shop) -> None:
    """LOY-17, LOY-18: promo points by their term, regular ones by their age."""
    due = DueBy(crowd.now_ms - 1, crowd.now_ms - 93 * DAY_MS)
    assert plan(crowd, due_cards(crowd.tenant_id, due)).count("ix_lot_due") == 2


def test_those_and_no_others_are_read(crowd: Shop) -> None:
    """In order and page by page: promo points by their term, and of who was idle the rest."""

    def found(conn: Connection) -> list[CardId]:
        due = DueBy(crowd.now_ms, crowd.now_ms - 50 * DAY_MS)
        read: list[CardId] = []
        while page := cards_with_due(
            conn, crowd.tenant_id, due, after=read[-1] if read else "", limit=100
        ):
            read += [card.card_id for card in page]
        return read

    soon = {number for number in range(MANY) if number % 60 == 0}
    idle = {number for number in range(MANY) if number % 60 >= 50}
    assert crowd.read(found) == sorted(id_of("card", number) for number in soon | idle)

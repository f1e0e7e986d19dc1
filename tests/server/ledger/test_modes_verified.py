"""What a report finds where somebody changed cards of restaurants, or whose they are (LOY-06)."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from server.chance import Chance
from server.database import Database
from shared.domain.programme import CardMode
from tests.server.chain import ChainOfTwo, a_chain
from tests.server.ledger.test_migrating import moved

UNIFIED, SEPARATE = CardMode.UNIFIED, CardMode.SEPARATE
_OF_PLACE = "restaurant_id IS NOT NULL"


@pytest.fixture
def chain(sqlite_database: Database, chance: Chance) -> ChainOfTwo:
    """A guest with points in both, who was migrated there."""
    chain = a_chain(sqlite_database, chance, mode=UNIFIED)
    guest_id = chain.here.register()
    chain.here.register("79992222222")
    chain.here.push()
    chain.there.earn(guest_id, 1_500)
    chain.there.push()
    moved(chain, SEPARATE)
    assert chain.shop.verified().problems == ()
    return chain


@pytest.mark.parametrize(
    ("deed", "named"),
    [
        (
            f"UPDATE feed_entry SET restaurant_id = NULL WHERE kind = 'card' AND {_OF_PLACE}",
            "other tills than its restaurant's",
        ),
        (
            """UPDATE feed_entry SET restaurant_id = (SELECT min(restaurant_id) FROM restaurant)
            WHERE kind = 'card' AND restaurant_id IS NULL""",
            "is not for everybody",
        ),
        (f"UPDATE card SET status = 'BLOCKED' WHERE {_OF_PLACE}", "its guest says otherwise"),
        (f"UPDATE card SET token = substr(token, 2) || '0' WHERE {_OF_PLACE}", "not named after"),
        ("UPDATE tenant SET card_mode = 'UNIFIED'", "a card that does not count"),
        (f"UPDATE card SET total_visits = total_visits + 1 WHERE {_OF_PLACE}", "visits, not"),
        (
            f"UPDATE card SET last_activity_at_ms = last_activity_at_ms + 1 WHERE {_OF_PLACE}",
            "was active last at another time",
        ),
        (
            """UPDATE lot_move SET to_card_id = (SELECT card_id FROM card WHERE card_id NOT IN
            (SELECT to_card_id FROM lot_move) AND restaurant_id IS NULL LIMIT 1)
            WHERE rowid = (SELECT min(rowid) FROM lot_move)""",
            "something in it was changed",
        ),
    ],
)
def test_what_somebody_changed_is_found(
    chain: ChainOfTwo, tmp_path: Path, deed: str, named: str
) -> None:
    with closing(sqlite3.connect(tmp_path / "only.db")) as db, db:
        db.execute(deed)
    problems = chain.shop.verified().problems
    assert any(named in problem for problem in problems), problems

"""Whoever makes the house's own acts say something else is found (P6)."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from server.nightly.expiry import EXPIRE
from server.nightly.levels import LEVELS
from tests.server.nightly.night import listen, night, wait
from tests.server.shop import Shop
from tests.server.shop_fixtures import SHOP_FILE

SAYING = "UPDATE ledger_transaction SET snapshot = {} WHERE kind = 'EXPIRE'"
DEEDS = [
    (SAYING.format("'{}'"), ["its act is not named after what it did", "it does not say why"]),
    (
        SAYING.format("json_set(snapshot, '$.expired[0].points', 1)"),
        ["it says that something else expired"],
    ),
    (
        SAYING.format("json_set(snapshot, '$.active_at_ms', posted_at_ms)"),
        ["was not due to expire"],
    ),
    (
        SAYING.format("json_set(snapshot, '$.act.occasion', 'another')"),
        ["its act is not named after what it did"],
    ),
    ("UPDATE lot SET expires_at_ms = expires_at_ms + 1", ["for another reason"]),
    ("UPDATE lot SET points_expired = 0", ["more or less expired of it than it counts"]),
    ("UPDATE lot SET expires_at_ms = NULL", ["was not due to expire"]),
    ("DELETE FROM effect WHERE kind = 'points_expired'", ["the effect it owes is missing (S16)"]),
    (
        "UPDATE effect SET told = '{}' WHERE kind = 'points_expired'",
        ["its effect tells something else (S16)"],
    ),
    (
        "UPDATE effect SET operation_id = 'another' WHERE kind = 'points_expired'",
        ["effect another: no act of the house owes it (S16)"],
    ),
    (
        "UPDATE effect SET operation_id = 'another' WHERE kind = 'level_upgraded'",
        ["effect another: nobody reached that level"],
    ),
    ("UPDATE effect SET kind = 'party'", ["effects: there is no kind 'party'"]),
]


@pytest.fixture
def lived(sqlite_shop: Shop) -> Shop:
    """A guest rose, stayed away and lost what he had."""
    shop, till = sqlite_shop, sqlite_shop.till()
    listen(shop)
    guest_id = till.register()
    till.earn(guest_id, 20_000)
    till.push()
    wait(shop, days=1)
    night(shop, LEVELS)
    wait(shop, days=100)
    night(shop, EXPIRE)
    assert shop.verified().problems == ()
    return shop


@pytest.mark.parametrize(("deed", "named"), DEEDS, ids=range(len(DEEDS)))
def test_what_was_changed_is_found(
    lived: Shop, tmp_path: Path, deed: str, named: list[str]
) -> None:
    with closing(sqlite3.connect(tmp_path / SHOP_FILE)) as db, db:
        assert db.execute(deed).rowcount >= 1
    problems = "\n".join(lived.verified().problems)
    assert all(each in problems for each in named), problems

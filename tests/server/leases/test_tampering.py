"""Every row of a lease has a witness: who changes one is named by ``verify`` (P6, S6, S11)."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from shared.domain.leases import OfflinePolicy
from tests.server.leases.pouch import Pouch, set_policy
from tests.server.shop import Shop
from tests.server.shop_fixtures import SHOP_FILE

SPENT = "(SELECT lease_id FROM lease WHERE ended = 'SPENT')"
ANOTHER = "(SELECT device_id FROM device WHERE device_id <> lease.device_id LIMIT 1)"
LATE = "(SELECT lease_id FROM lease WHERE points_late > 0)"
TAMPERED = [
    ("UPDATE lease SET points_granted = points_granted + 1 WHERE ended = ''", "(S6)"),
    ("UPDATE lease SET points_spent = points_spent - 1 WHERE ended = 'SPENT'", "(S6)"),
    ("UPDATE lease SET points_returned = 0 WHERE ended = 'RELEASED'", "(S6)"),
    ("UPDATE lease SET points_late = 0", "late points"),
    ("UPDATE lease SET ended = 'RELEASED' WHERE ended = 'LOST'", "has ended as 'RELEASED'"),
    ("UPDATE lease SET ended = 'SPENT' WHERE ended = ''", "has ended as 'SPENT'"),
    ("UPDATE lease SET ended = '' WHERE ended = 'SPENT'", "has ended as ''"),
    ("UPDATE lease SET guest_id = device_id", "is not the lease that was booked"),
    ("UPDATE lease SET granted_at_ms = granted_at_ms + 1", "is not the lease that was booked"),
    ("UPDATE lease SET server_epoch = server_epoch + 1", "is not the lease that was booked"),
    ("UPDATE lease SET card_id = device_id", "is not the lease that was booked"),
    (
        f"UPDATE lease SET device_id = {ANOTHER} WHERE ended = 'SPENT'",
        "its uses of lots differ",
    ),
    (f"DELETE FROM lease WHERE lease_id = {SPENT}", "is missing"),
    ("UPDATE lease_lot SET points_left = points_left + 1", "keeps"),
    ("UPDATE lease_lot SET points_granted = points_granted + 1", "keeps"),
    (f"DELETE FROM lease_lot WHERE lease_id = {SPENT}", "is missing"),
    ("UPDATE lease_use SET points = points - 1 WHERE points < 0", "something in it was changed"),
    (f"DELETE FROM lease_use WHERE lease_id = {LATE}", "something in it was changed"),
    ("UPDATE account SET balance = balance + 1 WHERE account LIKE 'lease%'", "keeps"),
    ("UPDATE account SET balance = 0 WHERE account = 'house_loss'", "account house_loss"),
    ("UPDATE ledger_transaction SET operation_id = NULL WHERE kind = 'EARN'", "was changed"),
    ("UPDATE ledger_transaction SET snapshot = '{}' WHERE kind = 'LEASE'", "was changed"),
    ("DELETE FROM operation WHERE kind = 'device_lost'", "gave no device up"),
]


@pytest.fixture
def busy(sqlite_shop: Shop) -> Shop:
    """Leases that were spent, released, reclaimed, lost, spent late, and one that stands."""
    shop = sqlite_shop
    set_policy(shop, OfflinePolicy())
    till, other, third = (Pouch.of(shop, f"Касса {number}") for number in (1, 2, 3))
    guest_id = till.till.register()
    _earn_and_ask(till, guest_id)
    till.spend(guest_id, 300)
    till.till.push()
    _earn_and_ask(till, guest_id)
    till.release(guest_id, next(each.lease_id for each in till.held.values() if each.left))
    till.till.push()
    other.ask(guest_id)
    other.spend(guest_id, 150)
    shop.now_ms += 10 * 3_600_000
    third.ask(guest_id)
    other.till.push()
    till.lose(third.device)
    _earn_and_ask(till, guest_id)
    assert shop.verified().problems == ()
    return shop


@pytest.mark.parametrize(("statement", "named"), TAMPERED)
def test_every_tampering_with_leases_is_named(
    busy: Shop, tmp_path: Path, statement: str, named: str
) -> None:
    with closing(sqlite3.connect(tmp_path / SHOP_FILE)) as db, db:
        changed = db.execute(statement).rowcount
    assert changed > 0, "the shop has what is tampered with"
    report = busy.verified()
    assert any(named in problem for problem in report.problems), report.problems


def _earn_and_ask(pouch: Pouch, guest_id: str) -> None:
    pouch.till.earn(guest_id, 2_000)
    pouch.till.push()
    pouch.ask(guest_id)

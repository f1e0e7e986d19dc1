"""Tampering leaves a trace: P6, S1…S6, S12, S14, S15."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from server.ledger.verification.outcomes import sum_of
from server.ledger.verify import PROBLEMS_MAX
from tests.server.shop import Shop
from tests.server.shop_fixtures import SHOP_FILE

ANOTHER_SPELLING = "UPDATE operation SET body = replace(body, '\"points\":150', '\"points\":151')"
FIRST_TILL = "(SELECT device_id FROM operation WHERE kind = 'adjustment')"
SECOND_TILL = "(SELECT device_id FROM operation WHERE status = 'adjusted' AND seq = 1)"
ALIAS = "(SELECT guest_id FROM guest WHERE alias_of IS NOT NULL)"
SWAPPED = (
    f"UPDATE operation SET seq = -seq WHERE seq IN (2, 3) AND device_id = {FIRST_TILL};"
    "UPDATE operation SET seq = 5 + seq WHERE seq < 0"
)
FORGED_ENTRY = (
    "INSERT INTO ledger_entry SELECT tenant_id, transaction_seq, 9, 'forged', 5, 1, 5 "
    "FROM ledger_entry WHERE transaction_seq = 2 AND line = 0"
)
CHAINS = [
    (ANOTHER_SPELLING, "operation 3"),
    ("DELETE FROM operation WHERE kind = 'adjustment'", "operation 4 is missing"),
    ("DELETE FROM operation WHERE seq = 7", "ends at 6"),
    (f"DELETE FROM operation WHERE device_id = {SECOND_TILL}", "all 3 operations are missing"),
    (SWAPPED, "operation 2"),
    ("UPDATE operation SET operation_id = '' WHERE seq = 7", "does not follow"),
    ("UPDATE operation SET link = 'nonsense' WHERE seq = 2", "operation 2"),
    ("UPDATE operation SET outcome = '{}' WHERE seq = 5", "has no outcome"),
    ("UPDATE operation SET status = 'applied' WHERE seq = 7", "another operation's"),
    ("UPDATE operation SET status = 'rejected' WHERE kind = 'adjustment'", "has an effect"),
    ("UPDATE operation SET private = replace(private, 'Иван', 'Инна')", "private part"),
    ("UPDATE operation SET private = '{}' WHERE private IS NOT NULL", "private part"),
    ("UPDATE operation SET guest_id = operation_id WHERE kind = 'adjustment'", "guest"),
    ("UPDATE operation SET cancelled_by = NULL", "earn and check do not match"),
    ("UPDATE device_chain SET last_seq = last_seq + 1", "the device's chain at"),
]
BOOKS = [
    ("UPDATE ledger_transaction SET snapshot = '{}' WHERE transaction_seq = 2", "transaction 2"),
    ("DELETE FROM ledger_transaction WHERE transaction_seq = 3", "transaction 3 is missing"),
    ("DELETE FROM ledger_transaction WHERE transaction_seq = 7", "ends at transaction 6"),
    ("UPDATE ledger_transaction SET hash = '' WHERE transaction_seq = 4", "transaction 4"),
    ("UPDATE ledger_transaction SET staff_id = '' WHERE transaction_seq = 1", "transaction 1"),
    ("UPDATE ledger_entry SET points = points + 1 WHERE account = 'issued'", "sum to zero"),
    ("UPDATE ledger_entry SET balance_after = 0 WHERE transaction_seq = 2", "says otherwise"),
    ("DELETE FROM ledger_entry WHERE transaction_seq = 3 AND line = 1", "transaction 3"),
    (FORGED_ENTRY, "transaction 2"),
    ("UPDATE account SET balance = balance + 1 WHERE account LIKE 'available%'", "keeps"),
    ("UPDATE account SET version = version + 1 WHERE account = 'issued'", "account issued"),
    ("DELETE FROM account WHERE account = 'redeemed'", "account redeemed is missing"),
    ("INSERT INTO account SELECT tenant_id, 'gift', 1, 5 FROM account LIMIT 1", "account gift"),
    ("UPDATE lot SET points_left = points_left + 1 WHERE kind = 'REGULAR'", "keeps"),
    ("UPDATE lot SET expires_at_ms = expires_at_ms + 1", "something in it was changed"),
    ("UPDATE lot_use SET points = points + 1 WHERE transaction_seq = 2", "transaction 2"),
    ("DELETE FROM lot_use WHERE transaction_seq = 2", "its uses of lots differ"),
    ("DELETE FROM lot WHERE kind = 'PROMO'", "transaction 1"),
    ("UPDATE tenant_counter SET transaction_seq = 99", "its counter at 99"),
    ("UPDATE ledger_transaction SET kind = 'LEASE' WHERE transaction_seq = 2", "bookings differ"),
]
CARDS = [
    ("UPDATE card SET total_visits = 5 WHERE status = 'ACTIVE'", "counts 5 visits"),
    ("UPDATE card SET lifetime_spent_minor = 0", "spent less or more"),
    ("UPDATE card SET status = 'ACTIVE'", "its guest says otherwise"),
    ("UPDATE card SET status = 'MERGED'", "belongs to a card that does not count"),
    ("DELETE FROM card WHERE status = 'MERGED'", "has no card"),
    ("DELETE FROM visit WHERE cancelled_by IS NULL", "earn and visit do not match"),
    ("UPDATE visit SET cancelled_by = NULL", "its visit is not what the earn says"),
    ("DELETE FROM pos_check", "redeem and check do not match"),
    (f"UPDATE guest SET alias_of = {ALIAS}", "alias of an alias"),
    (f"UPDATE bonus_grant SET guest_id = {ALIAS}", "given to the alias"),
]
ADJUSTMENT = "(SELECT operation_id FROM operation WHERE kind = 'adjustment')"
PERSON = "(SELECT guest_id FROM guest WHERE alias_of IS NULL)"
MOVED_BEYOND_THE_FEED = (
    "UPDATE feed_entry SET seq = 9999 WHERE kind = 'staff' AND seq = "
    "(SELECT min(seq) FROM feed_entry WHERE kind = 'staff')"
)
SECOND_WELCOME = (
    "INSERT INTO bonus_grant SELECT tenant_id, guest_id, 'again', 'first', guest_id, 'forged', 1,"
    " NULL FROM bonus_grant"
)
WELCOME_TWICE = (
    "INSERT INTO bonus_grant SELECT tenant_id, guest_id, promo_id, occasion, given_to, 'forged', 1,"
    " NULL FROM bonus_grant WHERE taken_back_by IS NULL"
)
WITNESSES = [
    (f"UPDATE operation SET cancelled_by = operation_id WHERE operation_id = {ADJUSTMENT}", "did"),
    ("UPDATE operation SET cancelled_by = NULL", "cancelled nothing"),
    ("UPDATE operation SET effective_at_ms = 1 WHERE seq = 4", "its moment"),
    ("UPDATE operation SET received_at_ms = 1 WHERE seq = 4", "its moment"),
    ("UPDATE visit SET amount_minor = 0 WHERE cancelled_by IS NULL", "visit"),
    ("UPDATE visit SET visited_at_ms = 0 WHERE cancelled_by IS NULL", "visit"),
    ("DELETE FROM bonus_grant", "not written down"),
    (WELCOME_TWICE, "twice"),
    (SECOND_WELCOME, "never given"),
    ("UPDATE bonus_grant SET points = 999", "its bonus was"),
    ("UPDATE bonus_grant SET taken_back_by = given_by", "not taken back by"),
    (
        f"UPDATE guest SET alias_of = NULL, phone_key = guest_id WHERE guest_id = {ALIAS}",
        "alias_of",
    ),
    ("UPDATE guest SET first_name = 'Инна'", "name, phone or birthday"),
    ("UPDATE guest SET phone = '79995556677'", "name, phone or birthday"),
    ("UPDATE guest SET birth_date = 'nonsense'", "name, phone or birthday"),
    ("UPDATE guest SET registered_at_ms = 1", "when he was"),
    ("UPDATE card SET token = '1' WHERE status = 'ACTIVE'", "token"),
    ("UPDATE card SET status = 'NONSENSE' WHERE status = 'ACTIVE'", "which there is not"),
    (f"DELETE FROM consent WHERE guest_id = {PERSON}", "consents"),
    ("UPDATE consent SET is_accepted = 0", "consents"),
    (f"DELETE FROM guest WHERE guest_id = {PERSON}", "is missing"),
    ("UPDATE pos_check SET amount_minor = 1 WHERE earn_operation_id IS NOT NULL", "check"),
    (f"UPDATE pos_check SET guest_id = {ALIAS}", "check"),
    ("DELETE FROM feed_entry WHERE kind = 'card'", "is missing (S7)"),
    (MOVED_BEYOND_THE_FEED, "is number 9999"),
    ("UPDATE tenant_counter SET feed_seq = 1", "the feed ends at 1"),
    ("UPDATE device_chain SET head = 'nonsense'", "device_chain cannot be read"),
]


@pytest.fixture
def busy(sqlite_shop: Shop) -> Shop:
    """Two tills, two guests, every kind of operation, an alias and a refusal."""
    till, other = sqlite_shop.till(), sqlite_shop.till("Касса 2")
    guest_id = till.register()
    earned = till.earn(guest_id, 2_000)
    till.redeem(guest_id, 150, promo=100)
    till.adjust(guest_id, 500)
    till.cancel(guest_id, earned, -200)
    till.earn(guest_id, 3_000)
    till.redeem(guest_id, 9_999)
    till.push()
    alias = other.register()
    other.earn(alias, 1_000)
    other.enqueue_text('{"kind":"teleport","v":1}')
    other.push()
    assert sqlite_shop.verified().problems == ()
    return sqlite_shop


def test_a_sound_ledger_counts_what_it_checked(busy: Shop) -> None:
    report = busy.verified()
    assert report.is_sound
    assert report.lines()[-1] == "differences: 0"
    assert (report.counts["operations"], report.counts["guests"]) == (10, 2)
    assert report.counts["transactions"] == 7


@pytest.mark.parametrize(("statement", "named"), CHAINS + BOOKS + CARDS + WITNESSES)
def test_every_tampering_is_named(busy: Shop, tmp_path: Path, statement: str, named: str) -> None:
    _tamper(tmp_path, statement)
    report = busy.verified()
    assert not report.is_sound
    assert any(named in problem for problem in report.problems), report.problems
    assert all(busy.tenant_id in problem for problem in report.problems)


def test_a_tenant_that_cannot_be_read_is_named_by_its_table(busy: Shop, tmp_path: Path) -> None:
    _tamper(tmp_path, "UPDATE tenant SET phone_pepper = 'nonsense'")
    assert any("tenant cannot be read" in problem for problem in busy.verified().problems)


def test_any_flipped_bit_of_a_body_is_noticed(busy: Shop, tmp_path: Path) -> None:
    """The operation that does not fit is named, and no other."""
    with closing(sqlite3.connect(tmp_path / SHOP_FILE)) as db:
        ((body,),) = db.execute("SELECT body FROM operation WHERE seq = 6")
    for place in range(0, len(body), 41):
        flipped = body[:place] + chr(ord(body[place]) ^ 1) + body[place + 1 :]
        _tamper(tmp_path, "UPDATE operation SET body = ? WHERE seq = 6", flipped)
        problems = [each for each in busy.verified().problems if "what the hash says" in each]
        assert len(problems) == 1
        assert ", operation 6 " in problems[0]


def test_a_ledger_broken_everywhere_is_not_listed_for_ever(busy: Shop, tmp_path: Path) -> None:
    _tamper(
        tmp_path,
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION SELECT i + 1 FROM n WHERE i < 1100) INSERT INTO "
        "account SELECT tenant_id, 'a' || i, 1, 0 FROM n, (SELECT tenant_id FROM account LIMIT 1)",
    )
    assert busy.verified().lines()[-1] == f"differences: at least {PROBLEMS_MAX}"


def test_one_point_is_not_two() -> None:
    """S3: Python hashes the numbers -1 and -2 alike."""
    assert sum_of([("operation", (-1, 0))]) != sum_of([("operation", (-2, 0))])


def _tamper(folder: Path, statement: str, *parameters: str) -> None:
    """Behind the server's back, where no foreign key stops anybody."""
    with closing(sqlite3.connect(folder / SHOP_FILE)) as db, db:
        for each in statement.split(";"):
            db.execute(each, parameters)

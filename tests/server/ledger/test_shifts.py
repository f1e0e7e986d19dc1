"""Shifts on the server: the report that a till closed with, held against the ledger."""

from typing import Any

import pytest

from server.books import Books
from server.ledger.handlers.shift import ADDENDUM
from server.ledger.shifts import ShiftAccount, shift_account
from shared.domain.ids import ShiftId
from shared.domain.shifts import ShiftSum, difference, together
from shared.operations.bodies import ShiftCloseBody, ShiftHandoverBody, ShiftOpenBody
from shared.operations.shift_sums import sum_bodies, sums_from_json
from shared.sync.messages import Outcome
from tests.builders import an_id
from tests.server.shop import Shop, Till

SHIFT = ShiftId(an_id("shift"))
IN_SHIFT: dict[str, Any] = {"shift_id": SHIFT}
ANOTHER_ADDENDUM = """UPDATE operation SET outcome = replace(outcome, '"points":-1', '"points":-2')
    WHERE kind = 'shift_close'"""


def begin(till: Till) -> None:
    till.enqueue(ShiftOpenBody, {**IN_SHIFT, "number": 1})


def close(till: Till, *sums: ShiftSum, **changed: Any) -> Outcome:
    """With that report; what the server said."""
    facts: dict[str, Any] = {**IN_SHIFT, "sums": sum_bodies(sums), "waiting": 0}
    till.enqueue(ShiftCloseBody, facts | changed)
    return till.outcome()


def account(shop: Shop, till: Till) -> ShiftAccount:
    return shop.read(
        lambda conn: shift_account(
            Books(conn), shop.tenant_id, till.device.device_id, shift_id=SHIFT
        )
    )


def earned(shop: Shop, count: int = 1, points: int = 200, roubles: int = 2_000) -> ShiftSum:
    return ShiftSum(shop.cashier, "earn", count, points, roubles * 100, "RUB")


def registered(shop: Shop) -> ShiftSum:
    return ShiftSum(shop.cashier, "registration", 1, 100)


def test_a_report_that_is_the_ledgers_gets_no_addendum(shop: Shop, till: Till) -> None:
    begin(till)
    guest_id = till.register(**IN_SHIFT)
    sold = till.earn(guest_id, **IN_SHIFT)
    till.redeem(guest_id, 100, promo=100, **IN_SHIFT)
    till.adjust(guest_id, 500, **IN_SHIFT)
    till.refund(guest_id, sold, 500, points=-50, **IN_SHIFT)
    till.cancel(guest_id, till.earn(guest_id, 1_000, **IN_SHIFT), -100, **IN_SHIFT)
    other = till.register("79990003344", **IN_SHIFT)
    till.transfer(guest_id, other, 40, **IN_SHIFT)
    cashier, manager = shop.cashier, shop.manager
    report = (
        ShiftSum(cashier, "registration", 2, 200),
        ShiftSum(cashier, "earn", 2, 300, 3_000_00, "RUB"),
        ShiftSum(cashier, "redeem", 1, -100, 2_000_00, "RUB"),
        ShiftSum(manager, "adjustment", 1, 500),
        ShiftSum(manager, "refund", 1, -50, 500_00, "RUB"),
        ShiftSum(manager, "cancel", 1, -100),
        ShiftSum(manager, "transfer", 1, -40),
    )
    outcome = close(till, *report)
    assert (outcome.status, outcome.data) == ("applied", {})
    found = account(shop, till)
    assert (found.booked, found.addenda) == (together(report), ())
    assert shop.verified().problems == ()


def test_what_was_booked_otherwise_is_answered_as_the_first_addendum(
    shop: Shop, till: Till
) -> None:
    begin(till)
    guest_id = till.register(**IN_SHIFT)
    till.redeem(guest_id, 9_999, **IN_SHIFT)
    spent = ShiftSum(shop.cashier, "redeem", 1, -9_999, 2_000_00, "RUB")
    outcome = close(till, registered(shop), spent)
    assert outcome.status == "applied"
    assert sums_from_json(outcome.data[ADDENDUM]) == difference((), (spent,))
    found = account(shop, till)
    assert [each.number for each in found.addenda] == [1]
    assert together(found.reported, found.addenda[0].sums) == found.booked
    assert shop.verified().problems == ()


def test_each_operation_that_is_decided_later_makes_the_next_addendum(
    shop: Shop, till: Till
) -> None:
    """Its guest comes from another till, after the shift was closed."""
    late = shop.till("Касса 2")
    guest_id = late.register()
    begin(till)
    till.earn(guest_id, **IN_SHIFT)
    till.earn(guest_id, 1_000, **IN_SHIFT)
    report = (earned(shop, 2, 300, 3_000),)
    assert sums_from_json(close(till, *report).data[ADDENDUM]) == difference((), report)
    late.push()
    found = account(shop, till)
    assert [(each.number, each.sums) for each in found.addenda[1:]] == [
        (2, (earned(shop),)),
        (3, (earned(shop, points=100, roubles=1_000),)),
    ]
    assert found.booked == report
    assert shop.verified().problems == ()


def test_a_shift_of_another_device_is_its_own(shop: Shop, till: Till) -> None:
    """Whoever names a shift, only what its own till did is in it."""
    other = shop.till("Касса 2")
    begin(till)
    guest_id = till.register(**IN_SHIFT)
    till.push()
    other.earn(guest_id, **IN_SHIFT)
    other.push()
    assert close(till, registered(shop)).data == {}
    assert account(shop, other).closing is None
    assert shop.verified().problems == ()


def test_a_closed_report_is_answered_the_same_for_ever(shop: Shop, till: Till) -> None:
    begin(till)
    outcome = close(till, earned(shop))
    again = till.send(till.request(till.sent)).outcomes[-1]
    assert again == outcome
    assert len(account(shop, till).addenda) == 1


def test_a_shift_is_handed_to_colleagues_only(shop: Shop, till: Till) -> None:
    begin(till)
    till.enqueue(ShiftHandoverBody, {**IN_SHIFT, "to_staff_id": shop.manager})
    assert till.outcome().status == "applied"
    till.enqueue(ShiftHandoverBody, {**IN_SHIFT, "to_staff_id": an_id("nobody here")})
    refused = till.outcome()
    assert (refused.status, refused.code) == ("rejected", "field_invalid")


def test_who_left_meanwhile_closed_his_shift_all_the_same(shop: Shop, till: Till) -> None:
    begin(till)
    till.push()
    till.enqueue(ShiftCloseBody, {**IN_SHIFT, "sums": (), "waiting": 0})
    shop.now_ms += 60_000
    shop.dismiss(shop.cashier)
    assert till.outcome().status == "applied"


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE operation SET shift_id = NULL WHERE kind = 'earn'",
        "UPDATE operation SET shift_id = 'another' WHERE kind = 'shift_close'",
        ANOTHER_ADDENDUM,
    ],
)
def test_a_shift_that_somebody_mended_is_found(sqlite_shop: Shop, change: str) -> None:
    """P6."""
    till = sqlite_shop.till()
    begin(till)
    till.earn(till.register(**IN_SHIFT), **IN_SHIFT)
    close(till, registered(sqlite_shop), earned(sqlite_shop, points=201))
    assert sqlite_shop.verified().problems == ()
    sqlite_shop.database.write_now(lambda conn: conn.exec_driver_sql(change))
    assert any("shift" in problem for problem in sqlite_shop.verified().problems)

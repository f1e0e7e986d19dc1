"""A manager's yes on a cashier's screen: who may give it, and where it is kept (RBC-33, CSH-95)."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select, update

from server.audit import ActivityRow
from server.chance import Chance
from server.database import Database, table_of
from server.ledger.provenance import explain_balance
from server.ledger.tables import OperationRow, TransactionRow
from shared.domain.programme import CardMode
from shared.domain.staff import Role
from tests.builders import an_id
from tests.server.chain import a_chain
from tests.server.shop import Shop, Till

OPERATIONS = table_of(OperationRow)


@pytest.fixture
def guest_id(till: Till) -> str:
    """A guest with the welcome only."""
    guest_id = till.register()
    till.push()
    return guest_id


def approved(shop: Shop) -> dict[str, Any]:
    """A cashier's act that the manager approved."""
    return {"staff_id": shop.cashier, "approver_id": shop.manager}


def test_a_manager_approves_what_a_cashier_may_not_do_alone(
    shop: Shop, till: Till, guest_id: str
) -> None:
    earned = till.earn(guest_id, 2_000)
    till.adjust(guest_id, 5, **approved(shop))
    till.refund(guest_id, earned, 500, points=-50, **approved(shop))
    till.cancel(guest_id, earned, points=-150, **approved(shop))
    assert [each.code for each in till.outcomes()] == [None] * 4
    assert shop.verified().problems == ()


def test_both_names_are_in_the_journal_and_in_the_explanation(
    shop: Shop, till: Till, guest_id: str
) -> None:
    till.adjust(guest_id, 5, **approved(shop))
    till.push()
    journal = table_of(ActivityRow)
    asked = select(journal).where(journal.c.action_type == "POINTS_ADJUSTED")
    noted = shop.read(lambda conn: conn.execute(asked).one())
    assert (noted.performed_by, json.loads(noted.details)["approver_id"]) == (
        shop.cashier,
        shop.manager,
    )
    card = shop.card(guest_id)
    told = shop.read(lambda conn: explain_balance(conn, shop.tenant_id, card))
    booking = next(lot["booking"] for lot in told["lots"] if lot["left"] == 5)
    assert booking["person"]["staff_id"] == shop.cashier
    assert booking["approver"] == {
        "staff_id": shop.manager,
        "name": "Марина",
        "role": "MANAGER",
    }


@pytest.mark.parametrize(
    ("approver", "reason"),
    [
        (lambda shop: an_id("nobody at all"), "unknown"),
        (lambda shop: shop.cashier, "permission"),
        (lambda shop: shop.hire("Борис", Role.CASHIER, pin="7777"), "permission"),
    ],
)
def test_a_forged_approver_is_refused_and_nothing_is_booked(
    shop: Shop, till: Till, guest_id: str, approver: Callable[[Shop], str], reason: str
) -> None:
    till.adjust(guest_id, 5, staff_id=shop.cashier, approver_id=approver(shop))
    outcome = till.outcome()
    assert (outcome.status, outcome.code) == ("rejected", "approver_not_allowed")
    assert outcome.data == {"permission": "manage:balls_manual", "reason": reason}
    assert shop.balance(guest_id) == (0, 100)


def test_a_manager_of_another_restaurant_approves_nothing_here(
    database: Database, chance: Chance
) -> None:
    chain = a_chain(database, chance, mode=CardMode.UNIFIED)
    guest_id = chain.here.register()
    chain.here.adjust(guest_id, 5, staff_id=chain.shop.cashier, approver_id=chain.branch.manager)
    assert chain.here.outcomes()[-1].data["reason"] == "unknown"


def test_who_left_meanwhile_approves_no_correction_any_more(
    shop: Shop, till: Till, guest_id: str
) -> None:
    """As a manager's own correction: only what a guest was promised is honoured afterwards."""
    till.adjust(guest_id, 5, **approved(shop))
    shop.dismiss(shop.manager)
    assert till.outcome().data["reason"] == "inactive"


def test_a_forged_name_beside_a_manager_is_refused_as_well(
    shop: Shop, till: Till, guest_id: str
) -> None:
    """Nobody is written down for a yes that he could not have given."""
    till.adjust(guest_id, 5, approver_id=shop.cashier)
    assert till.outcome().code == "approver_not_allowed"


@pytest.mark.parametrize(
    ("column", "problem"),
    [
        ("snapshot", "was booked with the approval of"),
        ("staff_id", "was booked in the name of"),
    ],
)
def test_verify_asks_whether_the_booking_names_the_same_people(
    shop: Shop, till: Till, column: str, problem: str
) -> None:
    """Beside the hashes, which notice it too: a bug could write both."""
    guest_id = till.register()
    till.adjust(guest_id, 5, **approved(shop))
    till.push()
    booked = table_of(TransactionRow)
    people = (shop.manager, shop.cashier) if column == "snapshot" else (shop.cashier, shop.manager)
    swapped = func.replace(booked.c[column], *people)
    of_it = select(OPERATIONS.c.operation_id).where(OPERATIONS.c.kind == "adjustment")
    shop.write(
        lambda conn: conn.execute(
            update(booked).where(booked.c.operation_id.in_(of_it)).values({column: swapped})
        )
    )
    assert any(problem in each for each in shop.verified().problems)


def test_verify_goes_on_where_nobody_can_read_who_approved(shop: Shop, till: Till) -> None:
    guest_id = till.register()
    till.adjust(guest_id, 5, **approved(shop))
    till.push()
    nonsense = update(table_of(TransactionRow)).values(snapshot="nonsense")
    shop.write(lambda conn: conn.execute(nonsense))
    assert any("with the approval of None" in each for each in shop.verified().problems)

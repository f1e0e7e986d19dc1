"""A refund at the till: LOY-95…LOY-102, whether the server has the sale or not."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from client.till.done import Done
from client.till.operation_view import OperationState, OperationView
from shared.domain.errors import (
    AdjustmentReasonMissing,
    NotRefundable,
    PermissionMissing,
    RefundTooLarge,
    Refusal,
)
from shared.domain.ids import OperationId
from shared.domain.money import Money
from shared.operations.bodies import RefundBody
from shared.receipt.facts import SlipKind
from tests.builders import CASHIER, a_card, a_profile, an_id
from tests.client.till_desk import MANAGER, TillDesk, a_check, booked, refused


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[TillDesk]:
    desk = TillDesk(tmp_path / "till.db")
    desk.delivery.status.is_online = False
    desk.sign_in(MANAGER)
    yield desk
    desk.store.close()


def sell(desk: TillDesk, roubles: int = 2_850) -> Done:
    """Silver earns 10 % by the rule, and 5 % by the level."""
    view = desk.a_guest(points=500, promo=100)
    return desk.run(desk.till.checkout.confirm(view, a_check(roubles, number="7")))


def refund(desk: TillDesk, done: Done, roubles: int, *, reason: str = "return") -> Done:
    operation_id, amount = done.operation_ids[0], Money(roubles * 100)
    return desk.run(desk.till.refund.refund(operation_id, amount, reason=reason))


def bodies(desk: TillDesk) -> list[RefundBody]:
    every = (row.body() for row in desk.operations())
    return [body for body in every if isinstance(body, RefundBody)]


def listed(desk: TillDesk, done: Done) -> OperationView:
    views = desk.run(desk.till.operations.list())
    return next(view for view in views if view.operation_id == done.operation_ids[0])


def test_a_refund_takes_its_share_of_the_points(desk: TillDesk) -> None:
    """LOY-98 with a level's 5 %: 150 + 75 of 285 + 142."""
    sold = sell(desk)
    done = refund(desk, sold, 1_500)
    (body,) = bodies(desk)
    assert (body.target_operation_id, body.refund_minor) == (sold.operation_ids[0], 1_500_00)
    assert (body.points, body.staff_id) == (-224, MANAGER)
    assert done.view.regular == 500 + 427 - 224


def test_the_slip_of_a_refund_names_the_check_and_what_went_back(desk: TillDesk) -> None:
    facts = refund(desk, sell(desk), 1_500).facts
    assert (facts.kind, facts.check_number, facts.reason) == (
        SlipKind.REFUND,
        "7",
        "Гость вернул заказ",
    )
    assert (facts.check_amount, facts.refunded) == (Money(2_850_00), Money(1_500_00))
    assert (facts.to_pay, facts.lines[0].points) == (None, -224)
    assert len(desk.jobs()) == 2


def test_refunds_in_parts_take_what_one_would(desk: TillDesk) -> None:
    """LOY-100: and not a rouble more."""
    sold = sell(desk)
    for roubles in (1_000, 1_000, 850):
        refund(desk, sold, roubles)
    assert (desk.view().regular, desk.view().promo) == (500, 100)
    assert listed(desk, sold).left_to_refund is None
    with pytest.raises(RefundTooLarge) as beyond:
        refund(desk, sold, 1)
    assert beyond.value.refundable_minor == 0


def test_the_list_says_how_much_is_left_to_refund(desk: TillDesk) -> None:
    sold = sell(desk)
    assert listed(desk, sold).left_to_refund == Money(2_850_00)
    done = refund(desk, sold, 1_500)
    assert listed(desk, sold).left_to_refund == Money(1_350_00)
    assert listed(desk, done).left_to_refund is None
    assert (listed(desk, done).kind, listed(desk, done).points) == ("refund", -224)


def test_what_the_server_has_booked_goes_back_too(desk: TillDesk) -> None:
    sold = sell(desk)
    desk.delivery.decide = lambda row: booked(row, change=(427, 0), after=(927, 100), feed_seq=4)
    desk.delivery.answer()
    desk.learn_guest(a_card(points=927, promo=100), a_profile())
    desk.learn_changes_up_to(4)
    done = refund(desk, sold, 1_500)
    assert (done.view.regular, done.view.promo) == (500 + 427 - 224, 100)


def test_a_check_redeemed_and_earned_goes_back_in_two_operations_on_one_slip(
    desk: TillDesk,
) -> None:
    """The points that were spent come back first, so that less is missing."""
    desk.delivery.status.is_online = True
    desk.delivery.decide = lambda row: booked(
        row, change=(-50, -100) if row.body().kind == "redeem" else (300, 0), after=(750, 0)
    )
    view = desk.a_guest(points=500, promo=100)
    sold = desk.run(desk.till.checkout.confirm(view, a_check(2_000), redeem_points=150))
    desk.learn_guest(a_card(points=750), a_profile())
    desk.learn_changes_up_to(9)
    done = refund(desk, sold, 1_000)
    given, taken = bodies(desk)
    assert (given.points, taken.points) == (75, -150)
    assert (given.after, taken.after) == (None, desk.operations()[-2].operation_id)
    assert [line.points for line in done.facts.lines] == [75, -150]
    assert (done.view.regular, done.view.promo) == (750 + 25 - 150, 50)


def test_a_cancel_after_a_refund_takes_the_rest(desk: TillDesk) -> None:
    sold = sell(desk)
    refund(desk, sold, 1_500)
    done = desk.run(desk.till.cancellation.cancel(sold.operation_ids[0]))
    assert (done.view.regular, done.view.promo) == (500, 100)
    assert done.facts.lines[0].points == -(427 - 224)


def test_what_was_refunded_whole_is_not_cancelled_too(desk: TillDesk) -> None:
    sold = sell(desk)
    refund(desk, sold, 2_850)
    assert not listed(desk, sold).can_cancel


def test_a_refused_refund_took_nothing(desk: TillDesk) -> None:
    sold = sell(desk)
    done = refund(desk, sold, 1_500)
    desk.delivery.decide = lambda row: (
        refused(row, "not_refundable", operation_id=sold.operation_ids[0], reason="unknown")
        if row.body().kind == "refund"
        else booked(row, change=(427, 0), after=(927, 100))
    )
    desk.delivery.answer()
    assert desk.view().regular == 927
    assert listed(desk, done).state is OperationState.ATTENTION
    assert listed(desk, sold).left_to_refund == Money(2_850_00)


@pytest.mark.parametrize(
    ("roubles", "reason", "refusal"),
    [
        (0, "mistake", RefundTooLarge),
        (2_851, "mistake", RefundTooLarge),
        (100, "", AdjustmentReasonMissing),
        (100, "apology", AdjustmentReasonMissing),
    ],
)
def test_a_refund_outside_the_rules_leaves_nothing(
    desk: TillDesk, roubles: int, reason: str, refusal: type[Refusal]
) -> None:
    sold = sell(desk)
    with pytest.raises(refusal):
        refund(desk, sold, roubles, reason=reason)
    assert bodies(desk) == []


def test_what_is_no_sale_is_not_refunded(desk: TillDesk) -> None:
    sold = sell(desk)
    made = desk.run(desk.till.adjustment.adjust(desk.view(), 50, reason="gift"))
    desk.run(desk.till.cancellation.cancel(sold.operation_ids[0]))
    reasons = []
    for operation_id in (an_id("x"), made.operation_ids[0], sold.operation_ids[0]):
        with pytest.raises(NotRefundable) as refusal:
            desk.run(desk.till.refund.refund(OperationId(operation_id), Money(100)))
        reasons.append(refusal.value.reason)
    assert reasons == ["unknown", "kind", "already_cancelled"]


def test_a_cashier_refunds_nothing(desk: TillDesk) -> None:
    sold = sell(desk)
    desk.sign_in(CASHIER)
    with pytest.raises(PermissionMissing):
        refund(desk, sold, 100)

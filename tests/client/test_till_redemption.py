"""CSH-30…CSH-36: a redemption waits for the server's word, and says what became of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from client.store.outbox import OutboxRow
from client.till.operation_view import OperationState
from client.till.refusals import RefusedByServer
from client.till.trouble import InDoubt, RedemptionInDoubt
from shared.domain.errors import (
    CheckTooSmall,
    FieldInvalid,
    LeaseMissing,
    PointsShortfall,
    RedemptionAboveLimit,
    RedemptionBelowMinimum,
    Refusal,
)
from shared.domain.money import Money
from shared.operations.bodies import CancelBody, EarnBody, RedeemBody
from shared.receipt.facts import SlipKind
from shared.sync.messages import Outcome
from tests.client.till_desk import MANAGER, TillDesk, a_check, booked, last_seq, refused


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[TillDesk]:
    desk = TillDesk(tmp_path / "till.db")
    yield desk
    desk.store.close()


def books_all(row: OutboxRow) -> Outcome | None:
    """A server where the guest has 2,500 regular and 300 promo points."""
    match row.body():
        case RedeemBody():
            return booked(row, change=(-100, -300), after=(2_400, 0), feed_seq=8)
        case EarnBody():
            return booked(row, change=(300, 0), after=(2_700, 0), feed_seq=9)
        case CancelBody():
            return booked(row, change=(0, 0), after=(2_500, 300), feed_seq=10)
    return None


def refuses_redemptions(row: OutboxRow) -> Outcome | None:
    body = row.body()
    if isinstance(body, RedeemBody):
        return refused(row, "points_shortfall", asked=400, available=50)
    if isinstance(body, EarnBody):
        return refused(row, "dependency_refused", operation_id=body.after)
    return None


def redeem(desk: TillDesk, *, earn: bool = True, points: int = 400) -> InDoubt:
    """A redemption that the server does not answer."""
    view = desk.a_guest(points=2_500, promo=300)
    with pytest.raises(RedemptionInDoubt) as doubt:
        desk.run(desk.till.checkout.confirm(view, a_check(), redeem_points=points, earn=earn))
    return doubt.value.pending


def attention(desk: TillDesk) -> list[str]:
    rows = desk.run(desk.till.operations.list(only=OperationState.ATTENTION))
    return [row.kind for row in rows]


def test_redeeming_and_earning_are_two_operations_the_redemption_first(desk: TillDesk) -> None:
    desk.delivery.decide = books_all
    view = desk.a_guest(points=2_500, promo=300)
    done = desk.run(desk.till.checkout.confirm(view, a_check(), redeem_points=400))
    redemption, earning = (row.body() for row in desk.operations())
    assert isinstance(redemption, RedeemBody)
    assert isinstance(earning, EarnBody)
    assert (redemption.points, redemption.promo_points, redemption.regular_points) == (
        400,
        300,
        100,
    )
    assert (earning.after, earning.redeemed_points) == (done.operation_ids[0], 400)
    assert desk.delivery.asked == [done.operation_ids]


def test_the_slip_of_a_confirmed_redemption_is_the_servers(desk: TillDesk) -> None:
    desk.delivery.decide = books_all
    view = desk.a_guest(points=2_500, promo=300)
    facts = desk.run(desk.till.checkout.confirm(view, a_check(), redeem_points=400)).facts
    assert (facts.kind, facts.is_pending) == (SlipKind.REDEEM_AND_EARN, False)
    assert [(line.kind, line.regular, line.promo) for line in facts.lines] == [
        ("redeem", -100, -300),
        ("earn", 300, 0),
    ]
    assert (facts.balance_regular, facts.balance_promo) == (2_700, 0)
    assert facts.to_pay == Money(1_600_00)
    assert len(desk.jobs()) == 1


def test_the_view_after_a_redemption_counts_it_once(desk: TillDesk) -> None:
    desk.delivery.decide = books_all
    view = desk.a_guest(points=2_500, promo=300)
    done = desk.run(desk.till.checkout.confirm(view, a_check(), redeem_points=400))
    assert (done.view.regular, done.view.promo) == (2_700, 0)
    desk.learn_changes_up_to(9)
    assert desk.view().total == 2_800, "the replica of this test never learned of it"


def test_a_redemption_alone_earns_nothing(desk: TillDesk) -> None:
    desk.delivery.decide = books_all
    view = desk.a_guest(points=2_500, promo=300)
    done = desk.run(desk.till.checkout.confirm(view, a_check(), redeem_points=400, earn=False))
    assert done.facts.kind is SlipKind.REDEEM
    assert len(desk.operations()) == 1


def test_a_check_that_neither_earns_nor_redeems_is_refused(desk: TillDesk) -> None:
    with pytest.raises(FieldInvalid):
        desk.run(desk.till.checkout.confirm(desk.a_guest(points=50), a_check(), earn=False))
    assert desk.operations() == []


@pytest.mark.parametrize("is_online", [False, None])
def test_offline_a_redemption_is_refused_before_anything_is_kept(
    desk: TillDesk, is_online: bool | None
) -> None:
    view = desk.a_guest(points=2_500)
    desk.delivery.status.is_online = is_online
    with pytest.raises(LeaseMissing):
        desk.run(desk.till.checkout.confirm(view, a_check(), redeem_points=100))
    assert (desk.operations(), desk.jobs()) == ([], ())


@pytest.mark.parametrize(
    ("roubles", "points", "refusal"),
    [
        (2_000, 9, RedemptionBelowMinimum),
        (2_000, -5, RedemptionBelowMinimum),
        (2_000, 401, RedemptionAboveLimit),
        (49, 10, CheckTooSmall),
        (100_000, 2_801, PointsShortfall),
    ],
)
def test_a_redemption_outside_its_limits_is_refused_before_anything_is_kept(
    desk: TillDesk, roubles: int, points: int, refusal: type[Refusal]
) -> None:
    view = desk.a_guest(points=2_500, promo=300)
    with pytest.raises(refusal):
        desk.run(desk.till.checkout.confirm(view, a_check(roubles), redeem_points=points))
    assert desk.operations() == []


def test_points_spent_meanwhile_are_not_spent_again(desk: TillDesk) -> None:
    desk.delivery.decide = books_all
    view = desk.a_guest(points=300)
    desk.run(desk.till.checkout.confirm(view, a_check(1_000), redeem_points=200, earn=False))
    with pytest.raises(PointsShortfall):
        desk.run(desk.till.checkout.confirm(view, a_check(), redeem_points=200, earn=False))


def test_without_an_answer_the_redemption_is_in_doubt_and_durable(desk: TillDesk) -> None:
    pending = redeem(desk)
    assert [row.operation_id for row in desk.operations()] == list(pending.operation_ids)
    assert desk.jobs() == (), "no slip of what nobody confirmed"
    assert (pending.redeem_points, pending.check) == (400, a_check())
    desk.restart()
    assert len(desk.operations()) == 2


def test_waiting_once_more_asks_for_the_same_operations(desk: TillDesk) -> None:
    pending = redeem(desk)
    with pytest.raises(RedemptionInDoubt):
        desk.run(desk.till.checkout.settle(pending))
    assert desk.delivery.asked == [pending.operation_ids] * 2
    assert last_seq(desk) == 2, "it is never asked again under a new id"


def test_an_answer_that_comes_late_finishes_the_check(desk: TillDesk) -> None:
    pending = redeem(desk)
    desk.delivery.decide = books_all
    desk.delivery.answer()
    done = desk.run(desk.till.checkout.settle(pending))
    assert (done.receipt_id, done.facts.is_pending) == (pending.receipt_id, False)
    again = desk.run(desk.till.checkout.settle(pending))
    assert again.facts == done.facts
    assert len(desk.jobs()) == 1, "settled twice, printed once"


def test_a_refused_redemption_is_told_with_the_servers_numbers(desk: TillDesk) -> None:
    desk.delivery.decide = refuses_redemptions
    view = desk.a_guest(points=2_500, promo=300)
    with pytest.raises(PointsShortfall) as short:
        desk.run(desk.till.checkout.confirm(view, a_check(), redeem_points=400))
    assert (short.value.asked, short.value.available) == (400, 50)
    assert desk.jobs() == ()
    assert desk.view().total == 2_800


def test_what_the_cashier_was_told_needs_no_further_attention(desk: TillDesk) -> None:
    desk.delivery.decide = refuses_redemptions
    view = desk.a_guest(points=2_500, promo=300)
    with pytest.raises(PointsShortfall):
        desk.run(desk.till.checkout.confirm(view, a_check(), redeem_points=400))
    assert attention(desk) == []
    everything = desk.run(desk.till.operations.list())
    assert [(row.kind, row.state, row.is_acknowledged) for row in everything] == [
        ("earn", OperationState.ATTENTION, True),
        ("redeem", OperationState.ATTENTION, True),
    ]


def test_a_refusal_this_till_has_no_name_for_keeps_the_servers_words(desk: TillDesk) -> None:
    desk.delivery.decide = lambda row: refused(row, "moon_in_the_wrong_phase", phase=3)
    view = desk.a_guest(points=2_500)
    with pytest.raises(RefusedByServer) as refusal:
        desk.run(desk.till.checkout.confirm(view, a_check(), redeem_points=100, earn=False))
    assert refusal.value.data() == {
        "server_code": "moon_in_the_wrong_phase",
        "server_data": {"phase": 3},
    }


def test_an_earning_refused_beside_a_booked_redemption_needs_attention(desk: TillDesk) -> None:
    def decide(row: OutboxRow) -> Outcome | None:
        if isinstance(row.body(), EarnBody):
            return refused(row, "programme_unknown", version_id="x")
        return books_all(row)

    desk.delivery.decide = decide
    view = desk.a_guest(points=2_500, promo=300)
    done = desk.run(desk.till.checkout.confirm(view, a_check(), redeem_points=400))
    assert [line.kind for line in done.facts.lines] == ["redeem"]
    assert done.facts.kind is SlipKind.REDEEM
    assert attention(desk) == ["earn"]


def test_giving_a_check_up_enqueues_what_takes_it_back(desk: TillDesk) -> None:
    pending = redeem(desk)
    desk.run(desk.till.checkout.abandon(pending))
    cancels = [row.body() for row in desk.operations()[2:]]
    assert [
        (body.target_operation_id, body.points, body.reason)
        for body in cancels
        if isinstance(body, CancelBody)
    ] == [(pending.redeem_id, 400, "mistake"), (pending.earn_id, -300, "mistake")]
    assert desk.view().total == 2_800
    assert desk.jobs() == ()


def test_giving_up_twice_takes_nothing_back_twice(desk: TillDesk) -> None:
    pending = redeem(desk)
    desk.run(desk.till.checkout.abandon(pending))
    desk.run(desk.till.checkout.abandon(pending))
    assert last_seq(desk) == 4


def test_points_return_to_the_balances_they_came_from(desk: TillDesk) -> None:
    pending = redeem(desk, earn=False)
    desk.run(desk.till.checkout.abandon(pending))
    view = desk.view()
    assert (view.regular, view.promo) == (2_500, 300)
    assert view.next_expiry is not None
    assert view.next_expiry.points == 300


def test_giving_up_what_the_server_had_booked_shows_the_old_balance(desk: TillDesk) -> None:
    pending = redeem(desk, earn=False)
    desk.delivery.decide = lambda row: (
        books_all(row) if isinstance(row.body(), RedeemBody) else None
    )
    desk.delivery.answer()
    desk.run(desk.till.checkout.abandon(pending))
    assert (desk.view().regular, desk.view().promo) == (2_500, 300)


def test_giving_up_after_a_refusal_takes_nothing_back(desk: TillDesk) -> None:
    pending = redeem(desk)
    desk.delivery.decide = refuses_redemptions
    desk.delivery.answer()
    desk.run(desk.till.checkout.abandon(pending))
    assert last_seq(desk) == 2
    assert attention(desk) == []


def test_a_check_given_up_and_then_refused_needs_no_attention(desk: TillDesk) -> None:
    pending = redeem(desk)
    desk.run(desk.till.checkout.abandon(pending))

    def decide(row: OutboxRow) -> Outcome | None:
        body = row.body()
        if isinstance(body, CancelBody):
            target = body.target_operation_id
            return refused(row, "not_cancellable", operation_id=target, reason="refused")
        return refuses_redemptions(row)

    desk.delivery.decide = decide
    desk.delivery.answer()
    assert attention(desk) == []
    assert desk.view().total == 2_800


def test_the_slip_of_a_redemption_confirmed_after_a_crash_can_still_be_had(desk: TillDesk) -> None:
    pending = redeem(desk)
    desk.restart()
    desk.sign_in(MANAGER)
    desk.delivery.decide = books_all
    desk.delivery.answer()
    facts = desk.run(desk.till.receipts.facts(pending.receipt_id))
    assert not hasattr(facts, "qr_payload")
    assert desk.jobs() == (), "looking at a slip prints nothing"
    desk.run(desk.till.receipts.print_receipt(pending.receipt_id))
    assert [job.is_copy for job in desk.jobs()] == [False]

"""CSH-08, CSH-95…CSH-97, LOY-96…LOY-101: a manager corrects a balance and takes things back."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from client.till.done import Done
from shared.domain.card import CardStatus
from shared.domain.errors import (
    AdjustmentReasonMissing,
    AdjustmentTooLarge,
    AdjustmentZero,
    CardNotUsable,
    FieldInvalid,
    NotCancellable,
    PermissionMissing,
    PointsShortfall,
    Refusal,
)
from shared.domain.ids import OperationId
from shared.domain.staff import Permission, Role
from shared.operations.bodies import AdjustmentBody, CancelBody
from shared.operations.private import private_hash
from shared.receipt.facts import SlipKind
from tests.builders import CASHIER, a_card, a_profile, an_id
from tests.client.test_till_registration import FORM
from tests.client.till_desk import MANAGER, TillDesk, a_check, booked, refused


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[TillDesk]:
    desk = TillDesk(tmp_path / "till.db")
    desk.delivery.status.is_online = False
    desk.sign_in(MANAGER)
    yield desk
    desk.store.close()


def adjust(desk: TillDesk, points: int, *, reason: str = "apology", note: str = "") -> Done:
    view = desk.a_guest(points=500, promo=100)
    return desk.run(desk.till.adjustment.adjust(view, points, reason=reason, note=note))


def earn(desk: TillDesk) -> Done:
    return desk.run(desk.till.checkout.confirm(desk.a_guest(points=500, promo=100), a_check()))


def cancel(desk: TillDesk, operation_id: str, *, reason: str = "mistake", note: str = "") -> Done:
    return desk.run(
        desk.till.cancellation.cancel(OperationId(operation_id), reason=reason, note=note)
    )


def test_an_adjustment_is_an_operation_like_any_other(desk: TillDesk) -> None:
    done = adjust(desk, 250)
    (row,) = desk.operations()
    body = row.body()
    assert isinstance(body, AdjustmentBody)
    assert (body.points, body.reason, body.staff_id) == (250, "apology", MANAGER)
    assert (done.view.regular, done.view.promo, done.view.waiting) == (750, 100, 1)


def test_the_slip_of_an_adjustment_says_why(desk: TillDesk) -> None:
    facts = adjust(desk, 250).facts
    assert (facts.kind, facts.reason, facts.is_pending) == (
        SlipKind.ADJUSTMENT,
        "Извинение",
        True,
    )
    assert (facts.lines[0].regular, facts.lines[0].promo, facts.balance) == (250, 0, 850)
    assert facts.check_amount is None
    assert len(desk.jobs()) == 1


def test_points_taken_by_hand_come_from_promo_first(desk: TillDesk) -> None:
    facts = adjust(desk, -150).facts
    assert (facts.lines[0].promo, facts.lines[0].regular) == (-100, -50)
    assert (facts.balance_regular, facts.balance_promo) == (450, 0)


def test_typed_words_stay_private(desk: TillDesk) -> None:
    done = adjust(desk, 50, reason="other", note="  Гость ждал \n 40 минут ")
    (row,) = desk.operations()
    assert row.private is not None
    assert row.private.note == "Гость ждал 40 минут"
    assert row.body().private_hash == private_hash(row.private)
    assert "ждал" not in row.text
    assert done.facts.reason == "Другая причина"


@pytest.mark.parametrize("points", [10_000, -600])
def test_the_bounds_of_an_adjustment_are_allowed(desk: TillDesk, points: int) -> None:
    assert adjust(desk, points).view.total == 600 + points


@pytest.mark.parametrize(
    ("points", "reason", "note", "refusal"),
    [
        (0, "apology", "", AdjustmentZero),
        (10_001, "apology", "", AdjustmentTooLarge),
        (-10_001, "apology", "", AdjustmentTooLarge),
        (50, "", "", AdjustmentReasonMissing),
        (50, "because", "", AdjustmentReasonMissing),
        (50, "other", "", AdjustmentReasonMissing),
        (50, "other", " \n ", AdjustmentReasonMissing),
        (50, "apology", "я" * 201, FieldInvalid),
        (-601, "apology", "", PointsShortfall),
    ],
)
def test_an_adjustment_outside_the_rules_leaves_nothing(
    desk: TillDesk, points: int, reason: str, note: str, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        adjust(desk, points, reason=reason, note=note)
    assert (desk.operations(), desk.jobs()) == ([], ())


def test_a_cashier_adjusts_and_cancels_nothing(desk: TillDesk) -> None:
    done = earn(desk)
    desk.sign_in(CASHIER)
    with pytest.raises(PermissionMissing):
        adjust(desk, 50)
    with pytest.raises(PermissionMissing):
        cancel(desk, done.operation_ids[0])
    assert len(desk.operations()) == 1


def test_a_right_taken_away_meanwhile_counts_at_once(desk: TillDesk) -> None:
    desk.hire(CASHIER, "Анна", Role.CASHIER, extra=[Permission.ADJUST_POINTS])
    desk.sign_in(CASHIER)
    desk.hire(CASHIER, "Анна", Role.CASHIER)
    with pytest.raises(PermissionMissing):
        adjust(desk, 50)


@pytest.mark.parametrize("status", [CardStatus.MERGED, CardStatus.DELETED])
def test_a_card_that_holds_no_points_of_its_own_is_not_adjusted(
    desk: TillDesk, status: CardStatus
) -> None:
    view = desk.a_guest()
    desk.learn_guest(a_card(status=status), a_profile())
    with pytest.raises(CardNotUsable):
        desk.run(desk.till.adjustment.adjust(view, 50, reason="gift"))


def test_cancelling_an_earning_takes_its_points_back(desk: TillDesk) -> None:
    made = earn(desk)
    done = cancel(desk, made.operation_ids[0])
    body = desk.operations()[-1].body()
    assert isinstance(body, CancelBody)
    assert (body.target_operation_id, body.points) == (made.operation_ids[0], -300)
    assert (done.view.regular, done.view.promo) == (500, 100)
    assert (done.facts.kind, done.facts.lines[0].points) == (SlipKind.CANCEL, -300)
    assert done.facts.reason == "Исправление ошибки"


def test_cancelling_an_earning_the_server_already_shows_takes_it_back_too(
    desk: TillDesk,
) -> None:
    made = earn(desk)
    desk.delivery.decide = lambda row: booked(row, change=(300, 0), after=(800, 100), feed_seq=4)
    desk.delivery.answer()
    desk.learn_guest(a_card(points=800, promo=100), a_profile())
    desk.learn_changes_up_to(4)
    done = cancel(desk, made.operation_ids[0])
    assert (done.view.regular, done.view.promo) == (500, 100)


def test_cancelling_what_was_spent_since_takes_only_what_is_left(desk: TillDesk) -> None:
    made = earn(desk)
    desk.learn_guest(a_card(), a_profile())
    desk.run(desk.till.adjustment.adjust(desk.view(), -200, reason="mistake"))
    done = cancel(desk, made.operation_ids[0])
    assert (done.facts.lines[0].points, done.view.total) == (-100, 0)


@pytest.mark.parametrize("points", [250, -150])
def test_cancelling_an_adjustment_restores_both_balances(desk: TillDesk, points: int) -> None:
    made = adjust(desk, points)
    done = cancel(desk, made.operation_ids[0])
    assert (done.view.regular, done.view.promo) == (500, 100)
    assert done.facts.lines[0].points == -points


def test_cancelling_a_booked_deduction_gives_back_what_the_server_took(desk: TillDesk) -> None:
    made = adjust(desk, -150)
    desk.delivery.decide = lambda row: booked(row, change=(-50, -100), after=(450, 0), feed_seq=4)
    desk.delivery.answer()
    desk.learn_guest(a_card(points=450), a_profile())
    desk.learn_changes_up_to(4)
    done = cancel(desk, made.operation_ids[0])
    assert (done.facts.lines[0].regular, done.facts.lines[0].promo) == (50, 100)
    assert (done.view.regular, done.view.promo) == (500, 100)


def test_an_operation_is_cancelled_once(desk: TillDesk) -> None:
    made = earn(desk)
    cancel(desk, made.operation_ids[0])
    with pytest.raises(NotCancellable) as again:
        cancel(desk, made.operation_ids[0])
    assert again.value.reason == "already_cancelled"


def test_a_cancel_the_server_refused_may_be_tried_again(desk: TillDesk) -> None:
    made = earn(desk)
    cancel(desk, made.operation_ids[0])
    desk.delivery.decide = lambda row: (
        refused(row, "permission_missing", permission="manage:balls_manual")
        if isinstance(row.body(), CancelBody)
        else booked(row, change=(300, 0), after=(800, 100))
    )
    desk.delivery.answer()
    assert cancel(desk, made.operation_ids[0]).view.total == 600


def test_what_was_refused_is_not_cancelled(desk: TillDesk) -> None:
    made = earn(desk)
    desk.delivery.decide = lambda row: refused(row, "guest_unknown", guest_id=row.guest_id)
    desk.delivery.answer()
    with pytest.raises(NotCancellable) as impossible:
        cancel(desk, made.operation_ids[0])
    assert impossible.value.reason == "refused"


def test_an_operation_of_another_till_is_unknown_here(desk: TillDesk) -> None:
    with pytest.raises(NotCancellable) as impossible:
        cancel(desk, an_id("elsewhere"))
    assert impossible.value.reason == "unknown"


def test_neither_a_registration_nor_a_cancel_is_cancelled(desk: TillDesk) -> None:
    registered = desk.run(desk.till.registration.register(FORM))
    cancelled = cancel(desk, earn(desk).operation_ids[0])
    for operation_id in (registered.operation_ids[0], cancelled.operation_ids[0]):
        with pytest.raises(NotCancellable) as impossible:
            cancel(desk, operation_id)
        assert impossible.value.reason == "kind"


@pytest.mark.parametrize(("reason", "note"), [("", ""), ("whim", ""), ("other", "  ")])
def test_a_cancel_without_a_reason_is_refused(desk: TillDesk, reason: str, note: str) -> None:
    made = earn(desk)
    with pytest.raises(AdjustmentReasonMissing):
        cancel(desk, made.operation_ids[0], reason=reason, note=note)
    assert len(desk.operations()) == 1

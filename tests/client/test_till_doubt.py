"""What becomes of a redemption the server was slow to answer, and of the balance meanwhile."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from client.store.outbox import OutboxRow, outbox_counts
from client.till.operation_view import OperationState, OperationView
from client.till.refusals import RedemptionAbandoned, RedemptionPending
from client.till.trouble import InDoubt, RedemptionInDoubt, in_doubt_of
from shared.domain.errors import NotCancellable
from shared.operations.bodies import CancelBody
from shared.receipt.facts import ReceiptFacts
from shared.sync.messages import Outcome
from tests.builders import a_card
from tests.client.till_desk import MANAGER, TillDesk, a_check, booked, refused


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[TillDesk]:
    desk = TillDesk(tmp_path / "till.db")
    yield desk
    desk.store.close()


def redeem(desk: TillDesk, *, points: int = 100, earn: bool = False) -> InDoubt:
    """A redemption that the server does not answer."""
    view = desk.a_guest(points=500)
    with pytest.raises(RedemptionInDoubt) as doubt:
        desk.run(desk.till.checkout.confirm(view, a_check(), redeem_points=points, earn=earn))
    return doubt.value.pending


def refuses(kind: str, row: OutboxRow) -> Outcome | None:
    return refused(row, "dependency_refused") if row.body().kind == kind else None


def books(row: OutboxRow) -> Outcome:
    return booked(row, change=(-100, 0), after=(400, 0))


def attention(desk: TillDesk) -> tuple[OperationView, ...]:
    return desk.run(desk.till.operations.list(only=OperationState.ATTENTION))


def test_all_that_the_status_bar_counts_as_waiting_is_behind_its_filter(desk: TillDesk) -> None:
    """CSH-76: a redemption in doubt is among it, whatever else it needs."""
    redeem(desk)
    waiting = desk.run(desk.till.operations.list(only=OperationState.WAITING))
    assert [row.state for row in waiting] == [OperationState.ATTENTION]
    assert desk.store.read_now(outbox_counts).waiting == 1


def interrupted(desk: TillDesk, *, is_answered: bool) -> InDoubt:
    """The till is killed in the middle of a confirmation: before or after the answer arrived."""
    view = desk.a_guest(points=500)

    class Killed(BaseException):
        pass

    def kill(_row: OutboxRow) -> None:
        raise Killed

    desk.delivery.decide = kill
    with pytest.raises(Killed):
        desk.run(desk.till.checkout.confirm(view, a_check(), redeem_points=100, earn=False))
    if is_answered:
        desk.delivery.decide = books
        desk.delivery.answer()
    (row,) = desk.operations()
    return in_doubt_of(row, [row])


def test_a_cancel_of_a_refused_redemption_gives_nothing_back(desk: TillDesk) -> None:
    """While the cancel waits, the balance is the server's."""
    desk.run(desk.till.checkout.abandon(redeem(desk)))
    desk.delivery.decide = lambda row: refuses("redeem", row)
    desk.delivery.answer()
    assert desk.view().total == 500


def test_a_cancel_of_a_refused_earn_takes_nothing_away(desk: TillDesk) -> None:
    view = desk.a_guest(points=500)
    earned = desk.run(desk.till.checkout.confirm(view, a_check()))
    desk.sign_in(MANAGER)
    desk.run(desk.till.cancellation.cancel(earned.operation_ids[0]))
    desk.delivery.decide = lambda row: refuses("earn", row)
    desk.delivery.answer()
    assert desk.view().total == 500


def test_a_redemption_that_found_no_points_left_gives_none_back(desk: TillDesk) -> None:
    """Another till spent them first: the pending redemption took nothing here."""
    pending = redeem(desk)
    desk.learn_guest(a_card(points=0))
    desk.run(desk.till.checkout.abandon(pending))
    assert desk.view().total == 0
    cancel = desk.operations()[-1].body()
    assert isinstance(cancel, CancelBody)
    assert cancel.points == 0


def test_a_redemption_in_doubt_is_listed_until_it_is_settled(desk: TillDesk) -> None:
    """CSH-78: nothing about it is silent, and its slip is printed once."""
    redeem(desk)
    (told,) = attention(desk)
    assert (told.outcome_code, told.can_cancel) == ("redemption_in_doubt", False)
    assert told.in_doubt is not None
    desk.delivery.decide = books
    done = desk.run(desk.till.checkout.settle(told.in_doubt))
    assert (done.facts.is_pending, done.facts.balance_regular) == (False, 400)
    assert (attention(desk), len(desk.jobs())) == ((), 1)


@pytest.mark.parametrize("is_answered", [False, True])
def test_a_kill_while_the_guest_waits_leaves_the_redemption_in_doubt(
    desk: TillDesk, is_answered: bool
) -> None:
    """P1: the till knows of it after a restart, whether the server had booked it or not."""
    pending = interrupted(desk, is_answered=is_answered)
    desk.restart()
    desk.sign_in()
    (told,) = attention(desk)
    assert told.outcome_code == ("slip_not_given" if is_answered else "redemption_in_doubt")
    assert told.in_doubt == pending
    desk.run(desk.till.checkout.abandon(pending))
    assert (attention(desk), desk.view().total) == ((), 500)


def test_an_answer_in_the_background_is_told_and_not_taken_for_done(desk: TillDesk) -> None:
    redeem(desk)
    desk.delivery.decide = books
    desk.delivery.answer()
    assert [view.outcome_code for view in attention(desk)] == ["slip_not_given"]
    assert desk.store.read_now(outbox_counts).attention == 1


def test_a_refusal_in_the_background_ends_the_doubt_and_is_told(desk: TillDesk) -> None:
    redeem(desk)
    desk.delivery.decide = lambda row: refuses("redeem", row)
    desk.delivery.answer()
    (told,) = attention(desk)
    assert (told.outcome_code, told.in_doubt) == ("dependency_refused", None)
    assert desk.view().unsettled_redemption is None


def test_no_second_redemption_of_the_guest_until_the_first_is_settled(desk: TillDesk) -> None:
    pending = redeem(desk)
    desk.delivery.decide = books
    desk.delivery.answer()
    again = a_check(number="again")
    assert isinstance(
        desk.till.checkout.quote(desk.view(), again.bill).redeem_refusal, RedemptionPending
    )
    with pytest.raises(RedemptionPending) as refusal:
        desk.run(desk.till.checkout.confirm(desk.view(), again, redeem_points=100))
    assert refusal.value.operation_id == pending.redeem_id
    desk.run(desk.till.checkout.confirm(desk.view(), again))
    desk.run(desk.till.checkout.settle(pending))
    desk.run(desk.till.checkout.confirm(desk.view(), a_check(number="3"), redeem_points=50))


def test_after_giving_up_the_guest_may_redeem_again(desk: TillDesk) -> None:
    pending = redeem(desk)
    desk.run(desk.till.checkout.abandon(pending))
    assert (attention(desk), desk.view().unsettled_redemption) == ((), None)


def test_a_check_that_was_given_up_is_not_finished(desk: TillDesk) -> None:
    pending = redeem(desk)
    desk.run(desk.till.checkout.abandon(pending))
    desk.delivery.decide = lambda row: books(row) if row.body().kind == "redeem" else None
    with pytest.raises(RedemptionAbandoned):
        desk.run(desk.till.checkout.settle(pending))
    assert desk.jobs() == ()


def test_a_check_that_is_finished_is_not_given_up(desk: TillDesk) -> None:
    pending = redeem(desk)
    desk.delivery.decide = books
    desk.run(desk.till.checkout.settle(pending))
    with pytest.raises(NotCancellable):
        desk.run(desk.till.checkout.abandon(pending))
    assert [row.body().kind for row in desk.operations()] == ["redeem"]


def test_a_lock_while_the_guest_waits_does_not_cost_him_his_slip(desk: TillDesk) -> None:
    view = desk.a_guest(points=500)

    def books_and_locks(row: OutboxRow) -> Outcome:
        desk.till.sign_in.lock()
        return books(row)

    desk.delivery.decide = books_and_locks
    desk.run(desk.till.checkout.confirm(view, a_check(), redeem_points=100, earn=False))
    assert len(desk.jobs()) == 1


def test_a_disk_that_fills_up_while_the_guest_waits_does_not_cost_him_his_slip(
    desk: TillDesk,
) -> None:
    view = desk.a_guest(points=500)

    def books_on_a_full_disk(row: OutboxRow) -> Outcome:
        outcome = books(row)
        desk.fill_disk()
        return outcome

    desk.delivery.decide = books_on_a_full_disk
    desk.run(desk.till.checkout.confirm(view, a_check(), redeem_points=100, earn=False))
    assert len(desk.jobs()) == 1


def test_a_slip_looked_at_in_doubt_is_made_anew_by_the_answer(desk: TillDesk) -> None:
    """CSH-64: what is kept and printed is what the server booked."""
    pending = redeem(desk)
    seen = desk.run(desk.till.receipts.facts(pending.receipt_id))
    assert isinstance(seen, ReceiptFacts)
    assert seen.is_pending
    with pytest.raises(RedemptionPending):
        desk.run(desk.till.receipts.print_receipt(pending.receipt_id))
    desk.delivery.decide = books
    done = desk.run(desk.till.checkout.settle(pending))
    assert (done.facts.is_pending, len(desk.jobs())) == (False, 1)


def test_printing_the_slip_of_a_booked_redemption_settles_it(desk: TillDesk) -> None:
    pending = interrupted(desk, is_answered=True)
    desk.restart()
    desk.sign_in()
    desk.run(desk.till.receipts.print_receipt(pending.receipt_id))
    assert (attention(desk), len(desk.jobs())) == ((), 1)

"""What becomes of a redemption the server was slow to answer, and of the balance meanwhile."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from client.store.outbox import OutboxRow
from client.till.trouble import InDoubt, RedemptionInDoubt
from shared.operations.bodies import CancelBody
from shared.sync.messages import Outcome
from tests.builders import a_card
from tests.client.till_desk import MANAGER, TillDesk, a_check, refused


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

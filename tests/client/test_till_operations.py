"""CSH-64, CSH-76, CSH-78: the list of what was done here, and every slip once more."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from client.store import outbox, prints
from client.store.me import set_acked
from client.store.notices import add_notice
from client.store.slips import slip_from_json
from client.till.done import Done
from client.till.operation_view import OperationState, OperationView
from client.till.refusals import NotSignedIn, ReceiptUnknown, refusal_of
from shared.domain.errors import GuestUnknown, PermissionMissing, PointsShortfall
from shared.domain.ids import GuestId, OperationId
from shared.domain.money import Money
from shared.receipt.facts import GuestCardFacts
from shared.sync.messages import Outcome
from tests.builders import GUEST, NOON, an_id
from tests.client.test_till_registration import FORM
from tests.client.till_desk import MANAGER, TillDesk, a_check, booked, refused


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[TillDesk]:
    desk = TillDesk(tmp_path / "till.db")
    desk.sign_in(MANAGER)
    yield desk
    desk.store.close()


def earn(desk: TillDesk, roubles: int = 2_000) -> Done:
    return desk.run(desk.till.checkout.confirm(desk.a_guest(points=500), a_check(roubles)))


def listed(desk: TillDesk, only: OperationState | None = None) -> tuple[OperationView, ...]:
    return desk.run(desk.till.operations.list(only=only))


def answer(desk: TillDesk, *outcomes: Outcome | None) -> None:
    """The server says these, oldest operation first."""
    waiting = list(outcomes)
    desk.delivery.decide = lambda _row: waiting.pop(0) if waiting else None
    desk.delivery.answer()


def test_a_row_says_what_was_done_to_whom_by_whom(desk: TillDesk) -> None:
    done = earn(desk)
    (row,) = listed(desk)
    assert (row.operation_id, row.seq, row.kind) == (done.operation_ids[0], 1, "earn")
    assert (row.guest_id, row.guest_name) == (GUEST, "Иван Петров")
    assert (row.points, row.amount) == (300, Money(2_000_00))
    assert (row.staff_name, row.occurred_at) == ("Марина Управляева", NOON)
    assert (row.receipt_id, row.can_cancel, row.is_acknowledged) == (done.receipt_id, True, False)


def test_every_kind_says_its_change_of_points(desk: TillDesk) -> None:
    desk.run(desk.till.registration.register(FORM))
    made = earn(desk)
    desk.run(desk.till.adjustment.adjust(made.view, -50, reason="mistake"))
    desk.run(desk.till.cancellation.cancel(made.operation_ids[0]))
    assert [(row.kind, row.points) for row in listed(desk)] == [
        ("cancel", -300),
        ("adjustment", -50),
        ("earn", 300),
        ("registration", 100),
    ]


def test_an_operation_waits_until_the_server_has_answered_for_it(desk: TillDesk) -> None:
    """CSH-76: on the wire, or cut off there by a kill, is not answered; the header counts it."""
    earn(desk)
    states = [listed(desk)[0].state]
    desk.store.write_now(lambda db: outbox.mark_sent(db, 1))
    states.append(listed(desk)[0].state)
    assert desk.store.read_now(outbox.outbox_counts).waiting == 1
    answer(desk, booked(desk.operations()[0], change=(300, 0), after=(800, 0)))
    states.append(listed(desk)[0].state)
    assert states == [OperationState.WAITING, OperationState.WAITING, OperationState.CONFIRMED]


def test_what_a_restored_server_has_to_hear_again_waits(desk: TillDesk) -> None:
    earn(desk)
    answer(desk, booked(desk.operations()[0], change=(300, 0), after=(800, 0)))
    desk.store.write_now(lambda db: set_acked(db, acked=0, stable=0))
    assert listed(desk)[0].state is OperationState.WAITING
    assert len(listed(desk, OperationState.WAITING)) == 1


def test_the_server_decides_what_a_confirmed_row_says(desk: TillDesk) -> None:
    earn(desk)
    answer(desk, booked(desk.operations()[0], change=(250, 20), after=(750, 20)))
    assert listed(desk)[0].points == 270


def test_a_parked_operation_has_been_sent_and_is_not_decided(desk: TillDesk) -> None:
    earn(desk)
    row = desk.operations()[0]
    answer(desk, Outcome(seq=1, operation_id=row.operation_id, status="parked"))
    assert listed(desk)[0].state is OperationState.SENT


def test_a_refused_operation_needs_attention_and_says_why(desk: TillDesk) -> None:
    earn(desk)
    answer(desk, refused(desk.operations()[0], "points_shortfall", asked=9, available=2))
    (row,) = listed(desk, OperationState.ATTENTION)
    assert (row.state, row.can_cancel) == (OperationState.ATTENTION, False)
    assert (row.outcome_code, row.outcome_data) == (
        "points_shortfall",
        {"asked": 9, "available": 2},
    )


def test_a_refused_operation_blocks_no_other(desk: TillDesk) -> None:
    earn(desk)
    earn(desk, 1_000)
    first, second = desk.operations()
    answer(
        desk,
        refused(first, "quote_mismatch", claimed=300, computed=1),
        booked(second, change=(150, 0), after=(650, 0)),
    )
    assert [row.state for row in listed(desk)] == [
        OperationState.CONFIRMED,
        OperationState.ATTENTION,
    ]


@pytest.mark.parametrize(
    ("code", "state"),
    [
        ("cancel_shortfall", OperationState.ATTENTION),
        ("code_changed", OperationState.ATTENTION),
        ("guest_merged", OperationState.CONFIRMED),
    ],
)
def test_what_was_booked_otherwise_is_told_where_it_matters(
    desk: TillDesk, code: str, state: OperationState
) -> None:
    earn(desk)
    operation_id = desk.operations()[0].operation_id
    answer(desk, Outcome(seq=1, operation_id=operation_id, status="adjusted", code=code))
    assert (listed(desk)[0].state, listed(desk)[0].outcome_code) == (state, code)


def test_what_somebody_has_seen_leaves_the_attention_list_but_not_the_history(
    desk: TillDesk,
) -> None:
    earn(desk)
    answer(desk, refused(desk.operations()[0], "guest_unknown", guest_id="x"))
    desk.run(desk.till.operations.acknowledge(listed(desk)[0].operation_id))
    assert listed(desk, OperationState.ATTENTION) == ()
    assert [(row.state, row.is_acknowledged) for row in listed(desk)] == [
        (OperationState.ATTENTION, True)
    ]


def test_the_list_is_filtered_by_state(desk: TillDesk) -> None:
    earn(desk)
    earn(desk, 1_000)
    answer(desk, booked(desk.operations()[0], change=(300, 0), after=(800, 0)))
    assert [row.seq for row in listed(desk, OperationState.WAITING)] == [2]
    assert [row.seq for row in listed(desk, OperationState.CONFIRMED)] == [1]


def test_old_operations_that_need_attention_are_found_behind_many_new_ones(
    desk: TillDesk,
) -> None:
    earn(desk)
    for roubles in range(1_000, 1_010):
        earn(desk, roubles)
    answer(desk, refused(desk.operations()[0], "guest_unknown", guest_id="x"))
    rows = desk.run(desk.till.operations.list(only=OperationState.ATTENTION, limit=5))
    assert [row.seq for row in rows] == [1]
    assert len(desk.run(desk.till.operations.list(limit=5))) == 5


def test_what_needs_attention_is_counted_as_the_status_bar_counts_it(desk: TillDesk) -> None:
    """Notices too, and also those for which a list has no room."""
    for roubles in (1_000, 2_000):
        earn(desk, roubles)
    unknown = (refused(row, "guest_unknown", guest_id="x") for row in desk.operations())
    answer(desk, *unknown)
    at_ms = int(NOON.timestamp() * 1_000)
    desk.store.write_now(lambda db: add_notice(db, "fork", data={}, at_ms=at_ms))
    in_all = desk.run(desk.till.operations.count_attention())
    assert in_all == len(listed(desk, OperationState.ATTENTION)) == 3
    assert in_all == desk.store.read_now(outbox.outbox_counts).attention


def test_nobody_signed_in_sees_nothing(desk: TillDesk) -> None:
    desk.till.sign_in.lock()
    with pytest.raises(NotSignedIn):
        listed(desk)


def test_a_slip_says_the_same_again(desk: TillDesk) -> None:
    done = earn(desk)
    answer(desk, booked(desk.operations()[0], change=(300, 0), after=(900, 0)))
    assert desk.run(desk.till.receipts.facts(done.receipt_id)) == done.facts


def test_a_slip_once_more_is_a_copy(desk: TillDesk) -> None:
    done = earn(desk)
    job_id = desk.run(desk.till.receipts.reprint(done.receipt_id))
    desk.run(desk.till.receipts.print_receipt(done.receipt_id))
    assert [job.is_copy for job in desk.jobs()] == [False, True, True]
    assert desk.jobs()[1].job_id == job_id
    assert slip_from_json(desk.jobs()[1].slip) == done.facts
    assert desk.paper.nudges == 3


def test_an_unknown_slip_is_refused(desk: TillDesk) -> None:
    for command in (desk.till.receipts.facts, desk.till.receipts.print_receipt):
        with pytest.raises(ReceiptUnknown):
            desk.run(command(an_id("no receipt")))
    assert desk.jobs() == ()


def test_a_guests_card_is_printed_on_request(desk: TillDesk) -> None:
    view = desk.a_guest()
    desk.run(desk.till.receipts.print_card(view.guest.guest_id))
    (job,) = desk.store.read_now(lambda db: prints.list_recent(db, 5))
    facts = slip_from_json(job.slip)
    assert isinstance(facts, GuestCardFacts)
    assert (facts.programme_name, facts.guest.display_code) == ("Сушилка", view.card.display_code)


def test_the_card_of_nobody_is_refused(desk: TillDesk) -> None:
    with pytest.raises(GuestUnknown):
        desk.run(desk.till.receipts.print_card(GuestId(an_id("nobody"))))


def test_a_row_of_a_guest_who_was_erased_has_no_name(desk: TillDesk) -> None:
    earn(desk)
    desk.store.write_now(lambda db: db.execute("DELETE FROM guest"))
    assert listed(desk)[0].guest_name == ""


def test_acknowledging_the_unknown_changes_nothing(desk: TillDesk) -> None:
    desk.run(desk.till.operations.acknowledge(OperationId(an_id("unknown"))))
    assert listed(desk) == ()


@pytest.mark.parametrize(
    ("code", "data", "kind"),
    [
        ("points_shortfall", {"asked": 5, "available": 1}, PointsShortfall),
        ("permission_missing", {"permission": "x"}, PermissionMissing),
    ],
)
def test_the_servers_refusal_is_understood(
    code: str, data: dict[str, object], kind: type[Exception]
) -> None:
    refusal = refusal_of(code, data)
    assert isinstance(refusal, kind)
    assert refusal.data() == data

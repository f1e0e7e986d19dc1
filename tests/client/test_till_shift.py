"""A till's shift: opened, handed over and closed without the network; reports that never change."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from client.store.outbox import OutboxRow, outbox_counts
from client.store.pruning import KEPT_FOR, prune
from client.store.shift_reports import ADDENDUM_NOTICE
from client.store.verification import verify_store
from client.till.refusals import ReceiptUnknown, ShiftIsOpen, ShiftMissing, StaffUnknown
from client.till.shift import PastReport
from shared.domain.errors import PermissionMissing
from shared.domain.ids import StaffId
from shared.domain.money import Money
from shared.domain.shifts import ShiftSum
from shared.domain.staff import Role
from shared.operations.bodies import LeaseReleaseBody, ShiftCloseBody, ShiftHandoverBody
from shared.operations.encode import to_millis
from shared.operations.shift_sums import sums_of
from shared.receipt.shift_facts import ReportKind, ReportLine, ShiftReportFacts
from shared.sync.messages import Outcome
from tests.builders import CASHIER, an_id
from tests.client.till_desk import MANAGER, TillDesk, a_check, booked, refused

REOPENED = """UPDATE shift
    SET closed_at_ms = NULL, closed_by = NULL, sums = NULL, receipt_id = NULL"""
EARNED = ReportLine("earn", 1, 300, (Money(2_000_00),))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[TillDesk]:
    desk = TillDesk(tmp_path / "till.db")
    desk.delivery.status.is_online = False
    desk.sign_in()
    yield desk
    desk.store.close()


def earn(desk: TillDesk, roubles: int = 2_000) -> None:
    """15 % of the check, by whoever is signed in."""
    desk.run(desk.till.checkout.confirm(desk.a_guest(), a_check(roubles)))


def report(desk: TillDesk) -> ShiftReportFacts:
    view = desk.run(desk.till.shift.now())
    assert view is not None
    return view.report


def past(desk: TillDesk) -> list[PastReport]:
    desk.sign_in(MANAGER)
    return list(desk.run(desk.till.shift.past()))


def taken(row: OutboxRow) -> Outcome:
    """The server takes note of what is about no guest."""
    return Outcome(seq=row.seq, operation_id=row.operation_id, status="applied")


def set_aside(row: OutboxRow) -> Outcome:
    """The server does not understand it."""
    return Outcome(
        seq=row.seq,
        operation_id=row.operation_id,
        status="quarantined",
        code="body_not_understood",
    )


def as_shown(row: OutboxRow) -> Outcome:
    return booked(row, change=(300, 0), after=(300, 0)) if row.guest_id else taken(row)


def not_as_shown(row: OutboxRow) -> Outcome:
    return refused(row, "card_not_usable") if row.guest_id else taken(row)


def closing(desk: TillDesk) -> ShiftCloseBody:
    body = desk.operations()[-1].body()
    assert isinstance(body, ShiftCloseBody)
    return body


def test_a_sale_without_a_shift_goes_through_and_belongs_to_none(desk: TillDesk) -> None:
    assert desk.run(desk.till.shift.now()) is None
    assert desk.run(desk.till.shift.open_number()) is None
    earn(desk)
    body = desk.operations()[-1].body()
    assert not isinstance(body, LeaseReleaseBody)
    assert body.shift_id is None


def test_everything_done_in_a_shift_carries_its_id(desk: TillDesk) -> None:
    assert desk.run(desk.till.shift.open()) == 1
    earn(desk)
    desk.run(desk.till.shift.close())
    bodies = [row.body() for row in desk.operations()]
    assert [body.kind for body in bodies] == ["shift_open", "earn", "shift_close"]
    assert len({getattr(body, "shift_id", None) for body in bodies}) == 1
    earn(desk)
    assert getattr(desk.operations()[-1].body(), "shift_id", None) is None


def test_one_shift_at_a_time(desk: TillDesk) -> None:
    desk.run(desk.till.shift.open())
    with pytest.raises(ShiftIsOpen):
        desk.run(desk.till.shift.open())
    desk.run(desk.till.shift.close())
    assert desk.run(desk.till.shift.open()) == 2


@pytest.mark.parametrize("command", ["close", "take_over", "print_now"])
def test_without_a_shift_there_is_nothing_to_do_with_it(desk: TillDesk, command: str) -> None:
    with pytest.raises(ShiftMissing):
        desk.run(getattr(desk.till.shift, command)())
    assert desk.operations() == []


def test_the_report_says_who_did_what(desk: TillDesk) -> None:
    desk.run(desk.till.shift.open())
    earn(desk)
    desk.sign_in(MANAGER)
    view = desk.a_guest(points=500)
    desk.run(desk.till.adjustment.adjust(view, 50, reason="apology"))
    told = report(desk)
    assert (told.kind, told.number, told.waiting) == (ReportKind.X, 1, 2)
    assert {each.name: each.lines for each in told.colleagues} == {
        "Анна Кассирова": (EARNED,),
        "Марина Управляева": (ReportLine("adjustment", 1, 50),),
    }
    assert told.totals == (ReportLine("adjustment", 1, 50), EARNED)


def test_a_refused_operation_is_in_no_report(desk: TillDesk) -> None:
    desk.run(desk.till.shift.open())
    earn(desk)
    desk.delivery.decide = not_as_shown
    desk.delivery.answer()
    assert report(desk).totals == ()


def test_a_shift_outlives_the_program(desk: TillDesk) -> None:
    desk.run(desk.till.shift.open())
    earn(desk)
    desk.restart()
    desk.sign_in()
    assert report(desk).totals == (EARNED,)


def test_a_shift_is_handed_over_and_goes_on(desk: TillDesk) -> None:
    desk.run(desk.till.shift.open())
    (colleague,) = desk.run(desk.till.shift.colleagues())
    assert desk.run(desk.till.shift.hand_over(colleague.staff_id)) == "Марина Управляева"
    body = desk.operations()[-1].body()
    assert isinstance(body, ShiftHandoverBody)
    assert (body.staff_id, body.to_staff_id) == (CASHIER, MANAGER)
    view = desk.run(desk.till.shift.now())
    assert view is not None
    assert (view.opened_by, view.keeper, view.is_mine) == (
        "Анна Кассирова",
        "Марина Управляева",
        False,
    )


def test_a_shift_that_somebody_left_behind_is_taken_over(desk: TillDesk) -> None:
    desk.run(desk.till.shift.open())
    desk.sign_in(MANAGER)
    desk.run(desk.till.shift.take_over())
    view = desk.run(desk.till.shift.now())
    assert view is not None
    assert view.is_mine


def test_nobody_unknown_takes_a_shift(desk: TillDesk) -> None:
    desk.hire(StaffId(an_id("gone")), "Ушла", Role.CASHIER, is_active=False)
    desk.run(desk.till.shift.open())
    with pytest.raises(StaffUnknown):
        desk.run(desk.till.shift.hand_over(StaffId(an_id("gone"))))


def test_closing_offline_reports_what_the_till_showed_and_prints_it_once(desk: TillDesk) -> None:
    desk.run(desk.till.shift.open())
    earn(desk)
    closed = desk.run(desk.till.shift.close())
    body = closing(desk)
    assert sums_of(body.sums) == (ShiftSum(CASHIER, "earn", 1, 300, 2_000_00, "RUB"),)
    assert (body.waiting, closed.facts.kind, closed.facts.totals) == (1, ReportKind.Z, (EARNED,))
    assert (closed.facts.closed_by, closed.facts.seq) == ("Анна Кассирова", 3)
    assert [job.receipt_id for job in desk.jobs()[1:]] == [closed.receipt_id]


def test_what_the_server_books_as_shown_leaves_the_report_alone(desk: TillDesk) -> None:
    desk.run(desk.till.shift.open())
    earn(desk)
    closed = desk.run(desk.till.shift.close())
    desk.delivery.decide = as_shown
    desk.delivery.answer()
    assert past(desk) == [closed]


def test_what_the_server_books_otherwise_is_a_numbered_addendum(desk: TillDesk) -> None:
    desk.run(desk.till.shift.open())
    earn(desk)
    closed = desk.run(desk.till.shift.close())
    desk.delivery.decide = lambda row: (
        booked(row, change=(250, 0), after=(250, 0)) if row.guest_id else taken(row)
    )
    desk.delivery.answer()
    addendum, z = past(desk)
    assert z == closed
    assert (addendum.facts.kind, addendum.facts.addendum) == (ReportKind.ADDENDUM, 1)
    assert addendum.facts.totals == (ReportLine("earn", 0, -50, (Money(0),)),)
    codes = [view.outcome_code for view in desk.run(desk.till.operations.list())]
    assert codes.count(ADDENDUM_NOTICE) == 1


def test_what_is_decided_later_makes_the_next_addendum(desk: TillDesk) -> None:
    """A parked operation is not booked yet: taken out first, put in again once it is."""
    desk.run(desk.till.shift.open())
    earn(desk)
    desk.run(desk.till.shift.close())
    parked = desk.operations()[1]
    desk.delivery.decide = lambda row: (
        Outcome(seq=row.seq, operation_id=row.operation_id, status="parked", code="guest_unknown")
        if row.guest_id
        else taken(row)
    )
    desk.delivery.answer()
    desk.delivery.tell(as_shown(parked))
    second, first, z = past(desk)
    assert [each.facts.addendum for each in (z, first, second)] == [0, 1, 2]
    assert first.facts.totals == (ReportLine("earn", -1, -300, (Money(-2_000_00),)),)
    assert second.facts.totals == (EARNED,)
    desk.delivery.tell(as_shown(parked))
    assert len(past(desk)) == 3


def test_an_older_server_that_sets_a_shift_aside_bothers_nobody(desk: TillDesk) -> None:
    """N-1: it books what it knows, and takes the shift once it is brought up to date."""
    desk.run(desk.till.shift.open())
    earn(desk)
    desk.run(desk.till.shift.close())
    desk.delivery.decide = lambda row: as_shown(row) if row.guest_id else set_aside(row)
    desk.delivery.answer()
    assert desk.store.read_now(outbox_counts).attention == 0
    assert len(past(desk)) == 1


def test_a_part_of_the_answers_makes_no_addendum(desk: TillDesk) -> None:
    desk.run(desk.till.shift.open())
    earn(desk)
    desk.run(desk.till.shift.close())
    desk.delivery.decide = lambda row: as_shown(row) if row.seq < 3 else None
    desk.delivery.answer()
    assert len(past(desk)) == 1


def test_earlier_shifts_are_a_managers_to_see(desk: TillDesk) -> None:
    """RBC-23."""
    desk.run(desk.till.shift.open())
    closed = desk.run(desk.till.shift.close())
    with pytest.raises(PermissionMissing):
        desk.run(desk.till.shift.past())
    with pytest.raises(PermissionMissing):
        desk.run(desk.till.shift.print_past(closed.receipt_id))
    assert past(desk) == [closed]


def test_an_earlier_report_is_printed_as_a_copy(desk: TillDesk) -> None:
    desk.run(desk.till.shift.open())
    closed = desk.run(desk.till.shift.close())
    desk.sign_in(MANAGER)
    desk.run(desk.till.shift.print_past(closed.receipt_id))
    assert [job.is_copy for job in desk.jobs()] == [False, True]
    with pytest.raises(ReceiptUnknown):
        desk.run(desk.till.shift.print_past("nothing"))


def test_an_addendum_is_printed_first_as_itself_then_as_a_copy(desk: TillDesk) -> None:
    desk.run(desk.till.shift.open())
    earn(desk)
    desk.run(desk.till.shift.close())
    desk.delivery.decide = not_as_shown
    desk.delivery.answer()
    addendum = past(desk)[0]
    for _ in range(2):
        desk.run(desk.till.shift.print_past(addendum.receipt_id))
    assert [job.is_copy for job in desk.jobs()[-2:]] == [False, True]


def test_an_open_shift_is_never_forgotten(desk: TillDesk) -> None:
    desk.run(desk.till.shift.open())
    earn(desk)
    desk.delivery.decide = as_shown
    desk.delivery.answer()
    desk.store.write_now(lambda db: db.execute("UPDATE me SET stable = last_seq"))
    later = desk.clock.now_utc() + KEPT_FOR + timedelta(days=1)
    assert desk.store.write_now(lambda db: prune(db, now_ms=to_millis(later))) == 0
    assert report(desk).totals == (EARNED,)


@pytest.mark.parametrize(("is_long", "backed_up_to"), [(True, 4), (False, 3)])
def test_a_shift_is_forgotten_with_its_closing_and_not_before(
    desk: TillDesk, *, is_long: bool, backed_up_to: int
) -> None:
    """A restored server may book a part of it anew (seed 6013649 of the simulation)."""
    long_ago = KEPT_FOR + timedelta(days=1)
    desk.run(desk.till.shift.open())
    earn(desk)
    if is_long:
        desk.clock.advance(long_ago.total_seconds())
    desk.run(desk.till.shift.close())
    earn(desk)
    desk.delivery.decide = as_shown
    desk.delivery.answer()
    desk.store.write_now(lambda db: db.execute("UPDATE me SET stable = ?", (backed_up_to,)))
    later = desk.clock.now_utc() + (timedelta() if is_long else long_ago)
    assert desk.store.write_now(lambda db: prune(db, now_ms=to_millis(later))) == 0
    desk.delivery.tell(booked(desk.operations()[1], change=(250, 0), after=(250, 0)))
    assert [each.facts.kind for each in past(desk)] == [ReportKind.ADDENDUM, ReportKind.Z]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("UPDATE shift SET number = 9", "its opening says something else"),
        ("UPDATE shift SET opened_by = ''", "its opening says something else"),
        ("UPDATE shift SET sums = '[]'", "its closing reported something else"),
        (
            REOPENED,
            "whether it is closed its operations do not say",
        ),
        ("DELETE FROM shift", "its shift is missing"),
    ],
)
def test_a_shift_that_is_not_what_was_done_is_found(
    desk: TillDesk, change: str, found: str
) -> None:
    """P6."""
    desk.run(desk.till.shift.open())
    earn(desk)
    desk.run(desk.till.shift.close())
    assert problems(desk) == []
    desk.store.write_now(lambda db: db.execute(change))
    assert any(found in problem for problem in problems(desk))


def problems(desk: TillDesk) -> list[str]:
    return desk.store.read_now(
        lambda db: list(verify_store(db, Counter(), is_signed_by=lambda *_, **__: True))
    )

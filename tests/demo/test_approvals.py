"""The demo's verdict on a manager's yes can be "no": both people are in the books and on paper."""

from typing import Any

import pytest

from demo.approvals import wrong_names
from tests.printers.paper import Line, Paper

ANNA, MARINA = "Анна Кассирова", "Марина Управляева"
RECEIPT = "T3KP-6GPF"
BOOKING: dict[str, Any] = {
    "kind": "MANUAL_ADJUST",
    "person": {"name": ANNA, "role": "CASHIER"},
    "approver": {"name": MARINA, "role": "MANAGER"},
    "operation": {"number": 13, "receipt": RECEIPT},
}
HER_OWN = BOOKING | {"person": {"name": MARINA, "role": "MANAGER"}, "approver": None}


def test_both_names_in_the_books_and_on_paper_are_right() -> None:
    assert _verdict([BOOKING], ANNA, MARINA) == ()


def test_what_a_manager_did_alone_needs_no_second_name() -> None:
    assert _verdict([HER_OWN, BOOKING], ANNA, MARINA) == ()


@pytest.mark.parametrize(
    ("booking", "wrong"),
    [
        (BOOKING | {"approver": None}, "not allowed by Марина"),
        (BOOKING | {"approver": {"name": "Борис Кассиров"}}, "not allowed by Марина"),
        (BOOKING | {"person": {"name": "Борис Кассиров", "role": "CASHIER"}}, "asked for by Анна"),
        (HER_OWN, "no correction by a cashier"),
        (BOOKING | {"kind": "EARN"}, "no correction by a cashier"),
    ],
    ids=["nobody allowed", "another allowed", "another asked", "not a cashier's", "no correction"],
)
def test_books_without_both_are_wrong(booking: dict[str, Any], wrong: str) -> None:
    (found,) = _verdict([booking], ANNA, MARINA)
    assert wrong in found


@pytest.mark.parametrize("printed", [(ANNA,), (MARINA,)])
def test_paper_without_both_is_wrong(printed: tuple[str, ...]) -> None:
    (found,) = _verdict([BOOKING], *printed)
    assert "is on no paper with" in found


def test_names_on_another_paper_do_not_count() -> None:
    elsewhere = Paper([Line("ANOT-HERC"), Line(ANNA), Line(MARINA)])
    told = {"lots": [{"booking": BOOKING}]}
    assert len(wrong_names(told, [elsewhere], asker=ANNA, approver=MARINA)) == 2


def _verdict(bookings: list[dict[str, Any]], *printed: str) -> tuple[str, ...]:
    told = {"lots": [{"booking": each} for each in bookings]}
    paper = Paper([Line(RECEIPT), *map(Line, printed)])
    return wrong_names(told, [paper], asker=ANNA, approver=MARINA)

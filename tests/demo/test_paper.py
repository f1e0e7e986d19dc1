"""The demo's verdict can be "no": every way in which paper and ledger may differ is found."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from demo.paper import Comparison, code_of_last_slip, compare
from printers import escpos
from printers.profiles import virtual_printer
from shared.domain.codes import ScanKind, understand_scan
from shared.domain.money import Money
from shared.operations.chain import short_hash
from shared.receipt.compose import compose_guest_card, compose_receipt
from shared.receipt.compose_shift import compose_shift_report
from shared.receipt.document import Document
from shared.receipt.shift_facts import ColleagueReport, ReportLine
from shared.receipt.words import Language
from tests.builders import an_id
from tests.printers.paper import Paper, paper_from
from tests.slips import (
    CARD_TOKEN,
    a_card_slip,
    a_closed_report,
    a_redeem_and_earn_slip,
    an_earn_slip,
)

LINK = bytes(range(32))
REGISTRATION_LINK = bytes(range(1, 33))
EARN: dict[str, Any] = {
    "seq": 17,
    "kind": "earn",
    "status": "applied",
    "hash": LINK.hex(),
    "card": None,
    "effect": {"regular": 300, "promo": 100, "regular_after": 2800, "promo_after": 400},
    "operation_id": an_earn_slip().lines[0].operation_id,
}
REGISTRATION: dict[str, Any] = {
    "seq": 16,
    "kind": "registration",
    "status": "applied",
    "hash": REGISTRATION_LINK.hex(),
    "card": {"token": CARD_TOKEN, "display_code": "123456"},
    "effect": {"regular": 0, "promo": 0, "regular_after": 0, "promo_after": 0},
}

CLOSING_LINK = bytes(range(2, 34))
CLOSING: dict[str, Any] = {
    "seq": 18,
    "kind": "shift_close",
    "status": "applied",
    "hash": CLOSING_LINK.hex(),
    "card": None,
    "effect": None,
    "shift_id": "shift",
}
IN_SHIFT = EARN | {"shift_id": "shift"}


def test_paper_that_says_what_was_booked_has_no_differences() -> None:
    verdict = _verdict([_earn_paper()], [EARN])
    assert (verdict.operations, verdict.receipts, verdict.differences) == (1, 1, ())


def test_a_card_on_paper_is_held_against_the_card_in_the_books() -> None:
    other_code = REGISTRATION | {"card": {"token": CARD_TOKEN, "display_code": "999999"}}
    verdict = _verdict([_card_paper()], [other_code])
    assert verdict.differences == (
        "slip 1: the card's code is 999999",
        "operation 16 is on no paper",
    )


def test_a_report_on_paper_is_held_against_all_that_was_booked_in_the_shift() -> None:
    papers = [_earn_paper(), _report_paper(points=400)]
    assert _verdict(papers, [IN_SHIFT, CLOSING]).differences == ()


@pytest.mark.parametrize(
    ("points", "booked"),
    [
        (401, [IN_SHIFT, CLOSING]),
        (400, [IN_SHIFT, IN_SHIFT, CLOSING]),
        (400, [IN_SHIFT | {"shift_id": "another"}, CLOSING]),
        (400, [IN_SHIFT, REGISTRATION | {"shift_id": "shift"}, CLOSING]),
    ],
    ids=["other points", "other count", "another shift", "another kind"],
)
def test_a_report_that_is_not_the_ledgers_is_a_difference(
    points: int, booked: list[dict[str, Any]]
) -> None:
    found = _verdict([_earn_paper(), _report_paper(points=points)], booked).differences
    assert any(text.startswith("slip 2: the report") for text in found)


@pytest.mark.parametrize(
    "booked",
    [
        EARN | {"effect": EARN["effect"] | {"regular": 299}},
        EARN | {"effect": EARN["effect"] | {"regular": 30}},
        EARN | {"effect": EARN["effect"] | {"promo_after": 401}},
        EARN | {"status": "rejected", "effect": None},
        EARN | {"hash": bytes(32).hex()},
        EARN | {"operation_id": an_id("another")},
    ],
)
def test_a_booking_that_is_not_on_the_paper_is_a_difference(booked: dict[str, Any]) -> None:
    assert _verdict([_earn_paper()], [booked]).differences


def test_an_operation_without_paper_and_paper_without_operation_are_differences() -> None:
    assert _verdict([], [EARN]).differences == ("operation 17 is on no paper",)
    assert _verdict([_earn_paper()], []).differences[-1] == "slip 1: it speaks of no operation"


def test_a_slip_that_came_out_twice_is_a_difference() -> None:
    verdict = _verdict([_earn_paper(), _earn_paper()], [EARN])
    assert verdict.differences == ("operation 17 is on 2 papers",)


def test_the_code_of_the_newest_slip_is_read_from_its_bytes(tmp_path: Path) -> None:
    profile = virtual_printer("unused")
    for number, slip in enumerate((a_redeem_and_earn_slip(), an_earn_slip()), start=1):
        document = compose_receipt(slip, language=Language.RU)
        (tmp_path / f"{number:04d}.bin").write_bytes(escpos.render(document, profile))
    code = understand_scan(code_of_last_slip(tmp_path))
    assert (code.kind, code.value) == (ScanKind.OPERATION, an_earn_slip().lines[-1].operation_id)


def _verdict(papers: list[Paper], operations: list[dict[str, Any]]) -> Comparison:
    return compare(papers, operations, language=Language.RU)


def _earn_paper() -> Paper:
    slip = an_earn_slip()
    line = replace(slip.lines[0], short_hash=short_hash(LINK))
    return _printed(compose_receipt(replace(slip, lines=(line,)), language=Language.RU))


def _report_paper(*, points: int) -> Paper:
    line = ReportLine("earn", 1, points, (Money(2_000_00),))
    facts = replace(
        a_closed_report(),
        totals=(line,),
        colleagues=(ColleagueReport("Анна Кассирова", (line,)),),
        short_hash=short_hash(CLOSING_LINK),
    )
    return _printed(compose_shift_report(facts, language=Language.RU))


def _card_paper() -> Paper:
    return _printed(compose_guest_card(a_card_slip(), language=Language.RU))


def _printed(document: Document) -> Paper:
    profile = virtual_printer("unused")
    return paper_from(escpos.render(document, profile), columns=profile.paper.columns)

"""The queue of paper in words: which slip it is, whose, and how much it is about."""

from dataclasses import replace

import pytest

from client.store.prints import JobId, JobState, PrintJob
from client.store.slips import SlipFacts, slip_to_json
from client.till.paper import OpenSlip
from client.ui.presenters.paper_queue import paper_row
from shared.receipt.shift_facts import ReportKind
from shared.receipt.words import Language
from tests.slips import (
    AFTERNOON,
    GUEST,
    a_card_slip,
    a_closed_report,
    a_redeem_and_earn_slip,
    an_earn_slip,
)


@pytest.mark.parametrize(
    ("facts", "about"),
    [
        (an_earn_slip(), "Иван П. · +7999***4567 · чек 2 000 ₽ · +400 баллов"),
        (replace(an_earn_slip(), check_amount=None), "Иван П. · +7999***4567 · +400 баллов"),
        (
            replace(an_earn_slip(), guest=replace(GUEST, name=""), lines=()),
            "+7999***4567 · чек 2 000 ₽",
        ),
        (
            a_redeem_and_earn_slip(),
            "Иван П. · +7999***4567 · чек 2 000,50 ₽ · −1 000 баллов · +150 баллов",
        ),
        (a_card_slip(), "Иван П. · +7999***4567"),
        (a_closed_report(), "Z-отчёт 12 · Марина Управляева"),
        (replace(a_closed_report(), kind=ReportKind.X, closed_by=""), "Смена 12 · Анна Кассирова"),
    ],
)
def test_a_slip_of_the_queue_says_whose_it_is_and_how_much(facts: SlipFacts, about: str) -> None:
    """SEC-03: of the guest no more than his paper says."""
    row = paper_row(OpenSlip(_job(slip_to_json(facts)), facts, AFTERNOON), language=Language.RU)
    assert row.about.replace("\u00a0", " ") == about


def test_what_another_version_of_the_till_wrote_is_a_slip_of_nobody() -> None:
    row = paper_row(OpenSlip(_job("{}"), None, AFTERNOON), language=Language.EN)
    assert (row.title, row.about) == ("Slip · 14:05", "")


def _job(slip: str) -> PrintJob:
    return PrintJob(
        job_id=JobId(1),
        receipt_id=None,
        slip=slip,
        language=Language.RU,
        copy_number=0,
        state=JobState.EXPIRED,
        attempts=0,
        trouble=None,
        picture=None,
        file=None,
        useful_until_ms=0,
        created_at_ms=0,
        updated_at_ms=0,
    )

"""Operations in words: where each stands, why, and what to do (CSH-36, CSH-76, CSH-78)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, get_args
from zoneinfo import ZoneInfo

import pytest

from client.till.operation_view import OperationState, OperationView
from client.till.trouble import InDoubt
from client.ui.presenters.operations import (
    KIND_KEYS,
    count_text,
    empty_words,
    operation_detail,
    operation_row,
    when_text,
)
from client.ui.presenters.reasons import REASONS, reason_words
from server.ledger.incoming import OutcomeNote
from shared.domain.ids import OperationId
from shared.domain.money import Money
from shared.operations.bodies import KNOWN_KINDS
from shared.receipt.words import Language
from tests.builders import GUEST, NOON, an_id
from tests.client.till_desk import a_check

RU, EN = Language.RU, Language.EN


def an_operation(
    kind: str = "earn",
    *,
    state: OperationState = OperationState.WAITING,
    points: int = 300,
    code: str | None = None,
    data: Mapping[str, Any] | None = None,
) -> OperationView:
    return OperationView(
        operation_id=OperationId(an_id("operation")),
        seq=7,
        kind=kind,
        state=state,
        guest_id=GUEST,
        guest_name="Иван Петров",
        points=points,
        amount=Money(2_000_00) if kind in {"earn", "redeem"} else None,
        staff_name="Анна Кассирова",
        occurred_at=NOON,
        outcome_code=code,
        outcome_data=data or {},
        receipt_id="receipt",
        can_cancel=True,
        is_acknowledged=False,
    )


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", sorted(KNOWN_KINDS))
def test_every_kind_of_operation_has_a_name(kind: str, language: Language) -> None:
    assert KIND_KEYS.keys() == KNOWN_KINDS | {"notice"}
    assert operation_row(an_operation(kind), now=NOON, language=language).title


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("state", OperationState)
def test_every_state_has_a_pill_and_an_explanation(
    state: OperationState, language: Language
) -> None:
    assert operation_row(an_operation(state=state), now=NOON, language=language).status
    assert operation_detail(an_operation(state=state), language=language).text


def test_points_carry_their_sign_and_noun() -> None:
    given = operation_row(an_operation(points=1), now=NOON, language=RU)
    taken = operation_row(an_operation("redeem", points=-400), now=NOON, language=RU)
    assert (given.points, given.points_noun, given.is_given) == ("+1", "балл", True)
    assert (taken.points, taken.points_noun, taken.is_given) == ("−400", "баллов", False)


def test_a_refusal_explains_itself_and_the_next_step() -> None:
    data = {"asked": 400, "available": 50}
    view = an_operation(
        "redeem", state=OperationState.ATTENTION, code="points_shortfall", data=data
    )
    detail = operation_detail(view, language=RU)
    assert detail.text == "Баллов не хватает: есть 50\u00a0баллов, нужно 400\u00a0баллов"
    assert detail.next_step == "Возьмите разницу деньгами"
    assert detail.may_acknowledge


def test_what_was_booked_with_a_difference_says_which() -> None:
    view = an_operation("cancel", state=OperationState.ATTENTION, code="cancel_shortfall")
    detail = operation_detail(view, language=EN)
    assert detail.text.startswith("Not taken back in full")


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("note", get_args(OutcomeNote))
def test_what_the_server_noted_is_told_beside_the_facts(note: str, language: Language) -> None:
    booked = replace(an_operation(state=OperationState.CONFIRMED), notes=(note, "of tomorrow"))
    rows = operation_detail(booked, language=language).rows
    told = reason_words(note, {}, language=language).text
    assert note in REASONS[language]
    assert [row.label for row in rows if not row.value] == [told]
    said_above = replace(booked, outcome_code=note)
    assert all(row.value for row in operation_detail(said_above, language=language).rows)


def test_today_is_called_today_by_the_clock_on_the_wall() -> None:
    in_moscow = NOON.astimezone(ZoneInfo("Europe/Moscow"))
    assert when_text(in_moscow, now=NOON, language=RU) == "сегодня, 15:00"
    evening = NOON + timedelta(hours=10)
    assert when_text(in_moscow, now=evening, language=RU) == "21.11.2026 15:00"


def test_a_redemption_in_doubt_is_settled_or_given_up_and_not_put_away() -> None:
    pending = InDoubt("receipt", GUEST, a_check(), 400, OperationId("r"), None)
    view = an_operation("redeem", state=OperationState.ATTENTION, code="redemption_in_doubt")
    detail = operation_detail(replace(view, in_doubt=pending), language=RU)
    assert detail.is_in_doubt
    assert not (detail.may_acknowledge)
    assert not (detail.may_reprint)
    assert detail.next_step == "Завершите списание или отмените его"


def test_a_filter_counts_what_is_behind_it() -> None:
    assert count_text("Требуют внимания", 0, language=RU) == "Требуют внимания"
    assert count_text("Требуют внимания", 3, language=RU) == "Требуют внимания · 3"


@pytest.mark.parametrize(
    ("chosen", "title"),
    [("all", "Операций пока нет"), ("sent", "Здесь пусто"), ("attention", "Всё в порядке")],
)
def test_an_empty_list_says_what_its_emptiness_means(chosen: str, title: str) -> None:
    assert empty_words(chosen, language=RU).text == title

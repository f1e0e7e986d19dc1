"""What a quote went by, there and back: the server quotes from a body what the till quoted."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from shared.domain.bases import PART_RULES_MAX
from shared.domain.check import (
    BILL_PARTS_MAX,
    CATEGORY_ID_MAX_LENGTH,
    Bill,
    BillPart,
    Check,
    CheckPayment,
    PaymentMethod,
)
from shared.domain.conditions import Condition
from shared.domain.currency import MICRO_MAX, RateProvider, TableRate
from shared.domain.earning import quote_earn
from shared.domain.ids import CheckId, LevelId, PromoId, RuleId
from shared.domain.money import Money
from shared.domain.programme import (
    Category,
    Level,
    ProgrammeSettings,
    ProgrammeVersion,
    Promo,
    PromoKind,
    PromoStrategy,
    Rule,
)
from shared.domain.programme_check import NAME_MAX_LENGTH, check_programme
from shared.domain.promos import FIRST_VISIT
from shared.domain.refunding import WHOLE, RefundPart
from shared.domain.visitors import Birthday, Granted, Visitor
from shared.operations.bodies import BODY_TEXT_MAX, parse_body
from shared.operations.encode import (
    body_text,
    check_body,
    grant_bodies,
    step_bodies,
    steps_of,
    within_bounds,
)
from shared.operations.input_bodies import GRANTED_MAX, BillBody, RateBody
from shared.operations.inputs import (
    bill_body,
    bill_of,
    occasions_of,
    visitor_body,
    visitor_from,
    worth_minor,
    worth_of_part,
)
from tests.shared.domain import drawn
from tests.shared.domain.programmes import a_programme, uuid_text
from tests.shared.operations.bodies import EARN

SATURDAY = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
LEVEL = LevelId(uuid_text(1))
PROMO = PromoId(uuid_text(2))
CHECK_ID = CheckId(uuid_text(61))


@given(st.data())
def test_a_bill_comes_back_as_it_went(data: st.DataObject) -> None:
    settings = data.draw(drawn.settings())
    bill = data.draw(drawn.bills(settings))
    told = check_body(Check(CHECK_ID, bill))
    assert bill_of(told, bill_body(bill, settings), settings) == bill


@given(drawn.programmes(), drawn.visitors(), drawn.moments, st.data())
def test_the_server_quotes_from_a_body_what_the_till_quoted(
    programme: ProgrammeVersion, visitor: Visitor, at: datetime, data: st.DataObject
) -> None:
    """P5, with all that bodies leave out."""
    bill = data.draw(drawn.bills(programme.settings))
    body = visitor_body(visitor)
    text = body.model_dump_json(exclude_none=True) if body else None
    told = type(body).model_validate_json(text) if body and text else None
    back = visitor_from(told, visitor.level_id)
    quotes = [quote_earn(bill, each, programme=programme, at=at) for each in (visitor, back)]
    assert quotes[0] == quotes[1]


def test_where_there_is_nothing_to_say_nothing_is_said() -> None:
    assert bill_body(Bill(Money(2_000_00)), a_programme().settings) is None
    assert visitor_body(Visitor(LEVEL)) is None
    assert visitor_from(None, LEVEL) == Visitor(LEVEL)
    assert occasions_of(()) is None


def test_a_body_without_news_reads_as_it_did_before_there_were_any() -> None:
    """An older server would set the operation aside because of one name (N-1)."""
    facts = json.loads(body_text(EARN))
    assert facts.keys().isdisjoint({"bill", "visitor", "occasions", "hold"})


def test_of_what_a_guest_had_before_only_what_may_come_again_now_is_told() -> None:
    had = {
        Granted(PROMO, "2026"),
        Granted(PROMO, "2025"),
        Granted(PROMO, "2026-03-01"),
        Granted(PROMO, f"{uuid_text(5)}:2026"),
        Granted(PROMO, FIRST_VISIT),
    }
    visitor = Visitor(
        LEVEL,
        birthdays=(Birthday(7, 2026), Birthday(3, 2026, uuid_text(5))),
        is_first_visit=True,
        away_since=date(2026, 3, 2),
        granted=frozenset(had),
    )
    body = visitor_body(visitor)
    assert body is not None
    assert body.is_first_visit is None, "he was welcomed when he registered"
    told = {(each.promo_id, each.occasion) for each in body.granted or ()}
    assert told == {(PROMO, "2026"), (PROMO, f"{uuid_text(5)}:2026")}


def test_a_foreign_check_tells_the_rate_it_was_quoted_by() -> None:
    """POS-138: 250.00 AED at 25.2 is 6,300.00."""
    table = (TableRate("AED", 25_200_000, date(2026, 11, 20)),)
    settings = ProgrammeSettings(rate_provider=RateProvider.MANUAL, rates=table)
    bill = Bill(Money(250_00, "AED"))
    told, body = check_body(Check(CHECK_ID, bill)), bill_body(bill, settings)
    assert body is not None
    assert body.rate is not None
    assert worth_minor(told, body) == 6_300_00
    back = bill_of(told, body, settings)
    assert back.rate is not None
    assert (back.amount, back.rate.source, back.rate.target) == (bill.amount, "AED", "RUB")
    assert worth_minor(check_body(Check(CHECK_ID, Bill(Money(1)))), None) == 1


@given(
    micro=st.integers(1, MICRO_MAX),
    parts=st.lists(st.integers(1, 20_000_00), min_size=1, max_size=8),
)
def test_parts_of_a_foreign_check_are_worth_what_the_whole_is(micro: int, parts: list[int]) -> None:
    """LOY-100, LOY-102: whatever the rate, and in whatever parts; no part gives spending back."""
    rate = RateBody(currency="AED", micro=micro, provider=RateProvider.CBR, at_ms=0)
    told, body = check_body(Check(CHECK_ID, Bill(Money(sum(parts), "AED")))), BillBody(rate=rate)
    before = [sum(parts[:place]) for place in range(len(parts))]
    shares = [
        worth_of_part(told, body, RefundPart(told.amount_minor, went, part))
        for went, part in zip(before, parts, strict=True)
    ]
    assert sum(shares) == worth_minor(told, body) == worth_of_part(told, body, WHOLE)
    assert min(shares) >= 0


@given(parts=st.lists(st.integers(1, 100_000_00), min_size=1, max_size=8))
def test_a_part_in_the_programmes_own_money_is_worth_itself(parts: list[int]) -> None:
    told = check_body(Check(CHECK_ID, Bill(Money(sum(parts)))))
    for place, part in enumerate(parts):
        whole = RefundPart(told.amount_minor, sum(parts[:place]), part)
        assert worth_of_part(told, None, whole) == part


def test_the_largest_earn_that_may_be_fits_into_a_body() -> None:
    """Every bound of a programme and of a bill at once, in letters that take most room."""
    programme = _largest_programme()
    check_programme(programme)
    bill, visitor = _largest_bill(), _largest_visitor(programme)
    quote = quote_earn(bill, visitor, programme=programme, at=SATURDAY)
    told: dict[str, Any] = {
        "check": check_body(Check(CHECK_ID, bill, "9" * 40)),
        "redeemed_points": 10**9,
        "after": uuid_text(9),
        "approver_id": uuid_text(9),
        "shift_id": uuid_text(9),
        "private_hash": "f" * 64,
        "regular_points": quote.regular_points,
        "grants": grant_bodies(quote.grants),
        "steps": step_bodies(quote.steps),
        "bill": bill_body(bill, programme.settings),
        "visitor": visitor_body(visitor),
        "occasions": occasions_of(quote.grants),
        "hold": True,
    }
    body = EARN.model_copy(update=told)
    assert len(quote.grants) == PART_RULES_MAX + 1 + 12
    fitted = within_bounds(body)
    assert len(body_text(fitted)) < BODY_TEXT_MAX - 1000, "room to be enqueued again"
    assert len(fitted.steps) > 5, "some of its explanation is there"
    assert fitted.steps == body.steps[: len(fitted.steps)]
    assert parse_body(body_text(fitted)) == fitted
    assert within_bounds(EARN) is EARN


def test_steps_come_back_as_they_went() -> None:
    quote = quote_earn(
        _largest_bill(),
        _largest_visitor(_largest_programme()),
        programme=_largest_programme(),
        at=SATURDAY,
    )
    assert steps_of(step_bodies(quote.steps)) == quote.steps


def _name(number: int) -> str:
    return f"{number:02d}".ljust(NAME_MAX_LENGTH, "Щ")


def _category(number: int) -> str:
    return f"{number:02d}".ljust(CATEGORY_ID_MAX_LENGTH, "Щ")


def _largest_programme() -> ProgrammeVersion:
    days = 60
    categories = tuple(Category(_category(x), _name(x)) for x in range(BILL_PARTS_MAX))
    rules = tuple(
        Rule(
            RuleId(uuid_text(100 + x)),
            _name(x),
            x + 1,
            10_000,
            Condition(categories=(_category(x),)) if x < BILL_PARTS_MAX else Condition(),
            valid_days=30,
        )
        for x in range(BILL_PARTS_MAX + 1)
    )
    promos = tuple(
        Promo(
            PromoId(uuid_text(200 + x)),
            _name(x),
            PromoKind.CHILD_BIRTHDAY,
            1_000_000,
            3_000,
            priority=x + 1,
            days=days,
        )
        for x in range(20)
    )
    settings = ProgrammeSettings(promo_strategy=PromoStrategy.COMBINE_ALL, include_tips=True)
    return replace(
        a_programme(),
        settings=settings,
        levels=(Level(LEVEL, _name(0), 0, 10_000, discount_bp=10_000),),
        rules=rules,
        promos=promos,
        categories=categories,
    )


def _largest_bill() -> Bill:
    part = 1_000_000_00 // (BILL_PARTS_MAX + 2)
    return Bill(
        Money(1_000_000_00),
        parts=tuple(BillPart(_category(x), part) for x in range(BILL_PARTS_MAX)),
        excluded_minor=part,
        payments=tuple(CheckPayment(method, 1_000_000_00) for method in PaymentMethod),
        tips_minor=10_000_00,
    )


def _largest_visitor(programme: ProgrammeVersion) -> Visitor:
    birthdays = (Birthday(60, 2026), *(Birthday(60, 2026, uuid_text(300 + x)) for x in range(10)))
    granted = frozenset(
        Granted(programme.promos[x].promo_id, f"{uuid_text(300)}:2026") for x in range(GRANTED_MAX)
    )
    away = (SATURDAY - timedelta(days=400)).date()
    return Visitor(LEVEL, birthdays, True, away, granted, discount_bp=10_000)

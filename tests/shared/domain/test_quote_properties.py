"""What holds of every quote, whatever the programme, the guest and the check (issue 4, LOY-44)."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import settings as tried
from hypothesis import strategies as st

from shared.domain.bases import itemised
from shared.domain.card import Card
from shared.domain.check import Bill, CheckItem
from shared.domain.currency import MICRO_PER_ONE, Rate, RateProvider
from shared.domain.discounts import quote_discount
from shared.domain.earning import quote_earn
from shared.domain.errors import Refusal, WrongProgrammeKind
from shared.domain.lots import spend, use_lots
from shared.domain.money import Money
from shared.domain.points import PointsKind
from shared.domain.programme import (
    ProgrammeKind,
    ProgrammeSettings,
    ProgrammeVersion,
    PromoStrategy,
)
from shared.domain.programme_check import check_programme
from shared.domain.promos import standing
from shared.domain.quotes import EarnQuote, QuoteStep, StepKind
from shared.domain.redeeming import paid_by, quote_redemption, redemption_limits
from shared.domain.visiting import visitor_of
from shared.domain.visitors import Births, Visitor, nearest_birthday
from shared.sync.payloads import programme_of, programme_payload
from tests.shared.domain.drawn import (
    amounts,
    bills,
    births,
    cards,
    items,
    moments,
    programmes,
    promos,
    visitors,
)

many = tried(max_examples=25)


@st.composite
def earnings(draw: st.DrawFn) -> tuple[ProgrammeVersion, Bill, Visitor, datetime]:
    """All that an earning is quoted from."""
    programme = draw(programmes())
    return programme, draw(bills(programme.settings)), draw(visitors()), draw(moments)


def earned(programme: ProgrammeVersion, bill: Bill, visitor: Visitor, at: datetime) -> EarnQuote:
    return quote_earn(bill, visitor, programme=programme, at=at, redeemed_points=3)


def points_of(steps: Sequence[QuoteStep], *kinds: StepKind) -> int:
    return sum(step.points for step in steps if step.kind in kinds)


@many
@given(programmes())
def test_every_drawn_programme_is_lawful(programme: ProgrammeVersion) -> None:
    check_programme(programme)


@many
@given(earnings())
def test_no_rouble_earns_twice(case: tuple[ProgrammeVersion, Bill, Visitor, datetime]) -> None:
    """LOY-44: the parts of the rules are no more than the base, the base no more than the check."""
    quote = earned(*case)
    parts = [step.base_minor for step in quote.steps if step.kind is StepKind.RULE]
    assert 0 <= sum(parts) <= quote.base_minor <= case[1].amount.minor
    assert all(part > 0 for part in parts)
    assert all(step.base_minor == sum(parts) for step in quote.steps if step.kind is StepKind.LEVEL)


@many
@given(earnings())
def test_the_steps_come_to_the_quote(
    case: tuple[ProgrammeVersion, Bill, Visitor, datetime],
) -> None:
    quote = earned(*case)
    assert sum(step.points for step in quote.steps) == quote.total
    assert all(step.points >= 0 for step in quote.steps)
    expiring = [step.points for step in quote.steps if step.expires_at and step.points]
    assert expiring == [grant.points for grant in quote.grants]


@many
@given(earnings(), st.randoms(use_true_random=False))
def test_the_order_of_what_is_listed_changes_nothing(
    case: tuple[ProgrammeVersion, Bill, Visitor, datetime], chance: Any
) -> None:
    programme, bill, visitor, at = case

    def shuffled(values: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(chance.sample(values, len(values)))

    other = replace(
        programme,
        rules=shuffled(programme.rules),
        promos=shuffled(programme.promos),
        levels=shuffled(programme.levels),
    )
    listed = replace(bill, parts=shuffled(bill.parts), payments=shuffled(bill.payments))
    guest = replace(visitor, birthdays=shuffled(visitor.birthdays))
    assert earned(other, listed, guest, at) == earned(*case)


@many
@given(items, st.randoms(use_true_random=False))
def test_a_bill_is_the_same_in_whatever_order_its_items_come(
    given_items: tuple[CheckItem, ...], chance: Any
) -> None:
    settings = ProgrammeSettings(excluded_category_ids=("alcohol",), excluded_product_ids=("cola",))
    parts, excluded = itemised(given_items, settings)
    mixed = chance.sample(given_items, len(given_items))
    assert itemised(mixed, settings) == (parts, excluded)
    uncategorised = sum(
        item.sum_minor for item in given_items if not item.category_id and item.product_id != "cola"
    )
    told = sum(part.amount_minor for part in parts) + excluded + uncategorised
    assert told == sum(item.sum_minor for item in given_items)


@many
@given(programmes(), cards(), births, moments, st.data())
def test_windows_tell_a_quote_as_much_as_days(
    programme: ProgrammeVersion, card: Card, of_guest: Births, at: datetime, data: st.DataObject
) -> None:
    """P6: what is coarsened or left out for the body's sake changes no quote."""
    bill = data.draw(bills(programme.settings))
    told = visitor_of(card, of_guest, programme=programme, at=at)
    assert earned(programme, bill, told, at) == earned(
        programme, bill, _known(card, of_guest, programme=programme, at=at), at
    )


def _known(card: Card, of_guest: Births, *, programme: ProgrammeVersion, at: datetime) -> Visitor:
    zone = ZoneInfo(programme.settings.timezone)
    today = at.astimezone(zone).date()
    last = card.last_activity_at
    own = [nearest_birthday(of_guest.own, today)] if of_guest.own else []
    return Visitor(
        level_id=card.level_id,
        birthdays=(
            *own,
            *(nearest_birthday(born, today, of=child) for child, born in of_guest.children),
        ),
        is_first_visit=card.total_visits == 0,
        away_since=last.astimezone(zone).date() if last else None,
        granted=card.granted,
        discount_bp=card.discount_bp,
    )


@many
@given(earnings())
def test_a_programme_that_was_written_and_read_quotes_the_same(
    case: tuple[ProgrammeVersion, Bill, Visitor, datetime],
) -> None:
    programme, bill, visitor, at = case
    read = programme_of(json.loads(json.dumps(programme_payload(programme))))
    assert read == programme
    assert earned(read, bill, visitor, at) == earned(*case)


@many
@given(earnings())
def test_other_money_at_a_rate_of_one_earns_the_same(
    case: tuple[ProgrammeVersion, Bill, Visitor, datetime],
) -> None:
    """LOY-69."""
    programme, bill, visitor, at = case
    rate = Rate("KZT", "RUB", MICRO_PER_ONE, RateProvider.CBR, at)
    foreign = replace(bill, amount=Money(bill.amount.minor, "KZT"), rate=rate)
    quote = earned(programme, foreign, visitor, at)
    assert quote.steps[0].kind is StepKind.RATE
    assert replace(quote, steps=quote.steps[1:]) == earned(*case)


@many
@given(earnings())
def test_a_net_base_earns_no_more_by_rules_than_the_whole(
    case: tuple[ProgrammeVersion, Bill, Visitor, datetime],
) -> None:
    """G-04: rules take the same parts of less."""
    programme, bill, visitor, at = case
    net, gross = (
        earned(
            replace(programme, settings=replace(programme.settings, earn_on_net=on)),
            bill,
            visitor,
            at,
        )
        for on in (True, False)
    )
    assert net.base_minor == max(0, gross.base_minor - 3_00)
    assert _ruled(net) <= _ruled(gross)


def _ruled(quote: EarnQuote) -> int:
    return sum(step.base_minor for step in quote.steps if step.kind is StepKind.RULE)


@many
@given(programmes(), cards(), amounts, moments, st.data())
def test_a_redemption_takes_what_it_says_and_leaves_nothing_below_zero(
    programme: ProgrammeVersion, card: Card, amount: int, at: datetime, data: st.DataObject
) -> None:
    """LOY-90, LOY-91: whatever is within the limits is granted."""
    try:
        limits = redemption_limits(Money(amount), card, programme=programme, at=at)
    except Refusal:
        return
    points = data.draw(st.integers(limits.minimum, limits.maximum))
    quote = quote_redemption(Money(amount), card, points=points, programme=programme, at=at)
    assert (quote.points, quote.to_pay_minor) == (points, amount - points * 100)
    assert quote.promo_points == min(points, card.promo(at))
    uses = spend(card.lots, points, at=at)
    assert -sum(x.points for x in uses if x.kind is PointsKind.PROMO) == quote.promo_points
    after = use_lots(card.lots, uses)
    assert all(lot.left >= 0 for lot in after)
    assert sum(lot.left for lot in card.lots) - sum(lot.left for lot in after) == points
    parts = (StepKind.PROMO_PART, StepKind.REGULAR_PART)
    assert points_of(quote.steps, *parts) == points
    other = paid_by(quote, promo_points=0, regular_points=points)
    assert points_of(other.steps, StepKind.REGULAR_PART) == points
    assert (
        paid_by(other, promo_points=quote.promo_points, regular_points=quote.regular_points)
        == quote
    )


@many
@given(programmes(kind=ProgrammeKind.DISCOUNT), cards(), visitors(), moments, st.data())
def test_a_discount_programme_never_touches_points(
    programme: ProgrammeVersion, card: Card, visitor: Visitor, at: datetime, data: st.DataObject
) -> None:
    """LOY-01, LOY-03."""
    bill = data.draw(bills(programme.settings))
    with pytest.raises(WrongProgrammeKind):
        quote_earn(bill, visitor, programme=programme, at=at)
    with pytest.raises(WrongProgrammeKind):
        quote_redemption(bill.amount, card, points=10, programme=programme, at=at)
    quote = quote_discount(bill, visitor, programme=programme)
    assert quote.discount_minor + quote.to_pay_minor == bill.amount.minor
    assert 0 <= quote.discount_minor <= quote.steps[-1].base_minor <= bill.amount.minor
    assert all(step.points == 0 for step in quote.steps)


@many
@given(programmes(), promos(), st.randoms(use_true_random=False))
def test_what_stands_does_not_depend_on_the_order_of_promos(
    programme: ProgrammeVersion, given_promos: tuple[Any, ...], chance: Any
) -> None:
    """LOY-81: all of them, or one of them, or what pairs make of it."""
    mixed = chance.sample(given_promos, len(given_promos))
    found = standing(given_promos, programme)
    assert standing(mixed, programme) == found
    assert {promo.promo_id for promo in found.kept} | found.beaten_by.keys() == {
        promo.promo_id for promo in given_promos
    }
    for strategy in PromoStrategy:
        plain = ProgrammeSettings(promo_strategy=strategy)
        kept = standing(given_promos, replace(programme, settings=plain)).kept
        is_all = strategy is PromoStrategy.COMBINE_ALL
        assert len(kept) == (len(given_promos) if is_all else min(1, len(given_promos)))

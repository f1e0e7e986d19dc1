"""What an operation does to a card: the same arithmetic on till and server (S9)."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.card import Card
from shared.domain.errors import PointsShortfall
from shared.domain.ids import OperationId
from shared.domain.refunding import WHOLE, refund_uses
from shared.operations.bodies import AdjustmentBody, EarnBody, OperationBody, RedeemBody
from shared.operations.effects import card_after, uses_of
from tests.shared.domain.programmes import NOON_MONDAY, a_card
from tests.shared.operations.bodies import ADJUSTMENT, EARN, REDEEM, REGISTRATION

OPERATION = OperationId("8" * 8)


@pytest.mark.parametrize(
    ("body", "regular", "promo"),
    [(EARN, 2800, 300), (REDEEM, 2400, 0), (REGISTRATION, 2500, 400), (ADJUSTMENT, 2300, 0)],
)
def test_an_operation_changes_the_card_as_it_says(
    body: OperationBody, regular: int, promo: int
) -> None:
    after = _apply(a_card(regular=2500, promo=300), body)
    assert (after.regular(NOON_MONDAY), after.promo(NOON_MONDAY)) == (regular, promo)


def test_more_than_the_card_holds_is_refused() -> None:
    with pytest.raises(PointsShortfall):
        _apply(a_card(regular=399), REDEEM)


@given(regular=st.integers(400, 9_000), promo=st.integers(0, 9_000))
def test_reversing_an_operation_at_once_restores_the_card(regular: int, promo: int) -> None:
    card = a_card(regular=regular, promo=promo)
    for body in (EARN, REDEEM, REGISTRATION):
        created, uses = uses_of(OPERATION, body, card, at=NOON_MONDAY)
        after = card_after(card, created, uses)
        at = NOON_MONDAY + timedelta(seconds=5)
        reversal = refund_uses(uses, after.lots, part=WHOLE, at=at)
        restored = card_after(after, (), reversal.uses)
        assert reversal.shortfall == 0
        assert {lot for lot in restored.lots if lot.left} == set(card.lots)


_STEPS = st.lists(
    st.one_of(
        st.integers(0, 2_000).map(
            lambda points: EARN.model_copy(update={"regular_points": points})
        ),
        st.integers(1, 2_000).map(lambda points: REDEEM.model_copy(update={"points": points})),
        st.integers(-900, 900).map(lambda points: ADJUSTMENT.model_copy(update={"points": points})),
    ),
    max_size=20,
)


@given(_STEPS)
def test_whatever_is_done_no_lot_falls_below_nothing(steps: list[OperationBody]) -> None:
    """P3: each step is done whole, or refused and changes nothing."""
    card, expected = a_card(), 0
    for place, body in enumerate(steps):
        change = _change(body)
        try:
            created, uses = uses_of(OperationId(f"{place:04d}"), body, card, at=NOON_MONDAY)
        except PointsShortfall:
            assert expected + change < 0
            continue
        card, expected = card_after(card, created, uses), expected + change
        assert all(lot.left >= 0 for lot in card.lots)
        assert card.total(NOON_MONDAY) == expected


def _change(body: OperationBody) -> int:
    if isinstance(body, EarnBody):
        return body.regular_points
    if isinstance(body, RedeemBody):
        return -body.points
    assert isinstance(body, AdjustmentBody)
    return body.points


def _apply(card: Card, body: OperationBody) -> Card:
    created, uses = uses_of(OPERATION, body, card, at=NOON_MONDAY)
    return card_after(card, created, uses)

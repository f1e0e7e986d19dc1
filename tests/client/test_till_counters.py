"""What pending operations do to a card's visits and spending, as the server counts them."""

from dataclasses import replace

import pytest

from client.till.counters import counted, refunded, uncounted
from shared.domain.currency import RateProvider
from shared.domain.refunding import WHOLE, RefundPart
from shared.operations.bodies import EarnBody
from shared.operations.input_bodies import BillBody, RateBody
from tests.builders import NOON, a_card
from tests.shared.operations.bodies import EARN

RATE = RateBody(currency="AED", micro=25_200_000, provider=RateProvider.CBR, at_ms=0)
NEW_CARD = replace(a_card(), lifetime_spent_minor=0, total_visits=0)
DIRHAMS: EarnBody = EARN.model_copy(
    update={
        "check": EARN.check.model_copy(update={"amount_minor": 250_00, "currency": "AED"}),
        "bill": BillBody(rate=RATE),
    }
)


def test_a_check_in_other_money_is_spending_in_the_programmes_own() -> None:
    """LOY-69, POS-138: 250.00 AED are 6,300 roubles, for the till as for the server."""
    card = counted(NEW_CARD, DIRHAMS, at=NOON)
    assert (card.lifetime_spent_minor, card.total_visits) == (6_300_00, 1)


@pytest.mark.parametrize(
    ("parts", "left_minor"),
    [
        ([WHOLE], 0),
        ([RefundPart(250_00, 0, 100_00)], 3_780_00),
        ([RefundPart(250_00, 0, 1), RefundPart(250_00, 1, 249_99)], 0),
        ([None], 6_300_00),
    ],
)
def test_what_goes_back_is_taken_off_by_the_same_rate(
    parts: list[RefundPart | None], left_minor: int
) -> None:
    """LOY-102: a visit there was."""
    card = counted(NEW_CARD, DIRHAMS, at=NOON)
    for part in parts:
        card = refunded(card, DIRHAMS, part)
    assert (card.lifetime_spent_minor, card.total_visits) == (left_minor, 1)


def test_what_is_cancelled_is_no_visit_either() -> None:
    card = refunded(counted(NEW_CARD, DIRHAMS, at=NOON), DIRHAMS, RefundPart(250_00, 0, 100_00))
    card = uncounted(card, DIRHAMS, RefundPart(250_00, 100_00, 150_00))
    assert (card.lifetime_spent_minor, card.total_visits) == (0, 0)

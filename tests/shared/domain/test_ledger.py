"""Double entry as functions: P3, S2, S3, LED-05."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.ids import CardId, DeviceId
from shared.domain.ledger import (
    Account,
    AccountKind,
    AccountState,
    Leg,
    is_balanced,
    post_leg,
)
from shared.domain.points import PointsKind

CARD = CardId("c")
REGULAR = Account(AccountKind.AVAILABLE, CARD, PointsKind.REGULAR)
ISSUED = Account(AccountKind.ISSUED)
NEW = AccountState(version=0, balance=0)


@pytest.mark.parametrize(
    ("account", "key"),
    [
        (REGULAR, "available:c:REGULAR"),
        (Account(AccountKind.AVAILABLE, CARD, PointsKind.PROMO), "available:c:PROMO"),
        (Account(AccountKind.LEASE, CARD, device_id=DeviceId("d")), "lease:c:d"),
        (ISSUED, "issued"),
    ],
)
def test_an_account_is_named_by_what_it_counts(account: Account, key: str) -> None:
    assert account.key == key


def test_what_one_account_gets_another_gives() -> None:
    assert is_balanced([Leg(REGULAR, 300), Leg(ISSUED, -300)])
    assert not is_balanced([Leg(REGULAR, 300), Leg(ISSUED, -299)])


def test_a_card_never_owes_and_the_house_may() -> None:
    with pytest.raises(AssertionError):
        post_leg(NEW, Leg(REGULAR, -1))
    assert post_leg(NEW, Leg(ISSUED, -1)) == AccountState(version=1, balance=-1)


@given(st.lists(st.integers(0, 10_000), max_size=30))
def test_an_account_is_the_sum_of_its_entries(points: list[int]) -> None:
    state = NEW
    for each in points:
        state = post_leg(state, Leg(REGULAR, each))
    assert state == AccountState(version=len(points), balance=sum(points))

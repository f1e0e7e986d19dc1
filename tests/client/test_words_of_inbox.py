"""Whose turn a refusal makes it: nobody has to guess (CSH-78)."""

import pytest

from client.ui.presenters.inbox import Settles, settles, settles_text
from shared.receipt.words import Language


@pytest.mark.parametrize(
    ("code", "who"),
    [
        ("points_shortfall", Settles.CASHIER),
        ("redemption_in_doubt", Settles.CASHIER),
        ("slip_not_given", Settles.CASHIER),
        ("cancel_shortfall", Settles.MANAGER),
        ("fork", Settles.MANAGER),
        ("card_not_usable", Settles.MANAGER),
        ("server_bug", Settles.SUPPORT),
        ("something_new", Settles.SUPPORT),
        ("parked", Settles.NOBODY),
        ("body_not_understood", Settles.NOBODY),
        (None, Settles.CASHIER),
    ],
)
def test_everybody_knows_whose_turn_it_is(code: str | None, who: Settles) -> None:
    assert settles(code) is who
    assert all(settles_text(code, language=language) for language in Language)

"""What an answer makes of a card, and which newcomers were never asked (GST-08, GST-42…46)."""

import pytest

from shared.domain.card import CardStatus
from shared.domain.consents import (
    ConsentAnswer,
    RegistrationSource,
    status_after,
    status_of_newcomer,
)
from shared.domain.errors import CardNotUsable


def test_sources_are_the_five_of_the_catalogue() -> None:
    assert set(RegistrationSource) == {"CASHIER", "POS_AUTO", "QR_LINK", "TELEGRAM", "CSV_IMPORT"}


@pytest.mark.parametrize("source", RegistrationSource)
def test_only_who_was_made_by_a_pos_waits_for_consent(source: RegistrationSource) -> None:
    waits = status_of_newcomer(source) is CardStatus.PENDING_CONSENT
    assert waits == (source is RegistrationSource.POS_AUTO)
    assert waits or status_of_newcomer(source) is CardStatus.ACTIVE


def test_a_yes_opens_the_card_and_a_no_ends_it() -> None:
    waiting = CardStatus.PENDING_CONSENT
    assert status_after(waiting, ConsentAnswer.ACCEPTED) is CardStatus.ACTIVE
    assert status_after(waiting, ConsentAnswer.REJECTED) is CardStatus.DELETED


@pytest.mark.parametrize("status", sorted(set(CardStatus) - {CardStatus.PENDING_CONSENT}))
@pytest.mark.parametrize("answer", ConsentAnswer)
def test_who_was_not_asked_does_not_answer(status: CardStatus, answer: ConsentAnswer) -> None:
    with pytest.raises(CardNotUsable) as refused:
        status_after(status, answer)
    assert refused.value.data() == {"status": status, "action": "consent"}

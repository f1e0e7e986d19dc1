"""Consents: what a guest's answer makes of his card, and where guests come from (GST-08, GST-42).

Who registers at a till has consented there (CSH-49). Who was made by a POS has not been asked: he
earns and cannot spend until he answers, and who says no is forgotten (GST-44…GST-46). Must not
know through which channel the question was put.
"""

from enum import StrEnum

from shared.domain.card import CardStatus
from shared.domain.errors import CardNotUsable


class RegistrationSource(StrEnum):
    """Where a guest was registered (GST-08)."""

    CASHIER = "CASHIER"
    POS_AUTO = "POS_AUTO"
    QR_LINK = "QR_LINK"
    TELEGRAM = "TELEGRAM"
    CSV_IMPORT = "CSV_IMPORT"


class ConsentSource(StrEnum):
    """Where a guest's answer came from."""

    TELEGRAM_BOT = "TELEGRAM_BOT"
    OPERATOR = "OPERATOR"
    """Told to the operator: on paper, by letter."""


class ConsentAnswer(StrEnum):
    """What a guest says to the processing of his personal data."""

    ACCEPTED = "ACCEPTED"
    REJECTED = "REJECTED"


CONSENT_REJECTED = "CONSENT_REJECTED"
"""Why a guest was erased (GST-45)."""


def status_of_newcomer(source: RegistrationSource) -> CardStatus:
    """The status of a new card: nobody asked who was made by a POS (GST-42)."""
    if source is RegistrationSource.POS_AUTO:
        return CardStatus.PENDING_CONSENT
    return CardStatus.ACTIVE


def status_after(status: CardStatus, answer: ConsentAnswer) -> CardStatus:
    """The status of a card once its guest has answered (GST-44, GST-45).

    Raises ``CardNotUsable`` for a card that waits for no answer.
    """
    if status is not CardStatus.PENDING_CONSENT:
        raise CardNotUsable(status=status, action="consent")
    return CardStatus.ACTIVE if answer is ConsentAnswer.ACCEPTED else CardStatus.DELETED

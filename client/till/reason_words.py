"""What a preset reason is called on paper; the screen words it by itself.

Typed words never get on paper: they are for the house, not for the guest.
"""

from typing import Final

from shared.domain.adjusting import AdjustmentReason
from shared.domain.refunding import RefundReason
from shared.domain.transferring import TransferReason
from shared.receipt.words import Language

_WORDS: Final[dict[Language, dict[str, str]]] = {
    Language.RU: {
        AdjustmentReason.APOLOGY: "Извинение",
        AdjustmentReason.MISSED_EARN: "Не начислили за визит",
        AdjustmentReason.MISTAKE: "Исправление ошибки",
        AdjustmentReason.GIFT: "Подарок",
        AdjustmentReason.OTHER: "Другая причина",
        RefundReason.RETURN: "Гость вернул заказ",
        RefundReason.QUALITY: "Претензия гостя",
        TransferReason.SHARED_CHECK: "Общий чек",
    },
    Language.EN: {
        AdjustmentReason.APOLOGY: "Apology",
        AdjustmentReason.MISSED_EARN: "Visit not credited",
        AdjustmentReason.MISTAKE: "Mistake corrected",
        AdjustmentReason.GIFT: "Gift",
        AdjustmentReason.OTHER: "Other reason",
        RefundReason.RETURN: "Returned by the guest",
        RefundReason.QUALITY: "A complaint",
        TransferReason.SHARED_CHECK: "A shared check",
    },
}


def reason_words(reason: str, *, language: Language) -> str:
    """The words of a preset reason."""
    return _WORDS[language].get(reason, reason)

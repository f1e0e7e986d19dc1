"""Who settles what the server refused, set aside or booked otherwise: the cashier should not guess.

Works from the code that an operation or a notice carries. Must not know who is signed in.
"""

from enum import StrEnum
from typing import Final

from client.ui.presenters.reasons import REASONS
from client.ui.presenters.texts import say
from shared.receipt.words import Language


class Settles(StrEnum):
    """Whose turn it is."""

    NOBODY = "inboxNobody"
    """It settles by itself, or is only to be known."""
    CASHIER = "inboxCashier"
    MANAGER = "inboxManager"
    SUPPORT = "inboxSupport"


_OF: Final = {
    Settles.NOBODY: (
        "guest_merged",
        "house_loss",
        "split_differs",
        "parked",
        "body_not_understood",
        "check_already_booked",
    ),
    Settles.MANAGER: (
        "cancel_shortfall",
        "refund_shortfall",
        "float_exceeded",
        "fork",
        "epoch_retired",
        "rolled_back",
        "server_restored",
        "operations_lost",
        "shift_addendum",
        "card_not_usable",
        "permission_missing",
        "approver_not_allowed",
        "not_cancellable",
        "not_refundable",
        "adjustment_too_large",
        "rate_missing",
        "tenant_frozen",
        "guest_limit_reached",
        "promo_limit_reached",
        "clock_differs",
    ),
    Settles.SUPPORT: ("quarantined", "server_bug", "lease_unknown", "refused_by_server"),
}
_WHO: Final = {code: who for who, codes in _OF.items() for code in codes}


def settles(code: str | None) -> Settles:
    """Whose turn ``code`` makes it; a code nobody has words for is for the support team."""
    if code is None:
        return Settles.CASHIER
    if code in _WHO:
        return _WHO[code]
    is_known = any(key.partition(":")[0] == code for key in REASONS[Language.RU])
    return Settles.CASHIER if is_known else Settles.SUPPORT


def settles_text(code: str | None, *, language: Language) -> str:
    """``Решает менеджер``."""
    return say(settles(code).value, language)

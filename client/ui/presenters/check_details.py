"""What is typed of a check beyond its amount, and how it is asked for (CSH-23, LOY-64, LOY-67).

Decides nothing: which details matter is the till's to say.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from client.till.check_details import wanted_of
from client.ui.presenters.refusals import refusal_text
from client.ui.presenters.texts import say
from shared.domain.check import Bill, CheckPayment, PaymentMethod, check_bill
from shared.domain.errors import AmountInvalid, FieldInvalid, Refusal
from shared.domain.money import DEFAULT_CURRENCY, parse_check_amount
from shared.domain.programme import ProgrammeVersion
from shared.receipt.words import Language, money_text

_NO_METHOD: Final = ""
_NAMES: Final = {
    _NO_METHOD: "paymentOther",
    PaymentMethod.CASH: "paymentCash",
    PaymentMethod.CARD: "paymentCard",
    PaymentMethod.ONLINE: "paymentOnline",
    PaymentMethod.APPLE_PAY: "paymentApple",
    PaymentMethod.GOOGLE_PAY: "paymentGoogle",
    PaymentMethod.SBP: "paymentSbp",
}


@dataclass(frozen=True, slots=True)
class TypedCheck:
    """What the cashier typed and chose."""

    amount: str = ""
    tips: str = ""
    method: PaymentMethod | None = None
    """None: by none that makes a difference."""

    def chosen(self) -> str:
        """The method as a choice on the screen."""
        return self.method or _NO_METHOD


NOTHING_TYPED: Final = TypedCheck()


@dataclass(frozen=True, slots=True)
class DetailsScene:
    """How the details are asked for; no words at all where the programme asks for none."""

    tips: str
    """What the button of the tips says."""
    methods: tuple[str, ...]
    method_names: tuple[str, ...]
    method: str
    """The chosen one of ``methods``."""


def read_bill(typed: TypedCheck, *, currency: str) -> Bill | None:
    """The bill that is typed; None while nothing is. Raises ``AmountInvalid``, ``FieldInvalid``."""
    if not typed.amount:
        return None
    amount = parse_check_amount(typed.amount, currency=currency)
    tips = parse_check_amount(typed.tips, currency=currency).minor if typed.tips else 0
    payments = (CheckPayment(typed.method, amount.minor),) if typed.method else ()
    bill = Bill(amount, payments=payments, tips_minor=tips)
    check_bill(bill)
    return bill


def bill_error(refusal: Refusal, *, language: Language, currency: str = DEFAULT_CURRENCY) -> str:
    """What is wrong with what is typed (CSH-48)."""
    if isinstance(refusal, FieldInvalid) and refusal.field == "tips_minor":
        return say("checkoutTipsTooLarge", language)
    return refusal_text(refusal, language=language, currency=currency)


def read_method(chosen: str) -> PaymentMethod | None:
    """The method of a choice on the screen."""
    return PaymentMethod(chosen) if chosen else None


def details_scene(
    typed: TypedCheck, programme: ProgrammeVersion, *, at: datetime, language: Language
) -> DetailsScene:
    """What is asked beside the amount of a check at ``at``."""
    wanted = wanted_of(programme, at)
    methods = (*wanted.methods, _NO_METHOD) if wanted.methods else ()
    return DetailsScene(
        tips=_tips(typed, programme.settings.currency, language) if wanted.tips else "",
        methods=tuple(str(each) for each in methods),
        method_names=tuple(say(_NAMES[each], language) for each in methods),
        method=typed.chosen(),
    )


def _tips(typed: TypedCheck, currency: str, language: Language) -> str:
    try:
        tips = parse_check_amount(typed.tips or "0", currency=currency)
    except AmountInvalid:
        return say("checkoutTipsTyped", language, money=typed.tips)
    if not tips.minor:
        return say("checkoutTips", language)
    return say("checkoutTipsTyped", language, money=money_text(tips, language=language))

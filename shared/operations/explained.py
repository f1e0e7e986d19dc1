"""What the engine answers to a case: the quote with every step of it, or the refusal with its data.

An answer has one spelling (``explained_text``), so that what two programs say can be compared byte
for byte. Nothing is quoted here: these are the functions that both programs use. Knows no words;
whoever shows a refusal makes them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from shared.domain.card import require_may_earn
from shared.domain.check import Bill, paid_beside
from shared.domain.discounts import quote_discount
from shared.domain.earning import quote_earn
from shared.domain.errors import FieldInvalid, NothingToEarn, Refusal
from shared.domain.points import points_value_minor
from shared.domain.quotes import DiscountQuote, EarnQuote, RedemptionLimits, RedemptionQuote
from shared.domain.redeeming import quote_redemption, redemption_limits
from shared.domain.visiting import visitor_of
from shared.domain.visitors import Visitor
from shared.operations.canonical import canonical_json
from shared.operations.case import Case, Question, card_of, case_of, checked_bill


@dataclass(frozen=True, slots=True)
class VersionRef:
    """The programme version that was asked."""

    version_id: str
    number: int
    name: str


@dataclass(frozen=True, slots=True)
class Refused:
    """What the engine said no to: ``earn``, ``redeem``, ``discount``, or the ``case`` itself."""

    of: str
    code: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Explained:
    """The answer; what was not asked is None."""

    programme: VersionRef | None = None
    """None where the case itself is refused."""
    earn: EarnQuote | None = None
    """Also where it gives nothing: its steps say why."""
    limits: RedemptionLimits | None = None
    redemption: RedemptionQuote | None = None
    discount: DiscountQuote | None = None
    refusals: tuple[Refused, ...] = ()


def explain(text: str | bytes) -> Explained:
    """The answer to the case that ``text`` is. Raises ``NotJson``."""
    try:
        return answer(case_of(text))
    except FieldInvalid as wrong:
        return Explained(refusals=(refused("case", wrong),))


def answer(case: Case) -> Explained:
    """What both programs would quote. Raises ``FieldInvalid`` with a path for a wrong value."""
    bill = checked_bill(case)
    case = case.model_copy(update={"at": case.at.astimezone(UTC)})
    programme = case.programme
    ref = VersionRef(programme.version_id, programme.number, programme.name)
    match case.ask:
        case Question.DISCOUNT:
            answered = _discounted(case, bill)
        case Question.EARN:
            answered = _earned(case, bill, redeemed_points=case.redeem_points)
        case Question.REDEEM:
            answered = _redeemed(case, bill)
        case Question.BOTH:
            answered = _both(case, bill)
    return replace(answered, programme=ref)


def refused(of: str, refusal: Refusal) -> Refused:
    """``refusal`` as an answer has it."""
    return Refused(of, refusal.code, refusal.data())


def explained_text(explained: Explained) -> str:
    """The one spelling of an answer, byte for byte."""
    return canonical_json(explained_values(explained))


def explained_values(explained: Explained) -> dict[str, Any]:
    """An answer as plain JSON values."""
    values: dict[str, Any] = _reader().dump_python(explained, mode="json")
    return values


def explained_schema() -> dict[str, Any]:
    """The JSON Schema of an answer."""
    return _reader().json_schema(mode="serialization")


def _both(case: Case, bill: Bill) -> Explained:
    """The earning goes by what is redeemed, which is nothing where that is refused."""
    redeemed = _redeemed(case, bill)
    points = redeemed.redemption.points if redeemed.redemption else 0
    earned = _earned(case, bill, redeemed_points=points)
    return replace(redeemed, earn=earned.earn, refusals=(*redeemed.refusals, *earned.refusals))


def _earned(case: Case, bill: Bill, *, redeemed_points: int) -> Explained:
    left_minor = max(0, bill.amount.minor - points_value_minor(redeemed_points))
    try:
        require_may_earn(card_of(case.card))
        earn = quote_earn(
            paid_beside(bill, left_minor),
            _visitor(case),
            programme=case.programme,
            at=case.at,
            redeemed_points=redeemed_points,
        )
    except Refusal as refusal:
        return Explained(refusals=(refused("earn", refusal),))
    if earn.total:
        return Explained(earn=earn)
    nothing = NothingToEarn(amount_minor=bill.amount.minor)
    return Explained(earn=earn, refusals=(refused("earn", nothing),))


def _redeemed(case: Case, bill: Bill) -> Explained:
    card, programme, at = card_of(case.card), case.programme, case.at
    limits = redemption = None
    try:
        limits = redemption_limits(bill.amount, card, programme=programme, at=at)
        if case.redeem_points:
            redemption = quote_redemption(
                bill.amount, card, points=case.redeem_points, programme=programme, at=at
            )
    except Refusal as refusal:
        return Explained(limits=limits, refusals=(refused("redeem", refusal),))
    return Explained(limits=limits, redemption=redemption)


def _discounted(case: Case, bill: Bill) -> Explained:
    try:
        require_may_earn(card_of(case.card))
        discount = quote_discount(bill, _visitor(case), programme=case.programme)
    except Refusal as refusal:
        return Explained(refusals=(refused("discount", refusal),))
    return Explained(discount=discount)


def _visitor(case: Case) -> Visitor:
    return visitor_of(card_of(case.card), case.births, programme=case.programme, at=case.at)


@cache
def _reader() -> TypeAdapter[Explained]:
    """Made when it is needed first: a till that starts does not wait for it."""
    return TypeAdapter(Explained)

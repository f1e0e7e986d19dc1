"""One question to the engine, whole: programme, card, guest, check and moment in, an answer out.

What support asks and what a test compares: the answer holds the quote with every step of it, or the
refusal with its data, and has one spelling (``explained_text``). Nothing is quoted here: these are
the functions that both programs use. Knows no words; whoever shows a refusal makes them.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC
from enum import StrEnum
from typing import Any

from pydantic import AwareDatetime, TypeAdapter, ValidationError

from shared.domain.bases import itemised
from shared.domain.card import Card, CardStatus, require_may_earn
from shared.domain.check import Bill, CheckItem, check_bill, check_items, paid_beside
from shared.domain.discounts import quote_discount
from shared.domain.earning import quote_earn
from shared.domain.errors import FieldInvalid, NothingToEarn, Refusal
from shared.domain.ids import CardId, GuestId, LevelId, LotId
from shared.domain.lots import Lot
from shared.domain.points import PointsKind, points_value_minor
from shared.domain.programme import ProgrammeSettings, ProgrammeVersion
from shared.domain.programme_check import check_programme
from shared.domain.quotes import DiscountQuote, EarnQuote, RedemptionLimits, RedemptionQuote
from shared.domain.redeeming import quote_redemption, redemption_limits
from shared.domain.visiting import visitor_of
from shared.domain.visitors import Births, Granted, Visitor
from shared.operations.bodies import (
    AmountMinor,
    BasisPoints,
    BillBody,
    CheckBody,
    CurrencyCode,
    PointCount,
)
from shared.operations.canonical import canonical_json
from shared.operations.given import Given, wrong_field
from shared.operations.inputs import bill_of

_NOBODY = "00000000-0000-0000-0000-000000000000"
"""Whose card it is, and which check, makes no difference to a quote."""


class Question(StrEnum):
    """What is asked of the engine."""

    EARN = "earn"
    """With ``redeem_points``: beside a redemption of so many."""
    REDEEM = "redeem"
    """Without ``redeem_points``: how many may be."""
    BOTH = "both"
    DISCOUNT = "discount"


class CaseLot(Given):
    """Points on the card."""

    lot_id: LotId
    kind: PointsKind
    left: PointCount
    effective_at: AwareDatetime
    expires_at: AwareDatetime | None = None


class CaseCard(Given):
    """What a quote may ask of a card."""

    level_id: LevelId
    status: CardStatus = CardStatus.ACTIVE
    total_visits: PointCount = 0
    last_activity_at: AwareDatetime | None = None
    lots: tuple[CaseLot, ...] = ()
    granted: tuple[Granted, ...] = ()
    discount_bp: BasisPoints | None = None


class CaseCheck(Given):
    """The restaurant's bill: with items as a POS knows it, or with their sums as a body has it."""

    amount_minor: AmountMinor
    currency: CurrencyCode | None = None
    """None is the programme's."""
    items: tuple[CheckItem, ...] = ()
    bill: BillBody | None = None


class Case(Given):
    """One question."""

    programme: ProgrammeVersion
    card: CaseCard
    births: Births = Births()
    check: CaseCheck
    at: AwareDatetime
    ask: Question
    redeem_points: PointCount = 0


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


_CASE: TypeAdapter[Case] = TypeAdapter(Case)
_EXPLAINED: TypeAdapter[Explained] = TypeAdapter(Explained)


def explain(text: str | bytes) -> Explained:
    """The answer to the case that ``text`` is. Raises ``NotJson``."""
    try:
        return answer(case_of(text))
    except FieldInvalid as wrong:
        return Explained(refusals=(refused("case", wrong),))


def case_of(text: str | bytes) -> Case:
    """The case of a JSON text. Raises ``NotJson``, and ``FieldInvalid`` with a path."""
    try:
        return _CASE.validate_json(text)
    except ValidationError as error:
        raise wrong_field(error) from error


def case_text(case: Case) -> str:
    """``case`` as JSON."""
    return canonical_json(_CASE.dump_python(case, mode="json"))


def answer(case: Case) -> Explained:
    """What both programs would quote. Raises ``FieldInvalid`` with a path for a wrong value."""
    bill = _checked_bill(case)
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
    values: dict[str, Any] = _EXPLAINED.dump_python(explained, mode="json")
    return values


def case_schemas() -> dict[str, Any]:
    """The JSON Schemas of a case and of its answer."""
    return {"case": _CASE.json_schema(), "answer": _EXPLAINED.json_schema(mode="serialization")}


def _checked_bill(case: Case) -> Bill:
    with _under("programme"):
        check_programme(case.programme)
    with _under("check"):
        check_items(case.check.items)
    bill = _bill(case.check, case.programme.settings)
    with _under("check.bill"):
        check_bill(bill)
    return bill


@contextmanager
def _under(path: str) -> Iterator[None]:
    """What is wrong below ``path`` is named from the top."""
    try:
        yield
    except FieldInvalid as wrong:
        raise FieldInvalid(field=f"{path}.{wrong.field}", reason=wrong.reason) from wrong


def _bill(check: CaseCheck, settings: ProgrammeSettings) -> Bill:
    amount = CheckBody(
        check_id=_NOBODY,
        amount_minor=check.amount_minor,
        currency=check.currency or settings.currency,
    )
    bill = bill_of(amount, check.bill, settings)
    if not check.items:
        return bill
    if bill.parts or bill.excluded_minor:
        raise FieldInvalid(field="check.bill", reason="twice")
    parts, excluded = itemised(check.items, settings)
    return replace(bill, parts=parts, excluded_minor=excluded)


def _both(case: Case, bill: Bill) -> Explained:
    """The earning goes by what is redeemed, which is nothing where that is refused."""
    redeemed = _redeemed(case, bill)
    points = redeemed.redemption.points if redeemed.redemption else 0
    earned = _earned(case, bill, redeemed_points=points)
    return replace(redeemed, earn=earned.earn, refusals=(*redeemed.refusals, *earned.refusals))


def _earned(case: Case, bill: Bill, *, redeemed_points: int) -> Explained:
    left_minor = max(0, bill.amount.minor - points_value_minor(redeemed_points))
    try:
        require_may_earn(_card(case.card))
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
    card, programme, at = _card(case.card), case.programme, case.at
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
        require_may_earn(_card(case.card))
        discount = quote_discount(bill, _visitor(case), programme=case.programme)
    except Refusal as refusal:
        return Explained(refusals=(refused("discount", refusal),))
    return Explained(discount=discount)


def _visitor(case: Case) -> Visitor:
    return visitor_of(_card(case.card), case.births, programme=case.programme, at=case.at)


def _card(given: CaseCard) -> Card:
    return Card(
        card_id=CardId(_NOBODY),
        guest_id=GuestId(_NOBODY),
        token="",
        level_id=given.level_id,
        status=given.status,
        total_visits=given.total_visits,
        last_activity_at=given.last_activity_at,
        lots=tuple(
            Lot(lot.lot_id, lot.kind, lot.left, lot.effective_at, lot.expires_at)
            for lot in given.lots
        ),
        granted=frozenset(given.granted),
        discount_bp=given.discount_bp,
    )

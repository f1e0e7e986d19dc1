"""What a quote went by, as it travels in a body: the bill and the visitor.

The server quotes again from these parts alone (P5), so they say all that mattered and no more: no
birth date, and of the promos a guest had before only those that this check might give again.
Nothing is said where there is nothing to say: such a body reads as it did before there were bills.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from shared.domain.check import Bill, BillPart, CheckPayment
from shared.domain.currency import Rate, worth
from shared.domain.ids import LevelId, PromoId
from shared.domain.money import Money
from shared.domain.programme import ProgrammeSettings, table_rate
from shared.domain.promos import FIRST_VISIT
from shared.domain.quotes import PromoGrant
from shared.domain.refunding import RefundPart, refund_share
from shared.domain.visitors import Birthday, Granted, Visitor
from shared.operations.bodies import CheckBody
from shared.operations.encode import from_millis, to_millis
from shared.operations.input_bodies import (
    GRANTED_MAX,
    BillBody,
    BirthdayBody,
    GrantedBody,
    PartBody,
    PaymentBody,
    RateBody,
    VisitorBody,
)


def bill_body(bill: Bill, settings: ProgrammeSettings) -> BillBody | None:
    """``bill`` beyond its amount, with the rate it is quoted by; None where there is no more.

    Raises ``RateMissing`` for foreign money that nobody gave a rate for.
    """
    body = BillBody(
        parts=tuple(
            PartBody(category_id=part.category_id, amount_minor=part.amount_minor)
            for part in bill.parts
        )
        or None,
        excluded_minor=bill.excluded_minor or None,
        payments=tuple(
            PaymentBody(method=each.method, amount_minor=each.amount_minor)
            for each in bill.payments
        )
        or None,
        tips_minor=bill.tips_minor or None,
        rate=_rate_body(bill, settings),
    )
    return body if body != BillBody() else None


def bill_of(check: CheckBody, body: BillBody | None, settings: ProgrammeSettings) -> Bill:
    """The bill that a body speaks of, in the currency of its check."""
    amount = Money(check.amount_minor, check.currency)
    if body is None:
        return Bill(amount)
    return Bill(
        amount=amount,
        parts=tuple(BillPart(part.category_id, part.amount_minor) for part in body.parts or ()),
        excluded_minor=body.excluded_minor or 0,
        payments=tuple(
            CheckPayment(each.method, each.amount_minor) for each in body.payments or ()
        ),
        tips_minor=body.tips_minor or 0,
        rate=_rate(body.rate, settings) if body.rate else None,
    )


def worth_minor(check: CheckBody, body: BillBody | None) -> int:
    """What a check is worth in the programme's currency, by the rate it was quoted by."""
    if body is None or body.rate is None:
        return check.amount_minor
    return worth(check.amount_minor, body.rate.micro)


def worth_of_part(check: CheckBody, body: BillBody | None, part: RefundPart) -> int:
    """What ``part`` of a check takes off the spending; all parts come to what the whole is worth.

    Raises ``RefundTooLarge``.
    """
    return refund_share(worth_minor(check, body), part)


def visitor_body(visitor: Visitor) -> VisitorBody | None:
    """What a check may know of ``visitor`` beyond his level; None where there is no more."""
    welcomed = any(each.occasion == FIRST_VISIT for each in visitor.granted)
    body = VisitorBody(
        birthdays=tuple(
            BirthdayBody(days=each.days, year=each.year, of=each.of or None)
            for each in visitor.birthdays
        )
        or None,
        is_first_visit=True if visitor.is_first_visit and not welcomed else None,
        away_since=visitor.away_since.isoformat() if visitor.away_since else None,
        granted=_granted_before(visitor) or None,
        discount_bp=visitor.discount_bp,
    )
    return body if body != VisitorBody() else None


def visitor_from(body: VisitorBody | None, level_id: LevelId) -> Visitor:
    """The visitor that a body speaks of."""
    if body is None:
        return Visitor(level_id)
    return Visitor(
        level_id=level_id,
        birthdays=tuple(
            Birthday(each.days, each.year, each.of or "") for each in body.birthdays or ()
        ),
        is_first_visit=bool(body.is_first_visit),
        away_since=date.fromisoformat(body.away_since) if body.away_since else None,
        granted=frozenset(
            Granted(PromoId(each.promo_id), each.occasion) for each in body.granted or ()
        ),
        discount_bp=body.discount_bp,
    )


def occasions_of(grants: Sequence[PromoGrant]) -> tuple[str, ...] | None:
    """What each of ``grants`` is given for, in their order; None where all may come again."""
    occasions = tuple(grant.occasion for grant in grants)
    return occasions if any(occasions) else None


def _rate_body(bill: Bill, settings: ProgrammeSettings) -> RateBody | None:
    if bill.amount.currency == settings.currency:
        return None
    rate = bill.rate or table_rate(bill.amount.currency, settings)
    return RateBody(
        currency=rate.source,
        micro=rate.micro,
        provider=rate.provider,
        at_ms=to_millis(rate.at),
    )


def _rate(body: RateBody, settings: ProgrammeSettings) -> Rate:
    return Rate(
        body.currency,
        settings.currency,
        body.micro,
        body.provider,
        from_millis(body.at_ms),
    )


def _granted_before(visitor: Visitor) -> tuple[GrantedBody, ...]:
    """Those of his promos that could come again now, had he not had them."""
    possible = set(_occasions(visitor))
    again = [each for each in visitor.granted if each.occasion in possible]
    again.sort(key=lambda each: (each.promo_id, each.occasion))
    return tuple(
        GrantedBody(promo_id=each.promo_id, occasion=each.occasion) for each in again[:GRANTED_MAX]
    )


def _occasions(visitor: Visitor) -> Iterator[str]:
    for each in visitor.birthdays:
        yield f"{each.of}:{each.year}" if each.of else str(each.year)
    if visitor.away_since is not None:
        yield visitor.away_since.isoformat()

"""The parts of a body that say what its quote went by: the bill and the visitor (P5).

No personal data: a birthday is a window of days, never the day itself (P6).
"""

from typing import Annotated

from pydantic import AfterValidator, Field

from shared.domain.check import BILL_PARTS_MAX, PaymentMethod
from shared.domain.currency import MICRO_MAX, RateProvider
from shared.operations.fields import (
    AmountMinor,
    BasisPoints,
    CurrencyCode,
    FieldGroup,
    Millis,
    Occasion,
    UuidText,
    iso_day,
)

GRANTED_MAX = 16
"""How many promos that a guest had before one quote may have to know of."""


class PartBody(FieldGroup):
    """What the eligible items of one category cost."""

    category_id: Annotated[str, Field(min_length=1, max_length=40)]
    amount_minor: AmountMinor


class PaymentBody(FieldGroup):
    """What was paid by one method."""

    method: PaymentMethod
    amount_minor: AmountMinor


class RateBody(FieldGroup):
    """The check was in ``currency``: a million of its minor units are ``micro`` of ours."""

    currency: CurrencyCode
    micro: Annotated[int, Field(ge=1, le=MICRO_MAX)]
    provider: RateProvider
    at_ms: Millis


class BillBody(FieldGroup):
    """What a POS knows of a check beyond its amount (``shared.domain.check.Bill``)."""

    parts: Annotated[tuple[PartBody, ...], Field(max_length=BILL_PARTS_MAX)] | None = None
    excluded_minor: AmountMinor | None = None
    payments: Annotated[tuple[PaymentBody, ...], Field(max_length=6)] | None = None
    tips_minor: AmountMinor | None = None
    rate: RateBody | None = None


class BirthdayBody(FieldGroup):
    """A birthday within the programme's window of ``days``, never the day itself (P6)."""

    days: Annotated[int, Field(ge=0, le=60)]
    year: Annotated[int, Field(ge=1900, le=2300)]
    of: Annotated[str, Field(max_length=36)] | None = None


class GrantedBody(FieldGroup):
    """A promo that the guest had before, for an occasion that still lasts."""

    promo_id: UuidText
    occasion: Occasion


class VisitorBody(FieldGroup):
    """What the quote knew of the guest (``shared.domain.visitors.Visitor``)."""

    birthdays: Annotated[tuple[BirthdayBody, ...], Field(max_length=16)] | None = None
    is_first_visit: bool | None = None
    away_since: Annotated[str, AfterValidator(iso_day)] | None = None
    granted: Annotated[tuple[GrantedBody, ...], Field(max_length=GRANTED_MAX)] | None = None
    discount_bp: BasisPoints | None = None

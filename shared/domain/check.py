"""The restaurant's bill, as far as loyalty needs it.

Knows items, tips and payments, all in minor units. Must not know how a POS writes them: the edge
maps its categories (LOY-72) and derives what is missing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from shared.domain.currency import Rate
from shared.domain.errors import FieldInvalid
from shared.domain.ids import CheckId
from shared.domain.money import CHECK_AMOUNT_MAX_MINOR, Money

CHECK_NUMBER_MAX_LENGTH = 40
CHECK_ITEMS_MAX = 500
BILL_PARTS_MAX = 40
"""How many categories one bill tells apart: a body has room for no more."""
CATEGORY_ID_MAX_LENGTH = 40
PRODUCT_ID_MAX_LENGTH = 64
QUANTITY_ONE = 1000
"""Quantities are thousandths, so that 0.35 kg is a whole number."""
QUANTITY_MAX = 10_000 * QUANTITY_ONE


class PaymentMethod(StrEnum):
    """LOY-67."""

    CASH = "CASH"
    CARD = "CARD"
    ONLINE = "ONLINE"
    APPLE_PAY = "APPLE_PAY"
    GOOGLE_PAY = "GOOGLE_PAY"
    SBP = "SBP"


@dataclass(frozen=True, slots=True)
class CheckItem:
    """A line of the check; ``category_id`` is a loyalty category, empty when there is none."""

    product_id: str
    category_id: str
    price_minor: int
    quantity_milli: int = QUANTITY_ONE

    @property
    def sum_minor(self) -> int:
        """Price × quantity (LOY-60), half a kopeck and more rounded up."""
        return (self.price_minor * self.quantity_milli * 2 + QUANTITY_ONE) // (2 * QUANTITY_ONE)


@dataclass(frozen=True, slots=True)
class CheckPayment:
    """What was paid by one method."""

    method: PaymentMethod
    amount_minor: int


@dataclass(frozen=True, slots=True)
class BillPart:
    """What the eligible items of one loyalty category cost together."""

    category_id: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Bill:
    """What a quote goes by, and what an operation carries: sums, for 500 items fit in no body.

    ``amount`` includes ``tips_minor`` and ``excluded_minor``. Parts and payments are empty where
    nobody typed them: a till knows the amount, a POS all of it. All is in the currency of
    ``amount``; ``rate`` says what that is worth where it is not the programme's.
    """

    amount: Money
    parts: tuple[BillPart, ...] = ()
    """One a category, in order of ids; items without a category are in none."""
    excluded_minor: int = 0
    """Items that earn nothing (LOY-62)."""
    payments: tuple[CheckPayment, ...] = ()
    """One a method."""
    tips_minor: int = 0
    rate: Rate | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """One check: its own id, its bill, and the number printed by the POS when it is known."""

    check_id: CheckId
    bill: Bill
    number: str | None = None

    @property
    def amount(self) -> Money:
        """What is to be paid, tips included."""
        return self.bill.amount


def paid_beside(bill: Bill, to_pay_minor: int) -> Bill:
    """``bill`` where points or a discount left ``to_pay_minor``: no method paid more than that."""
    payments = (
        replace(each, amount_minor=min(each.amount_minor, to_pay_minor)) for each in bill.payments
    )
    return replace(bill, payments=tuple(payments))


def check_items(items: Sequence[CheckItem]) -> None:
    """Raises ``FieldInvalid`` with the path of the first item out of bounds."""
    _require(len(items) <= CHECK_ITEMS_MAX, "items", "too_many")
    for place, item in enumerate(items):
        path = f"items.{place}"
        _require(len(item.product_id) <= PRODUCT_ID_MAX_LENGTH, f"{path}.product_id", "too_long")
        _require(len(item.category_id) <= CATEGORY_ID_MAX_LENGTH, f"{path}.category_id", "too_long")
        _require(0 <= item.price_minor <= CHECK_AMOUNT_MAX_MINOR, f"{path}.price_minor")
        _require(0 < item.quantity_milli <= QUANTITY_MAX, f"{path}.quantity_milli")
        _require(item.sum_minor <= CHECK_AMOUNT_MAX_MINOR, f"{path}.quantity_milli")


def check_bill(bill: Bill) -> None:
    """Raises ``FieldInvalid`` with the path of the first part, payment or tip out of bounds."""
    _require(0 <= bill.tips_minor <= bill.amount.minor, "tips_minor")
    _require(0 <= bill.excluded_minor <= CHECK_AMOUNT_MAX_MINOR, "excluded_minor")
    _require(len(bill.parts) <= BILL_PARTS_MAX, "parts", "too_many")
    _require_once([part.category_id for part in bill.parts], "parts", "category_id")
    for place, part in enumerate(bill.parts):
        path, length = f"parts.{place}", len(part.category_id)
        _require(length > 0, f"{path}.category_id", "empty")
        _require(length <= CATEGORY_ID_MAX_LENGTH, f"{path}.category_id", "too_long")
        _require(0 <= part.amount_minor <= CHECK_AMOUNT_MAX_MINOR, f"{path}.amount_minor")
    _require_once([payment.method for payment in bill.payments], "payments", "method")
    for place, payment in enumerate(bill.payments):
        amount = payment.amount_minor
        _require(0 <= amount <= CHECK_AMOUNT_MAX_MINOR, f"payments.{place}.amount_minor")


def _require_once(keys: Sequence[str], path: str, name: str) -> None:
    for place, key in enumerate(keys):
        _require(key not in keys[:place], f"{path}.{place}.{name}", "twice")


def _require(holds: bool, field: str, reason: str = "out_of_range") -> None:
    if not holds:
        raise FieldInvalid(field=field, reason=reason)

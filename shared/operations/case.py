"""One question to the engine, whole: programme, card, guest, check and moment, as one document.

What support asks and what tests draw. Must not answer: see ``shared.operations.explained``.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AwareDatetime, Field, TypeAdapter, ValidationError

from shared.domain.bases import itemised
from shared.domain.card import Card, CardStatus
from shared.domain.check import Bill, CheckItem, check_bill, check_items
from shared.domain.errors import FieldInvalid
from shared.domain.ids import CardId, GuestId, LevelId, LotId
from shared.domain.lots import Lot
from shared.domain.points import PointsKind
from shared.domain.programme import ProgrammeSettings, ProgrammeVersion
from shared.domain.programme_check import check_programme
from shared.domain.visitors import Births, Granted
from shared.operations.bodies import CheckBody
from shared.operations.canonical import canonical_json
from shared.operations.fields import AmountMinor, BasisPoints, CurrencyCode, PointCount
from shared.operations.given import Given, wrong_field
from shared.operations.input_bodies import BillBody
from shared.operations.inputs import bill_of

_NOBODY = "00000000-0000-0000-0000-000000000000"
"""Whose card it is, and which check, makes no difference to a quote."""
_FIRST, _LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
CaseMoment = Annotated[AwareDatetime, Field(ge=_FIRST, le=_LAST)]
"""Within the years that any clock of ours may mean: no arithmetic leaves the calendar."""


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
    effective_at: CaseMoment
    expires_at: CaseMoment | None = None


class CaseCard(Given):
    """What a quote may ask of a card."""

    level_id: LevelId
    status: CardStatus = CardStatus.ACTIVE
    total_visits: PointCount = 0
    last_activity_at: CaseMoment | None = None
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
    at: CaseMoment
    ask: Question
    redeem_points: PointCount = 0


_CASE: TypeAdapter[Case] = TypeAdapter(Case)


def case_of(text: str | bytes) -> Case:
    """The case of a JSON text. Raises ``NotJson``, and ``FieldInvalid`` with a path."""
    try:
        return _CASE.validate_json(text)
    except ValidationError as error:
        raise wrong_field(error) from error


def case_text(case: Case) -> str:
    """``case`` as JSON."""
    return canonical_json(_CASE.dump_python(case, mode="json"))


def case_schema() -> dict[str, Any]:
    """The JSON Schema of a case."""
    return _CASE.json_schema()


def checked_bill(case: Case) -> Bill:
    """The check, once programme and check are found lawful. Raises ``FieldInvalid`` by its path."""
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


def card_of(given: CaseCard) -> Card:
    """The card, nobody's."""
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

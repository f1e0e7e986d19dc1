"""What slips state, ready made: an earn, a redemption with an earn, a guest's card."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Final

from shared.domain.codes import qr_payload
from shared.domain.ids import CardId, GuestId, OperationId
from shared.domain.money import Money
from shared.domain.quotes import QuoteStep, StepKind
from shared.receipt.facts import (
    BookedLine,
    GuestCardFacts,
    GuestOnPaper,
    Place,
    ReceiptFacts,
    SlipKind,
)
from shared.receipt.shift_facts import ColleagueReport, ReportKind, ReportLine, ShiftReportFacts
from tests.builders import an_id

MOSCOW: Final = timezone(timedelta(hours=3))
AFTERNOON: Final = datetime(2026, 11, 21, 14, 5, tzinfo=MOSCOW)
CARD_TOKEN: Final = "123456789012345678901234"

PLACE: Final = Place(
    "Сушилка на Тверской", "Москва, ул. Тверская, 12, стр. 2", "Касса 1", "Анна Кассирова"
)
PRACTICE_PLACE: Final = replace(PLACE, is_practice=True)
GUEST: Final = GuestOnPaper(
    GuestId("guest"), CardId("card"), "Иван П.", "+7999***4567", display_code="123456"
)


def an_earn_slip() -> ReceiptFacts:
    """300 points by rule and level and 100 by a promo, not yet confirmed by the server."""
    return ReceiptFacts(
        kind=SlipKind.EARN,
        place=PLACE,
        guest=GUEST,
        local_time=AFTERNOON,
        lines=(BookedLine(OperationId(an_id("o-17")), "a1b2c3d4e5", 17, "earn", 300, 100),),
        balance_regular=2800,
        balance_promo=400,
        is_pending=True,
        steps=(
            QuoteStep(StepKind.RULE, 200, 200_000, 1000, "rule", "Базовое начисление"),
            QuoteStep(StepKind.LEVEL, 100, 200_000, 500, "level", "Серебро"),
            QuoteStep(
                StepKind.PROMO,
                100,
                name="«Добро пожаловать»",
                expires_at=AFTERNOON + timedelta(days=30),
            ),
        ),
        check_amount=Money(200_000),
        check_number="А-1042",
    )


def a_redeem_and_earn_slip() -> ReceiptFacts:
    """1,000 points redeemed on 2,000.50 roubles and 150 earned on the rest."""
    return replace(
        an_earn_slip(),
        kind=SlipKind.REDEEM_AND_EARN,
        lines=(
            BookedLine(OperationId(an_id("o-18")), "b7c9d0e1f2", 18, "redeem", -700, -300),
            BookedLine(OperationId(an_id("o-19")), "c0ffee1234", 19, "earn", 150, 0),
        ),
        balance_regular=2250,
        balance_promo=0,
        is_pending=False,
        steps=(
            QuoteStep(StepKind.NET_BASE, 0, 100_050),
            QuoteStep(StepKind.RULE, 100, 100_050, 1000, "rule", "Базовое начисление"),
            QuoteStep(StepKind.LEVEL, 50, 100_050, 500, "level", "Серебро"),
        ),
        check_amount=Money(200_050),
        check_number=None,
        to_pay=Money(100_050),
    )


def a_card_slip() -> GuestCardFacts:
    """The paper card of the same guest."""
    return GuestCardFacts(PLACE, GUEST, "Клуб друзей «Сушилка»", qr_payload(CARD_TOKEN))


def a_closed_report() -> ShiftReportFacts:
    """A Z of two people, two currencies and two operations that wait for the server."""
    earned = ReportLine("earn", 41, 12_300, (Money(7_000_00, "KZT"), Money(98_400_50)))
    redeemed = ReportLine("redeem", 3, -1_200, (Money(6_000_00),))
    others = (
        ReportLine("registration", 2, 200),
        ReportLine("adjustment", 1, 500),
        ReportLine("refund", 1, -150, (Money(1_000_00),)),
        ReportLine("cancel", 1, -300),
        ReportLine("transfer", 1, -100),
        ReportLine("discount", 1, 0, (Money(2_000_00),)),
    )
    return ShiftReportFacts(
        kind=ReportKind.Z,
        place=PLACE,
        number=12,
        opened_at=AFTERNOON - timedelta(hours=5),
        opened_by="Анна Кассирова",
        told_at=AFTERNOON,
        totals=(earned, redeemed, *others),
        colleagues=(
            ColleagueReport("Анна Кассирова", (earned, redeemed)),
            ColleagueReport("Марина Управляева", others),
        ),
        closed_by="Марина Управляева",
        waiting=2,
        seq=57,
        short_hash="a1b2c3d4",
    )


def an_addendum() -> ShiftReportFacts:
    """An earning the server refused afterwards."""
    gone = ReportLine("earn", -1, -300, (Money(-2_000_00),))
    return replace(
        a_closed_report(),
        kind=ReportKind.ADDENDUM,
        totals=(gone,),
        colleagues=(ColleagueReport("Анна Кассирова", (gone,)),),
        closed_by="",
        addendum=1,
        waiting=0,
        seq=0,
        short_hash="",
    )

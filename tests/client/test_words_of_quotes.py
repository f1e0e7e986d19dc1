"""Every step of a quote in words, in both languages, by the clock on the restaurant's wall."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from client.ui.presenters.check_details import TypedCheck, bill_error, details_scene, read_bill
from client.ui.presenters.quotes import (
    QuoteRow,
    confirm_discount_text,
    discount_rows,
    earn_rows,
    limits_text,
)
from shared.domain.check import Bill, CheckPayment, PaymentMethod
from shared.domain.conditions import Condition
from shared.domain.discounts import quote_discount
from shared.domain.errors import AmountInvalid, FieldInvalid
from shared.domain.ids import RuleId
from shared.domain.money import Money
from shared.domain.programme import ProgrammeKind, ProgrammeSettings, ProgrammeVersion, Rule
from shared.domain.quotes import (
    DiscountQuote,
    EarnQuote,
    QuoteStep,
    RedeemBound,
    RedemptionLimits,
    StepKind,
)
from shared.domain.visitors import Visitor
from shared.receipt.words import Language
from tests.builders import NOON, SILVER, a_programme, an_id

RU, EN = Language.RU, Language.EN
SETTINGS = ProgrammeSettings()
LATE = datetime(2026, 11, 21, 21, 30, tzinfo=UTC)
"""In Moscow it is the 22nd already."""


def row_of(step: QuoteStep, language: Language) -> QuoteRow:
    """The one line of a quote that has one step."""
    (row,) = earn_rows(EarnQuote(0, 0, (), (step,)), settings=SETTINGS, language=language)
    return row


def words_of(step: QuoteStep, language: Language) -> tuple[str, str, str]:
    """Label, detail and value, with plain spaces."""
    row = row_of(step, language)
    label, detail, value = (
        text.replace("\u00a0", " ") for text in (row.label, row.detail, row.value)
    )
    return label, detail, value


@pytest.mark.parametrize(
    ("step", "russian", "english"),
    [
        (
            QuoteStep(StepKind.RULE, 200, 2_000_00, 1000, name="База"),
            ("База, 10 %", "от 2 000 ₽", "+200"),
            ("База, 10%", "of 2,000 ₽", "+200"),
        ),
        (
            QuoteStep(StepKind.RULE, 199, 1_999_00, 1000, name="База"),
            ("База, 10 %", "от 1 999 ₽ (199,9, вниз)", "+199"),
            ("База, 10%", "of 1,999 ₽ (199.9, rounded down)", "+199"),
        ),
        (
            QuoteStep(StepKind.RULE, 200, 2_000_00, 1000, name="В день рождения", expires_at=LATE),
            ("В день рождения, 10 %, до 22.11.2026", "от 2 000 ₽", "+200"),
            ("В день рождения, 10%, until 22.11.2026", "of 2,000 ₽", "+200"),
        ),
        (
            QuoteStep(StepKind.LEVEL, 87, 1_749_00, 500, name="Серебро"),
            ("Уровень Серебро, +5 %", "от 1 749 ₽ (87,45, вниз)", "+87"),
            ("Серебро level, +5%", "of 1,749 ₽ (87.45, rounded down)", "+87"),
        ),
        (
            QuoteStep(StepKind.PROMO, 500, name="Подарок", expires_at=LATE),
            ("Акция Подарок, до 22.11.2026", "", "+500"),
            ("Promo Подарок, until 22.11.2026", "", "+500"),
        ),
        (
            QuoteStep(StepKind.PROMO_BEATEN, 0, name="Осень", beaten_by="День рождения"),
            ("Акция Осень уступила акции День рождения", "", ""),
            ("Promo Осень gave way to День рождения", "", ""),
        ),
        (
            QuoteStep(StepKind.TIPS, 0, 250_00),
            ("Чаевые не учитываются", "", "250 ₽"),
            ("Tips do not count", "", "250 ₽"),
        ),
        (
            QuoteStep(StepKind.EXCLUDED, 0, 1_500_00),
            ("Товары вне программы", "", "1 500 ₽"),
            ("Items outside the programme", "", "1,500 ₽"),
        ),
        (
            QuoteStep(StepKind.NET_BASE, 0, 1_600_00),
            ("База после списания", "", "1 600 ₽"),
            ("Base after redemption", "", "1,600 ₽"),
        ),
        (
            QuoteStep(StepKind.RATE, 0, 6_300_00, name="AED"),
            ("Пересчёт из AED", "", "6 300 ₽"),
            ("Converted from AED", "", "6,300 ₽"),
        ),
        (
            QuoteStep(StepKind.NO_RULE, 0, 49_00),
            ("Для этого чека правил нет", "", ""),
            ("No rule matches this check", "", ""),
        ),
    ],
    ids=lambda value: value.kind if isinstance(value, QuoteStep) else "",
)
def test_a_step_says_what_of_how_much_gave_what(
    step: QuoteStep, russian: tuple[str, str, str], english: tuple[str, str, str]
) -> None:
    assert words_of(step, RU) == russian
    assert words_of(step, EN) == english


def test_what_gives_points_stands_first() -> None:
    steps = (
        QuoteStep(StepKind.TIPS, 0, 250_00),
        QuoteStep(StepKind.RULE, 200, 2_000_00, 1000, name="База"),
        QuoteStep(StepKind.PROMO_BEATEN, 0, name="Осень", beaten_by="День рождения"),
        QuoteStep(StepKind.PROMO, 500, name="День рождения"),
    )
    rows = earn_rows(EarnQuote(0, 0, (), steps), settings=SETTINGS, language=RU)
    assert [row.value for row in rows][:2] == ["+200", "+500"]


def test_points_with_a_term_are_coloured_as_promo_points() -> None:
    step = QuoteStep(StepKind.RULE, 200, 2_000_00, 1000, name="Вечер", expires_at=LATE)
    assert row_of(step, RU).kind == "promo"
    assert row_of(replace(step, expires_at=None), RU).kind == "plain"


@pytest.mark.parametrize(
    ("bound", "russian", "english"),
    [
        (
            RedeemBound.CHECK_PERCENT,
            "до 95 баллов: 20 % от 2 000 ₽",
            "up to 95 points: 20% of 2,000 ₽",
        ),
        (
            RedeemBound.BALANCE,
            "до 95 баллов: больше на карте нет; лимит 20 % от 2 000 ₽",
            "up to 95 points: the card holds no more; limit 20% of 2,000 ₽",
        ),
        (
            RedeemBound.LEASE,
            "до 95 баллов: больше без связи нельзя",
            "up to 95 points: no more offline",
        ),
    ],
)
def test_the_limit_that_bit_is_named(bound: RedeemBound, russian: str, english: str) -> None:
    limits = RedemptionLimits(10, 95, bound, 20)
    amount = Money(2_000_00)
    assert limits_text(limits, amount, language=RU).replace("\u00a0", " ") == russian
    assert limits_text(limits, amount, language=EN).replace("\u00a0", " ") == english


def a_discount_programme() -> ProgrammeVersion:
    plain = a_programme()
    levels = tuple(replace(level, discount_bp=level.bonus_bp) for level in plain.levels)
    settings = replace(plain.settings, kind=ProgrammeKind.DISCOUNT)
    return replace(plain, settings=settings, levels=levels)


def test_a_discount_says_of_which_sum_and_how_much() -> None:
    bill = Bill(Money(2_250_00), tips_minor=250_00)
    quote = quote_discount(bill, Visitor(SILVER), programme=a_discount_programme())
    rows = discount_rows(quote, settings=SETTINGS, language=RU)
    assert [(row.label, row.detail, row.value) for row in rows] == [
        ("Скидка Серебро, 5\u00a0%", "от 2\u00a0000\u00a0₽", "−100\u00a0₽"),
        ("Чаевые не учитываются", "", "250\u00a0₽"),
    ]
    said = confirm_discount_text(quote, currency="RUB", language=RU)
    assert said == "Дать скидку 100\u00a0₽"


def test_a_discount_of_his_own_is_not_called_his_levels() -> None:
    guest = Visitor(SILVER, discount_bp=1_500)
    quote = quote_discount(Bill(Money(2_000_00)), guest, programme=a_discount_programme())
    labels = {
        language: [
            (row.label.replace("\u00a0", " "), row.value.replace("\u00a0", " "))
            for row in discount_rows(quote, settings=SETTINGS, language=language)
        ]
        for language in Language
    }
    assert labels == {
        RU: [("Личная скидка, 15 %", "−300 ₽")],
        EN: [("Personal discount, 15%", "−300 ₽")],
    }


def test_a_check_too_small_for_a_discount_says_why() -> None:
    quote = quote_discount(Bill(Money(49_00)), Visitor(SILVER), programme=a_discount_programme())
    rows = discount_rows(quote, settings=SETTINGS, language=RU)
    assert [(row.label.replace("\u00a0", " "), row.value) for row in rows] == [
        ("Скидка Серебро, 0 %", "0\u00a0₽"),
        ("Скидка действует для чеков от", "50\u00a0₽"),
    ]


def test_a_check_without_anything_off_is_booked_as_a_visit() -> None:
    nothing = DiscountQuote(0, 49_00, ())
    said = confirm_discount_text(nothing, currency="RUB", language=RU)
    assert said == "Записать чек без скидки"


def test_what_is_typed_is_a_bill() -> None:
    typed = TypedCheck("2850,50", "250", PaymentMethod.CARD)
    assert read_bill(typed, currency="RUB") == Bill(
        Money(2_850_50),
        payments=(CheckPayment(PaymentMethod.CARD, 2_850_50),),
        tips_minor=250_00,
    )
    assert read_bill(TypedCheck("", "250"), currency="RUB") is None


def test_tips_above_the_check_are_said_to_be() -> None:
    with pytest.raises(FieldInvalid) as refusal:
        read_bill(TypedCheck("100", "101"), currency="RUB")
    assert bill_error(refusal.value, language=RU) == "Чаевые больше суммы чека"


def test_an_amount_that_is_too_fine_is_said_to_be() -> None:
    with pytest.raises(AmountInvalid) as refusal:
        read_bill(TypedCheck("100", "0,005"), currency="RUB")
    assert "двух знаков" in bill_error(refusal.value, language=RU)


def test_the_ways_of_paying_that_earn_more_are_offered_and_another_one() -> None:
    by_sbp = Rule(
        RuleId(an_id("sbp")), "СБП", 1, 500, Condition(payment_methods=(PaymentMethod.SBP,))
    )
    programme = replace(a_programme(), rules=(by_sbp,))
    scene = details_scene(TypedCheck("100", "25,5"), programme, at=NOON, language=RU)
    assert (scene.methods, scene.method_names, scene.method) == (("SBP", ""), ("СБП", "Другое"), "")
    assert scene.tips == "Чаевые 25,50\u00a0₽"


def test_a_programme_that_asks_for_nothing_more_is_not_in_the_way() -> None:
    plain = a_programme()
    programme = replace(plain, settings=replace(plain.settings, include_tips=True))
    scene = details_scene(TypedCheck("100"), programme, at=NOON, language=RU)
    assert (scene.methods, scene.tips) == ((), "")

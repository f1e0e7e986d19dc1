"""What a receipt and a guest's card say (CSH-46, CSH-62, CSH-63, CSH-64)."""

from dataclasses import replace
from typing import get_args

import pytest

from shared.domain.codes import operation_payload, understand_scan
from shared.domain.ids import OperationId
from shared.domain.money import Money
from shared.domain.quotes import QuoteStep, StepKind
from shared.operations.bodies import (
    AdjustmentBody,
    CancelBody,
    EarnBody,
    RedeemBody,
    RegistrationBody,
)
from shared.receipt.compose import compose_guest_card, compose_receipt, step_pair
from shared.receipt.document import Cut, Document, Pair, Qr, Text
from shared.receipt.facts import BookedLine, ReceiptFacts, SlipKind
from shared.receipt.words import Language
from tests.builders import an_id
from tests.slips import GUEST, PRACTICE_PLACE, a_card_slip, a_redeem_and_earn_slip, an_earn_slip

RU, EN = Language.RU, Language.EN
BODIES = (EarnBody, RedeemBody, AdjustmentBody, CancelBody, RegistrationBody)
KINDS = [get_args(body.model_fields["kind"].annotation)[0] for body in BODIES]


def test_an_earn_says_what_csh_63_asks_for() -> None:
    document = compose_receipt(an_earn_slip(), language=RU)
    assert _texts(document)[:3] == [
        "Сушилка на Тверской",
        "Москва, ул. Тверская, 12, стр. 2",
        "НАЧИСЛЕНИЕ",
    ]
    assert _pairs(document) == {
        "Чек №": "А-1042",
        "Сумма чека": "2 000 ₽",
        "Базовое начисление, 10 %": "+200",
        "Уровень Серебро, +5 %": "+100",
        "Акция «Добро пожаловать», до 21.12.2026": "+100",
        "Начислено баллов": "+400",
        "Баланс по данным кассы": "3 200",
        "в том числе акционные": "400",
        "Гость": "Иван П.",
        "Карта": "123456",
        "Кассир": "Анна Кассирова",
        "Касса 1": "21.11.2026 14:05",
        "Операция 17": "a1b2c3d4e5",
    }


def test_a_redemption_and_its_earn_are_told_apart_on_one_slip() -> None:
    document = compose_receipt(a_redeem_and_earn_slip(), language=EN)
    pairs = _pairs(document)
    assert pairs["Paid with points"] == "−1,000 ₽"
    assert pairs["To pay"] == "1,000.50 ₽"
    assert pairs["Points redeemed"] == "−1,000"
    assert pairs["Points earned"] == "+150"
    assert pairs["Operation 18"] == "b7c9d0e1f2"
    assert pairs["Operation 19"] == "c0ffee1234"
    labels = list(pairs)
    assert labels.index("Points redeemed") < labels.index("Базовое начисление, 10%")
    assert labels.index("Серебро level, +5%") < labels.index("Points earned")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (RU, "Ожидает синхронизации с сервером"),
        (EN, "Waiting to be synchronised with the server"),
    ],
)
def test_a_slip_printed_before_the_server_confirmed_says_so(language: Language, words: str) -> None:
    waiting = an_earn_slip()
    confirmed = replace(waiting, is_pending=False)
    assert words in _texts(compose_receipt(waiting, language=language))
    assert words not in _texts(compose_receipt(confirmed, language=language))


@pytest.mark.parametrize(
    ("language", "words"),
    [(RU, "Обучение: баллы ненастоящие"), (EN, "Training: the points are not real")],
)
def test_a_slip_of_training_waits_for_no_server(language: Language, words: str) -> None:
    earned = compose_receipt(replace(an_earn_slip(), place=PRACTICE_PLACE), language=language)
    assert words in _texts(earned)
    assert not any("сервер" in each or "server" in each for each in _texts(earned))
    card = _texts(
        compose_guest_card(replace(a_card_slip(), place=PRACTICE_PLACE), language=language)
    )
    assert words in card
    assert not any("копить" in each or "collect" in each for each in card)


def test_a_confirmed_balance_is_just_the_balance() -> None:
    pairs = _pairs(compose_receipt(replace(an_earn_slip(), is_pending=False), language=RU))
    assert pairs["Баланс"] == "3 200"


@pytest.mark.parametrize(("language", "word"), [(RU, "КОПИЯ 1"), (EN, "COPY 1")])
def test_only_a_reprint_is_marked_as_a_copy(language: Language, word: str) -> None:
    first = compose_receipt(an_earn_slip(), language=language)
    again = compose_receipt(an_earn_slip(), language=language, copy_number=1)
    assert word not in _texts(first)
    assert word in _texts(again)
    assert word in _texts(compose_guest_card(a_card_slip(), language=language, copy_number=1))


@pytest.mark.parametrize(
    ("language", "words"),
    [(RU, "НЕ ЯВЛЯЕТСЯ ФИСКАЛЬНЫМ ДОКУМЕНТОМ"), (EN, "NOT A FISCAL DOCUMENT")],
)
def test_no_slip_passes_for_a_fiscal_one(language: Language, words: str) -> None:
    for document in (
        compose_receipt(an_earn_slip(), language=language),
        compose_guest_card(a_card_slip(), language=language),
    ):
        assert _texts(document)[-1] == words
        assert document.blocks[-1] == Cut()


def test_a_card_carries_its_code_for_scanners_and_for_people() -> None:
    document = compose_guest_card(a_card_slip(), language=RU)
    assert Qr(a_card_slip().qr_payload) in document.blocks
    assert "123456" in _texts(document)
    assert "Клуб друзей «Сушилка»" in _texts(document)


def test_a_card_without_a_display_code_yet_shows_only_the_picture() -> None:
    facts = replace(a_card_slip(), guest=replace(GUEST, display_code=None))
    texts = _texts(compose_guest_card(facts, language=RU))
    assert "Ваш код" not in texts


def test_a_guest_without_a_name_is_known_by_the_masked_phone() -> None:
    facts = replace(an_earn_slip(), guest=replace(GUEST, name=""))
    assert _pairs(compose_receipt(facts, language=RU))["Гость"] == "+7999***4567"


def test_an_adjustment_gives_its_reason() -> None:
    facts = _of_kind("adjustment", SlipKind.ADJUSTMENT)
    pairs = _pairs(compose_receipt(replace(facts, reason="Ошибка кассира"), language=RU))
    assert pairs["Корректировка баллов"] == "+300"
    assert pairs["Причина"] == "Ошибка кассира"
    assert "Сумма чека" not in pairs


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("slip_kind", SlipKind)
@pytest.mark.parametrize("kind", KINDS)
def test_every_operation_has_words_in_both_languages(
    kind: str, slip_kind: SlipKind, language: Language
) -> None:
    assert _pairs(compose_receipt(_of_kind(kind, slip_kind), language=language))


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", StepKind)
def test_every_step_of_a_quote_has_words(kind: StepKind, language: Language) -> None:
    pair = step_pair(QuoteStep(kind, 0, 100_050, 1000, name="x"), language=language)
    assert pair.label
    assert pair.value


@pytest.mark.parametrize("kind", ["earn", "redeem", "adjustment", "discount"])
def test_what_can_be_taken_back_bears_the_code_of_its_operation(kind: str) -> None:
    slip = SlipKind.EARN if kind == "discount" else SlipKind(kind)
    document = compose_receipt(_of_kind(kind, slip), language=RU)
    (code,) = [block.data for block in document.blocks if isinstance(block, Qr)]
    assert code == operation_payload(OperationId(an_id("o-1")))
    assert understand_scan(code).value == an_id("o-1")
    assert "Код операции: для возврата и отмены на кассе" in _texts(document)


@pytest.mark.parametrize("kind", ["cancel", "registration"])
def test_what_nobody_takes_back_bears_no_code(kind: str) -> None:
    document = compose_receipt(_of_kind(kind, SlipKind(kind)), language=RU)
    assert not [block for block in document.blocks if isinstance(block, Qr)]


def test_who_approved_stands_below_who_did_it() -> None:
    facts = replace(_of_kind("adjustment", SlipKind.ADJUSTMENT), approver_name="Марина Управляева")
    assert _pairs(compose_receipt(facts, language=RU))["Разрешено"] == "Марина Управляева"


def test_the_base_after_a_redemption_is_a_sum_of_money() -> None:
    pair = step_pair(QuoteStep(StepKind.NET_BASE, 0, 100_050), language=RU)
    assert pair == Pair("База после списания", "1\u00a0000,50\u00a0₽")


def _of_kind(kind: str, slip_kind: SlipKind) -> ReceiptFacts:
    return replace(
        an_earn_slip(),
        kind=slip_kind,
        lines=(BookedLine(OperationId(an_id("o-1")), "a1b2c3d4e5", 1, kind, 300, 0),),
        steps=(),
        check_amount=None,
        check_number=None,
        to_pay=Money(0),
    )


def _texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Text)]


def _pairs(document: Document) -> dict[str, str]:
    pairs = [block for block in document.blocks if isinstance(block, Pair)]
    return {_spaced(pair.label): _spaced(pair.value) for pair in pairs}


def _spaced(text: str) -> str:
    return text.replace("\u00a0", " ")

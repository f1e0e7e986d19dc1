"""Every refusal and every outcome has words in both languages, and says what to do (CSH-78)."""

import importlib
from collections.abc import Iterator
from string import Formatter

import pytest

from client.till import refusals as till_refusals
from client.ui.presenters.gaps import Gaps
from client.ui.presenters.reasons import REASONS, UNKNOWN_CODE, reason_words
from client.ui.presenters.refusals import WORDS, refusal_text
from printers.errors import PrinterTrouble
from shared.domain.errors import CheckTooSmall, FieldInvalid, Refusal
from shared.operations.sentences import REASONS as FIELD_REASONS
from shared.receipt.words import Language

importlib.import_module("client.sync.errors")

WHAT_A_SERVER_MAY_ANSWER = (
    "amount_invalid",
    "card_not_usable",
    "guest_unknown",
    "points_shortfall",
    "redemption_above_limit",
    "redemption_below_minimum",
    "check_too_small",
    "adjustment_too_large",
    "permission_missing",
    "not_cancellable",
    "not_refundable",
    "refund_too_large",
    "refund_shortfall",
    "same_guest",
    "transfer_too_large",
    "quote_mismatch",
    "dependency_refused",
    "programme_unknown",
    "guest_limit_reached",
    "guest_merged",
    "code_changed",
    "cancel_shortfall",
    "house_loss",
    "lease_unknown",
    "points_differ",
    "split_differs",
    "bonus_repeated",
    "programme_outdated",
    "refund_shortfall",
    "not_refundable",
    "same_guest",
    "transfer_too_large",
    "parked",
    "quarantined",
    "body_not_understood",
    "server_bug",
)
MAY_NEED_NO_STEP = {"amount_invalid", "redemption_above_limit", "redemption_below_minimum"} | {
    "check_too_small",
    "not_cancellable",
}


def _refusals(base: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    """Those a till may raise, whatever else of the house this process has imported."""
    for each in base.__subclasses__():
        if each.__module__.startswith(("client.", "shared.")):
            yield each
        yield from _refusals(each)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("refusal", list(_refusals()))
def test_every_refusal_has_words(refusal: type[Refusal], language: Language) -> None:
    unknown = reason_words("no such code", {}, language=language).text
    said = reason_words(refusal.code, {}, language=language)
    assert said.text.replace(refusal.code, "") != unknown.replace("no such code", "")
    assert "{" not in said.text + said.next_step
    assert refusal.code in {key.partition(":")[0] for key in WORDS[language]}


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("code", WHAT_A_SERVER_MAY_ANSWER)
def test_what_a_server_answers_comes_with_the_next_step(code: str, language: Language) -> None:
    said = reason_words(code, {}, language=language)
    assert said.text
    assert said.next_step or code in MAY_NEED_NO_STEP


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("trouble", PrinterTrouble.__subclasses__())
def test_every_trouble_of_a_printer_has_words(
    trouble: type[PrinterTrouble], language: Language
) -> None:
    assert trouble.code in REASONS[language]


def test_both_languages_know_the_same_codes() -> None:
    assert REASONS[Language.RU].keys() == REASONS[Language.EN].keys()


def test_an_unknown_code_is_shown_and_not_hidden() -> None:
    said = reason_words("from_the_future", {"x": 1}, language=Language.RU)
    assert "from_the_future" in said.text
    assert said.next_step == REASONS[Language.RU][UNKNOWN_CODE][1]


def test_the_data_of_a_refusal_stands_in_its_words() -> None:
    said = reason_words("points_shortfall", {"asked": 400, "available": 21}, language=Language.RU)
    assert said.text == "Баллов не хватает: есть 21\u00a0балл, нужно 400\u00a0баллов"


def test_places_of_the_chain_are_no_points() -> None:
    said = reason_words("operations_lost", {"from": 5, "to": 9}, language=Language.RU)
    assert said.next_step == "Сверьте чеки операций 5–9 с сервером"


def test_a_quote_that_changed_says_what_is_earned_now() -> None:
    changed = till_refusals.QuoteChanged(earned=21, redeemed=0, to_pay_minor=50_000)
    assert "начислится 21\u00a0балл, к оплате 500\u00a0₽" in refusal_text(
        changed, language=Language.RU
    )


def test_a_field_the_server_left_out_is_a_dash() -> None:
    said = reason_words("points_shortfall", {"asked": 400}, language=Language.EN)
    assert said.text == "Not enough points: — there, 400\u00a0points needed"


@pytest.mark.parametrize("status", ["BLOCKED", "PENDING_CONSENT", "MERGED", "DELETED"])
def test_the_state_of_a_card_picks_closer_words(status: str) -> None:
    data = {"status": status, "action": "redeem"}
    closer = reason_words("card_not_usable", data, language=Language.RU)
    assert closer != reason_words("card_not_usable", {}, language=Language.RU)


def test_a_refusal_of_this_till_is_worded_for_the_form_as_well() -> None:
    refusal = till_refusals.GuestExists(guest_id="g")
    assert refusal_text(refusal, language=Language.RU) == "Гость с таким телефоном уже есть"


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("reason", FIELD_REASONS)
def test_every_reason_of_a_field_has_words_of_its_own(reason: str, language: Language) -> None:
    said = refusal_text(FieldInvalid(field="tips_minor", reason=reason), language=language)
    assert said != WORDS[language]["field_invalid"]
    assert not said.endswith(".")


def test_sums_are_of_the_programmes_money() -> None:
    refusal = CheckTooSmall(amount_minor=5_000, minimum_minor=10_000)
    for currency, sum_told in (("RUB", "100\u00a0₽"), ("KZT", "100\u00a0₸")):
        assert sum_told in refusal_text(refusal, language=Language.EN, currency=currency)
        told = reason_words(refusal.code, refusal.data(), language=Language.RU, currency=currency)
        assert sum_told in told.text


@pytest.mark.parametrize("language", Language)
def test_a_sentence_has_no_gap_that_nobody_fills(language: Language) -> None:
    """Every gap in the words of a refusal is a field of it."""
    for refusal in _refusals():
        gaps = Gaps(dict.fromkeys(refusal.__annotations__, 1), language=language)
        for code, sentence in WORDS[language].items():
            if code.partition(":")[0] == refusal.code:
                wanted = {name for _, name, _, _ in Formatter().parse(sentence) if name}
                assert wanted <= gaps.keys()

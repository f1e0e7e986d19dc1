"""A new guest by touch: the form, what is wrong with it, the card (CSH-40…CSH-50)."""

import pytest

from tests.screens.sales import begin_registration, kinds, write
from tests.screens.stage import Hand, Stage, sign_in

pytestmark = pytest.mark.screens


async def test_a_guest_is_registered_without_the_network_and_shown_his_card(
    stage: Stage, hand: Hand
) -> None:
    stage.line.go_offline()
    await begin_registration(hand)
    await write(hand, "8 926 111-22-33", "Иван", "Сидоров", "21111990")
    await hand.tap("registrationPersonalData")
    await hand.tap("registrationSubmit")
    await hand.sees("cardCheckout")
    assert hand.read("cardCode") == "700\u00a0000"
    assert hand.read("cardName", "title") == "Иван Сидоров"
    assert hand.read("cardWelcome") == "Приветственные баллы: 100\u00a0баллов"
    assert hand.read("cardQr", "payload").startswith("990")
    assert {"Гость Иван Сидоров создан", "Карта лояльности активирована"} <= set(hand.words())
    assert kinds(stage) == ["registration"]


async def test_the_card_leads_to_paper_to_a_check_and_to_the_next_guest(hand: Hand) -> None:
    await begin_registration(hand)
    await write(hand, "9261112233")
    await hand.tap("registrationPersonalData")
    await hand.tap("registrationSubmit")
    await hand.tap("cardPrint")
    await hand.until(lambda: "Карта отправлена на печать" in hand.words())
    await hand.tap("cardCheckout")
    await hand.sees("checkoutConfirm")
    await hand.tap("backButton")
    await hand.sees("guestCheckoutButton")


async def test_a_phone_that_cannot_be_one_is_told_when_it_is_left(hand: Hand) -> None:
    await begin_registration(hand)
    await write(hand, "123")
    assert hand.read("registrationPhone", "error") == "Телефон должен начинаться с +7"


async def test_a_form_without_a_phone_is_refused_inline(stage: Stage, hand: Hand) -> None:
    await begin_registration(hand)
    await write(hand)
    await hand.tap("registrationSubmit")
    await hand.until(lambda: hand.read("registrationPhone", "error") != "")
    assert kinds(stage) == []


async def test_without_the_consent_nobody_is_registered(stage: Stage, hand: Hand) -> None:
    await begin_registration(hand)
    await write(hand, "9261112233", "Иван")
    await hand.tap("registrationSubmit")
    await hand.until(lambda: "Без согласия гостя зарегистрировать его нельзя" in hand.words())
    assert kinds(stage) == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("31021990", "Такой даты нет"),
        ("21112030", "Эта дата ещё не наступила"),
        ("01011800", "Проверьте год"),
    ],
)
async def test_an_impossible_birth_date_is_told_inline(hand: Hand, typed: str, said: str) -> None:
    await begin_registration(hand)
    await write(hand, "9261112233", "Иван", "Сидоров", typed)
    await hand.tap("registrationPersonalData")
    await hand.tap("registrationSubmit")
    await hand.until(lambda: hand.read("registrationBirthDate", "error") == said)


async def test_a_known_phone_offers_that_guest_instead(hand: Hand) -> None:
    await begin_registration(hand)
    await hand.press("8 (999) 123-45-67")
    await hand.sees("registrationDuplicate")
    assert hand.find("registrationSubmit") is None
    await hand.tap("registrationOpenDuplicate")
    await hand.sees("guestCheckoutButton")


async def test_the_phone_typed_into_the_search_begins_the_form(hand: Hand) -> None:
    await sign_in(hand)
    await hand.type("homeSearchField", "89261112233")
    await hand.tap("homeRegisterButton")
    await hand.sees("registrationSubmit")
    assert hand.read("registrationPhone") == "+7 926 111-22-33"


async def test_the_guest_can_read_what_he_agrees_to(hand: Hand) -> None:
    await begin_registration(hand)
    await write(hand, "9261112233")
    await hand.tap("registrationPersonalDataRead")
    await hand.until(lambda: "Согласие на обработку данных" in hand.words())
    await hand.tap("consentSheetClose")
    await hand.until(lambda: "Согласие на обработку данных" not in hand.words())


async def test_a_second_tap_registers_nobody_twice(stage: Stage, hand: Hand) -> None:
    await begin_registration(hand)
    await write(hand, "9261112233")
    await hand.tap("registrationPersonalData")
    submit = hand.item("registrationSubmit")
    for _ in range(2):
        submit.metaObject().invokeMethod(submit, "clicked")
    await hand.sees("cardCheckout")
    assert kinds(stage) == ["registration"]

"""A new guest by touch: the form, what is wrong with it, the card (CSH-40…CSH-50)."""

from functools import partial
from itertools import cycle

import pytest
from PySide6.QtCore import QObject, QPointF, Qt

from client.store import outbox
from shared.operations.bodies import RegistrationBody
from tests.client.photographs import read_codes
from tests.screens.house import MARKETING, PERSONAL_DATA
from tests.screens.pictures import pixels
from tests.screens.sales import begin_registration, kinds, register, write
from tests.screens.stage import Hand, Stage, sign_in
from tests.screens.walk import COVERING_VIEWS, turn

pytestmark = pytest.mark.screens
STOPS_TO_SUBMIT = 4
"""By Tab from the first consent: its text, the other one, that one's text, the button."""


async def test_a_guest_is_registered_without_the_network_and_shown_his_card(
    stage: Stage, hand: Hand
) -> None:
    stage.line.go_offline()
    await register(hand, "8 926 111-22-33", "Иван", "Сидоров", "21111990")
    assert hand.read("cardCode") == "700\u00a0000"
    assert hand.read("cardName", "title") == "Иван Сидоров"
    assert hand.read("cardWelcome") == "Приветственные баллы: 100"
    assert hand.read("cardQr", "payload").startswith("990")
    assert {"Гость Иван Сидоров создан", "Карта лояльности активирована"} <= set(hand.words())
    assert kinds(stage) == ["registration"]


async def test_the_card_leads_to_paper_to_a_check_and_to_the_next_guest(hand: Hand) -> None:
    await register(hand, "9261112233")
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
    await hand.until(lambda: PERSONAL_DATA.texts["ru"] in hand.words())
    assert f"Версия документа: {PERSONAL_DATA.version}" in hand.words()
    await hand.tap("consentSheetClose")
    await hand.until(lambda: PERSONAL_DATA.texts["ru"] not in hand.words())


async def test_a_second_tap_registers_nobody_twice(stage: Stage, hand: Hand) -> None:
    await begin_registration(hand)
    await write(hand, "9261112233")
    await hand.tap("registrationPersonalData")
    submit = hand.item("registrationSubmit")
    for _ in range(2):
        submit.metaObject().invokeMethod(submit, "clicked")
    await hand.sees("cardCheckout")
    assert kinds(stage) == ["registration"]


async def test_a_phone_is_arranged_under_the_finger_and_corrected_in_the_middle(
    hand: Hand,
) -> None:
    await begin_registration(hand)
    await hand.tap_keys("key", "8926")
    assert hand.read("registrationPhone") == "8 926"
    await hand.tap_keys("key", "1112233")
    assert hand.read("registrationPhone") == "+7 926 111-22-33"
    assert _caret(hand, "registrationPhone") == len("+7 926 111-22-33")
    _put_caret(hand, "registrationPhone", len("+7 926 "))
    await hand.tap("key_back")
    assert hand.read("registrationPhone") == "+7 921 112-23-3"
    await hand.tap_keys("key", "5")
    assert hand.read("registrationPhone") == "+7 925 111-22-33"
    assert _caret(hand, "registrationPhone") == len("+7 925")


async def test_a_real_keyboard_types_as_ours_does(hand: Hand) -> None:
    await begin_registration(hand)
    await hand.press("8 (926) 111-22-33")
    assert hand.read("registrationPhone") == "+7 926 111-22-33"
    await hand.key(Qt.Key.Key_Home)
    await hand.key(Qt.Key.Key_Delete)
    assert hand.read("registrationPhone") == "+7 926 111-22-33"
    await hand.key(Qt.Key.Key_End)
    await hand.key(Qt.Key.Key_Backspace)
    assert hand.read("registrationPhone") == "+7 926 111-22-3"


async def test_enter_leads_through_the_form_and_a_keyboard_alone_registers(
    stage: Stage, hand: Hand
) -> None:
    await begin_registration(hand)
    for text in ("89261112233", "Иван", "Сидоров", "21111990"):
        await hand.press(text)
        await hand.key(Qt.Key.Key_Return)
    await hand.until(lambda: hand.find("key_done") is None)
    await hand.until(lambda: hand.read("registrationPersonalData", "activeFocus"))
    assert not hand.read("registrationPersonalData", "checked")
    await hand.key(Qt.Key.Key_Space)
    await hand.until(lambda: hand.read("registrationPersonalData", "checked"))
    for _ in range(STOPS_TO_SUBMIT):
        await hand.key(Qt.Key.Key_Tab)
    assert hand.read("registrationSubmit", "activeFocus")
    await hand.key(Qt.Key.Key_Space)
    await hand.sees("cardCheckout")
    assert kinds(stage) == ["registration"]


async def test_our_keyboard_is_the_one_the_field_wants(hand: Hand) -> None:
    await begin_registration(hand)
    assert hand.find("key_space") is None
    assert hand.find("birthDay") is None
    await hand.tap("key_done")
    await hand.sees("key_ё")
    assert hand.find("key_ъ") is not None
    assert hand.read("key_ж") == "Ж"
    await hand.tap("key_ж")
    assert hand.read("key_ж") == "ж"
    await hand.tap("key_shift")
    await hand.tap("key_ё")
    await hand.tap("key_language")
    await hand.tap("key_q")
    assert hand.read("registrationFirstName") == "ЖЁq"
    await hand.tap("key_done")
    await hand.tap("key_done")
    await hand.sees("birthDay")


async def test_no_key_is_smaller_than_a_finger_and_none_hides_the_field(hand: Hand) -> None:
    await begin_registration(hand)
    for name in ("registrationPhone", "registrationFirstName", "registrationBirthDate"):
        await hand.until(partial(_is_above_the_keyboard, hand, name))
        keys = [each for each in hand.targets() if each.objectName().startswith("key_")]
        assert keys
        assert min(min(each.width(), each.height()) for each in keys) >= 48
        await hand.tap("key_done")
        if name == "registrationFirstName":
            await hand.tap("key_done")


async def test_the_wheels_keep_the_date_in_other_words_and_another_window(
    stage: Stage, hand: Hand
) -> None:
    await begin_registration(hand)
    for _ in range(3):
        await hand.tap("key_done")
    await hand.tap_keys("key", "01021990")
    for view in (COVERING_VIEWS[1], COVERING_VIEWS[-1]):
        await turn(stage, hand, view)
        await hand.until(partial(_stands_in_the_middle, hand, "birthDay_0"))
        await hand.until(partial(_stands_in_the_middle, hand, "birthMonth_1"))
        await hand.until(partial(_stands_in_the_middle, hand, f"birthYear_{1990 - 1906}"))


async def test_a_known_guest_is_opened_above_the_keyboard_in_any_window(
    stage: Stage, hand: Hand
) -> None:
    await begin_registration(hand)
    await hand.tap_keys("key", "9991234567")
    await hand.sees("registrationOpenDuplicate")
    for view in COVERING_VIEWS:
        await turn(stage, hand, view)
        await hand.until(partial(_is_above_the_keys, hand, "registrationOpenDuplicate"))


async def test_a_birth_date_is_turned_or_typed(hand: Hand) -> None:
    await begin_registration(hand)
    for _ in range(3):
        await hand.tap("key_done")
    await hand.tap("birthDay_2")
    await hand.until(lambda: hand.read("registrationBirthDate") == "03.01.1996")
    await hand.until(lambda: hand.read("birthDay", "currentIndex") == 2)
    await hand.tap("key_back")
    await hand.tap_keys("key", "0")
    assert hand.read("registrationBirthDate") == "03.01.1990"
    await hand.until(lambda: hand.read("birthYear", "currentIndex") == 1990 - 1906)
    assert hand.read("registrationBirthDate", "error") == ""


async def test_an_impossible_day_is_told_before_the_year_is_typed(hand: Hand) -> None:
    await begin_registration(hand)
    for _ in range(3):
        await hand.tap("key_done")
    await hand.tap_keys("key", "3102")
    assert hand.read("registrationBirthDate", "error") == "Такой даты нет"
    await hand.tap("key_back")
    assert hand.read("registrationBirthDate", "error") == ""


async def test_no_consent_is_ticked_for_the_guest(hand: Hand) -> None:
    await begin_registration(hand)
    assert not hand.read("registrationPersonalData", "checked")
    assert not hand.read("registrationMarketing", "checked")


async def test_what_the_guest_could_read_is_what_the_operation_names(
    stage: Stage, hand: Hand
) -> None:
    await register(hand, "9261112233")
    (row,) = stage.store.read_now(lambda db: outbox.list_recent(db, 1))
    body = row.body()
    assert isinstance(body, RegistrationBody)
    assert [(each.kind, each.accepted, each.text_sha256) for each in body.consents] == [
        ("personal_data", True, PERSONAL_DATA.read_in("ru").sha256),
        ("marketing", False, MARKETING.read_in("ru").sha256),
    ]


async def test_the_card_is_shown_on_bright_paper_in_the_dark_too(hand: Hand) -> None:
    await register(hand, "9261112233")
    paper, code = hand.item("cardPaper"), hand.item("cardQr")
    assert hand.look().pixelColor(8, hand.window.height() - 8).lightness() > 240
    assert code.height() > hand.window.height() * 0.6
    assert (paper.width() - code.width()) / 2 > code.width() / 12


async def test_the_cards_code_is_read_from_every_window_and_is_as_large_as_a_hand(
    stage: Stage, hand: Hand
) -> None:
    """Half the height of a ten-inch tablet is 6 cm: a phone reads that from 60."""
    await register(hand, "9261112233")
    payload = hand.read("cardQr", "payload")
    for view, is_dark in zip(COVERING_VIEWS, cycle((True, False)), strict=False):
        await turn(stage, hand, view)
        stage.application.wear(isDark=is_dark)
        seen = read_codes(pixels(hand.look()))
        assert [code.text for code in seen] == [payload], view
        assert hand.item("cardQr").height() > hand.window.height() / 2, view


def _is_above_the_keyboard(hand: Hand, name: str) -> bool:
    return _is_above_the_keys(hand, name) and bool(hand.read(name, "isActive"))


def _is_above_the_keys(hand: Hand, name: str) -> bool:
    item, key = hand.item(name), hand.find("key_1")
    if key is None:
        return False  # the keys are made when they are first wanted
    foot = item.mapToScene(QPointF(0, item.height())).y()
    head = item.mapToScene(QPointF(0, 0)).y()
    return head > 0 and foot < key.mapToScene(QPointF(0, 0)).y()


def _stands_in_the_middle(hand: Hand, line: str) -> bool:
    item, wheel = hand.find(line), hand.item(line.partition("_")[0])
    if item is None:
        return False
    middle = item.mapToItem(wheel, QPointF(0, item.height() / 2)).y()
    return abs(middle - wheel.height() / 2) <= 1


def _input(hand: Hand, name: str) -> QObject:
    found = hand.window.activeFocusItem()
    assert found is not None
    assert found.property("text") == hand.read(name)
    return found


def _caret(hand: Hand, name: str) -> int:
    return int(_input(hand, name).property("cursorPosition"))


def _put_caret(hand: Hand, name: str, at: int) -> None:
    _input(hand, name).setProperty("cursorPosition", at)

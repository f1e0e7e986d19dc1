"""The tour of a first sign-in: five steps, in nobody's way, and never twice (issue 5, item 10)."""

from itertools import product

import pytest
from PySide6.QtCore import QPointF, QRectF, Qt

from client.ui.viewmodels.tour import TourViewModel
from shared.domain.codes import qr_payload
from shared.receipt.words import Language
from tests.builders import CASHIER, a_card
from tests.screens.house import MARINA_PIN, STAFF, guest_id_of
from tests.screens.scenes_tour import STEPS, begin_tour
from tests.screens.stage import Hand, Stage, sign_in
from tests.screens.walk import SIZES, View, turn

pytestmark = pytest.mark.screens

ENTER, ESC = Qt.Key.Key_Return, Qt.Key.Key_Escape
LEFT, RIGHT = Qt.Key.Key_Left, Qt.Key.Key_Right
CARD = qr_payload(a_card(guest_id_of(1)).token)


def never_seen(stage: Stage) -> None:
    """Everybody here is new."""
    stage.store.write_now(lambda db: db.execute("DELETE FROM setting WHERE key LIKE 'tour.%'"))


def tour(stage: Stage) -> TourViewModel:
    return stage.application.app.tour


async def is_shown_after_sign_in(stage: Stage, hand: Hand) -> bool:
    """Whether the tour begins, for whoever has locked the till before."""
    if hand.find("lockButton") is not None:
        await hand.tap("lockButton")
    await sign_in(hand)
    await stage.application.app.desk.settle()
    return hand.find("tourCard") is not None


async def test_a_new_colleague_is_shown_around_by_touch_and_never_again(
    stage: Stage, hand: Hand
) -> None:
    never_seen(stage)
    await sign_in(hand)
    await hand.sees("tourCard")
    titles = []
    for _ in STEPS:
        titles.append(hand.read("tourTitle"))
        await hand.tap("tourNext")
    assert titles == [
        "Найдите гостя",
        "Введите сумму чека",
        "Готово",
        "Нет связи — работайте дальше",
        "Уходите — закройте кассу",
    ]
    await hand.until(lambda: hand.find("tourCard") is None)
    assert not await is_shown_after_sign_in(stage, hand)
    assert stage.kept(f"tour.{CASHIER}") == "over"


async def test_each_colleague_is_shown_around_and_skips_it_by_touch_or_by_escape(
    stage: Stage, hand: Hand
) -> None:
    never_seen(stage)
    await sign_in(hand)
    await hand.tap("tourSkip")
    await hand.until(lambda: hand.find("tourCard") is None)
    await hand.tap("lockButton")
    await sign_in(hand, tile=2, pin=MARINA_PIN)
    await hand.sees("tourCard")
    await hand.key(ESC)
    await hand.until(lambda: hand.find("tourCard") is None)
    await stage.application.app.desk.settle()
    assert stage.kept(f"tour.{STAFF[2].staff_id}") == "over"


async def test_keys_lead_on_and_back_and_the_search_has_the_keyboard_afterwards(
    stage: Stage, hand: Hand
) -> None:
    never_seen(stage)
    await sign_in(hand)
    await hand.sees("tourCard")
    for key, number in ((ENTER, 1), (RIGHT, 2), (LEFT, 1), (LEFT, 0), (LEFT, 0)):
        await hand.key(key)
        assert tour(stage).property("number") == number
    for _ in STEPS:
        await hand.key(ENTER)
    await hand.until(lambda: hand.find("tourCard") is None)
    await hand.press("1234567")
    await hand.sees("homeGuest_0")


async def test_tab_stays_among_its_buttons_and_enter_presses_the_one_that_is_walked_to(
    stage: Stage, hand: Hand
) -> None:
    await begin_tour(hand)
    await hand.tap("tourNext")
    while not hand.read("tourBack", "visualFocus"):
        await hand.key(Qt.Key.Key_Tab)
    await hand.key(ENTER)
    assert tour(stage).property("number") == 0


async def test_a_guest_comes_first_and_the_tour_comes_back_once(stage: Stage, hand: Hand) -> None:
    never_seen(stage)
    await sign_in(hand)
    await hand.sees("tourCard")
    await hand.scan(CARD)
    assert not tour(stage).property("isShown")
    await hand.sees("guestCheckoutButton")
    assert hand.find("tourCard") is None
    assert await is_shown_after_sign_in(stage, hand)
    await hand.scan(CARD)
    await hand.sees("guestCheckoutButton")
    assert not await is_shown_after_sign_in(stage, hand)


async def test_a_sign_in_with_a_guest_waiting_is_not_a_quiet_one(stage: Stage, hand: Hand) -> None:
    never_seen(stage)
    await hand.sees("signInTile_0")
    await hand.scan(CARD)
    await hand.sees("waitingGuest")
    await hand.tap("signInTile_0")
    await hand.tap_keys("pinKey", "1111")
    await hand.sees("guestCheckoutButton")
    await stage.application.app.desk.settle()
    assert stage.kept(f"tour.{CASHIER}") is None
    assert await is_shown_after_sign_in(stage, hand)


async def test_a_letter_puts_it_aside_and_those_after_it_are_looked_for(
    stage: Stage, hand: Hand
) -> None:
    never_seen(stage)
    await sign_in(hand)
    await hand.sees("tourCard")
    await hand.key(Qt.Key.Key_9)
    await hand.until(lambda: hand.find("tourCard") is None)
    await hand.press("1234567")
    await hand.sees("homeGuest_0")


async def test_a_touch_beside_it_puts_it_aside(stage: Stage, hand: Hand) -> None:
    never_seen(stage)
    await sign_in(hand)
    await hand.sees("tourCard")
    await hand.tap("homeKey_1")
    await hand.until(lambda: hand.find("tourCard") is None)
    await hand.tap("homeKey_1")
    await hand.until(lambda: hand.read("homeSearchField") == "1")
    await stage.application.app.desk.settle()
    assert stage.kept(f"tour.{CASHIER}") == "put aside"


async def test_a_key_that_means_something_else_does_it(hand: Hand) -> None:
    await begin_tour(hand)
    await hand.key(Qt.Key.Key_F1)
    await hand.sees("shortcutSheet")
    assert hand.find("tourCard") is None
    assert "Shift+F1" in hand.words()
    await hand.key(ESC)
    await hand.key(Qt.Key.Key_F1, Qt.KeyboardModifier.ShiftModifier)
    await hand.sees("tourCard")
    await hand.key(Qt.Key.Key_F12)
    await hand.sees("signInTile_0")
    assert hand.find("tourCard") is None


async def test_what_is_pointed_at_is_lit_and_not_covered_in_any_size(
    stage: Stage, hand: Hand
) -> None:
    """The smallest window with the largest letters, both languages, and the usual one."""
    await begin_tour(hand)
    views = [
        *(View(language, SIZES[2], 2.0) for language in Language),
        View(Language.RU, SIZES[0], 1.0),
    ]
    for number, view in product(range(len(STEPS)), views):
        while tour(stage).property("number") < number:
            await hand.tap("tourNext")
        await turn(stage, hand, view)
        hand.look()
        card, what = _place(hand, "tourCard"), f"{STEPS[number]} {view}"
        name = "tourLight" if hand.find("tourLight") else "tourSketch"
        assert not card.intersects(_place(hand, name)), what
        assert _place(hand, name).height() > 48, what
        assert hand.item("tourText").property("implicitHeight") <= hand.item("tourText").height()


async def test_the_settings_show_it_again(hand: Hand) -> None:
    await sign_in(hand)
    await hand.tap("settingsButton")
    await hand.tap("settings_training")
    await hand.tap("trainingTour")
    await hand.sees("tourCard")
    assert hand.find("homeSearchField") is not None


def _place(hand: Hand, name: str) -> QRectF:
    item = hand.item(name)
    return QRectF(item.mapToScene(QPointF(0, 0)), item.size())

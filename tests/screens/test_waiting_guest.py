"""A card shown to the locked till: the guest waits, calmly, until somebody signs in (CSH-12)."""

from functools import partial

import pytest
from PySide6.QtCore import QRectF

from shared.domain.codes import qr_payload
from tests.builders import a_card
from tests.screens.house import guest_id_of
from tests.screens.sales import begin_check, kinds
from tests.screens.stage import Hand, Stage, sign_in
from tests.screens.walk import COVERING_VIEWS, turn

pytestmark = pytest.mark.screens


def card_of(place: int) -> str:
    return qr_payload(a_card(guest_id_of(place)).token)


async def test_who_showed_a_card_is_opened_after_the_pin(hand: Hand) -> None:
    await hand.sees("signInTile_0")
    await hand.scan(card_of(1))
    await hand.sees("waitingGuest")
    assert "Смирнова" not in " ".join(hand.words())
    await hand.tap("signInTile_0")
    await hand.tap_keys("pinKey", "1111")
    await hand.sees("guestCheckoutButton")
    assert "Анна Смирнова" in hand.words()
    assert hand.find("waitingGuest") is None


async def test_a_scan_is_no_pin_and_costs_no_try(hand: Hand) -> None:
    await hand.tap("signInTile_0")
    await hand.scan("123456")
    await hand.sees("waitingGuest")
    assert hand.read("pinDots", "filled") == 0
    await hand.press("1111")
    await hand.until(lambda: hand.find("signInTile_0") is None)


async def test_digits_begun_before_the_scan_stay(hand: Hand) -> None:
    await hand.tap("signInTile_0")
    await hand.press("11")
    await hand.scan(card_of(0))
    await hand.sees("waitingGuest")
    await hand.until(lambda: hand.read("pinDots", "filled") == 2)


async def test_the_last_card_counts(hand: Hand) -> None:
    await hand.sees("signInTile_0")
    await hand.scan(card_of(1))
    await hand.scan(card_of(0))
    await hand.tap("signInTile_0")
    await hand.tap_keys("pinKey", "1111")
    await hand.sees("guestCheckoutButton")
    assert "Иван Петров" in hand.words()


async def test_nobody_waits_for_ever(stage: Stage, hand: Hand) -> None:
    await hand.sees("signInTile_0")
    await hand.scan(card_of(1))
    await hand.sees("waitingGuest")
    stage.application.app.waiting_guest.forget()  # what the clock does after three minutes
    await sign_in(hand)
    assert hand.find("guestCheckoutButton") is None


async def test_he_stands_beside_the_keys_and_below_the_staff(stage: Stage, hand: Hand) -> None:
    await hand.sees("signInTile_0")
    await hand.scan(card_of(1))
    await hand.sees("waitingGuest")
    for view in COVERING_VIEWS:
        await turn(stage, hand, view)
        for other in ("pinKey_7", "signInTiles"):
            await hand.until(partial(_is_apart, hand, "waitingGuest", other))


async def test_a_tap_forgets_him(hand: Hand) -> None:
    await hand.sees("signInTile_0")
    await hand.scan(card_of(1))
    await hand.tap("waitingGuestAction")
    await sign_in(hand)
    assert hand.find("guestCheckoutButton") is None


async def test_a_lemonade_does_not_wait(hand: Hand) -> None:
    await hand.sees("signInTile_0")
    await hand.scan("4006381333931")
    await hand.sees("toast")
    assert hand.find("waitingGuest") is None


async def test_a_scan_in_the_middle_of_a_check_opens_the_guest(stage: Stage, hand: Hand) -> None:
    await begin_check(hand, "12")
    await hand.scan(card_of(1))
    await hand.sees("guestCheckoutButton")
    assert "Анна Смирнова" in hand.words()
    assert kinds(stage) == []


async def test_from_the_scan_to_the_paper_it_is_two_taps_and_an_amount(
    stage: Stage, hand: Hand
) -> None:
    await sign_in(hand)
    await hand.scan(card_of(0))
    await hand.tap("guestCheckoutButton")
    await hand.tap_keys("amountKey", "2000")
    await hand.tap("checkoutConfirm")
    await hand.sees("slipState")
    await hand.until(lambda: hand.read("slipState") == "Напечатан")
    assert kinds(stage) == ["earn"]


def _is_apart(hand: Hand, one: str, other: str) -> bool:
    return not _place(hand, one).intersects(_place(hand, other))


def _place(hand: Hand, name: str) -> QRectF:
    item = hand.item(name)
    return item.mapRectToScene(QRectF(0, 0, item.width(), item.height()))

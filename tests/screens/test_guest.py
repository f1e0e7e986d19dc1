"""The guest's card on the screen (CSH-16, CSH-18, CSH-37, CSH-46, CSH-89)."""

import pytest

from client.store.prints import list_recent
from shared.domain.codes import qr_payload
from shared.receipt.words import Language
from tests.builders import GUEST, a_card
from tests.client.photographs import read_codes
from tests.screens.house import MARINA_PIN
from tests.screens.pictures import pixels
from tests.screens.programmes import be_here, count_apart
from tests.screens.stage import Hand, Stage, open_guest, sign_in
from tests.screens.walk import SCALES, SIZES, View, turn

pytestmark = pytest.mark.screens


async def test_the_balance_is_shown_with_its_parts_and_what_expires(hand: Hand) -> None:
    await sign_in(hand)
    await open_guest(hand)
    assert hand.read("guestTotal") == "2\u00a0800"
    assert hand.read("guestRegular", "number") == "2\u00a0500"
    assert hand.read("guestPromo", "number") == "300"
    assert hand.read("guestExpiry") == "300\u00a0баллов сгорят 21.12.2026"
    assert hand.read("guestLevel") == "Серебро  +5\u00a0%"


async def test_what_expires_stays_within_its_panel(hand: Hand) -> None:
    await sign_in(hand)
    await open_guest(hand, "4567890")
    await hand.until(lambda: "если не приходить" in hand.read("guestExpiry"))
    hand.look()
    pill, column = hand.item("guestExpiry"), hand.item("guestTotalTitle").parentItem()
    assert column.mapFromItem(pill, pill.boundingRect().bottomRight()).x() <= column.width()
    assert hand.cut_off() == []


async def test_below_a_notice_in_the_largest_letters_the_points_can_still_be_reached(
    stage: Stage, hand: Hand
) -> None:
    await sign_in(hand)
    await open_guest(hand, "6789012")
    await turn(stage, hand, View(Language.RU, SIZES[-1], SCALES[-1]))
    await hand.reach("guestTotal")
    button = hand.item("guestCheckoutButton")
    foot = button.mapToScene(button.boundingRect().bottomLeft())
    assert foot.y() < hand.window.height()


async def test_points_that_count_in_this_restaurant_alone_say_so(stage: Stage, hand: Hand) -> None:
    """LOY-06; the code and the QR are the guest's wherever he comes."""
    count_apart(stage)
    be_here(stage, points=150)
    await sign_in(hand)
    await open_guest(hand)
    assert hand.read("guestTotalTitle") == "Баллы этого ресторана"
    assert hand.read("guestTotal") == "150"
    codes = [code.text for code in read_codes(pixels(hand.look()))]
    assert codes == [qr_payload(a_card(GUEST).token)]
    await hand.tap("languageButton")
    assert hand.read("guestTotalTitle") == "Points of this restaurant"


async def test_points_of_the_chain_are_just_a_balance(hand: Hand) -> None:
    await sign_in(hand)
    await open_guest(hand)
    assert hand.read("guestTotalTitle") == "Баланс"


async def test_the_code_on_the_screen_can_be_scanned(hand: Hand) -> None:
    await sign_in(hand)
    await open_guest(hand)
    codes = [code.text for code in read_codes(pixels(hand.look()))]
    assert codes == [qr_payload(a_card(GUEST).token)]


async def test_a_cashier_sees_that_a_correction_takes_a_manager(hand: Hand) -> None:
    """CSH-89, and what the issue asks beyond it: a manager may say yes on the cashier's screen."""
    await sign_in(hand)
    await open_guest(hand)
    assert hand.read("guestAdjustButton", "glyph") == "lock"
    await hand.tap("guestAdjustButton")
    await hand.sees("adjustmentConfirm")


async def test_a_manager_may_adjust(hand: Hand) -> None:
    await sign_in(hand, tile=2, pin=MARINA_PIN)
    await open_guest(hand)
    await hand.tap("guestAdjustButton")
    await hand.sees("adjustmentConfirm")


async def test_a_blocked_card_takes_no_check(hand: Hand) -> None:
    await sign_in(hand)
    await open_guest(hand, "7890123")
    assert hand.read("guestNotice", "title") == "Карта заблокирована"
    assert not hand.item("guestCheckoutButton").isEnabled()


async def test_the_card_goes_to_the_printer(stage: Stage, hand: Hand) -> None:
    await sign_in(hand)
    await open_guest(hand)
    await hand.tap("guestPrintButton")
    await hand.sees("toast")
    assert len(stage.store.read_now(lambda db: list_recent(db, 10))) == 1


async def test_back_leads_home(hand: Hand) -> None:
    await sign_in(hand)
    await open_guest(hand)
    await hand.tap("backButton")
    await hand.sees("homeScanButton")

"""Finding a guest: typed, scanned or photographed, from any screen (CSH-11…CSH-16)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import qasync

from shared.domain.codes import qr_payload
from shared.receipt.words import Language
from tests.builders import GUEST, a_card
from tests.screens.aiming import is_in_sight
from tests.screens.house import ANNA_PIN
from tests.screens.stage import Hand, Stage, open_guest, sign_in
from tests.screens.walk import SCALES, SIZES, View, turn

pytestmark = pytest.mark.screens

IVAN = qr_payload(a_card(GUEST).token)


@pytest.mark.parametrize(
    "typed",
    ["+7 (999) 123-45-67", "89991234567", "9991234567", "4567", "Иван", "петров иван", "101733"],
)
async def test_a_guest_is_found_by_any_form_of_what_is_known(hand: Hand, typed: str) -> None:
    await sign_in(hand)
    await hand.type("homeSearchField", typed)
    await hand.sees("homeGuest_0")
    assert hand.read("homeGuest_0", "name") == "Иван Петров"
    assert hand.read("homeGuest_0", "points") == "2\u00a0800"


async def test_digits_come_from_the_pad(hand: Hand) -> None:
    await sign_in(hand)
    await hand.tap_keys("homeKey", "1234567")
    await hand.tap("homeGuest_0")
    await hand.sees("guestTotal")


async def test_the_letters_of_the_smallest_window_leave_room_for_whom_they_find(
    stage: Stage, hand: Hand
) -> None:
    """The reminder of the shift makes room for them, and comes back."""
    await sign_in(hand)
    await turn(stage, hand, View(Language.RU, SIZES[-1], SCALES[0]))
    await hand.tap("homeKey_corner")
    await hand.tap_keys("key", "ан")
    await hand.sees("homeGuest_0")
    assert is_in_sight(hand.item("homeGuest_0"))
    await hand.tap("key_done")
    await hand.sees("shiftMissing")


async def test_rows_of_a_list_to_come_are_drawn_while_it_is_read(hand: Hand) -> None:
    await sign_in(hand)
    await hand.type("homeSearchField", "1234567")
    assert hand.find("homeLoading") is not None
    await hand.sees("homeGuest_0")
    assert hand.find("homeLoading") is None


async def test_a_stranger_may_be_registered_with_what_was_typed(hand: Hand) -> None:
    await sign_in(hand)
    await hand.type("homeSearchField", "+79120000000")
    await hand.tap("homeRegisterFound")
    await hand.sees("registrationPhone")
    assert "912" in hand.read("registrationPhone")


async def test_back_from_a_guest_leads_to_an_empty_search(hand: Hand) -> None:
    await sign_in(hand)
    await open_guest(hand)
    await hand.tap("backButton")
    await hand.sees("homeIdle")
    assert hand.read("homeSearchField") == ""


async def test_a_scanned_card_opens_its_guest_without_a_tap(hand: Hand) -> None:
    await sign_in(hand)
    await hand.scan(IVAN)
    await hand.sees("guestTotal")


async def test_a_scan_leaves_no_trace_in_the_focused_field(hand: Hand) -> None:
    await sign_in(hand)
    await hand.type("homeSearchField", "+7")
    await hand.scan("46070000000099")
    await hand.sees("toast")
    assert hand.read("homeSearchField") == "+7"


async def test_a_scan_is_heard_on_the_amount_screen_and_types_nothing(hand: Hand) -> None:
    await sign_in(hand)
    await open_guest(hand, "2345678")
    await hand.tap("guestCheckoutButton")
    await hand.sees("amountKey_1")
    await hand.scan(IVAN)
    await hand.sees("guestTotal")
    assert hand.read("guestTotal") == "2\u00a0800"


async def test_an_unknown_code_is_said_to_be_unknown(hand: Hand) -> None:
    await sign_in(hand)
    await hand.scan("WIFI:S:guest")
    await hand.sees("toast")
    assert "Код не распознан" in hand.words()


async def test_nobody_is_shown_before_sign_in(stage: Stage, hand: Hand) -> None:
    await hand.scan(IVAN)
    await hand.sees("waitingGuest")
    assert "Петров" not in " ".join(hand.words())
    assert stage.till.sign_in.session is None


async def test_the_camera_opens_the_guest_it_sees(stage: Stage, hand: Hand) -> None:
    await sign_in(hand)
    await hand.tap("homeScanButton")
    await hand.until(lambda: stage.camera.is_running)
    stage.camera.read(IVAN)
    await hand.sees("guestTotal")
    assert hand.find("cameraClose") is None
    assert not stage.camera.is_running


async def test_the_camera_can_be_closed_again(stage: Stage, hand: Hand) -> None:
    await sign_in(hand)
    await hand.tap("homeScanButton")
    await hand.tap("cameraClose")
    assert not stage.camera.is_running
    assert hand.find("homeSearchField") is not None


async def test_a_missing_camera_is_named(stage: Stage, hand: Hand) -> None:
    await sign_in(hand)
    await hand.tap("homeScanButton")
    await hand.until(lambda: stage.camera.is_running)
    stage.camera.fail()
    await hand.until(lambda: "Камера не найдена" in hand.words())


async def test_the_guest_opened_is_the_one_that_was_tapped(hand: Hand) -> None:
    await sign_in(hand)
    await hand.type("homeSearchField", "пет")
    await hand.sees("homeGuest_2")
    name = hand.read("homeGuest_2", "name")
    await hand.tap("homeGuest_2")
    await hand.sees("guestTotal")
    assert name in hand.words()


@pytest.fixture
def empty_house(tmp_path: Path, loop: qasync.QEventLoop) -> Iterator[Stage]:
    """A restaurant without a single guest."""
    stage = Stage(tmp_path, has_guests=False)
    yield stage
    assert loop.run_until_complete(stage.close()) == []


async def test_a_house_without_guests_invites_to_add_the_first(empty_house: Stage) -> None:
    hand = await empty_house.open()
    await sign_in(hand, pin=ANNA_PIN)
    await hand.sees("homeEmpty")
    assert "Гостей пока нет" in hand.words()
    await hand.tap("homeAddFirst")
    await hand.sees("registrationPhone")

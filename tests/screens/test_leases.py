"""What can be spent without the network, who holds the rest, and a till that is given up."""

import pytest

from client.store.columns import approver_of
from client.store.outbox import list_recent
from client.ui.viewmodels.devices import DevicesViewModel
from client.ui.viewmodels.navigation import Screen
from tests.builders import CASHIER, an_id
from tests.screens.leases import BAR, add_tills, hold, others_keep
from tests.screens.managing import say_yes
from tests.screens.sales import begin_adjustment, begin_check, kinds
from tests.screens.scenes_leases import LEASES
from tests.screens.stage import Hand, Stage, open_guest, sign_in

pytestmark = pytest.mark.screens


async def test_the_card_says_how_many_points_can_be_spent_without_the_network(
    stage: Stage, hand: Hand
) -> None:
    hold(stage, elsewhere=(BAR,))
    await sign_in(hand)
    await open_guest(hand)
    assert hand.read("guestOffline") == "Без связи можно списать: 300 · до 18:40"
    assert hand.read("guestElsewhere") == "2\u00a0500\u00a0баллов — у кассы «Бар», до 18:40"
    assert stage.line.leases_asked, "and the card that opened asked for more"


async def test_a_card_without_a_lease_says_so(hand: Hand) -> None:
    await sign_in(hand)
    await open_guest(hand)
    assert hand.read("guestOffline") == "Без связи списать нельзя"


async def test_the_status_bar_says_how_long_the_horizon_lasts(stage: Stage, hand: Hand) -> None:
    await sign_in(hand)
    assert hand.read("statusLine", "text").endswith("без связи списать будет нельзя")
    hold(stage)
    assert "списание без связи — до " in hand.read("statusLine", "text")


async def test_points_held_are_redeemed_offline_without_a_question(
    stage: Stage, hand: Hand
) -> None:
    hold(stage)
    stage.line.go_offline()
    await begin_check(hand)
    await hand.tap("checkoutRedeemMax")
    assert hand.read("checkoutRedeemLimits") == "до 300\u00a0баллов: больше без связи нельзя"
    await hand.tap("checkoutConfirm")
    await hand.sees("slipPaper")
    assert kinds(stage) == ["redeem", "earn"]


async def test_why_points_are_refused_leaves_no_room_for_who_holds_them(
    stage: Stage, hand: Hand
) -> None:
    hold(stage, elsewhere=(BAR,))
    await begin_check(hand)
    await hand.tap("checkoutRedeemField")
    await hand.tap_keys("amountKey", "9000")
    assert hand.read("checkoutRedeemNote").startswith("По этому чеку можно списать не больше")
    assert hand.find("checkoutRedeemHeld") is None
    assert hand.cut_off() == []


async def test_points_of_another_till_are_refused_by_its_name_and_the_check_stays(
    stage: Stage, hand: Hand
) -> None:
    hold(stage)
    others_keep(stage, BAR)
    await begin_check(hand)
    await hand.tap("checkoutRedeemMax")
    await hand.tap("checkoutConfirm")
    await hand.until(lambda: bool(hand.read("checkoutRedeemHeld")))
    assert hand.read("checkoutRedeemHeld") == "2\u00a0500\u00a0баллов — у кассы «Бар», до 18:40"
    assert any("Баллы гостя сейчас у кассы «Бар»" in text for text in hand.words())
    assert kinds(stage) == []


async def test_leaving_a_check_that_is_being_asked_about_is_said(stage: Stage, hand: Hand) -> None:
    await LEASES["checkout-asking"](stage, hand)
    assert hand.read("checkoutConfirm") == "Запрашиваем баллы…"
    await hand.tap("backButton")
    await hand.sees("toast")
    assert "Списание ещё не закончено" in hand.words()


async def test_a_message_that_is_shown_follows_the_language(stage: Stage, hand: Hand) -> None:
    await sign_in(hand)
    stage.application.app.scanned("460700000000")
    await hand.until(lambda: "Код не распознан" in hand.words())
    await hand.tap("languageButton")
    assert "The code is not understood" in hand.words()


async def test_a_manager_sees_the_loss_before_he_gives_a_till_up(stage: Stage, hand: Hand) -> None:
    """P4."""
    await LEASES["device-question"](stage, hand)
    assert any("столько же потеряет заведение" in text for text in hand.words())
    await hand.tap("deviceGiveUpDialogCancel")
    assert kinds(stage) == []
    await hand.tap("devicesRow_0_giveUp")
    await hand.tap("deviceGiveUpDialogConfirm")
    await hand.until(lambda: kinds(stage) == ["device_lost"])
    await hand.until(lambda: hand.find("devicesRow_1_giveUp") is None)


async def test_a_till_is_given_up_while_the_server_tells_of_tills(stage: Stage, hand: Hand) -> None:
    await LEASES["device-question"](stage, hand)
    stage.application.app.follow_sync()
    hand.touch("deviceGiveUpDialogConfirm")
    await hand.until(lambda: kinds(stage) == ["device_lost"])


async def test_what_a_manager_read_is_gone_before_the_next_one_looks(
    stage: Stage, hand: Hand
) -> None:
    await LEASES["device-question"](stage, hand)
    app = stage.application.app
    devices = app.at(Screen.DEVICES)
    assert isinstance(devices, DevicesViewModel)
    assert devices.property("worstLoss")
    app.desk.navigation.start(Screen.DEVICES)
    assert devices.property("worstLoss") == ""


async def test_a_till_is_given_up_at_a_cashiers_screen_with_a_managers_yes(
    stage: Stage, hand: Hand
) -> None:
    """RBC-33: the manager reads what it may cost, and the cashier stays signed in."""
    await LEASES["device-approval"](stage, hand)
    assert hand.read("approvalWhat") == "Объявить кассу утерянной"
    assert hand.read("approvalWhom") == "Бар"
    assert "Она держит 1\u00a0500\u00a0баллов" in hand.read("approvalWhy")
    assert kinds(stage) == []
    await say_yes(hand)
    await hand.until(lambda: kinds(stage) == ["device_lost"])
    (row,) = stage.store.read_now(lambda db: list_recent(db, 1))
    assert (row.staff_id, approver_of(row.body())) == (CASHIER, an_id("marina"))
    await hand.until(lambda: hand.find("devicesRow_1_giveUp") is None)
    assert hand.read("statusStaff") == "Анна Кассирова"


async def test_a_cashier_sees_the_tills_and_not_what_all_of_it_may_cost(
    stage: Stage, hand: Hand
) -> None:
    add_tills(stage)
    await sign_in(hand)
    await hand.tap("settingsButton")
    await hand.tap("settings_devices")
    await hand.sees("devicesRow_0")
    assert hand.read("devicesRow_0_giveUp", "glyph") == "lock"
    assert not any("потерять" in text for text in hand.words())


async def test_another_loss_than_the_manager_read_is_shown_to_be_asked_about_again(
    stage: Stage, hand: Hand
) -> None:
    await LEASES["device-question"](stage, hand)
    add_tills(stage, points=1_700)
    await hand.tap("deviceGiveUpDialogConfirm")
    await hand.until(lambda: "1\u00a0700" in hand.read("devicesRow_0_points"))
    assert kinds(stage) == []


async def test_a_cancelled_operation_is_called_so(stage: Stage, hand: Hand) -> None:
    await LEASES["operations-cancelled"](stage, hand)
    assert hand.read("operationHeadline") == "Отменена"
    assert "Отменена" in hand.words()


async def test_an_adjustment_says_its_limit_once(hand: Hand) -> None:
    await begin_adjustment(hand)
    assert _limits(hand) == 1
    await hand.tap("adjustmentDirection_take")
    await hand.tap_keys("adjustmentKey", "10001")
    assert _limits(hand) == 1


def _limits(hand: Hand) -> int:
    return sum("не больше" in text for text in hand.words())

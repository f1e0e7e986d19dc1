"""What surrounds every screen: status bar, toasts, language, theme, settings, crash."""

import asyncio

import pytest
from PySide6.QtCore import QRectF, QTimer
from PySide6.QtQuick import QQuickItem

from client.till.preferences import NO_PRINTER
from client.ui.application.bugs import BugHook
from client.ui.presenters.texts import wording
from client.ui.viewmodels.home import HomeViewModel
from client.ui.viewmodels.navigation import Screen
from client.ui.viewmodels.tasks import run_task
from printers.profiles import TcpAddress
from shared.receipt.words import Language
from tests.builders import NOON
from tests.screens.stage import Hand, Stage, open_guest, sign_in
from tests.screens.walk import COVERING_VIEWS, turn

pytestmark = pytest.mark.screens
NEEDED = (
    *("statusConnection", "statusOperations", "statusStaff", "statusRestaurant", "statusShift"),
    *("languageButton", "themeButton", "settingsButton", "lockButton"),
    *("statusLineTitle", "backButton", "guestCheckoutButton"),
)
"""What somebody looks at or taps while a message is there."""


async def test_the_status_bar_says_connection_queue_and_last_contact(
    stage: Stage, hand: Hand
) -> None:
    stage.clock.advance(180)
    stage.line.go_offline()
    stage.line.show_queue(3, attention=2)
    await hand.until(lambda: hand.read("statusConnection") == "Нет связи")
    assert hand.read("statusOperations") == "3 ждут отправки"
    assert hand.read("statusAttention") == "2"
    assert hand.read("statusLine", "title").startswith("Нет связи с")
    assert hand.read("statusConnection", "kind") == "warning"


async def test_the_status_bar_leads_to_the_operations(hand: Hand) -> None:
    await sign_in(hand)
    await hand.tap("statusOperations")
    await hand.until(lambda: hand.find("homeSearchField") is None)


async def test_a_server_error_is_a_banner_until_it_is_over(stage: Stage, hand: Hand) -> None:
    stage.line.show_problem("server_trouble")
    await hand.until(lambda: hand.read("statusLine", "title") == "Ошибка сервера")
    await hand.tap("statusLineRetry")
    assert stage.line.retries == 1
    stage.line.show_problem(None)
    await hand.until(lambda: hand.read("statusLine", "title") == "")
    assert hand.find("statusLineRetry") is None


async def test_a_server_out_of_reach_is_no_alarm(stage: Stage, hand: Hand) -> None:
    stage.line.show_problem("server_unreachable")
    stage.line.go_offline()
    await hand.until(lambda: hand.read("statusConnection") == "Нет связи")
    assert hand.find("statusLineRetry") is None


async def test_a_revoked_till_says_so(stage: Stage, hand: Hand) -> None:
    stage.line.show_problem("device_revoked")
    await hand.sees("shutOutTitle")


async def test_the_language_changes_everywhere_at_once_and_is_kept(
    stage: Stage, hand: Hand
) -> None:
    await sign_in(hand)
    await open_guest(hand)
    await hand.tap("languageButton")
    assert hand.read("guestCheckoutButton") == "New check"
    assert hand.read("guestRegular", "label") == "Regular"
    assert hand.read("statusOperations") == "Everything is sent"
    await hand.until(lambda: stage.kept("ui.language") == "en")
    assert (await stage.keeper.load()).language is Language.EN


async def test_the_theme_changes_at_once_and_is_kept(stage: Stage, hand: Hand) -> None:
    dark = hand.look().pixelColor(5, 700).lightness()
    await hand.tap("themeButton")
    await hand.until(lambda: hand.look().pixelColor(5, 700).lightness() > dark + 100)
    await hand.until(lambda: stage.kept("ui.is_dark") == "False")


async def test_a_printer_with_an_impossible_address_is_not_kept(stage: Stage, hand: Hand) -> None:
    await sign_in(hand)
    await hand.tap("settingsButton")
    await hand.tap("settings_printer")
    await hand.tap("printerKind_tcp")
    await hand.type("printerAddress", "192.168.0.50:99999999")
    await hand.tap("printerSave")
    await hand.until(lambda: hand.read("printerAddress", "error") != "")
    assert (await stage.keeper.load()).printer == NO_PRINTER


async def test_a_network_printer_is_kept(stage: Stage, hand: Hand) -> None:
    await sign_in(hand)
    await hand.tap("settingsButton")
    await hand.tap("settings_printer")
    await hand.tap("printerKind_tcp")
    await hand.type("printerAddress", "127.0.0.1")
    await hand.tap("printerSave")
    await hand.sees("toast")
    assert (await stage.keeper.load()).printer.address == TcpAddress("127.0.0.1")


async def test_a_success_goes_by_itself_and_a_trouble_offers_to_try_again(
    stage: Stage, hand: Hand
) -> None:
    toast, tries = stage.application.app.desk.toast, list[int]()
    toast.succeed(wording("settingsSaved"))
    await hand.sees("toast")
    toast.complain(
        wording("searchFailed"), action_text=wording("retry"), action=lambda: tries.append(1)
    )
    await hand.tap("toastAction")
    assert tries == [1]
    await hand.until(lambda: hand.find("toast") is None)


async def test_a_message_hides_nobodys_name_and_no_key_and_moves_nothing(
    stage: Stage, hand: Hand
) -> None:
    """In every window and with the largest letters; what the line begins with is to be seen too."""
    stage.line.go_offline()
    await sign_in(hand)
    await open_guest(hand)
    for view in COVERING_VIEWS:
        await turn(stage, hand, view)
        hand.look()
        before = _places(hand)
        stage.application.app.desk.toast.complain(
            wording("searchFailed"),
            wording("scanUnknownText", text="0" * 20),
            action_text=wording("retry"),
        )
        await hand.sees("toast")
        hand.look()
        covered = _place(hand.item("toast"))
        assert _places(hand) == before
        assert not [name for name, place in before.items() if covered.intersects(place)], view
        assert hand.cut_off() == []


@pytest.mark.expects_warning
async def test_a_bug_ends_the_action_and_can_be_reported(stage: Stage, hand: Hand) -> None:
    await sign_in(hand)
    stage.application.app.crash('  File "client/till/checkout.py", line 7\nAssertionError')
    await hand.tap("crashReportButton")
    report = next(stage.reports.iterdir())
    assert report.read_text(encoding="utf-8").endswith("AssertionError")
    assert str(report) in hand.read("crashReport")
    await hand.tap("crashCarryOn")
    await hand.sees("signInTile_0")


async def test_a_crash_lets_nobody_stay_signed_in(stage: Stage, hand: Hand) -> None:
    await sign_in(hand)
    stage.application.app.crash("AssertionError")
    await hand.sees("crashCarryOn")
    assert stage.till.sign_in.session is None
    assert stage.line.status.last_contact_at == NOON


@pytest.mark.expects_warning
async def test_a_bug_in_a_task_leads_to_the_crash_screen(stage: Stage, hand: Hand) -> None:
    await sign_in(hand)
    bugs = BugHook(stage.application.app.crash)
    bugs.install(asyncio.get_running_loop())
    home = stage.application.app.at(Screen.HOME)
    assert isinstance(home, HomeViewModel)
    run_task(home, _stumble(), done=lambda _none: None)
    await hand.sees("crashReportButton")
    bugs.remove()
    assert "79991234567" not in " ".join(hand.words())


async def _stumble() -> None:
    raise ValueError("79991234567")


async def test_a_closed_window_looks_at_no_clock_any_more(stage: Stage, hand: Hand) -> None:
    """Its lock would ask a store that is closed for the sign-in tiles."""
    await sign_in(hand)
    app = stage.application.app
    assert any(timer.isActive() for timer in app.findChildren(QTimer))
    await stage.application.close()
    assert not any(timer.isActive() for timer in app.findChildren(QTimer))


def _places(hand: Hand) -> dict[str, QRectF]:
    """Where on the window the needed things are, as far as they are shown."""
    return {name: _place(item) for name in NEEDED if (item := hand.find(name)) is not None}


def _place(item: QQuickItem) -> QRectF:
    return item.mapRectToScene(item.boundingRect())

"""Settings by touch: every section is behind a row of its own, and one choice undoes no other."""

import pytest
from PySide6.QtCore import QPointF

from printers.profiles import PAPER_58
from shared.receipt.words import Language
from tests.screens.house import MARINA_PIN
from tests.screens.stage import Hand, Stage, sign_in

pytestmark = pytest.mark.screens


async def test_every_row_opens_its_section_and_back_leads_to_the_settings(hand: Hand) -> None:
    await sign_in(hand, tile=2, pin=MARINA_PIN)
    await hand.tap("settingsButton")
    await hand.sees("settings_about")
    for row in sorted(each for each in hand.names() if _is_row(each)):
        await hand.tap(row)
        await hand.until(lambda: hand.find("settings_about") is None)
        await hand.tap("backButton")
        await hand.sees("settings_about")


async def test_choices_of_different_sections_hold_beside_one_another(
    stage: Stage, hand: Hand
) -> None:
    await sign_in(hand)
    await hand.tap("settingsButton")
    await hand.tap("settingsLanguage_en")
    await hand.tap("settings_printer")
    await hand.tap("printerPaper_58")
    await hand.tap("backButton")
    await hand.tap("settings_look")
    await hand.tap("settingsTheme_light")
    await hand.until(lambda: stage.kept("ui.is_dark") == "False")
    kept = await stage.keeper.load()
    assert (kept.language, kept.printer.paper, kept.is_dark) == (Language.EN, PAPER_58, False)


async def test_the_printers_address_stays_in_sight_above_the_keyboard(hand: Hand) -> None:
    await sign_in(hand)
    await hand.tap("settingsButton")
    await hand.tap("settings_printer")
    await hand.tap("printerKind_tcp")
    await hand.tap("printerAddress")
    await hand.sees("key_1")
    await hand.until(lambda: _bottom(hand, "printerAddress") < _top(hand, "key_1"))
    assert _top(hand, "printerAddress") > _bottom(hand, "statusBar")


def _is_row(name: str) -> bool:
    return name.startswith("settings_") and not name.endswith("_note")


def _top(hand: Hand, name: str) -> float:
    return hand.item(name).mapToScene(QPointF(0, 0)).y()


def _bottom(hand: Hand, name: str) -> float:
    return _top(hand, name) + hand.item(name).height()

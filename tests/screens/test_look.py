"""The look of the till: chosen by touch, seen at once, kept, and never unreadable."""

from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QColor, QImage
from PySide6.QtQuick import QQuickItem

from client.ui.presenters.accent import READABLE, READABLE_CONTRASTED, accent_roles
from tests.screens.contrast import Ink, contrast
from tests.screens.stage import Hand, Stage, sign_in

pytestmark = pytest.mark.screens


async def test_letters_grow_at_once_and_stay_large(stage: Stage, hand: Hand) -> None:
    await _open(hand)
    before = _letters(hand.item("lookAccent_own"))
    await hand.tap("lookTextSize_200")
    await hand.until(lambda: stage.kept("ui.text_size") == "200")
    assert _letters(hand.item("lookAccent_own")) == pytest.approx(before * 2, abs=1)


async def test_high_contrast_is_seen_at_once(stage: Stage, hand: Hand) -> None:
    await _open(hand)
    before = _button(hand)
    await hand.tap("lookContrast_high")
    await hand.until(lambda: stage.kept("ui.is_contrasted") == "True")
    assert _button(hand) != before


async def test_the_restaurants_colour_is_worn_and_our_own_can_be_had_back(
    stage: Stage, hand: Hand
) -> None:
    await _open(hand)
    ours = _button(hand)
    await hand.tap("lookAccent_265")
    await hand.until(lambda: stage.kept("ui.accent_hue") == "265")
    roles = accent_roles(265, is_dark=True, is_contrasted=False)
    assert _button(hand) == QColor(roles.accent_soft)
    await hand.tap("lookAccent_own")
    await hand.until(lambda: stage.kept("ui.accent_hue") == "None")
    assert _button(hand) == ours


async def test_the_logo_stands_beside_the_name_and_greets_whoever_signs_in(
    stage: Stage, hand: Hand, tmp_path: Path
) -> None:
    sign = tmp_path / "sign.png"
    assert QImage(120, 60, QImage.Format.Format_RGB32).save(str(sign))
    await _open(hand)
    await hand.type("lookLogo", str(sign))
    await hand.tap("key_done")
    await hand.until(lambda: stage.kept("ui.logo_file") == str(sign))
    assert _is_shaped(await hand.sees("statusLogo"), 2)
    await hand.tap("lookTextSize_200")
    await hand.until(lambda: hand.find("statusLogo") is None)
    await hand.tap("lockButton")
    await hand.sees("restaurantLogo")
    assert hand.find("statusLogo") is None


async def test_a_sign_however_long_keeps_its_shape_and_its_place(
    stage: Stage, hand: Hand, tmp_path: Path
) -> None:
    """As high as the bar allows and no wider than its room; without a sign there is no plate."""
    await sign_in(hand)
    assert hand.find("statusLogo") is None
    for width, height in ((600, 60), (60, 600)):
        sign = tmp_path / f"{width}.png"
        assert QImage(width, height, QImage.Format.Format_RGB32).save(str(sign))
        stage.application.wear(logo=QUrl.fromLocalFile(str(sign)))
        plate = await hand.sees("statusLogo")
        await hand.until(partial(_is_shaped, plate, width / height))
        assert plate.height() <= hand.item("statusShift").height()
        assert plate.width() < 140


async def test_a_file_without_a_picture_is_refused_and_nothing_changes(
    stage: Stage, hand: Hand, tmp_path: Path
) -> None:
    (tmp_path / "list.txt").write_text("no picture")
    await _open(hand)
    await hand.type("lookLogo", str(tmp_path / "list.txt"))
    await hand.tap("key_done")
    await hand.until(lambda: bool(hand.read("lookLogo", "error")))
    assert not stage.kept("ui.logo_file")


@pytest.mark.parametrize("is_contrasted", [False, True], ids=["normal", "contrasted"])
@pytest.mark.parametrize("is_dark", [True, False], ids=["dark", "light"])
def test_every_hue_gives_an_accent_that_can_be_read(*, is_dark: bool, is_contrasted: bool) -> None:
    least = READABLE_CONTRASTED if is_contrasted else READABLE
    for hue in range(360):
        roles = accent_roles(hue, is_dark=is_dark, is_contrasted=is_contrasted)
        accent, ink = _ink(roles.accent), _ink(roles.accent_ink)
        for one, other in (
            (accent, _ink(roles.accent_soft)),
            (ink, accent),
            (ink, _ink(roles.accent_pressed)),
        ):
            assert contrast(one, other) >= least, hue


async def _open(hand: Hand) -> None:
    await sign_in(hand)
    await hand.tap("settingsButton")
    await hand.tap("settings_look")
    await hand.sees("lookAccent_own")


def _button(hand: Hand) -> QColor:
    """The face of the palette that is chosen."""
    face = hand.item("settingsTheme_dark").property("background")
    assert isinstance(face, QQuickItem)
    colour = face.property("color")
    assert isinstance(colour, QColor)
    return colour


def _letters(item: QQuickItem) -> int:
    words = next(
        each for each in _inside(item) if each.inherits("QQuickText") and each.property("text")
    )
    return int(words.property("font").pixelSize())


def _inside(item: QQuickItem) -> list[QQuickItem]:
    return [item, *(each for child in item.childItems() for each in _inside(child))]


def _ink(colour: str) -> Ink:
    parsed = QColor(colour)
    return Ink(parsed.red(), parsed.green(), parsed.blue())


def _is_shaped(plate: QQuickItem, times: float) -> bool:
    """Whether the sign on ``plate`` is painted so many times wider than high."""
    (sign,) = plate.childItems()
    painted = sign.property("paintedWidth") / sign.property("paintedHeight")
    return bool(painted == pytest.approx(times, rel=0.1))

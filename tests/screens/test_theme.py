"""Colours keep what Theme.qml promises of them, letters grow, and the till brings all it needs."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QColor, QFont, QRawFont
from PySide6.QtQml import QQmlEngine
from PySide6.QtWidgets import QApplication

from client.till.preferences import Preferences
from client.ui.application.fonts import EMOJI_FAMILY, FAMILY
from client.ui.application.shell import QML_FOLDER
from client.ui.presenters.texts import TEXTS
from client.ui.presenters.theme import tint
from shared.receipt.words import Language
from tests.screens.contrast import Ink, contrast
from tests.screens.walk import PALETTES, Palette

GROUNDS = ("background", "surface", "raised", "overlay")
SOFT = ("accentSoft", "successSoft", "promoSoft", "warningSoft", "dangerSoft")
PROMISED = [
    *((ink, ground) for ink in ("text", "textMuted", "textFaint") for ground in (*GROUNDS, *SOFT)),
    *((role, ground) for role in ("accent", "success", "promo", "warning") for ground in GROUNDS),
    *(("danger", ground) for ground in GROUNDS),
    *((soft.removesuffix("Soft"), soft) for soft in SOFT),
    ("accentInk", "accent"),
    ("accentInk", "accentPressed"),
    ("dangerInk", "danger"),
    ("dangerInk", "dangerPressed"),
    ("text", "pressed"),
    ("ink", "paper"),
]
FRAMES = [("edge", ground) for ground in ("background", "surface", "raised")]
FRAME_RATIO = 3.0
HUES = (None, *range(0, 360, 5))


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[QObject]:
    """The singleton of an engine of its own."""
    engine = QQmlEngine(qapp)
    engine.addImportPath(str(QML_FOLDER))
    theme = engine.singletonInstance("MaxLoyalty", "Theme")
    assert isinstance(theme, QObject)
    yield theme
    del engine


@pytest.mark.parametrize("palette", PALETTES, ids=lambda palette: palette.name)
def test_what_may_lie_on_what_can_be_told_apart_in_every_accent(
    theme: QObject, palette: Palette
) -> None:
    for hue in HUES:
        _wear(theme, palette, hue)
        for ink, ground, least in _promised(palette):
            has = contrast(_ink(theme, ink), _ink(theme, ground))
            assert has >= least, f"{ink} on {ground}, hue {hue}: {has:.2f}"


def test_letters_grow_to_twice_their_size_and_what_is_tapped_never_shrinks(theme: QObject) -> None:
    small = {name: theme.property(name) for name in ("fontCaption", "fontBody", "fontLarge")}
    target = theme.property("target")
    theme.setProperty("textScale", 2.0)
    assert {name: theme.property(name) for name in small} == {
        name: size * 2 for name, size in small.items()
    }
    assert theme.property("target") >= target
    assert theme.property("fontHero") > theme.property("fontDisplay") > theme.property("fontNumber")


def test_the_font_has_every_letter_of_both_languages(qapp: QApplication) -> None:
    assert qapp.font().families() == [FAMILY, EMOJI_FAMILY]
    letters = set("".join(text for language in Language for text in TEXTS[language].values()))
    letters |= set("₽€$₸−±·•…«»№\u00a0ёЁ0123456789")
    assert _missing(FAMILY, letters) == []


def test_emoji_of_a_guests_name_are_no_boxes(qapp: QApplication) -> None:
    assert qapp.font().families()[-1] == EMOJI_FAMILY
    assert _missing(EMOJI_FAMILY, set("🌸🎂😀❤☕👍🐱🎉⭐👨👩👧\u200d\ufe0f")) == []


def _wear(theme: QObject, palette: Palette, hue: int | None) -> None:
    chosen = Preferences(
        is_dark=palette.is_dark, is_contrasted=palette.is_contrasted, accent_hue=hue
    )
    for name, value in palette.looks.items():
        theme.setProperty(name, value)
    theme.setProperty("tint", tint(chosen))


def _promised(palette: Palette) -> Iterator[tuple[str, str, float]]:
    yield from ((ink, ground, palette.least) for ink, ground in PROMISED)
    yield from ((edge, ground, FRAME_RATIO) for edge, ground in FRAMES)


def _ink(theme: QObject, role: str) -> Ink:
    colour = theme.property(role)
    assert isinstance(colour, QColor)
    return Ink(colour.red(), colour.green(), colour.blue())


def _missing(family: str, letters: set[str]) -> list[str]:
    font = QRawFont.fromFont(QFont(family))
    return sorted(
        each for each in letters if each.isprintable() and not font.supportsCharacter(ord(each))
    )

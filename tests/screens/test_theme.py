"""Colours can be told apart, and the till brings letters for all it says."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QColor, QRawFont
from PySide6.QtQml import QQmlEngine
from PySide6.QtWidgets import QApplication

from client.ui.application.fonts import FAMILY
from client.ui.application.window import QML_FOLDER
from client.ui.presenters.texts import TEXTS
from shared.receipt.words import Language

CONTRAST_MIN = 4.5
INK_ON_PAPER = [
    ("text", "background"),
    ("text", "surface"),
    ("text", "raised"),
    ("textMuted", "background"),
    ("textMuted", "surface"),
    ("textMuted", "raised"),
    ("textFaint", "surface"),
    ("accent", "background"),
    ("accent", "surface"),
    ("accent", "accentSoft"),
    ("accentInk", "accent"),
    ("promo", "surface"),
    ("promo", "promoSoft"),
    ("warning", "warningSoft"),
    ("warning", "surface"),
    ("danger", "dangerSoft"),
    ("danger", "surface"),
    ("dangerInk", "danger"),
    ("ink", "paper"),
]


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[QObject]:
    """The singleton of an engine of its own."""
    engine = QQmlEngine(qapp)
    engine.addImportPath(str(QML_FOLDER))
    theme = engine.singletonInstance("MaxLoyalty", "Theme")
    assert isinstance(theme, QObject)
    yield theme
    del engine


@pytest.mark.parametrize("is_dark", [True, False], ids=["dark", "light"])
@pytest.mark.parametrize(("ink", "paper"), INK_ON_PAPER)
def test_words_can_be_read_on_what_they_stand_on(
    theme: QObject, ink: str, paper: str, *, is_dark: bool
) -> None:
    theme.setProperty("isDark", is_dark)
    assert _contrast(theme.property(ink), theme.property(paper)) >= CONTRAST_MIN


def test_the_font_has_every_letter_of_both_languages(qapp: QApplication) -> None:
    assert qapp.font().family() == FAMILY
    font = QRawFont.fromFont(qapp.font())
    letters = set("".join(text for language in Language for text in TEXTS[language].values()))
    letters |= set("₽€$₸−±·•…«»№\u00a0ёЁ0123456789")
    missing = [letter for letter in letters if not font.supportsCharacter(ord(letter))]
    assert [each for each in missing if each.isprintable()] == []


def _contrast(one: QColor, other: QColor) -> float:
    """The ratio of WCAG 2: 1 … 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: QColor) -> float:
    red, green, blue = (_linear(each) for each in (colour.redF(), colour.greenF(), colour.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

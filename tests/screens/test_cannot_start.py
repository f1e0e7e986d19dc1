"""A till that cannot start says why, and what may still be done (SEC-02)."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import SIGNAL, QTimer
from PySide6.QtQuick import QQuickWindow
from PySide6.QtWidgets import QApplication

from client.devices.keystore import KeystoreLocked
from client.store.errors import StoreKeyMissing, StoreTooNew, Trouble
from client.ui.application.cannot_start import open_cannot_start, tell_cannot_start
from client.ui.viewmodels.cannot_start import CannotStartViewModel
from client.ui.viewmodels.texts import Texts
from shared.receipt.words import Language
from tests.screens.stage import Hand

pytestmark = pytest.mark.screens


class Started:
    """The window, and whether somebody chose to begin anew."""

    def __init__(self, trouble: Trouble, language: Language = Language.RU) -> None:
        self.is_begun = False
        self.vm = CannotStartViewModel(trouble, texts=Texts(language), begin_anew=self._begin)
        self.engine = open_cannot_start(self.vm)
        window = self.engine.rootObjects()[0]
        assert isinstance(window, QQuickWindow)
        self.hand = Hand(window)

    def _begin(self) -> None:
        self.is_begun = True


@pytest.fixture
def lost(qapp: QApplication) -> Iterator[Started]:
    del qapp
    started = Started(StoreKeyMissing())
    yield started
    del started.engine


async def test_whose_key_is_lost_begins_anew_once_the_word_is_typed(lost: Started) -> None:
    hand = lost.hand
    await hand.until(hand.window.isExposed)
    assert "Ключ от данных кассы пропал" in hand.read("cannotStartText")
    assert "уже не передать" in hand.read("cannotStartLoss")
    assert not hand.item("cannotStartAnew").isEnabled()
    await hand.type("cannotStartTyped", "заново")
    await hand.tap("key_done")
    await hand.tap("cannotStartAnew")
    assert lost.is_begun


async def test_a_file_of_a_newer_till_is_not_to_be_begun_anew(qapp: QApplication) -> None:
    del qapp
    started = Started(StoreTooNew("schema 99"), Language.EN)
    hand = started.hand
    await hand.until(hand.window.isExposed)
    assert hand.find("cannotStartAnew") is None
    assert hand.find("cannotStartClose") is not None
    del started.engine


def test_it_is_told_by_a_program_that_has_shown_a_till_already(qapp: QApplication) -> None:
    """Back from training, the real till's keystore may be locked meanwhile."""
    qapp.setQuitOnLastWindowClosed(False)  # as whoever shows a till does
    told: list[str] = []

    def close() -> None:
        for window in qapp.allWindows():
            if isinstance(window, QQuickWindow) and window.isVisible():
                told.append(Hand(window).read("cannotStartText"))
                window.close()

    listening = qapp.receivers(SIGNAL("lastWindowClosed()"))
    QTimer.singleShot(0, close)
    tell_cannot_start(KeystoreLocked(), language=Language.RU, begin_anew=list)
    assert qapp.receivers(SIGNAL("lastWindowClosed()")) == listening, "it ends no later window"
    (text,) = told
    assert "хранилищ" in text.lower()

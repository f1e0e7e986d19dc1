"""The window of a till that cannot start: without it a person would see nothing at all."""

from collections.abc import Callable

from PySide6.QtCore import QUrl
from PySide6.QtQml import QQmlApplicationEngine

from client.store.errors import Trouble
from client.ui.application.glyphs import GlyphImages
from client.ui.application.porch import start_qt
from client.ui.application.shell import QML_FOLDER
from client.ui.viewmodels.cannot_start import CannotStartViewModel
from client.ui.viewmodels.texts import Texts
from shared.receipt.words import Language


def tell_cannot_start(
    trouble: Trouble, *, language: Language, begin_anew: Callable[[], object]
) -> None:
    """Says so until the window is closed; after ``begin_anew`` it closes by itself."""
    qt = start_qt()
    qt.lastWindowClosed.connect(qt.quit)

    def begin() -> None:
        begin_anew()
        qt.quit()

    vm = CannotStartViewModel(trouble, texts=Texts(language), begin_anew=begin)
    engine = open_cannot_start(vm)
    qt.exec()
    qt.lastWindowClosed.disconnect(qt.quit)  # a till that begins anew has windows of its own
    del engine


def open_cannot_start(vm: CannotStartViewModel) -> QQmlApplicationEngine:
    """The window, shown; it lives as long as the engine."""
    engine = QQmlApplicationEngine()
    engine.addImportPath(str(QML_FOLDER))
    engine.addImageProvider("glyph", GlyphImages())
    engine.setInitialProperties({"vm": vm})
    engine.load(QUrl.fromLocalFile(str(QML_FOLDER / "MaxLoyalty" / "CannotStart.qml")))
    assert engine.rootObjects(), "CannotStart.qml did not load"
    return engine

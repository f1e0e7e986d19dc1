"""The QML engine and its one window; what is shown in it is given later, and may change.

Loads nothing of the till: the porch stands in it first. Every QML warning is a bug of ours and is
logged as one, but for what a screen says that was left before all of it was built.
"""

import logging
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QUrl
from PySide6.QtQml import QQmlApplicationEngine, QQmlError
from PySide6.QtQuick import QQuickImageProvider, QQuickWindow

from client.ui.application.building import Building
from client.ui.application.glyphs import GlyphImages

QML_FOLDER: Final = Path(__file__).parents[1] / "qml"
Size = tuple[int, int]
"""Width and height in pixels."""
DEFAULT_SIZE: Final[Size] = (1280, 800)
_LEFT_EARLY: Final = (
    "Object or context destroyed during incubation",
    "Cannot create delegate",  # said of the Loader whose part that was, right before
)

log = logging.getLogger(__name__)


class Shell:
    """Closed, then open, then gone."""

    def __init__(self) -> None:
        self.warnings: list[str] = []
        self._looks: dict[str, object] = {}
        self._engine: QQmlApplicationEngine | None = QQmlApplicationEngine()
        self._engine.warnings.connect(self._warned)
        self._building = Building()
        self._engine.setIncubationController(self._building)
        self._engine.addImportPath(str(QML_FOLDER))
        self.provide("glyph", GlyphImages())

    def provide(self, name: str, pictures: QQuickImageProvider) -> None:
        """``image://<name>/…`` is one of ``pictures``."""
        self._living.addImageProvider(name, pictures)

    def open(self, size: Size, *, is_fullscreen: bool, content: dict[str, object]) -> None:
        """The window comes, with ``content`` as its properties."""
        width, height = size
        own = {"width": width, "height": height, "looks": self._looks}
        self._living.setInitialProperties({**own, **content})
        self._living.load(_source("Main.qml"))
        if is_fullscreen:
            self.window.showFullScreen()
        else:
            self.window.show()

    def load_beside(self, name: str, properties: dict[str, object]) -> QQuickWindow:
        """Another window, not shown yet."""
        self._living.setInitialProperties(properties)
        self._living.load(_source(name))
        window = self._living.rootObjects()[-1]
        assert isinstance(window, QQuickWindow), f"{name} did not load: {self.warnings}"
        return window

    @property
    def is_open(self) -> bool:
        """Whether the window stands."""
        return self._engine is not None and bool(self._engine.rootObjects())

    @property
    def window(self) -> QQuickWindow:
        """The window; before ``open`` there is none."""
        roots: list[QObject] = self._living.rootObjects()
        assert roots, f"Main.qml did not load: {self.warnings}"
        window = roots[0]
        assert isinstance(window, QQuickWindow)
        return window

    def wear(self, **looks: object) -> None:
        """The properties of Theme.qml that are decided outside; from now on.

        The window passes them on: to take the Theme into Python would make every class of Qt's
        before the first picture, 13 ms.
        """
        self._looks = {**self._looks, **looks}
        if self.is_open:
            self.window.setProperty("looks", self._looks)

    def close(self) -> None:
        """The engine dies, before what its bindings read. Again is harmless."""
        if self._engine is not None:
            engine, self._engine = self._engine, None
            for root in engine.rootObjects():
                root.deleteLater()
            del engine

    @property
    def _living(self) -> QQmlApplicationEngine:
        assert self._engine is not None, "the window was closed for good"
        return self._engine

    def _warned(self, warnings: list[QQmlError]) -> None:
        for told in (warning.toString() for warning in warnings):
            if told.endswith(_LEFT_EARLY):
                log.info("a screen was left before all of it was built", extra={"told": told})
                continue
            self.warnings.append(told)
            log.warning("QML warns", extra={"warning": told})


def _source(name: str) -> QUrl:
    return QUrl.fromLocalFile(str(QML_FOLDER / "MaxLoyalty" / name))

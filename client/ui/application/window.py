"""The QML engine and its window, in an order of birth and death that leaves no dangling binding.

The engine dies before the view-models, so no binding ever reads a dead one. Every QML warning is a
bug of ours and is logged as one.
"""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QSize, QUrl
from PySide6.QtQml import QQmlApplicationEngine, QQmlError
from PySide6.QtQuick import QQuickWindow

from client.ui.application.building import Building
from client.ui.application.glyphs import GlyphImages
from client.ui.application.guest_window import GuestWindow
from client.ui.application.images import BarImages, CameraImages, QrImages
from client.ui.viewmodels.app import AppViewModel
from client.ui.viewmodels.camera import CameraViewModel

QML_FOLDER: Final = Path(__file__).parents[1] / "qml"
DEFAULT_SIZE: Final = (1280, 800)

log = logging.getLogger(__name__)


class Application:
    """One window over one root view-model, and the guest's beside it when that is wanted."""

    def __init__(self, app: AppViewModel, *, camera: CameraViewModel) -> None:
        self.app = app
        self.warnings: list[str] = []
        self._camera = camera
        self.guest_window = GuestWindow(load=self._load_beside)
        self._greetings: list[Callable[[], None]] = []
        self._farewells: list[Callable[[], None]] = []
        self._engine: QQmlApplicationEngine | None = QQmlApplicationEngine()
        self._engine.warnings.connect(self._warned)
        self._building = Building()
        self._engine.setIncubationController(self._building)
        self._engine.addImportPath(str(QML_FOLDER))
        self._engine.addImageProvider("glyph", GlyphImages())
        self._engine.addImageProvider("qr", QrImages())
        self._engine.addImageProvider("bars", BarImages())
        self._engine.addImageProvider("camera", CameraImages(camera))

    def show(self, size: QSize | None = None, *, is_fullscreen: bool = False) -> QQuickWindow:
        """Load Main.qml and show it."""
        assert self._engine is not None
        size = size or QSize(*DEFAULT_SIZE)
        self._engine.setInitialProperties(
            {"app": self.app, "width": size.width(), "height": size.height()}
        )
        self._engine.load(_source("Main.qml"))
        window = self.window
        if is_fullscreen:
            window.showFullScreen()
        else:
            window.show()
        for greeting in self._greetings:
            greeting()
        return window

    @property
    def window(self) -> QQuickWindow:
        """The window; before ``show`` there is none."""
        assert self._engine is not None
        roots: list[QObject] = self._engine.rootObjects()
        assert roots, f"Main.qml did not load: {self.warnings}"
        window = roots[0]
        assert isinstance(window, QQuickWindow)
        return window

    def hold_still(self) -> None:
        """No motion from now on: for pictures, and for those whom motion disturbs."""
        self.wear(isStill=True)

    def wear(self, **looks: object) -> None:
        """The properties of Theme.qml that are decided outside; from now on."""
        assert self._engine is not None
        theme = self._engine.singletonInstance("MaxLoyalty", "Theme")
        assert isinstance(theme, QObject)
        for name, value in looks.items():
            theme.setProperty(name, value)

    def on_show(self, greeting: Callable[[], None]) -> None:
        """``greeting`` is called when the window stands."""
        self._greetings.append(greeting)

    def on_close(self, farewell: Callable[[], None]) -> None:
        """``farewell`` is called when the window is done for."""
        self._farewells.append(farewell)

    async def close(self) -> None:
        """What is under way ends, the engine dies; the view-models may follow.

        Again is harmless.
        """
        self._camera.close()
        while self._farewells:
            self._farewells.pop()()
        await self.app.desk.clear()
        if self._engine is not None:
            engine, self._engine = self._engine, None
            for root in engine.rootObjects():
                root.deleteLater()
            del engine

    def _load_beside(self, properties: dict[str, object]) -> QQuickWindow:
        """The guest's window, not shown yet."""
        assert self._engine is not None
        self._engine.setInitialProperties(properties)
        self._engine.load(_source("GuestDisplay.qml"))
        window = self._engine.rootObjects()[-1]
        assert isinstance(window, QQuickWindow), f"GuestDisplay.qml did not load: {self.warnings}"
        return window

    def _warned(self, warnings: list[QQmlError]) -> None:
        for warning in warnings:
            self.warnings.append(warning.toString())
            log.warning("QML warns", extra={"warning": warning.toString()})


def _source(name: str) -> QUrl:
    return QUrl.fromLocalFile(str(QML_FOLDER / "MaxLoyalty" / name))

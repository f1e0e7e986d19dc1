"""The till in its window, in an order of birth and death that leaves no dangling binding.

The engine dies before the view-models, so no binding ever reads a dead one.
"""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSize
from PySide6.QtQuick import QQuickWindow

from client.ui.application.guest_window import GuestWindow
from client.ui.application.images import BarImages, CameraImages, QrImages
from client.ui.application.shell import DEFAULT_SIZE, Shell
from client.ui.viewmodels.app import AppViewModel
from client.ui.viewmodels.camera import CameraViewModel


class Application:
    """One window over one root view-model, and the guest's beside it when that is wanted."""

    def __init__(
        self, app: AppViewModel, *, camera: CameraViewModel, shell: Shell | None = None
    ) -> None:
        """``shell`` may be open already: then the till takes the place of what is in it."""
        self.app = app
        self._camera = camera
        self._shell = shell or Shell()
        self.guest_window = GuestWindow(load=partial(self._shell.load_beside, "GuestDisplay.qml"))
        self._greetings: list[Callable[[], None]] = []
        self._farewells: list[Callable[[], None]] = []
        self._shell.provide("qr", QrImages())
        self._shell.provide("bars", BarImages())
        self._shell.provide("camera", CameraImages(camera))

    def show(self, size: QSize | None = None, *, is_fullscreen: bool = False) -> QQuickWindow:
        """The till is in the window; ``size`` is of one that was not open before."""
        if self._shell.is_open:
            self.window.setProperty("app", self.app)
        else:
            pixels = (size.width(), size.height()) if size else DEFAULT_SIZE
            self._shell.open(pixels, is_fullscreen=is_fullscreen, content={"app": self.app})
        for greeting in self._greetings:
            greeting()
        return self.window

    @property
    def window(self) -> QQuickWindow:
        """The window; before ``show`` there may be none."""
        return self._shell.window

    @property
    def warnings(self) -> list[str]:
        """What QML complained about."""
        return self._shell.warnings

    def hold_still(self) -> None:
        """No motion from now on: for pictures, and for those whom motion disturbs."""
        self.wear(isStill=True)

    def wear(self, **looks: object) -> None:
        """The properties of Theme.qml that are decided outside; from now on."""
        self._shell.wear(**looks)

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
        self._shell.close()

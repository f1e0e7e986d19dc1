"""Everything that reads codes: the camera, a scanner that types, one on a serial port."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from client.ui.application.key_filter import Hearer, KeyFilter, listen
from client.ui.application.turnstile import Turnstile
from client.ui.application.window import Application
from client.ui.presenters.texts import wording
from client.ui.viewmodels.app import AppViewModel
from client.ui.viewmodels.camera import CameraViewModel, Named, Watching
from client.ui.viewmodels.chosen import Chosen
from client.ui.viewmodels.navigation import Screen
from client.ui.viewmodels.scanner_setup import ScannerSetupViewModel
from client.ui.viewmodels.serial_line import SerialLine, SerialPorts
from client.ui.viewmodels.settings import Section, SettingsViewModel
from client.ui.viewmodels.tasks import Desk


@dataclass(frozen=True, slots=True)
class Scanning:
    """What the till reads codes with."""

    open_camera: Callable[[str], Watching]
    """A camera that looks at the source it is given."""
    find_cameras: Callable[[], Sequence[Named]]
    """Those that are plugged in; not for the screen's thread."""
    serial_ports: SerialPorts


@dataclass(frozen=True, slots=True)
class Hearing:
    """What stands between the keys and the screens."""

    turnstile: Turnstile
    keys: KeyFilter | None = None
    """Of the porch, if there was one: what it has half heard goes on."""
    scans: Sequence[str] = ()
    """What it has heard: these were shown before whatever is heard from now on."""


def camera_view_model(desk: Desk, scanning: Scanning, *, chosen: Chosen) -> CameraViewModel:
    """The camera over any screen."""
    return CameraViewModel(
        desk,
        open_camera=scanning.open_camera,
        find_cameras=scanning.find_cameras,
        chosen=chosen,
    )


def register_scanner(
    desk: Desk, settings: SettingsViewModel, *, chosen: Chosen, scanning: Scanning
) -> None:
    """The section of scanners and the camera."""
    line = SerialLine(ports=scanning.serial_ports, chosen=chosen)
    setup = ScannerSetupViewModel(
        desk, chosen=chosen, line=line, find_cameras=scanning.find_cameras
    )
    desk.navigation.register(Screen.SCANNER, setup)
    settings.add(
        Section(
            Screen.SCANNER,
            glyph="scan",
            title=wording("scannerTitle"),
            note=wording("scannerNote"),
        )
    )


def hear_scanners(
    application: Application,
    *,
    camera: CameraViewModel,
    chosen: Chosen,
    hearing: Hearing,
) -> None:
    """Whatever is read anywhere comes to the one door for scans, until the window closes."""
    app = application.app
    for text in hearing.scans:
        app.scanned(text)
    keys = hearing.keys or listen(lambda: application.window)
    keys.tell(Hearer(app.touched, app.scanned, app.keep_typed, hearing.turnstile.take_back))
    application.on_close(keys.stop)
    chosen.changed.connect(lambda: keys.use(chosen.preferences))
    keys.use(chosen.preferences)
    camera.codeSeen.connect(app.scanned)
    setup = _setup(app)
    setup.taught_by(keys.teach)
    setup.line.heard.connect(app.scanned)
    setup.line.follow()
    application.on_close(setup.line.stop)


def _setup(app: AppViewModel) -> ScannerSetupViewModel:
    setup = app.at(Screen.SCANNER)
    assert isinstance(setup, ScannerSetupViewModel)
    return setup

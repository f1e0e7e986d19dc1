"""A till on a stage: real store, real commands, real screens; a hand that taps, an eye that looks.

The line to the server and the camera are the test's own (``fakes``); the clock stands still.
"""

import asyncio
import gc
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from time import monotonic
from typing import Any, Final

from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QSize, Qt
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent
from PySide6.QtQuick import QQuickItem, QQuickWindow

from client.devices.keystore import PIN_PEPPER
from client.devices.print_spool import PrintSpool
from client.devices.printer_setup import PrinterSetup
from client.store.database import Store
from client.store.settings_rows import setting
from client.sync.handover import Handover
from client.sync.line import Line
from client.sync.transport import HttpTransport
from client.till.about import about_till
from client.till.preferences import Preferences, PreferencesKeeper, printer_profile
from client.till.sign_in import SignIn
from client.till.till import open_till
from client.till.training import TrainingMode
from client.till.workplace import Workplace
from client.ui.application.assembly import Parts, build
from client.ui.application.printing import Printing
from client.ui.application.safeguards import Safeguards
from client.ui.application.scanning import Scanning
from client.ui.application.window import Application
from printers.found import Found
from printers.registry import open_printer
from tests.builders import NOON, an_enrolled_store
from tests.fakes import FakeChance, FakeClock, FakeKeystore
from tests.screens.aiming import is_in_sight, lay_out, middle_of
from tests.screens.archive import FakeArchive
from tests.screens.carrying import FakeCarrying
from tests.screens.fakes import FakeCamera, FakeEnrolment, FakeLine, FakeSerial
from tests.screens.house import furnish
from tests.sealed_files import store_key

PATIENCE_SECONDS: Final = 20.0
GLANCE_SECONDS: Final = 0.001
"""Between two looks of who waits for something: no wait of its own."""
HUMAN_PAUSE_MS: Final = 200
SCANNER_PAUSE_MS: Final = 5
KEY_TEXTS: Final = {
    Qt.Key.Key_Return: "\r",
    Qt.Key.Key_Backspace: "\b",
    Qt.Key.Key_Tab: "\t",
    Qt.Key.Key_Space: " ",
}


class Stage:
    """Everything behind the window; ``open`` puts it up, ``close`` takes it down."""

    def __init__(
        self,
        folder: Path,
        *,
        is_enrolled: bool = True,
        has_guests: bool = True,
        is_training: bool = False,
        preferences: Preferences | None = None,
    ) -> None:
        self.training = TrainingMode(is_on=is_training)
        self._preferences = preferences or Preferences()
        path = folder / "till.db"
        self.free_bytes = 10**12
        if is_enrolled:
            an_enrolled_store(path).close()
        self.store = Store(path, store_key, room=lambda _folder: self.free_bytes)
        if is_enrolled:
            furnish(self.store, has_guests=has_guests)
        self.clock = FakeClock()
        self.line = FakeLine()
        self.archive = FakeArchive()
        self.camera, self.serial = FakeCamera(), FakeSerial()
        self.enrolment = FakeEnrolment()
        self.carrying = FakeCarrying()
        self.is_wiped = False
        self.reports = folder / "reports"
        self._paper = folder / "paper"
        self.spool = PrintSpool(
            store=self.store,
            clock=self.clock,
            open_printer=open_printer,
            profile=printer_profile(Preferences(), paper_folder=self._paper),
        )
        self.printers: list[Found] = []
        """What a search finds."""
        self.setup = PrinterSetup(
            self.spool, pdf_folder=self._paper, search=lambda _stop: tuple(self.printers)
        )
        self.keeper = PreferencesKeeper(
            self.store,
            paper_folder=self._paper,
            use_printer=self.spool.use,
            initial=self._preferences,
        )
        self.till = open_till(self._workplace())
        self._application: Application | None = None

    async def open(self, size: QSize | None = None) -> "Hand":
        """The window on its first screen, online."""
        self.spool.start()
        self.line.go_online(NOON)
        self._application = await build(self._parts())
        self._application.hold_still()
        window = self._application.show(size)
        hand = Hand(window)
        await hand.until(window.isExposed)
        return hand

    def kept(self, key: str) -> str | None:
        """A choice as the store holds it."""
        return self.store.read_now(lambda db: setting(db, key))

    @property
    def application(self) -> Application:
        """The screens."""
        assert self._application is not None
        return self._application

    async def close(self) -> list[str]:
        """Down with it; what QML complained about."""
        warnings: list[str] = []
        if self._application is not None:
            await self._application.close()
            warnings = self._application.warnings
        self.spool.stop()
        self.store.close()
        # Not later by chance: a timer may only die on the thread that it lives on.
        self._application = None
        gc.collect()
        return warnings

    def _workplace(self) -> Workplace:
        keys = FakeKeystore()
        sign_in = SignIn(self.store, self.clock, load_pepper=lambda: keys.load(PIN_PEPPER))
        return Workplace(
            store=self.store,
            clock=self.clock,
            chance=FakeChance(),
            sign_in=sign_in,
            delivery=self.line,
            paper=self.spool,
            archive=self.archive,
        )

    def _parts(self) -> Parts:
        return Parts(
            till=self.till,
            sync=self.line,
            enrolment=self.enrolment,
            printing=Printing(self.spool, self.setup),
            keeper=self.keeper,
            scanning=Scanning(
                open_camera=self.camera.opened,
                find_cameras=lambda: self.camera.plugged,
                serial_ports=self.serial,
            ),
            about=lambda: about_till(self.store),
            version="test",
            now=self.clock.now_utc,
            new_id=FakeChance(2).uuid,
            report_folder=self.reports,
            safeguards=Safeguards(self._handover(), self.carrying, self._wipe),
            training=self.training,
        )

    def _wipe(self) -> None:
        self.is_wiped = True

    def _handover(self) -> Handover:
        chance = FakeChance()
        line = Line(self.store, FakeKeystore(), HttpTransport(chance), self.clock, chance)
        return Handover(line, fallback=self.reports, sticks=list)


class Hand:
    """Taps and types by objectName, as a person taps by sight; and looks."""

    def __init__(self, window: QQuickWindow) -> None:
        self.window = window
        self._now_ms = 0
        self._finger = QPointF()

    async def until(self, holds: Callable[[], bool]) -> None:
        """The event loop runs until ``holds`` on the screen that is wanted, which must be shown.

        An AssertionError after the patience is over.
        """
        deadline = monotonic() + PATIENCE_SECONDS
        while self.is_changing() or not holds():
            assert monotonic() < deadline, f"in vain; shown: {sorted(self.names())}"
            # a loop that never rests keeps the interpreter from the store's threads
            await asyncio.sleep(GLANCE_SECONDS)

    def is_changing(self) -> bool:
        """Whether the screen that is wanted is still being built beside the one shown."""
        screen = self.window.findChild(QQuickItem, "screen")
        return screen is not None and bool(screen.property("isChanging"))

    async def settle(self) -> None:
        """Until the screen that is wanted is shown."""
        await self.until(lambda: True)

    async def sees(self, name: str) -> QQuickItem:
        """Wait until the item called ``name`` is on the screen."""
        await self.until(lambda: self.find(name) is not None)
        return self.item(name)

    async def tap(self, name: str) -> None:
        """A finger on the middle of the item, once it is there, enabled, in sight and at rest."""
        seen_at = None
        while (now_at := await self._place_of(name)) != seen_at:
            seen_at = now_at
            await asyncio.sleep(GLANCE_SECONDS)
        self.touch(name)
        await self._take_effect()

    async def reach(self, name: str) -> None:
        """The keyboard goes there: what is below an edge is brought into sight."""
        item = await self.sees(name)
        lay_out(item)
        item.forceActiveFocus()
        await self.until(lambda: is_in_sight(self.item(name)))

    async def _place_of(self, name: str) -> QPointF:
        await self.until(lambda: self._is_ready(name))
        return self.item(name).mapToScene(QPointF())

    def touch(self, name: str) -> None:
        """A finger on the middle of the item, now, whatever is under way."""
        self.put_down(name)
        self.lift()

    def put_down(self, name: str) -> None:
        """The finger comes down and stays there."""
        item = self.item(name)
        lay_out(item)
        self._finger = item.mapToScene(middle_of(item))
        self._mouse(QEvent.Type.MouseButtonPress, self._finger, Qt.MouseButton.LeftButton)

    def lift(self) -> None:
        """The finger goes up where it came down."""
        self._mouse(QEvent.Type.MouseButtonRelease, self._finger, Qt.MouseButton.NoButton)

    async def tap_keys(self, prefix: str, digits: str) -> None:
        """One key of a pad after the other."""
        for digit in digits:
            await self.tap(f"{prefix}_{digit}")

    async def type(self, name: str, text: str) -> None:
        """Tap a field and type into it, at the pace of a person."""
        await self.tap(name)
        await self.press(text)

    async def press(self, text: str) -> None:
        """Type into whatever has the keyboard's attention."""
        await self.settle()
        self.strike(text)
        await self._take_effect()

    def strike(self, text: str) -> None:
        """Type now, whatever is under way."""
        self._press(text, pause_ms=HUMAN_PAUSE_MS)

    async def key(
        self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        """One key that types nothing, or ends what is typed."""
        await self.settle()
        self._now_ms += HUMAN_PAUSE_MS
        self._strike(key, KEY_TEXTS.get(key, ""), modifiers)
        await self._take_effect()

    async def scan(self, text: str) -> None:
        """A scanner that poses as a keyboard reads ``text``, whatever is on the screen."""
        await self.settle()
        self.flash(text)
        await self._take_effect()

    def flash(self, text: str) -> None:
        """The scanner reads ``text`` now, whatever is under way."""
        self._now_ms += HUMAN_PAUSE_MS
        self._press(text + "\r", pause_ms=SCANNER_PAUSE_MS)

    def item(self, name: str) -> QQuickItem:
        """The visible item called ``name``; it must be there."""
        found = self.find(name)
        assert found is not None, f"no {name}; shown: {sorted(self.names())}"
        return found

    def find(self, name: str) -> QQuickItem | None:
        """The visible item called ``name``."""
        return next((item for item in self._visible() if item.objectName() == name), None)

    def names(self) -> set[str]:
        """Every name on the screen."""
        return {item.objectName() for item in self._visible() if item.objectName()}

    def read(self, name: str, property_name: str = "text") -> Any:
        """A property of the item called ``name``."""
        return self.item(name).property(property_name)

    def words(self) -> list[str]:
        """Every text on the screen."""
        texts = (item.property("text") for item in self._visible())
        return [text for text in texts if isinstance(text, str) and text]

    def cut_off(self) -> list[str]:
        """Texts that do not fit into their place, once a frame has given each its place."""
        self.look()
        return [item.property("text") for item in self._visible() if item.property("truncated")]

    def targets(self) -> Iterator[QQuickItem]:
        """Everything that can be tapped."""
        return (item for item in self._visible() if item.inherits("QQuickAbstractButton"))

    def look(self) -> QImage:
        """The window as a picture."""
        return self.window.grabWindow()

    async def _take_effect(self) -> None:
        """What was begun goes on; a screen that was asked for comes."""
        await asyncio.sleep(0)
        await self.settle()

    def _press(self, text: str, *, pause_ms: int) -> None:
        for character in text:
            self._now_ms += pause_ms
            key = Qt.Key.Key_Return if character == "\r" else Qt.Key.Key_unknown
            self._strike(key, character, Qt.KeyboardModifier.NoModifier)

    def _strike(self, key: Qt.Key, text: str, modifiers: Qt.KeyboardModifier) -> None:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, modifiers, text)
            event.setTimestamp(self._now_ms)
            QCoreApplication.sendEvent(self.window, event)

    def _mouse(self, kind: QEvent.Type, at: QPointF, held: Qt.MouseButton) -> None:
        """Sent, not simulated: QTest would run the event loop inside a task of that very loop."""
        on_screen = QPointF(self.window.mapToGlobal(at))
        left, no_key = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        QCoreApplication.sendEvent(
            self.window, QMouseEvent(kind, at, on_screen, left, held, no_key)
        )

    def _is_ready(self, name: str) -> bool:
        item = self.find(name)
        if item is None or not item.isEnabled():
            return False
        lay_out(item)
        return is_in_sight(item)

    def _visible(self) -> Iterator[QQuickItem]:
        waiting = [self.window.contentItem()]
        while waiting:
            item = waiting.pop()
            if item.isVisible():
                yield item
                waiting.extend(item.childItems())


async def sign_in(hand: Hand, *, tile: int = 0, pin: str = "1111") -> None:
    """From the sign-in screen to home."""
    await hand.tap(f"signInTile_{tile}")
    await hand.tap_keys("pinKey", pin)
    await hand.sees("homeSearchField")


async def open_guest(hand: Hand, typed: str = "1234567") -> None:
    """From home to the guest whose phone ends with ``typed``."""
    await hand.type("homeSearchField", typed)
    await hand.tap("homeGuest_0")
    await hand.sees("guestCheckoutButton")


Scene = Callable[[Stage, Hand], Awaitable[None]]

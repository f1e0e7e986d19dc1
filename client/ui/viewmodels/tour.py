"""The tour: five steps over the home screen after somebody's first sign-in on this till.

It blocks nobody: a scan, a touch beside it and every key that means something else put it aside;
that first touch or letter does nothing more.
Knows when it begins and ends; what a step says and lights is the presenter's.
"""

from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import Any, Final, Protocol

from PySide6.QtCore import Property, QRectF, Qt, Signal, Slot
from PySide6.QtQml import QmlElement

from client.till.staff_session import Session
from client.ui.presenters.tour import TOUR_STEPS, TourStep, tour_step
from client.ui.viewmodels.navigation import Screen
from client.ui.viewmodels.scenes import text_of
from client.ui.viewmodels.shortcut import Shortcut, shortcut_of
from client.ui.viewmodels.shortcuts import BEFORE_SIGN_IN, ShortcutsViewModel
from client.ui.viewmodels.tasks import Desk, ScreenViewModel, run_quietly
from shared.domain.ids import StaffId

QML_IMPORT_NAME = "MaxLoyalty.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1

_ONWARDS: Final = frozenset({Qt.Key.Key_Right.value, Qt.Key.Key_Down.value})
_BACKWARDS: Final = frozenset({Qt.Key.Key_Left.value, Qt.Key.Key_Up.value})
_FIRST_LETTER: Final = Qt.Key.Key_Exclam.value
"""Below is the space bar, which presses the button that is walked to."""
PlaceOf = Callable[[Sequence[str]], QRectF]
"""Where on the window the items of these names are, all of them together; empty for none."""


class Touring(Protocol):
    """What remembers who has been shown around."""

    async def is_due(self, staff_id: StaffId) -> bool: ...
    async def finish(self, staff_id: StaffId) -> None: ...
    async def put_aside(self, staff_id: StaffId) -> None: ...


@QmlElement
class TourViewModel(ScreenViewModel):
    """One step at a time, and what it lights."""

    changed = Signal()
    litChanged = Signal()

    def __init__(
        self, desk: Desk, *, shortcuts: ShortcutsViewModel, is_changing: Callable[[], bool]
    ) -> None:
        """Keys that are not the tour's go to ``shortcuts``; it waits while the screen changes."""
        super().__init__(desk)
        self._shortcuts, self._is_changing = shortcuts, is_changing
        self._tours: Touring | None = None
        self._session: Callable[[], Session | None] = lambda: None
        self._place_of: PlaceOf = lambda _names: QRectF()
        self._is_outside = True
        self._awaited: StaffId | None = None
        self._led: StaffId | None = None
        self._number = 0
        self._lit = QRectF()
        self.scene: TourStep | None = None
        desk.navigation.changed.connect(self._follow)

    def lead(self, tours: Touring, *, session: Callable[[], Session | None]) -> None:
        """Whoever signs in from now on is shown around, if it is still due."""
        self._tours, self._session = tours, session

    def light_by(self, place_of: PlaceOf) -> None:
        """How the tour finds what it lights."""
        self._place_of = place_of

    def show(self) -> None:
        """Once more from the first step, for whoever is signed in, on the screen it speaks of."""
        session = self._session()
        if session is not None:
            self.desk.navigation.start(Screen.HOME)
            self._begin(session.member.staff_id)

    def make_way(self) -> None:
        """A guest comes first. Who has come to the last step has seen it all."""
        self._awaited = None
        if self._tours is not None and self._led is not None:
            self._end(self._tours.finish if self._is_last() else self._tours.put_aside)

    def refresh(self) -> None:
        """The step is worded anew."""
        if self._led is not None:
            self.scene = tour_step(
                self._number, is_training=self.desk.is_training, language=self.desk.texts.spoken
            )
        super().refresh()

    @Slot()
    def next(self) -> None:
        """The next step; after the last one work begins."""
        if self._is_last():
            self.skip()
        else:
            self._go(self._number + 1)

    @Slot()
    def back(self) -> None:
        """The step before, if there is one."""
        self._go(max(0, self._number - 1))

    @Slot()
    def skip(self) -> None:
        """Never again, unless asked for."""
        if self._tours is not None:
            self._end(self._tours.finish)

    @Slot()
    def putAside(self) -> None:
        """Somebody touches the till beside the tour: there is work to do."""
        self.make_way()

    @Slot(int, int, result=bool)
    def press(self, key: int, modifiers: int) -> bool:
        """Whether the key meant something; one that is not the tour's own puts it aside."""
        shortcut = shortcut_of(key, modifiers, is_typing=True)
        if shortcut is Shortcut.MAIN or key in _ONWARDS:
            self.next()
        elif shortcut is Shortcut.BACK:
            self.skip()
        elif key in _BACKWARDS:
            self.back()
        elif shortcut is not None:
            self.make_way()
            return self._shortcuts.press(key, modifiers, None)
        elif _FIRST_LETTER <= key < Qt.Key.Key_Escape.value:
            self.make_way()  # somebody types: what follows is the search's
        return shortcut is not None or key in _ONWARDS | _BACKWARDS

    @Slot()
    def look(self) -> None:
        """Before every frame: what is lit moves with the window and the size of the letters."""
        lit = self._place_of(self.scene.spots) if self.scene else QRectF()
        if lit != self._lit:
            self._lit = lit
            self.litChanged.emit()

    @Slot()
    def _follow(self) -> None:
        """Begins with a sign-in; ends wherever the home screen is left."""
        screen, was_outside = self.desk.navigation.screen, self._is_outside
        self._is_outside = self.desk.navigation.first in BEFORE_SIGN_IN
        if screen is not Screen.HOME:
            self.make_way()
        elif was_outside:
            self._ask()

    def _ask(self) -> None:
        session = self._session()
        if self._tours is None or session is None:
            return
        self._awaited = session.member.staff_id
        due = self._tours.is_due(self._awaited)
        run_quietly(self, due, done=partial(self._begin_if, self._awaited))

    def _begin_if(self, staff_id: StaffId, is_due: bool) -> None:
        """Unless something came first meanwhile."""
        if is_due and self._awaited == staff_id:
            self._begin(staff_id)

    def _begin(self, staff_id: StaffId) -> None:
        self._awaited, self._led = None, staff_id
        self._go(0)

    def _go(self, number: int) -> None:
        self._number = number
        self.refresh()
        self.look()

    def _end(self, remember: Callable[[StaffId], Coroutine[Any, Any, None]]) -> None:
        led, self._led, self.scene = self._led, None, None
        self.refresh()
        if led is not None:
            run_quietly(self, remember(led), done=_remembered)

    def _is_shown(self) -> bool:
        return self._led is not None and not self._is_changing()

    def _is_last(self) -> bool:
        return self._number == TOUR_STEPS - 1

    isShown = Property(bool, _is_shown, notify=changed)
    isFirst = Property(bool, lambda self: self._number == 0, notify=changed)
    isLast = Property(bool, _is_last, notify=changed)
    number = Property(int, lambda self: self._number, notify=changed)
    steps = Property(int, lambda _self: TOUR_STEPS, constant=True)
    title = text_of("title", changed)
    text = text_of("text", changed)
    place = text_of("place", changed)
    sketch = text_of("sketch", changed)
    lit = Property(QRectF, lambda self: self._lit, notify=litChanged)


def _remembered(_nothing: None) -> None:
    """It is seen: the tour is gone."""

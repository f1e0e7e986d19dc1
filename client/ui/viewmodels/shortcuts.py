"""The till without a pointer: a key press becomes what the screen, or the till, does for it.

Enter is the one main action of a screen, unless a button or a line of a list has been walked to;
then it presses that. The sheet tells which keys mean something now.
"""

from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtCore import Property, QMetaObject, QObject, Signal, Slot
from PySide6.QtQml import QmlElement
from PySide6.QtQuick import QQuickItem

from client.ui.listmodels.rows import RowsModel
from client.ui.presenters.shortcuts import ShortcutRow, shortcut_rows
from client.ui.viewmodels.camera import CameraViewModel
from client.ui.viewmodels.navigation import Screen
from client.ui.viewmodels.shortcut import LABELS, Shortcut, shortcut_of
from client.ui.viewmodels.tasks import Desk, ScreenViewModel

QML_IMPORT_NAME = "MaxLoyalty.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1

Keys = Mapping[Shortcut, Callable[[], None]]

BEFORE_SIGN_IN: Final = frozenset({Screen.ENROLMENT, Screen.SIGN_IN, Screen.SHUT_OUT, Screen.CRASH})
_ANYWHERE: Final = frozenset({Shortcut.HELP, Shortcut.CONNECTION})
_LEAVES_SHEET: Final = frozenset({Shortcut.HELP, Shortcut.BACK, Shortcut.MAIN})


@QmlElement
class ShortcutsViewModel(ScreenViewModel):
    """Hears every key that nothing on the screen wanted for itself."""

    changed = Signal()

    def __init__(self, desk: Desk, *, camera: CameraViewModel) -> None:
        super().__init__(desk)
        self._camera = camera
        self._everywhere: Keys = {}
        self._is_shown = False
        self._rows = RowsModel(ShortcutRow)

    def serve(self, everywhere: Keys) -> None:
        """What the till does for a key on whatever screen."""
        self._everywhere = {**everywhere, Shortcut.HELP: self.toggle}

    @Slot(int, int, QQuickItem, result=bool)
    def press(self, key: int, modifiers: int, item: QQuickItem | None) -> bool:
        """Whether the key meant something; ``item`` has the keyboard's attention."""
        is_typing = item is not None and item.property("cursorPosition") is not None
        shortcut = shortcut_of(key, modifiers, is_typing=is_typing)
        if shortcut is None:
            return self._is_shown
        if self._is_shown:
            return self._press_on_sheet(shortcut)
        if self._camera.property("isOpen"):
            return self._press_on_camera(shortcut)
        if shortcut is Shortcut.MAIN and is_typing and not self._shown().takes_enter_of_fields:
            return False
        if shortcut is Shortcut.MAIN and item is not None and _is_walked_to(item):
            return QMetaObject.invokeMethod(item, "click")
        action = self._actions().get(shortcut)
        if action is not None:
            action()
        return action is not None

    @Slot()
    def toggle(self) -> None:
        """The sheet of keys comes, or goes."""
        self._is_shown = not self._is_shown
        self.refresh()

    def refresh(self) -> None:
        """The rows are worded anew as well."""
        if self._is_shown:
            self._rows.show(self._shown_rows())
        super().refresh()

    def _press_on_sheet(self, shortcut: Shortcut) -> bool:
        if shortcut in _LEAVES_SHEET:
            self.toggle()
        return True

    def _press_on_camera(self, shortcut: Shortcut) -> bool:
        if shortcut is Shortcut.BACK:
            self._camera.close()
        return True

    def _actions(self) -> Keys:
        """The screen's own word goes before the till's."""
        return {**self._of_the_till(), **self._shown().keys()}

    def _of_the_till(self) -> Keys:
        if self.desk.navigation.first not in BEFORE_SIGN_IN:
            return self._everywhere
        return {key: do for key, do in self._everywhere.items() if key in _ANYWHERE}

    def _shown(self) -> ScreenViewModel:
        screen = self.desk.navigation.screen
        assert screen is not None
        shown = self.desk.navigation.view_model(screen)
        assert isinstance(shown, ScreenViewModel)
        return shown

    def _shown_rows(self) -> list[ShortcutRow]:
        screen, known = self.desk.navigation.screen, self._actions()
        labels = {each.value: label for each, label in LABELS.items() if each in known}
        return shortcut_rows(labels, screen=screen or "", language=self.desk.texts.spoken)

    isShown = Property(bool, lambda self: self._is_shown, notify=changed)
    rows = Property(QObject, lambda self: self._rows, constant=True)


def _is_walked_to(item: QQuickItem) -> bool:
    """Whether it is a button that Tab, not a finger, has led to."""
    return item.inherits("QQuickAbstractButton") and bool(item.property("visualFocus"))

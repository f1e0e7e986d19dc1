"""Which screen is shown, and the way back: a stack without dead ends.

Knows the names of the screens and hands each view-model its subject (a guest, a receipt) when the
screen opens. Must not know what a screen does with it.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from PySide6.QtCore import QObject, Signal


class Screen(StrEnum):
    """Every screen; ``<Name>Screen.qml`` draws it."""

    ENROLMENT = "enrolment"
    SIGN_IN = "signIn"
    HOME = "home"
    GUEST = "guest"
    CHECKOUT = "checkout"
    DONE = "done"
    REGISTRATION = "registration"
    CARD = "card"
    ADJUSTMENT = "adjustment"
    REFUND = "refund"
    TRANSFER = "transfer"
    OPERATIONS = "operations"
    SCANNED_SLIP = "scannedSlip"
    HISTORY = "history"
    SHIFT = "shift"
    SETTINGS = "settings"
    PRINTER = "printer"
    PRINTER_TEST = "printerTest"
    PAPER_QUEUE = "paperQueue"
    SCANNER = "scanner"
    GUEST_DISPLAY = "guestDisplay"
    LOOK = "look"
    SAFETY = "safety"
    HANDOVER = "handover"
    SHUT_OUT = "shutOut"
    CARRY = "carry"
    WIPE = "wipe"
    TRAINING = "training"
    ABOUT = "about"
    DEVICES = "devices"
    CRASH = "crash"


class Enterable(Protocol):
    """What a screen's view-model must offer."""

    def enter(self, subject: object, /) -> None:
        """The screen opens, or is come back to, for ``subject``."""


@dataclass(frozen=True, slots=True)
class Place:
    """A screen and what it was opened for."""

    screen: Screen
    subject: object = None


class Navigation(QObject):
    """The stack of open screens; the last one is shown."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._view_models: dict[Screen, Enterable] = {}
        self._stack: list[Place] = []

    def register(self, screen: Screen, view_model: Enterable) -> None:
        """``view_model`` stands behind ``screen``."""
        self._view_models[screen] = view_model

    def view_model(self, screen: Screen) -> Enterable:
        """What stands behind ``screen``."""
        return self._view_models[screen]

    @property
    def screen(self) -> Screen | None:
        """The screen that is shown; None before the first."""
        return self._stack[-1].screen if self._stack else None

    @property
    def first(self) -> Screen | None:
        """The screen at the bottom; None before the first."""
        return self._stack[0].screen if self._stack else None

    @property
    def can_go_back(self) -> bool:
        """Whether another screen lies below."""
        return len(self._stack) > 1

    def start(self, screen: Screen, subject: object = None) -> None:
        """Open ``screen`` as the only one: there is nothing to go back to."""
        self._stack.clear()
        self.go(screen, subject)

    def go(self, screen: Screen, subject: object = None) -> None:
        """Open ``screen`` for ``subject`` above the present one."""
        self._stack.append(Place(screen, subject))
        self._enter()

    def replace(self, screen: Screen, subject: object = None) -> None:
        """Open ``screen`` instead of the present one: Back leads past it."""
        self._stack.pop()
        self.go(screen, subject)

    def back(self) -> None:
        """Close the present screen and enter the one below again; at the bottom: nothing."""
        if self.can_go_back:
            self._stack.pop()
            self._enter()

    def _enter(self) -> None:
        place = self._stack[-1]
        self._view_models[place.screen].enter(place.subject)
        self.changed.emit()

"""A pad, a reason, one button: what the screens of refunds, adjustments and transfers share.

Each of them keeps one frozen state of what was typed and chosen, and the scene that words it. Who
may not do it alone is asked for the yes of somebody who may, once everything is typed.
"""

from abc import abstractmethod
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Any, ClassVar

from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtQml import QmlElement

from client.till.approval import Approval
from client.till.done import Done
from client.ui.presenters.approval import Asked
from client.ui.presenters.typing_pad import erase_last
from client.ui.viewmodels.approval import ApprovalViewModel
from client.ui.viewmodels.done import show_done
from client.ui.viewmodels.navigation import Screen
from client.ui.viewmodels.scenes import flag_of, list_of, text_of
from client.ui.viewmodels.shortcut import Shortcut
from client.ui.viewmodels.tasks import Desk, ScreenViewModel

QML_IMPORT_NAME = "MaxLoyalty.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class ReasonedViewModel(ScreenViewModel):
    """How much and why, and the button that books it.

    ``state`` is None before the screen is entered; it has a ``reason`` and the fields in ``TYPED``.
    """

    sceneChanged = Signal()
    SCREEN: ClassVar[Screen]
    PRESETS: ClassVar[type[StrEnum]]
    TYPED: ClassVar[tuple[str, ...]]
    """What of the state the pad types: a scanner that poses as a keyboard must not."""
    present: ClassVar[Callable[..., Any]]
    """The scene of a state: ``guest``, ``error``, ``reason_texts``, ``confirm`` … of its own."""
    in_words: ClassVar[Callable[..., Asked]]
    """A complete state, as who approves it reads it."""

    def __init__(self, desk: Desk, *, approval: ApprovalViewModel) -> None:
        super().__init__(desk)
        self._approval = approval
        self.state: Any = None
        self.scene: Any = None
        self.busyChanged.connect(self.refresh)

    @abstractmethod
    def typed(self) -> str:
        """What the pad has typed where it types now."""

    @abstractmethod
    def put(self, typed: str) -> None:
        """The pad has typed ``typed`` now."""

    @abstractmethod
    def after_key(self, typed: str, key: str) -> str:
        """What is typed after one key more."""

    @abstractmethod
    def book(self, approval: Approval | None) -> Coroutine[Any, Any, Done]:
        """The till's command for the state, which its scene finds complete."""

    def refresh(self) -> None:
        """Everything is worded anew."""
        if self.state is not None:
            self.scene = self.present(self.state, language=self.desk.texts.spoken)
        self.sceneChanged.emit()
        super().refresh()

    def keep_typed(self) -> Callable[[], None]:
        kept = self.state

        def take_back() -> None:
            if kept is not None and self.may_type():
                self.change(**{field: getattr(kept, field) for field in self.TYPED})

        return take_back

    def may_type(self) -> bool:
        """Whether the pad types: not while what was typed is being booked."""
        return self.state is not None and not self.tasks

    def change(self, **fields: Any) -> None:
        """The state is another in these fields."""
        self.show(replace(self.state, **fields))

    def show(self, state: Any) -> None:
        """The screen is about ``state`` from now on; what somebody is asked to approve is not."""
        if state != self.state:
            self._approval.close()
        self.state = state
        self.refresh()

    def keys(self) -> Mapping[Shortcut, Callable[[], None]]:
        """Enter books."""
        return {Shortcut.MAIN: self.confirm, Shortcut.BACK: self.goBack}

    @Slot(str)
    def typeKey(self, key: str) -> None:
        """One key of the pad or of a keyboard."""
        if self.may_type():
            self.put(self.after_key(self.typed(), key))

    @Slot()
    def erase(self) -> None:
        """The last character."""
        if self.may_type():
            self.put(erase_last(self.typed()))

    @Slot()
    def clear(self) -> None:
        """All of it."""
        if self.may_type():
            self.put("")

    @Slot(str)
    def chooseReason(self, reason: str) -> None:
        """One of the presets."""
        if self.state is not None:
            self.change(reason=reason)

    @Slot()
    def confirm(self) -> None:
        """Book it."""
        if self.scene is not None and not self.tasks and self.scene.can_confirm:
            asked = type(self).in_words(self.state)
            self._approval.book(self, self.book, asked=asked, done=self._booked)

    def _booked(self, done: Done) -> None:
        self.state = None
        show_done(self.desk, done, left=self.SCREEN)

    def _reason(self) -> str:
        return "" if self.state is None else str(self.state.reason)

    guest = text_of("guest", sceneChanged)
    error = text_of("error", sceneChanged)
    confirmText = text_of("confirm", sceneChanged)
    canConfirm = flag_of("can_confirm", sceneChanged)
    approval = Property(ApprovalViewModel, lambda self: self._approval, constant=True)
    needsApproval = Property(bool, lambda self: not self._approval.may_alone(), notify=sceneChanged)
    reason = Property(str, _reason, notify=sceneChanged)
    reasons = Property(list, lambda self: [each.value for each in self.PRESETS], constant=True)
    reasonTexts = list_of("reason_texts", sceneChanged)

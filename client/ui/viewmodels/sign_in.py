"""Sign-in: choose yourself, type four digits, work; the network has no part in it (CSH-03…09)."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Protocol

from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtQml import QmlElement

from client.till.staff_session import Session, StaffTile
from client.ui.viewmodels.navigation import Screen
from client.ui.viewmodels.pin_answers import refuse
from client.ui.viewmodels.pin_pad import PinPad
from client.ui.viewmodels.porch import DOOR
from client.ui.viewmodels.shortcut import Shortcut
from client.ui.viewmodels.status import StatusViewModel
from client.ui.viewmodels.tasks import Desk, ScreenViewModel, run_task
from shared.domain.ids import StaffId

QML_IMPORT_NAME = "MaxLoyalty.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1


class SigningIn(Protocol):
    """What the screen needs of the till."""

    async def tiles(self) -> tuple[StaffTile, ...]: ...
    async def sign_in(self, staff_id: StaffId, pin: str) -> Session: ...


@QmlElement
class SignInViewModel(ScreenViewModel):
    """The pad at the door of the till."""

    changed = Signal()

    def __init__(
        self,
        desk: Desk,
        *,
        sign_in: SigningIn,
        status: StatusViewModel,
        begun: PinPad | None = None,
    ) -> None:
        """``begun`` is the pad of the porch, with whatever was done on it."""
        super().__init__(desk)
        self._sign_in, self._status = sign_in, status
        self._is_begun = begun is not None
        self.pin_pad = begun or PinPad(desk.texts, words=DOOR)
        self.pin_pad.setParent(self)  # what stops this one's clocks stops the pad's
        self.pin_pad.completed.connect(self._check)
        self.pin_pad.waitEnded.connect(self.reload)

    def enter(self, _subject: object, /) -> None:
        """Nobody is chosen, unless somebody came over the porch; the tiles are read anew."""
        is_begun, self._is_begun = self._is_begun, False
        if not is_begun:
            self.pin_pad.choose_nobody()
        elif self.pin_pad.asked is not None:
            self._check()
        self.reload()

    def follow_sync(self) -> None:
        """Staff may have come from the server."""
        self.reload()

    @Slot()
    def reload(self) -> None:
        """Read the tiles."""
        run_task(self, self._sign_in.tiles(), done=self.pin_pad.show_tiles)

    def keep_typed(self) -> Callable[[], None]:
        return self.pin_pad.keep_typed()

    def keys(self) -> Mapping[Shortcut, Callable[[], None]]:
        """Arrows choose who works; digits are the PIN and need no Enter."""
        return {
            Shortcut.UP: lambda: self.pin_pad.step(-1),
            Shortcut.DOWN: lambda: self.pin_pad.step(1),
            Shortcut.BACK: self.pin_pad.clear,
        }

    @Slot()
    def _check(self) -> None:
        asked = self.pin_pad.asked
        assert asked is not None
        work = self._sign_in.sign_in(asked.staff_id, asked.pin)
        run_task(self, work, done=self._signed_in, refused=partial(refuse, self.pin_pad))

    def _signed_in(self, session: Session) -> None:
        self.pin_pad.forget()
        self._status.show_staff(session.member)
        self.desk.navigation.start(Screen.HOME)

    pad = Property(PinPad, lambda self: self.pin_pad, constant=True)

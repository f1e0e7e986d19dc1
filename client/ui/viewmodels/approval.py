"""A manager's yes over the screen of whoever is signed in, who stays so (CSH-95, RBC-33).

Shows what is asked, who may say yes and a PIN pad. The fourth digit books: the till checks the PIN
and the rules in one call, so nothing of a yes outlives the deed that it was for.
"""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Final, Protocol, TypeVar

from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtQml import QmlElement

from client.store.errors import Trouble
from client.till.approval import Approval
from client.till.staff_session import Session, StaffTile
from client.ui.presenters.approval import Asked
from client.ui.viewmodels.pin_answers import refuse
from client.ui.viewmodels.pin_pad import PadWords, PinPad
from client.ui.viewmodels.tasks import Desk, ScreenViewModel, run_task
from shared.domain.errors import Refusal
from shared.domain.staff import Permission, may

QML_IMPORT_NAME = "MaxLoyalty.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1

T = TypeVar("T")
YES: Final = PadWords(choose="approvalChoose", type="approvalPin", checking="approvalChecking")


class Approvers(Protocol):
    """What the dialog needs of the till."""

    @property
    def session(self) -> Session | None: ...
    async def tiles(self, permission: Permission | None = None) -> tuple[StaffTile, ...]: ...


@dataclass(frozen=True, slots=True)
class _Question:
    """What is asked, and what books it."""

    asked: Asked
    work: Callable[[Approval], Coroutine[Any, Any, Any]]
    done: Callable[[Any], None]


@QmlElement
class ApprovalViewModel(ScreenViewModel):
    """The dialog over every screen; closed while nothing is asked."""

    changed = Signal()

    def __init__(self, desk: Desk, *, sign_in: Approvers) -> None:
        super().__init__(desk)
        self._sign_in = sign_in
        self._question: _Question | None = None
        self.pin_pad = PinPad(desk.texts, words=YES)
        self.pin_pad.setParent(self)  # what stops this one's clocks stops the pad's
        self.pin_pad.completed.connect(self._ask_till)
        self.pin_pad.waitEnded.connect(self._read_tiles)
        desk.navigation.changed.connect(self.close)

    def may_alone(self, permission: Permission = Permission.ADJUST_POINTS) -> bool:
        """Whether who is signed in needs nobody's yes."""
        session = self._sign_in.session
        return session is not None and may(session.member, permission)

    def book(
        self,
        asker: ScreenViewModel,
        work: Callable[[Approval | None], Coroutine[Any, Any, T]],
        *,
        asked: Asked,
        done: Callable[[T], None],
    ) -> None:
        """Runs ``work``: at once for those who may, else with the yes of somebody who may.

        Closed without one, nothing is booked and ``done`` hears nothing.
        """
        if self.may_alone(asked.permission):
            run_task(asker, work(None), done=done)
            return
        self._question = _Question(asked, work, done)
        self.pin_pad.begin()
        self._read_tiles()
        self.refresh()

    @Slot()
    def close(self) -> None:
        """No: nothing is booked. While a PIN is being checked it is too late for that.

        A bug in the deed has ended the check: then the question goes as well.
        """
        if self._question is not None and not (self.pin_pad.asked and self.tasks):
            self._end()

    @Slot()
    def _read_tiles(self) -> None:
        if self._question is not None:
            tiles = self._sign_in.tiles(self._question.asked.permission)
            run_task(self, tiles, done=self.pin_pad.show_tiles)

    @Slot()
    def _ask_till(self) -> None:
        asked = self.pin_pad.asked
        assert self._question is not None
        assert asked is not None
        yes = Approval(asked.staff_id, asked.pin)
        run_task(self, self._question.work(yes), done=self._booked, refused=self._refused)

    def _booked(self, result: object) -> None:
        question = self._end()
        if question is not None:
            question.done(result)

    def _refused(self, problem: Refusal | Trouble) -> bool:
        is_told = refuse(self.pin_pad, problem)
        if not is_told:
            self._end()
        return is_told

    def _end(self) -> _Question | None:
        question, self._question = self._question, None
        self.pin_pad.choose_nobody()
        self.refresh()
        return question

    def _asked(self, field: str) -> str:
        if self._question is None:
            return ""
        return str(getattr(self._question.asked, field)(self.desk.texts.spoken))

    def _asker(self) -> str:
        session = self._sign_in.session
        name = session.member.name if session else ""
        return self.desk.texts.say("approvalAsks", name=name)

    isOpen = Property(bool, lambda self: self._question is not None, notify=changed)
    what = Property(str, lambda self: self._asked("what"), notify=changed)
    whom = Property(str, lambda self: self._asked("whom"), notify=changed)
    why = Property(str, lambda self: self._asked("why"), notify=changed)
    asker = Property(str, _asker, notify=changed)
    pad = Property(PinPad, lambda self: self.pin_pad, constant=True)

"""The restaurant's other tills, and the one a manager gives up (design §6)."""

from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any, Protocol

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from client.store.errors import Trouble
from client.till.approval import Approval
from client.till.device_lost import DeviceView
from client.till.refusals import LossChanged
from client.ui.listmodels.rows import RowsModel
from client.ui.presenters.approval import asked_device_lost
from client.ui.presenters.devices import DeviceRow, Question, device_row, question, worst_loss_text
from client.ui.presenters.texts import wording
from client.ui.viewmodels.approval import ApprovalViewModel
from client.ui.viewmodels.tasks import Desk, ScreenViewModel, run_quietly
from shared.domain.errors import Refusal
from shared.domain.ids import OperationId
from shared.domain.staff import Permission

QML_IMPORT_NAME = "MaxLoyalty.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1


class GivingUp(Protocol):
    """What the screen needs of the till."""

    async def others(self) -> tuple[DeviceView, ...]: ...
    async def loss_at_worst(self) -> int: ...
    async def give_up(
        self, device: DeviceView, *, approval: Approval | None = None
    ) -> OperationId: ...


@QmlElement
class DevicesViewModel(ScreenViewModel):
    """A list; the dialog asks about the chosen one, with the loss in points."""

    changed = Signal()

    def __init__(
        self,
        desk: Desk,
        *,
        lost_devices: GivingUp,
        approval: ApprovalViewModel,
        now: Callable[[], datetime],
    ) -> None:
        super().__init__(desk)
        self._lost_devices, self._approval, self._now = lost_devices, approval, now
        self._devices: tuple[DeviceView, ...] = ()
        self._worst: int | None = None
        self._state = "loading"
        self._chosen: DeviceView | None = None
        self._rows = RowsModel(DeviceRow)

    def enter(self, _subject: object, /) -> None:
        """Everything anew."""
        self._devices, self._state, self._chosen, self._worst = (), "loading", None, None
        self.reload()

    def follow_sync(self) -> None:
        """The server may have told of a till."""
        self.reload()

    def refresh(self) -> None:
        """Rows are worded anew."""
        language, now = self.desk.texts.spoken, self._now()
        self._rows.show([device_row(each, now=now, language=language) for each in self._devices])
        super().refresh()

    @Slot()
    def reload(self) -> None:
        """Read the list again; a report of the sync engine takes no tap away meanwhile."""
        run_quietly(self, self._read(), done=self._show, refused=self._failed)

    @Slot(int)
    def choose(self, index: int) -> None:
        """The dialog will ask about this one, with the number that is shown."""
        self._chosen = self._devices[index]
        self.refresh()

    @Slot()
    def giveUp(self) -> None:
        """The chosen till is lost; the dialog has asked (CSH-90), a manager is asked if need be."""
        chosen, give_up = self._chosen, self._lost_devices.give_up
        if chosen is not None and not self.tasks:
            self._approval.book(
                self,
                lambda approval: self._told_of_changes(give_up(chosen, approval=approval)),
                asked=asked_device_lost(chosen),
                done=self._given_up,
            )

    async def _told_of_changes(self, work: Coroutine[Any, Any, OperationId]) -> OperationId:
        """Another number of points is shown, to be asked about again."""
        try:
            return await work
        except LossChanged:
            self.reload()
            raise

    async def _read(self) -> tuple[tuple[DeviceView, ...], int | None]:
        others = await self._lost_devices.others()
        return others, await self._lost_devices.loss_at_worst() if self._may_alone() else None

    def _show(self, read: tuple[tuple[DeviceView, ...], int | None]) -> None:
        self._devices, self._worst = read
        self._state = "results" if self._devices else "empty"
        self.refresh()

    def _failed(self, _problem: Refusal | Trouble) -> bool:
        self._state = "failed"
        self.refresh()
        return True

    def _given_up(self, _operation_id: OperationId) -> None:
        self.desk.toast.succeed(wording("deviceGivenUp"))
        self.reload()

    def _may_alone(self) -> bool:
        return self._approval.may_alone(Permission.MANAGE_DEVICES)

    def _question(self) -> Question:
        return question(self._chosen, language=self.desk.texts.spoken)

    def _worst_loss(self) -> str:
        """What all of it may cost is for those who answer for it."""
        if self._worst is None:
            return ""
        return worst_loss_text(self._worst, language=self.desk.texts.spoken)

    approval = Property(ApprovalViewModel, lambda self: self._approval, constant=True)
    needsApproval = Property(bool, lambda self: not self._may_alone(), notify=changed)
    rows = Property(QObject, lambda self: self._rows, constant=True)
    state = Property(str, lambda self: self._state, notify=changed)
    worstLoss = Property(str, _worst_loss, notify=changed)
    questionTitle = Property(str, lambda self: self._question().title, notify=changed)
    questionText = Property(str, lambda self: self._question().text, notify=changed)

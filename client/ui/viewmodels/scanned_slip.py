"""The operations of a receipt that was scanned: what became of each, to refund or to cancel.

The receipt may be another till's; then the server was asked, and is not asked again and again.
"""

from typing import Protocol

from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtQml import QmlElement

from client.till.approval import Approval
from client.till.done import Done
from client.till.operation_view import OperationView
from client.till.slip_lookup import operation_scanned
from client.ui.presenters.operations import slip_note
from client.ui.viewmodels.navigation import Screen
from client.ui.viewmodels.operations import OperationsViewModel, TillParts, Views
from client.ui.viewmodels.tasks import run_task
from shared.domain.ids import OperationId
from shared.sync.archive import OperationTold

QML_IMPORT_NAME = "MaxLoyalty.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1


class LookingUp(Protocol):
    """What finds a slip."""

    async def by_code(self, operation_id: OperationId) -> Views: ...


class TakingBack(Protocol):
    """What takes back an operation of another till."""

    async def cancel(self, told: OperationTold, *, approval: Approval | None = None) -> Done: ...


class SlipParts(TillParts, Protocol):
    """What the screen needs of the till."""

    @property
    def slip_lookup(self) -> LookingUp: ...
    @property
    def elsewhere(self) -> TakingBack: ...


@QmlElement
class ScannedSlipViewModel(OperationsViewModel):
    """As the list of operations, for one receipt."""

    noteChanged = Signal()
    _till: SlipParts
    _code: OperationId

    def open_scanned(self, text: str) -> bool:
        """Whether ``text`` is a receipt's code; then its operations are looked for and shown."""
        code = operation_scanned(text)
        if code is None:
            return False
        self._code = code
        run_task(self, self._till.slip_lookup.by_code(code), done=self._open)
        return True

    def enter(self, subject: object, /) -> None:
        """The operations ``subject``; the scanned one is chosen."""
        assert isinstance(subject, tuple)
        self._views, self._state, self._fresh = subject, "results", frozenset()
        self._choose(self._scanned_of(subject))
        self.follow_sync()

    def refresh(self) -> None:
        """The header is worded anew as well."""
        super().refresh()
        self.noteChanged.emit()

    def follow_sync(self) -> None:
        """The server answered for what this till did; of another till it was asked already."""
        if not any(view.told for view in self._views):
            self.reload()

    @Slot()
    def cancel(self) -> None:
        """Take the operation back; the dialog has asked (CSH-90)."""
        chosen = self._chosen
        if chosen is None or not chosen.told:
            super().cancel()
            return
        told, cancel = chosen.told[0], self._till.elsewhere.cancel
        self._take_back(chosen, lambda approval: cancel(told, approval=approval))

    async def _read(self) -> tuple[Views, int]:
        return await self._till.slip_lookup.by_code(self._code), 0

    def _open(self, views: Views) -> None:
        self.desk.toast.dismiss()
        if self.desk.navigation.screen is Screen.SCANNED_SLIP:
            self.desk.navigation.replace(Screen.SCANNED_SLIP, views)
        else:
            self.desk.navigation.go(Screen.SCANNED_SLIP, views)

    def _scanned_of(self, views: Views) -> OperationView:
        return next((view for view in views if view.operation_id == self._code), views[0])

    def _note(self) -> str:
        return slip_note(self._views, language=self.desk.texts.spoken) if self._views else ""

    note = Property(str, _note, notify=noteChanged)

"""The status bar: online or offline, how many wait, last contact, who works where (CSH-76)."""

from PySide6.QtCore import Property, Signal
from PySide6.QtQml import QmlElement

from client.ui.presenters.connection import SyncState
from client.ui.presenters.status import attention_text, connection, waiting_text
from client.ui.viewmodels.connection import ConnectionViewModel
from client.ui.viewmodels.printer import PrinterViewModel
from client.ui.viewmodels.shift_badge import ShiftBadgeViewModel
from client.ui.viewmodels.tasks import Desk, ScreenViewModel
from shared.domain.staff import StaffMember

QML_IMPORT_NAME = "MaxLoyalty.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class StatusViewModel(ScreenViewModel):
    """Always visible, never in the way."""

    changed = Signal()

    def __init__(
        self,
        desk: Desk,
        *,
        contact: ConnectionViewModel,
        shift: ShiftBadgeViewModel,
        printer: PrinterViewModel,
    ) -> None:
        super().__init__(desk)
        self._shift, self._printer = shift, printer
        self.contact = contact
        self._state: SyncState | None = None
        self._staff_member: StaffMember | None = None
        self._restaurant_name = ""

    @property
    def is_online(self) -> bool | None:
        """Whether the server answers; None before the first try."""
        return self._state.is_online if self._state else None

    def show_sync(self, state: SyncState) -> None:
        """The engine reports."""
        self._state = state
        self.contact.show_sync(state)
        self.refresh()

    def show_staff(self, member: StaffMember | None) -> None:
        """Who is signed in."""
        self._staff_member = member
        self.refresh()

    @property
    def restaurant_name(self) -> str:
        """Where this till stands; empty before it is known."""
        return self._restaurant_name

    def show_restaurant(self, name: str) -> None:
        """Where this till stands."""
        self._restaurant_name = name
        self.refresh()

    def _connection_text(self) -> str:
        return connection(self.is_online, language=self.desk.texts.spoken).text

    def _connection_kind(self) -> str:
        return connection(self.is_online, language=self.desk.texts.spoken).kind

    def _connection_glyph(self) -> str:
        return connection(self.is_online, language=self.desk.texts.spoken).glyph

    def _waiting_text(self) -> str:
        return waiting_text(self._waiting(), language=self.desk.texts.spoken)

    def _waiting(self) -> int:
        return self._state.waiting if self._state else 0

    def _attention(self) -> int:
        return self._state.attention if self._state else 0

    def _attention_text(self) -> str:
        return attention_text(self._attention(), language=self.desk.texts.spoken)

    def _staff_text(self) -> str:
        member = self._staff_member
        return member.name if member else ""

    shift = Property(ShiftBadgeViewModel, lambda self: self._shift, constant=True)
    printer = Property(PrinterViewModel, lambda self: self._printer, constant=True)
    connection = Property(ConnectionViewModel, lambda self: self.contact, constant=True)
    connectionText = Property(str, _connection_text, notify=changed)
    connectionKind = Property(str, _connection_kind, notify=changed)
    connectionGlyph = Property(str, _connection_glyph, notify=changed)
    waiting = Property(int, _waiting, notify=changed)
    waitingText = Property(str, _waiting_text, notify=changed)
    attention = Property(int, _attention, notify=changed)
    attentionText = Property(str, _attention_text, notify=changed)
    staffName = Property(str, _staff_text, notify=changed)
    isSignedIn = Property(bool, lambda self: self._staff_member is not None, notify=changed)
    restaurantName = Property(str, lambda self: self._restaurant_name, notify=changed)

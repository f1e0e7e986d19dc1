"""The status bar: online or offline, how many wait, last contact, who works where (CSH-76)."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from PySide6.QtCore import Property, QTimer, Signal
from PySide6.QtQml import QmlElement

from client.ui.presenters.status import (
    ServerNotice,
    attention_text,
    connection,
    horizon_text,
    last_contact_text,
    server_notice,
    waiting_text,
)
from client.ui.viewmodels.shift_badge import ShiftBadgeViewModel
from client.ui.viewmodels.tasks import Desk, ScreenViewModel
from shared.domain.staff import StaffMember

QML_IMPORT_NAME = "MaxLoyalty.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1

REFRESH_MS = 15_000


class SyncState(Protocol):
    """What the sync engine says about itself."""

    @property
    def is_online(self) -> bool | None: ...
    @property
    def waiting(self) -> int: ...
    @property
    def attention(self) -> int: ...
    @property
    def last_contact_at(self) -> datetime | None: ...
    @property
    def alone_until(self) -> datetime | None: ...
    @property
    def problem(self) -> str | None: ...
    @property
    def is_clock_wrong(self) -> bool: ...


@QmlElement
class StatusViewModel(ScreenViewModel):
    """Always visible, never in the way."""

    changed = Signal()

    def __init__(
        self, desk: Desk, *, now: Callable[[], datetime], shift: ShiftBadgeViewModel
    ) -> None:
        super().__init__(desk)
        self._now, self._shift = now, shift
        self._state: SyncState | None = None
        self._staff_member: StaffMember | None = None
        self._restaurant_name = ""
        self._refresh = QTimer(self, interval=REFRESH_MS)
        self._refresh.timeout.connect(self.refresh)
        self._refresh.start()

    @property
    def is_online(self) -> bool | None:
        """Whether the server answers; None before the first try."""
        return self._state.is_online if self._state else None

    def show_sync(self, state: SyncState) -> None:
        """The engine reports."""
        self._state = state
        self.refresh()

    def show_staff(self, member: StaffMember | None) -> None:
        """Who is signed in."""
        self._staff_member = member
        self.refresh()

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

    def _notice(self) -> ServerNotice:
        if self._state is None:
            return ServerNotice()
        return server_notice(
            self._state.problem,
            is_clock_wrong=self._state.is_clock_wrong,
            language=self.desk.texts.spoken,
        )

    def _waiting_text(self) -> str:
        return waiting_text(self._waiting(), language=self.desk.texts.spoken)

    def _waiting(self) -> int:
        return self._state.waiting if self._state else 0

    def _attention(self) -> int:
        return self._state.attention if self._state else 0

    def _attention_text(self) -> str:
        return attention_text(self._attention(), language=self.desk.texts.spoken)

    def _last_contact_text(self) -> str:
        at = self._state.last_contact_at if self._state else None
        return last_contact_text(at, now=self._now(), language=self.desk.texts.spoken)

    def _horizon_text(self) -> str:
        until = self._state.alone_until if self._state else None
        return horizon_text(until, language=self.desk.texts.spoken)

    def _staff_text(self) -> str:
        member = self._staff_member
        return member.name if member else ""

    shift = Property(ShiftBadgeViewModel, lambda self: self._shift, constant=True)
    connectionText = Property(str, _connection_text, notify=changed)
    connectionKind = Property(str, _connection_kind, notify=changed)
    connectionGlyph = Property(str, _connection_glyph, notify=changed)
    noticeTitle = Property(str, lambda self: self._notice().title, notify=changed)
    noticeText = Property(str, lambda self: self._notice().text, notify=changed)
    noticeKind = Property(str, lambda self: self._notice().kind, notify=changed)
    waiting = Property(int, _waiting, notify=changed)
    waitingText = Property(str, _waiting_text, notify=changed)
    attention = Property(int, _attention, notify=changed)
    attentionText = Property(str, _attention_text, notify=changed)
    lastContactText = Property(str, _last_contact_text, notify=changed)
    horizonText = Property(str, _horizon_text, notify=changed)
    staffName = Property(str, _staff_text, notify=changed)
    isSignedIn = Property(bool, lambda self: self._staff_member is not None, notify=changed)
    restaurantName = Property(str, lambda self: self._restaurant_name, notify=changed)

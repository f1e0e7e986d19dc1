"""A guest's past: what he did, and where his points came from (RBC-12, CSH-16).

This till's own part is shown at once; the server's replaces it when it comes, and while it does not
the screen says what is missing.
"""

from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any, Final, Protocol, TypeVar
from zoneinfo import ZoneInfo

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from client.store.errors import Trouble
from client.till.guest_view import GuestView
from client.till.operation_view import OperationView
from client.ui.listmodels.rows import RowsModel
from client.ui.presenters.guests import full_name
from client.ui.presenters.history import (
    HistoryRow,
    on_its_way,
    row_of_booking,
    row_of_lot,
    row_of_view,
)
from client.ui.presenters.training import practised
from client.ui.viewmodels.tasks import Desk, ScreenViewModel, run_task
from shared.domain.errors import Refusal
from shared.domain.ids import GuestId
from shared.receipt.words import points_text
from shared.sync.archive import BalanceReply, BookingTold, HistoryReply, LotTold

QML_IMPORT_NAME = "MaxLoyalty.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1

T = TypeVar("T")
PAST: Final = "past"
POINTS: Final = "points"


class Remembering(Protocol):
    """What the screen needs of the till."""

    async def known_here(self, guest_id: GuestId) -> tuple[OperationView, ...]: ...
    async def booked(self, guest_id: GuestId, *, before: int | None = None) -> HistoryReply: ...
    async def lots(self, guest_id: GuestId, *, after: int = 0) -> BalanceReply: ...


@QmlElement
class HistoryViewModel(ScreenViewModel):
    """Two lists: the past, and the points there are."""

    changed = Signal()

    def __init__(self, desk: Desk, *, history: Remembering, now: Callable[[], datetime]) -> None:
        super().__init__(desk)
        self._history, self._now = history, now
        self._view: GuestView | None = None
        self._tab = PAST
        self._rows = RowsModel(HistoryRow)
        self._forget()
        self.busyChanged.connect(self.refresh)

    def enter(self, subject: object, /) -> None:
        """The guest ``subject``: the past first."""
        assert isinstance(subject, GuestView)
        self._view, self._tab = subject, PAST
        self._forget()
        self.refresh()
        self.load()

    @Slot(str)
    def chooseTab(self, tab: str) -> None:
        """``past`` or ``points``."""
        self._tab = tab
        self.refresh()
        self.load()

    @Slot()
    def load(self) -> None:
        """Ask anew for what the tab shows: this till at once, the server as it can."""
        guest_id = self._guest_id()
        if self._tab == POINTS:
            self._ask_points(guest_id)
            return
        self._ask(self._history.known_here(guest_id), self._show_here)
        self._ask(self._history.booked(guest_id), self._show_first)

    @Slot()
    def more(self) -> None:
        """The next page."""
        guest_id = self._guest_id()
        if self._tab == POINTS:
            self._ask_points(guest_id, after=self._after or 0)
        elif self._before is not None:
            self._ask(self._history.booked(guest_id, before=self._before), self._show_more)

    def refresh(self) -> None:
        """Every row is worded anew."""
        self._rows.show(self._worded() if self._view is not None else ())
        super().refresh()

    def _ask_points(self, guest_id: GuestId, *, after: int = 0) -> None:
        self._ask(self._history.lots(guest_id, after=after), self._show_points)

    def _ask(self, work: Coroutine[Any, Any, T], show: Callable[[T], None]) -> None:
        """``show`` is given the answer, unless the screen is about another guest by then."""
        asked = self._view

        def done(answer: T) -> None:
            if self._view is asked:
                show(answer)

        def refused(problem: Refusal | Trouble) -> bool:
            return self._view is not asked or self._silence(problem)

        run_task(self, work, done=done, refused=refused)

    def _forget(self) -> None:
        self._here: tuple[OperationView, ...] = ()
        self._bookings: tuple[BookingTold, ...] = ()
        self._lots: tuple[LotTold, ...] = ()
        self._before: int | None = None
        self._after: int | None = None
        self._is_known = self._is_told = self._is_explained = self._is_silent = False

    def _show_here(self, views: tuple[OperationView, ...]) -> None:
        self._here, self._is_known = views, True
        self.refresh()

    def _show_first(self, reply: HistoryReply) -> None:
        self._bookings = ()
        self._show_more(reply)

    def _show_more(self, reply: HistoryReply) -> None:
        self._bookings += reply.bookings
        self._before = reply.before
        self._is_told, self._is_silent = True, False
        self.refresh()

    def _show_points(self, reply: BalanceReply) -> None:
        self._lots = (*self._lots, *reply.lots) if self._after else reply.lots
        self._after = reply.after
        self._is_explained, self._is_silent = True, False
        self.refresh()

    def _silence(self, problem: Refusal | Trouble) -> bool:
        """What the server knows is missing; what the rules refuse is said by the toast."""
        if isinstance(problem, Refusal):
            return False
        self._is_silent = True
        self.refresh()
        return True

    def _worded(self) -> list[HistoryRow]:
        language, zone = self.desk.texts.spoken, self._zone()
        if self._tab == POINTS:
            return [row_of_lot(each, zone=zone, language=language) for each in self._lots]
        here = on_its_way(self._here) if self._is_told else self._here
        if self.desk.is_training:
            here = tuple(practised(each) for each in here)
        rows = [row_of_view(each, now=self._now(), language=language) for each in here]
        told = (row_of_booking(each, zone=zone, language=language) for each in self._bookings)
        return [*rows, *told]

    def _state(self) -> str:
        """``loading`` | ``results`` | ``empty`` | ``silent``, for what the tab shows."""
        if self._rows.rows:
            return "results"
        is_told = self._is_explained if self._tab == POINTS else self._is_told
        if is_told:
            return "empty"
        is_all = self._is_known or self._tab == POINTS
        return "silent" if self._is_silent and is_all else "loading"

    def _note(self) -> str:
        """What of it all is shown."""
        say = self.desk.texts.say
        is_told = self._is_explained if self._tab == POINTS else self._is_told
        if self._is_silent and not is_told:
            return say("historyNoServerPoints" if self._tab == POINTS else "historyNoServer")
        if not is_told:
            return say("historyAsking")
        return say("historyPointsNote" if self._tab == POINTS else "historyWhole")

    def _nothing(self) -> str:
        """Why the list is empty."""
        say, is_points = self.desk.texts.say, self._tab == POINTS
        if self._state() == "silent":
            return say("historyNoServerPoints" if is_points else "historyNoneHere")
        return say("historyPointsEmpty" if is_points else "historyEmpty")

    def _guest(self) -> str:
        if self._view is None:
            return ""
        return full_name(self._view.guest.profile, language=self.desk.texts.spoken)

    def _balance(self) -> str:
        if self._view is None:
            return ""
        total = points_text(self._view.total, language=self.desk.texts.spoken)
        return self.desk.texts.say("historyBalance", points=total)

    def _has_more(self) -> bool:
        place = self._after if self._tab == POINTS else self._before
        return place is not None and not self.tasks

    def _guest_id(self) -> GuestId:
        assert self._view is not None
        return self._view.guest.guest_id

    def _zone(self) -> ZoneInfo:
        assert self._view is not None
        return ZoneInfo(self._view.programme.settings.timezone)

    rows = Property(QObject, lambda self: self._rows, constant=True)
    tab = Property(str, lambda self: self._tab, notify=changed)
    tabs = Property(list, lambda _self: [PAST, POINTS], constant=True)
    tabTexts = Property(
        list,
        lambda self: [self.desk.texts.say("historyTab"), self.desk.texts.say("historyPointsTab")],
        notify=changed,
    )
    state = Property(str, _state, notify=changed)
    nothing = Property(str, _nothing, notify=changed)
    guest = Property(str, _guest, notify=changed)
    balance = Property(str, _balance, notify=changed)
    note = Property(str, _note, notify=changed)
    isSilent = Property(bool, lambda self: self._is_silent, notify=changed)
    hasMore = Property(bool, _has_more, notify=changed)

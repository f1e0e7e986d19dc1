"""What this till did and what became of it: list, filters, one operation close up.

Source: CSH-36, CSH-64, CSH-76, CSH-78. Reads anew whenever the sync engine reports.
"""

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final, Protocol

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement

from client.store.errors import Trouble
from client.till.approval import Approval
from client.till.cancellation import REASON_DEFAULT
from client.till.checkout import CheckDone
from client.till.done import Done
from client.till.operation_view import OperationState, OperationView
from client.till.trouble import InDoubt
from client.ui.listmodels.rows import RowsModel
from client.ui.presenters.approval import asked_cancel
from client.ui.presenters.operations import (
    OperationDetail,
    OperationRow,
    count_text,
    empty_words,
    operation_detail,
    operation_row,
)
from client.ui.presenters.quotes import QuoteRow
from client.ui.presenters.reasons import Reason
from client.ui.presenters.texts import wording
from client.ui.presenters.training import practised
from client.ui.viewmodels.approval import ApprovalViewModel
from client.ui.viewmodels.done import show_done
from client.ui.viewmodels.navigation import Screen
from client.ui.viewmodels.receipt import SlipViewModel
from client.ui.viewmodels.scenes import flag_of, text_of
from client.ui.viewmodels.shortcut import Shortcut
from client.ui.viewmodels.tasks import Desk, ScreenViewModel, run_quietly, run_task
from shared.domain.errors import Refusal
from shared.domain.ids import OperationId

QML_IMPORT_NAME = "MaxLoyalty.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1

FILTERS = {
    "all": ("operationsAll", None),
    "waiting": ("operationsWaiting", OperationState.WAITING),
    "sent": ("operationsSent", OperationState.SENT),
    "confirmed": ("operationsConfirmed", OperationState.CONFIRMED),
    "attention": ("operationsAttention", OperationState.ATTENTION),
}

INBOX: Final = "attention"
"""The filter that holds what a person should look at."""
FRESH_MS: Final = 2_000
"""CSH-85."""

Views = tuple[OperationView, ...]


class Listing(Protocol):
    """What reads the list."""

    async def list(self, *, only: OperationState | None = None, limit: int = 200) -> Views: ...
    async def count_attention(self) -> int: ...
    async def acknowledge(self, operation_id: OperationId) -> None: ...


class Cancelling(Protocol):
    """What takes an operation back."""

    async def cancel(
        self, operation_id: OperationId, *, approval: Approval | None = None
    ) -> Done: ...


class Settling(Protocol):
    """What ends a redemption in doubt."""

    async def settle(self, in_doubt: InDoubt) -> CheckDone: ...
    async def abandon(self, in_doubt: InDoubt) -> None: ...


class TillParts(Protocol):
    """What the screen needs of the till."""

    @property
    def operations(self) -> Listing: ...
    @property
    def cancellation(self) -> Cancelling: ...
    @property
    def checkout(self) -> Settling: ...


@QmlElement
class OperationsViewModel(ScreenViewModel):
    """The list at the left, the chosen operation at the right."""

    changed = Signal()
    cancelAsked = Signal()

    def __init__(
        self,
        desk: Desk,
        *,
        till: TillParts,
        slip: SlipViewModel,
        approval: ApprovalViewModel,
        now: Callable[[], datetime],
    ) -> None:
        super().__init__(desk)
        self._till, self._slip, self._approval = till, slip, approval
        self._now = now
        self._filter = "all"
        self._views: Views = ()
        self._attention = 0
        self._state = "loading"
        self._chosen: OperationView | None = None
        self._is_reading = self._is_stale = False
        self._fresh: frozenset[OperationId] = frozenset()
        self._glow = QTimer(self, singleShot=True, interval=FRESH_MS)
        self._glow.timeout.connect(self.fade)
        self._rows = RowsModel(OperationRow)
        self._facts = RowsModel(QuoteRow)
        self.scene: OperationDetail | None = None

    def enter(self, subject: object, /) -> None:
        """The newest operations, or the ``INBOX``; nothing is chosen."""
        self._views, self._state, self._fresh = (), "loading", frozenset()
        if subject == INBOX:
            self._filter = INBOX
        self._choose(None)
        self.reload()

    def refresh(self) -> None:
        """Rows and details are worded anew."""
        language, now = self.desk.texts.spoken, self._now()
        self._rows.show(
            [
                operation_row(
                    self._told(view),
                    now=now,
                    language=language,
                    is_fresh=view.operation_id in self._fresh,
                )
                for view in self._views
            ]
        )
        self.scene = None
        if self._chosen is not None:
            self.scene = operation_detail(self._told(self._chosen), language=language)
        self._facts.show(self.scene.rows if self.scene else ())
        super().refresh()

    def follow_sync(self) -> None:
        """The server answered, or the connection came or went."""
        self.reload()

    @Slot()
    def reload(self) -> None:
        """Read the list again; asked while reading, read once more after that.

        What is shown can be worked with meanwhile: a report of the sync engine takes no tap away.
        """
        self._is_stale = self._is_reading
        if not self._is_reading:
            self._is_reading = True
            run_quietly(self, self._read(), done=self._show, refused=self._failed)

    def keys(self) -> Mapping[Shortcut, Callable[[], None]]:
        """Arrows choose; Enter does what the chosen one waits for."""
        keys = {
            Shortcut.BACK: self.goBack,
            Shortcut.UP: lambda: self._step(-1),
            Shortcut.DOWN: lambda: self._step(1),
        }
        scene = self.scene
        if scene is not None:
            may = {
                Shortcut.MAIN: (scene.is_in_doubt, self.settle),
                Shortcut.PRINT: (scene.may_reprint, self.reprint),
                Shortcut.REFUND: (scene.may_refund, self.refund),
                Shortcut.UNDO: (scene.may_cancel, self.cancelAsked.emit),
            }
            keys |= {key: do for key, (is_possible, do) in may.items() if is_possible}
            if scene.may_acknowledge:
                keys[Shortcut.MAIN] = self.acknowledge
        return keys

    @Slot(str)
    def chooseFilter(self, name: str) -> None:
        """Only the operations in one state, or all."""
        self._filter, self._views = name, ()
        self._choose(None)
        self.reload()

    @Slot(int)
    def choose(self, index: int) -> None:
        """Look at one operation closely."""
        self._choose(self._views[index])

    @Slot()
    def reprint(self) -> None:
        """A copy of the operation's slip (CSH-64)."""
        self._slip.reprint()

    @Slot()
    def cancel(self) -> None:
        """Take the operation back; the dialog has asked (CSH-90)."""
        chosen, cancel = self._chosen, self._till.cancellation.cancel
        if chosen is not None:
            self._take_back(chosen, lambda approval: cancel(chosen.operation_id, approval=approval))

    @Slot()
    def refund(self) -> None:
        """Part of its check goes back (LOY-100)."""
        if self._chosen is not None:
            self.desk.navigation.go(Screen.REFUND, self._chosen)

    @Slot()
    def settle(self) -> None:
        """Ask the server once more about a redemption in doubt, and finish it."""
        in_doubt = self._chosen.in_doubt if self._chosen else None
        if in_doubt is not None:
            work = self._till.checkout.settle(in_doubt)
            run_task(self, work, done=self._settled, refused=self._not_settled)

    @Slot()
    def abandon(self) -> None:
        """Take a redemption in doubt back, whatever the server did with it."""
        in_doubt = self._chosen.in_doubt if self._chosen else None
        if in_doubt is not None:
            run_task(self, self._till.checkout.abandon(in_doubt), done=self._abandoned)

    @Slot()
    def acknowledge(self) -> None:
        """Somebody has seen it (CSH-78)."""
        if self._chosen is not None:
            work = self._till.operations.acknowledge(self._chosen.operation_id)
            run_task(self, work, done=self._acknowledged)

    async def _read(self) -> tuple[Views, int]:
        shown = await self._till.operations.list(only=FILTERS[self._filter][1])
        return shown, await self._till.operations.count_attention()

    def _show(self, read: tuple[Views, int]) -> None:
        self._is_reading = False
        if self._is_stale:
            self.reload()
            return
        self._glow_where_changed(read[0])
        self._views, self._attention = read
        self._state = "results" if self._views else "empty"
        if self._chosen is not None:
            chosen_id = self._chosen.operation_id
            same = (each for each in self._views if each.operation_id == chosen_id)
            self._chosen = next(same, None)
        self.refresh()

    def _glow_where_changed(self, views: Views) -> None:
        """What was not so a moment ago, in a list that was there (CSH-85)."""
        before = {view.operation_id: (view.state, view.is_cancelled) for view in self._views}
        if not before:
            return
        now = {view.operation_id: (view.state, view.is_cancelled) for view in views}
        changed = frozenset(each for each, state in now.items() if before.get(each) != state)
        if changed:
            self._fresh |= changed
            self._glow.start()

    @Slot()
    def fade(self) -> None:
        """Nothing is new any more."""
        self._fresh = frozenset()
        self.refresh()

    def _step(self, by: int) -> None:
        """The next or the last line; from none to the first."""
        if self._views:
            at = self._chosen_index()
            self.choose(0 if at < 0 else min(max(at + by, 0), len(self._views) - 1))

    def _failed(self, _problem: Refusal | Trouble) -> bool:
        self._is_reading = False
        self._state = "failed"
        self.refresh()
        return True

    def _choose(self, view: OperationView | None) -> None:
        self._chosen = view
        self._slip.show(view.receipt_id if view else None)
        self.refresh()

    def _take_back(
        self, view: OperationView, work: Callable[[Approval | None], Coroutine[Any, Any, Done]]
    ) -> None:
        """A second tap, however quick, is about what was taken back already: it is none."""
        if view.can_cancel and not self.tasks:
            self._approval.book(
                self,
                work,
                asked=asked_cancel(view, reason=REASON_DEFAULT),
                done=lambda _done: self._taken_back(view),
            )

    def _taken_back(self, view: OperationView) -> None:
        """Shown at once: until the list is read again it could be tapped once more."""
        taken = replace(view, can_cancel=False, left_to_refund=None, is_cancelled=True)
        views = tuple(taken if each == view else each for each in self._views)
        self._glow_where_changed(views)
        self._views = views
        if self._chosen == view:
            self._chosen = taken
        self.refresh()
        self.desk.toast.succeed(wording("operationCancelled"))
        self.reload()

    def _settled(self, done: CheckDone) -> None:
        show_done(self.desk, done, left=Screen.OPERATIONS)

    def _not_settled(self, _problem: Refusal | Trouble) -> bool:
        self.reload()
        return False

    def _abandoned(self, _nothing: None) -> None:
        self.desk.toast.inform(
            wording("checkoutDoubtAbandoned"), wording("checkoutDoubtAbandonedText")
        )
        self.reload()

    def _acknowledged(self, _nothing: None) -> None:
        self.desk.toast.inform(wording("operationAcknowledged"))
        self.reload()

    def _told(self, view: OperationView) -> OperationView:
        return practised(view) if self.desk.is_training else view

    def _filters(self) -> list[str]:
        """Where nothing is sent, nothing waits and nothing is confirmed."""
        return ["all", INBOX] if self.desk.is_training else list(FILTERS)

    def _filter_texts(self) -> list[str]:
        say = self.desk.texts.say
        texts = [say(FILTERS[each][0]) for each in self._filters()]
        attention = count_text(texts[-1], self._attention, language=self.desk.texts.spoken)
        return [*texts[:-1], attention]

    def _empty(self) -> Reason:
        return empty_words(self._filter, language=self.desk.texts.spoken)

    def _chosen_index(self) -> int:
        return self._views.index(self._chosen) if self._chosen in self._views else -1

    approval = Property(ApprovalViewModel, lambda self: self._approval, constant=True)
    slip = Property(SlipViewModel, lambda self: self._slip, constant=True)
    rows = Property(QObject, lambda self: self._rows, constant=True)
    facts = Property(QObject, lambda self: self._facts, constant=True)
    state = Property(str, lambda self: self._state, notify=changed)
    filter = Property(str, lambda self: self._filter, notify=changed)
    filters = Property(list, _filters, constant=True)
    filterTexts = Property(list, _filter_texts, notify=changed)
    emptyTitle = Property(str, lambda self: self._empty().text, notify=changed)
    emptyText = Property(str, lambda self: self._empty().next_step, notify=changed)
    attention = Property(int, lambda self: self._attention, notify=changed)
    chosenIndex = Property(int, _chosen_index, notify=changed)
    hasChosen = Property(bool, lambda self: self._chosen is not None, notify=changed)
    title = text_of("title", changed)
    guest = text_of("guest", changed)
    points = text_of("points", changed)
    headline = text_of("headline", changed)
    text = text_of("text", changed)
    nextStep = text_of("next_step", changed)
    kind = text_of("kind", changed)
    cancelQuestion = text_of("cancel_question", changed)
    isInDoubt = flag_of("is_in_doubt", changed)
    canCancel = flag_of("may_cancel", changed)
    canRefund = flag_of("may_refund", changed)
    canAcknowledge = flag_of("may_acknowledge", changed)
    canReprint = flag_of("may_reprint", changed)
    mayCancel = Property(bool, lambda self: self._approval.may_alone(), notify=changed)

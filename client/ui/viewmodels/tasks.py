"""Work that a screen starts: one place owns the waiting, the busy flag and the refusals.

``run_task`` runs a command of the till; while it runs the view-model is busy, and what goes wrong
is worded by the presenters: inline where the view-model says so, else in the toast. A bug is left
to the one hook that ends the action, logs it and keeps the till alive. ``run_quietly`` runs what
nobody waits for: it takes no button away.
"""

import asyncio
import sys
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeVar

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement

from client.store.errors import Trouble
from client.ui.presenters.refusals import refusal_text, trouble_text
from client.ui.presenters.texts import wording
from client.ui.viewmodels.navigation import Navigation
from client.ui.viewmodels.shortcut import Shortcut
from client.ui.viewmodels.texts import Texts
from client.ui.viewmodels.toast import ToastViewModel
from shared.domain.errors import Refusal
from shared.domain.money import DEFAULT_CURRENCY
from shared.receipt.words import Language

QML_IMPORT_NAME = "MaxLoyalty.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Desk:
    """What every screen's view-model shares with the others."""

    texts: Texts
    toast: ToastViewModel
    navigation: Navigation
    is_training: bool = False
    """Whether nothing of this till is ever sent."""

    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    """Everything under way, so that closing can end it."""

    farewells: list[Callable[[], None]] = field(default_factory=list)
    """What every view-model does when the window is done for."""

    async def settle(self) -> None:
        """Until what is under way has ended, whatever came of it."""
        if self.tasks:
            await asyncio.wait(self.tasks)

    async def clear(self) -> None:
        """End all that is under way and all that a clock would begin; nothing is shown then."""
        while self.farewells:
            self.farewells.pop()()
        under_way = tuple(self.tasks)
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)


@QmlElement
class ScreenViewModel(QObject):
    """The base of the view-models: the texts, and whether work is under way.

    Every view-model declares a ``changed`` of its own, the notifier of all its properties: Qt
    finds a notifier only in the class that declares the property. Every method that a signal is
    connected to is a ``@Slot``: for another one PySide would rebuild the class's meta-object, and
    QML would go on with the old one.
    """

    changed: ClassVar[Signal]
    busyChanged = Signal()
    takes_enter_of_fields: ClassVar[bool] = False
    """Whether Enter in a text field is the screen's main action, or leads to the next field."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.tasks: set[asyncio.Task[None]] = set()
        desk.texts.changed.connect(self.refresh)
        desk.farewells.append(self.rest)

    def enter(self, subject: object, /) -> None:
        """The screen opens for ``subject``; most have to read something."""

    def follow_sync(self) -> None:
        """The connection or the queue changed; a screen that shows either reads again."""

    def rest(self) -> None:
        """No timer begins anything any more: what it would ask is closed."""
        for timer in self.findChildren(QTimer):
            timer.stop()

    def keep_typed(self) -> Callable[[], None]:
        """How to take back what the pad of this screen is given from now on, by a scanner say.

        Text fields look after themselves; most screens have no pad of their own.
        """
        return _nothing_to_take_back

    def keys(self) -> Mapping[Shortcut, Callable[[], None]]:
        """What this screen does for whom works with a keyboard; each decides whether it may."""
        return {Shortcut.BACK: self.goBack}

    def told_currency(self) -> str:
        """Of the sums this screen tells of."""
        return DEFAULT_CURRENCY

    @Slot()
    def goBack(self) -> None:
        """To the screen below."""
        self.desk.navigation.back()

    @Slot()
    def refresh(self) -> None:
        """QML reads every property again: something changed, or the language did."""
        self.changed.emit()

    texts = Property(Texts, lambda self: self.desk.texts, constant=True)
    isBusy = Property(bool, lambda self: bool(self.tasks), notify=busyChanged)


def _nothing_to_take_back() -> None:
    """No pad, nothing typed."""


def run_task(
    view_model: ScreenViewModel,
    work: Coroutine[Any, Any, T],
    *,
    done: Callable[[T], None],
    refused: Callable[[Refusal | Trouble], bool] | None = None,
    retry: Callable[[], None] | None = None,
) -> asyncio.Task[None]:
    """Run ``work`` and give its result to ``done``.

    ``refused`` sees a refusal or trouble first and returns whether it has shown it; otherwise the
    toast does, with ``retry`` behind its button. A cancelled task ends in silence.
    """
    task = asyncio.ensure_future(_run(view_model, work, done=done, refused=refused, retry=retry))
    busy_with = view_model.tasks
    busy_with.add(task)
    task.add_done_callback(lambda ended: _free(view_model, busy_with, ended))
    _watch(view_model.desk, task, work)
    view_model.busyChanged.emit()
    return task


def run_quietly(
    view_model: ScreenViewModel,
    work: Coroutine[Any, Any, T],
    *,
    done: Callable[[T], None],
    refused: Callable[[Refusal | Trouble], bool] | None = None,
) -> None:
    """As ``run_task``, in the background: the view-model is not busy with it."""
    running = _run(view_model, work, done=done, refused=refused, retry=None)
    _watch(view_model.desk, asyncio.ensure_future(running), work)


async def _run(
    view_model: ScreenViewModel,
    work: Coroutine[Any, Any, T],
    *,
    done: Callable[[T], None],
    refused: Callable[[Refusal | Trouble], bool] | None,
    retry: Callable[[], None] | None,
) -> None:
    try:
        result = await work
    except (Refusal, Trouble) as problem:
        if refused is None or not refused(problem):
            complain(view_model.desk, problem, retry=retry, currency=view_model.told_currency())
    else:
        done(result)


def complain(
    desk: Desk,
    problem: Refusal | Trouble,
    *,
    retry: Callable[[], None] | None = None,
    currency: str = DEFAULT_CURRENCY,
) -> None:
    """Say ``problem`` in the toast, with ``retry`` behind its button where there is one."""

    def words(language: Language) -> str:
        if isinstance(problem, Refusal):
            return refusal_text(problem, language=language, currency=currency)
        return trouble_text(problem, language=language)

    action_text = wording("retry") if retry else None
    desk.toast.complain(words, action_text=action_text, action=retry)


def _free(
    view_model: ScreenViewModel, busy_with: set[asyncio.Task[None]], ended: asyncio.Task[None]
) -> None:
    busy_with.discard(ended)
    view_model.busyChanged.emit()


def _watch(desk: Desk, task: asyncio.Task[None], work: Coroutine[Any, Any, Any]) -> None:
    desk.tasks.add(task)
    task.add_done_callback(lambda ended: _forget(desk, ended))
    task.add_done_callback(lambda _ended: work.close())  # cancelled before it began


def _forget(desk: Desk, ended: asyncio.Task[None]) -> None:
    desk.tasks.discard(ended)
    if not ended.cancelled() and (bug := ended.exception()) is not None:
        sys.excepthook(type(bug), bug, bug.__traceback__)

"""Home: find a guest by phone, code, name or scan, or begin to register one (CSH-11…CSH-16)."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Final, Protocol

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement

from client.store.errors import Trouble
from client.till.guest_search import GuestHit
from client.till.guest_view import GuestView
from client.till.recent_guests import RecentGuest
from client.till.refusals import GuestNotFound, ScanNotUnderstood
from client.ui.listmodels.rows import RowsModel
from client.ui.presenters.guests import GuestRowText, RecentRow, guest_row, recent_row
from client.ui.presenters.texts import wording
from client.ui.viewmodels.camera import CameraViewModel
from client.ui.viewmodels.navigation import Screen
from client.ui.viewmodels.shortcut import Shortcut
from client.ui.viewmodels.tasks import Desk, ScreenViewModel, run_task
from shared.domain.errors import Refusal
from shared.domain.ids import GuestId

QML_IMPORT_NAME = "MaxLoyalty.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1

DEBOUNCE_MS = 200
"""CSH-11."""
NOBODY: Final = -1
"""No line is chosen: arrows have not been used."""
_SHOWN_CODE_LENGTH = 40


class Searching(Protocol):
    """What the screen needs of the till."""

    async def search(self, typed: str, *, limit: int = 20) -> tuple[GuestHit, ...]: ...
    async def is_empty(self) -> bool: ...
    async def by_scan(self, text: str) -> GuestView: ...
    async def open(self, guest_id: GuestId) -> GuestView: ...


class Remembering(Protocol):
    """Who tells whom this person has served lately."""

    async def list(self) -> tuple[RecentGuest, ...]: ...


@QmlElement
class HomeViewModel(ScreenViewModel):
    """One search field, its results, a scan button."""

    changed = Signal()
    takes_enter_of_fields = True

    def __init__(
        self,
        desk: Desk,
        *,
        guest_search: Searching,
        recent_guests: Remembering,
        camera: CameraViewModel,
    ) -> None:
        super().__init__(desk)
        self._guest_search, self._camera = guest_search, camera
        self._recent_guests = recent_guests
        self._recent: Sequence[RecentGuest] = ()
        self._recent_rows = RowsModel(RecentRow)
        self._chosen = NOBODY
        self._typed, self._has_letters = "", False
        self._hits: Sequence[GuestHit] = ()
        self._rows = RowsModel(GuestRowText)
        self._state = "idle"
        self._is_empty = False
        self._search: asyncio.Task[None] | None = None
        self._debounce = QTimer(self, singleShot=True, interval=DEBOUNCE_MS)
        self._debounce.timeout.connect(self.search)

    def enter(self, _subject: object, /) -> None:
        """The next guest: an empty field, and below it whom this person has served lately."""
        self._set_typed("")
        self._chosen, self._has_letters = NOBODY, False
        self._show_recent(())
        run_task(self, self._recent_guests.list(), done=self._show_recent, refused=_is_nothing)
        self.follow_sync()

    def follow_sync(self) -> None:
        """The first guests may have come from the server."""
        run_task(self, self._guest_search.is_empty(), done=self._show_emptiness)

    @Slot(str)
    def scanned(self, text: str) -> None:
        """A scanner or the camera read ``text`` on whatever screen: open that guest (CSH-12)."""
        self._camera.close()
        work = self._guest_search.by_scan(text)
        run_task(self, work, done=self._found_by_scan, refused=self._refuse_scan)

    @Slot()
    def search(self) -> None:
        """Look for what is typed, now; an older search is dropped."""
        self._debounce.stop()
        if self._search is not None:
            self._search.cancel()
        work = self._guest_search.search(self._typed)
        self._search = run_task(
            self, work, done=self._show_hits, refused=self._failed, retry=self.search
        )

    @Slot(int)
    def openGuest(self, index: int) -> None:
        """One of the results."""
        guest_id = self._hits[index].guest_id
        run_task(self, self._guest_search.open(guest_id), done=self._open)

    @Slot(int)
    def openRecent(self, index: int) -> None:
        """Somebody who was here a moment ago."""
        work = self._guest_search.open(self._recent[index].guest_id)
        run_task(self, work, done=self._open)

    def keys(self) -> Mapping[Shortcut, Callable[[], None]]:
        """Arrows lead along the lines, Enter opens; Esc empties the field."""
        return {
            Shortcut.MAIN: self._open_chosen,
            Shortcut.BACK: lambda: self._set_typed(""),
            Shortcut.UP: lambda: self._step(-1),
            Shortcut.DOWN: lambda: self._step(1),
        }

    @Slot()
    def scan(self) -> None:
        """Look through the camera (CSH-13)."""
        self._camera.look()

    @Slot()
    def register(self) -> None:
        """A new guest; what is typed may be the beginning of the form (CSH-40)."""
        self.desk.navigation.go(Screen.REGISTRATION, self._typed.strip())

    def refresh(self) -> None:
        """The results are worded anew as well."""
        language = self.desk.texts.spoken
        self._rows.show([guest_row(hit, language=language) for hit in self._hits])
        self._recent_rows.show([recent_row(each, language=language) for each in self._recent])
        super().refresh()

    def _show_recent(self, recent: Sequence[RecentGuest]) -> None:
        self._recent = recent
        self.refresh()

    def _lines(self) -> int:
        """How many lines the arrows lead along: what was found, or who was here."""
        if self._typed.strip():
            return len(self._hits) if self._state == "results" else 0
        return len(self._recent)

    def _step(self, by: int) -> None:
        if self._lines():
            self._chosen = min(max(self._chosen + by, 0), self._lines() - 1)
            self.refresh()

    def _open_chosen(self) -> None:
        """The line the arrows stand on, else the first one found; else the search at once."""
        if self._debounce.isActive() or not self._lines():
            if self._typed.strip():
                self.search()
            return
        is_found = bool(self._typed.strip())
        if is_found:
            self.openGuest(max(self._chosen, 0))
        elif self._chosen != NOBODY:
            self.openRecent(self._chosen)

    def _set_typed(self, typed: str) -> None:
        if typed == self._typed:
            return
        self._typed, self._chosen = typed, NOBODY
        if typed.strip():
            self._state = "loading" if not self._hits else self._state
            self._debounce.start()
        else:
            self._forget()
        self.refresh()

    def _set_letters(self, has_letters: bool) -> None:
        self._has_letters = has_letters
        self.refresh()

    def _forget(self) -> None:
        self._debounce.stop()
        if self._search is not None:
            self._search.cancel()
        self._hits, self._state = (), "idle"

    def _show_hits(self, hits: Sequence[GuestHit]) -> None:
        self._hits = hits
        self._state = "results" if hits else "nobody"
        self.refresh()

    def _show_emptiness(self, is_empty: bool) -> None:
        self._is_empty = is_empty
        self.refresh()

    def _failed(self, _problem: Refusal | Trouble) -> bool:
        self._hits, self._state = (), "failed"
        self.desk.toast.complain(
            wording("searchFailed"), action_text=wording("retry"), action=self.search
        )
        self.refresh()
        return True

    def _open(self, view: GuestView) -> None:
        self.desk.toast.dismiss()
        self.desk.navigation.go(Screen.GUEST, view)

    def _found_by_scan(self, view: GuestView) -> None:
        self.desk.navigation.start(Screen.HOME)
        self._open(view)

    def _refuse_scan(self, problem: Refusal | Trouble) -> bool:
        match problem:
            case ScanNotUnderstood(text=text):
                shown = text[:_SHOWN_CODE_LENGTH]
                self.desk.toast.complain(
                    wording("scanUnknown"), wording("scanUnknownText", text=shown)
                )
            case GuestNotFound():
                self._complain_of_stranger()
            case _:
                return False
        return True

    def _complain_of_stranger(self) -> None:
        """A real guest is one on a training till."""
        if self.desk.is_training:
            self.desk.toast.complain(wording("trainingStranger"), wording("trainingStrangerText"))
        else:
            self.desk.toast.complain(wording("noResultsTitle"), wording("noResultsText"))

    def _shown_state(self) -> str:
        if self._state != "idle":
            return self._state
        if self._recent:
            return "recent"
        return "empty" if self._is_empty else "idle"

    typed = Property(str, lambda self: self._typed, _set_typed, notify=changed)
    hasLetters = Property(bool, lambda self: self._has_letters, _set_letters, notify=changed)
    state = Property(str, _shown_state, notify=changed)
    chosen = Property(int, lambda self: self._chosen, notify=changed)
    recent = Property(QObject, lambda self: self._recent_rows, constant=True)
    results = Property(QObject, lambda self: self._rows, constant=True)


def _is_nothing(_problem: Refusal | Trouble) -> bool:
    """Who was here is a help, no more: without it the search works as well."""
    return True

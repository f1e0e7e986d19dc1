"""Home: find a guest by phone, code, name or scan, or begin to register one (CSH-11…CSH-16)."""

import asyncio
from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement

from client.store.errors import Trouble
from client.till.guest_search import GuestHit
from client.till.guest_view import GuestView
from client.till.refusals import GuestNotFound, ScanNotUnderstood
from client.ui.listmodels.rows import RowsModel
from client.ui.presenters.guests import GuestRowText, guest_row
from client.ui.presenters.texts import wording
from client.ui.viewmodels.camera import CameraViewModel
from client.ui.viewmodels.navigation import Screen
from client.ui.viewmodels.tasks import Desk, ScreenViewModel, run_task
from shared.domain.errors import Refusal
from shared.domain.ids import GuestId

QML_IMPORT_NAME = "MaxLoyalty.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1

DEBOUNCE_MS = 200
"""CSH-11."""
_SHOWN_CODE_LENGTH = 40


class Searching(Protocol):
    """What the screen needs of the till."""

    async def search(self, typed: str, *, limit: int = 20) -> tuple[GuestHit, ...]: ...
    async def is_empty(self) -> bool: ...
    async def by_scan(self, text: str) -> GuestView: ...
    async def open(self, guest_id: GuestId) -> GuestView: ...


@QmlElement
class HomeViewModel(ScreenViewModel):
    """One search field, its results, a scan button."""

    changed = Signal()

    def __init__(self, desk: Desk, *, guest_search: Searching, camera: CameraViewModel) -> None:
        super().__init__(desk)
        self._guest_search, self._camera = guest_search, camera
        self._typed = ""
        self._hits: Sequence[GuestHit] = ()
        self._rows = RowsModel(GuestRowText)
        self._state = "idle"
        self._is_empty = False
        self._search: asyncio.Task[None] | None = None
        self._debounce = QTimer(self, singleShot=True, interval=DEBOUNCE_MS)
        self._debounce.timeout.connect(self.search)

    def enter(self, _subject: object, /) -> None:
        """The next guest: an empty field."""
        self._set_typed("")
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
        super().refresh()

    def _set_typed(self, typed: str) -> None:
        if typed == self._typed:
            return
        self._typed = typed
        if typed.strip():
            self._state = "loading" if not self._hits else self._state
            self._debounce.start()
        else:
            self._forget()
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
                self.desk.toast.complain(wording("noResultsTitle"), wording("noResultsText"))
            case _:
                return False
        return True

    def _shown_state(self) -> str:
        return "empty" if self._is_empty and self._state == "idle" else self._state

    typed = Property(str, lambda self: self._typed, _set_typed, notify=changed)
    state = Property(str, _shown_state, notify=changed)
    results = Property(QObject, lambda self: self._rows, constant=True)

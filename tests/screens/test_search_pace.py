"""The search waits for the end of typing and drops what is outdated (CSH-11, CSH-80)."""

import asyncio
from collections.abc import Callable
from time import monotonic

from client.store.errors import Trouble
from client.till.guest_search import GuestHit
from client.till.guest_view import GuestView
from client.till.preferences import Preferences
from client.till.recent_guests import RecentGuest
from client.ui.viewmodels.camera import CameraViewModel
from client.ui.viewmodels.chosen import Chosen
from client.ui.viewmodels.home import DEBOUNCE_MS, HomeViewModel
from client.ui.viewmodels.navigation import Navigation
from client.ui.viewmodels.tasks import Desk
from client.ui.viewmodels.texts import Texts
from client.ui.viewmodels.toast import ToastViewModel
from shared.domain.ids import GuestId
from tests.screens.fakes import FakeCamera
from tests.screens.stage import GLANCE_SECONDS, PATIENCE_SECONDS


class SlowSearch:
    """Remembers what it was asked; answers when the test lets it."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.troubles: list[Trouble] = []
        self.may_answer = asyncio.Event()

    async def search(self, typed: str, *, limit: int = 20) -> tuple[GuestHit, ...]:
        del limit
        self.asked.append(typed)
        await self.may_answer.wait()
        if self.troubles:
            raise self.troubles.pop()
        return ()

    async def is_empty(self) -> bool:
        return False

    async def by_scan(self, text: str) -> GuestView:
        raise AssertionError(text)

    async def open(self, guest_id: GuestId) -> GuestView:
        raise AssertionError(guest_id)


async def test_fast_typing_asks_once_for_all_of_it() -> None:
    search = SlowSearch()
    home = _home(search)
    for typed in ("1", "12", "123", "1234"):
        home.setProperty("typed", typed)
    started = monotonic()
    await _until_asked(search, 1)
    assert search.asked == ["1234"]
    assert monotonic() - started >= DEBOUNCE_MS / 1000 * 0.9
    await home.desk.clear()


async def test_an_answer_to_an_older_question_is_dropped() -> None:
    search = SlowSearch()
    home = _home(search)
    home.setProperty("typed", "1234")
    await _until_asked(search, 1)
    first = set(home.tasks)
    home.setProperty("typed", "12345")
    await _until_asked(search, 2)
    assert all(task.cancelled() for task in first)
    await home.desk.clear()


async def test_a_failed_search_offers_to_try_again() -> None:
    search = SlowSearch()
    search.troubles.append(Trouble())
    search.may_answer.set()
    home = _home(search)
    home.setProperty("typed", "1234")
    await _until_asked(search, 1)
    await _until(lambda: home.property("state") == "failed")
    toast = home.desk.toast
    assert toast.property("title") == "Не удалось загрузить гостей"
    assert toast.property("actionText") == "Повторить"
    toast.act()
    await _until(lambda: home.property("state") == "nobody")


async def test_an_emptied_field_forgets_what_was_found() -> None:
    search = SlowSearch()
    home = _home(search)
    home.setProperty("typed", "1234")
    await _until_asked(search, 1)
    home.setProperty("typed", "")
    assert home.property("state") == "idle"
    await home.desk.clear()


class NobodyYet:
    """Nobody was here."""

    async def list(self) -> tuple[RecentGuest, ...]:
        return ()


class Forgetful:
    """Keeps no choice."""

    async def load(self) -> Preferences:
        return Preferences()

    async def save(self, preferences: Preferences) -> None:
        del preferences


def _home(search: SlowSearch) -> HomeViewModel:
    texts = Texts()
    desk = Desk(texts, ToastViewModel(texts), Navigation())
    camera = CameraViewModel(
        desk,
        open_camera=FakeCamera().opened,
        find_cameras=tuple,
        chosen=Chosen(texts, keeper=Forgetful(), preferences=Preferences()),
    )
    return HomeViewModel(desk, guest_search=search, recent_guests=NobodyYet(), camera=camera)


async def _until(holds: Callable[[], bool]) -> None:
    deadline = monotonic() + PATIENCE_SECONDS
    while not holds():
        assert monotonic() < deadline
        await asyncio.sleep(GLANCE_SECONDS)


async def _until_asked(search: SlowSearch, times: int) -> None:
    await _until(lambda: len(search.asked) == times)

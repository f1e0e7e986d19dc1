"""Two server processes behind one PostgreSQL: tills use whichever answers (issue 3)."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from threading import Event

import httpx2
import pytest

from server.chance import Chance
from server.clock import Clock
from server.database import Database
from server.ledger.verify import verify
from shared.sync.messages import ChangesReply, Cursor, PushReply
from tests.server.online import CHANGES, PUSH, authorization
from tests.server.shop import Shop, Till, open_shop
from tests.server.test_serving import a_server

pytestmark = pytest.mark.postgres
TILLS = 6
ROUNDS = 4


@pytest.fixture
def shop(postgresql_url: str) -> Iterator[Shop]:
    database = Database.open(postgresql_url)
    opened = open_shop(database, Chance())
    opened.now_ms = Clock().now_ms()
    yield opened
    database.close()


@pytest.fixture
def servers(postgresql_url: str, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """Where two processes listen that know nothing of each other."""
    with ExitStack() as running:
        urls = []
        for name in ("first", "second"):
            folder = tmp_path / name
            folder.mkdir()
            _, url = running.enter_context(a_server(folder, "--database-url", postgresql_url))
            urls.append(url)
        yield urls[0], urls[1]


def test_many_tills_push_to_both_and_every_reader_is_told_everything(
    shop: Shop, servers: tuple[str, str]
) -> None:
    tills = [shop.till(f"Касса {number}") for number in range(TILLS)]
    shared = _a_guest_of_all(tills[0], servers[0])
    is_over = Event()
    with ThreadPoolExecutor(2 * TILLS) as threads:
        readers = [threads.submit(_follow, till, servers, is_over) for till in tills[:2]]
        sales = [threads.submit(_sell, till, servers, shared) for till in tills]
        try:
            booked = sum(each.result() for each in sales)
        finally:
            is_over.set()
        replicas = [each.result() for each in readers]
    report = shop.database.read_now(verify)
    assert report.problems == ()
    assert report.counts["operations"] == booked + 2
    assert shop.card(shared).total_visits == TILLS * ROUNDS
    for till, replica in zip(tills, replicas, strict=False):
        assert replica.told == _whole(till, servers[0])


@dataclass
class Replica:
    """What a till was told: the number of the last change of each thing."""

    told: dict[tuple[str, str], int] = field(default_factory=dict)
    seq: int = 0

    def take(self, page: ChangesReply) -> None:
        for change in page.changes:
            assert change.seq > self.seq or change.seq == 0, "told twice, or too late (S7)"
            self.told[change.kind, change.id] = change.seq
        self.seq = page.cursor.seq


def _a_guest_of_all(till: Till, url: str) -> str:
    guest_id = till.register(phone="79990000000")
    till.adjust(guest_id, 10_000)
    _push(till, url)
    return guest_id


def _sell(till: Till, urls: Sequence[str], shared: str) -> int:
    """One guest of its own and one of all; every push goes to the other server."""
    booked = 0
    digits = int(till.device.device_id[:6], 16) % 1_000_000
    for number, url in zip(range(ROUNDS), cycle(urls), strict=False):
        own = till.register(phone=f"7998{digits:06d}{number}")
        till.earn(own, 1_000)
        till.redeem(own, 50, promo=50)
        till.earn(shared, 500)
        till.redeem(shared, 30)
        booked += len(_push(till, url).outcomes)
    return booked


def _push(till: Till, url: str) -> PushReply:
    asked = till.request(till.queue)
    for _ in range(2):  # a reply is asked for twice: the second is the same, from the stored rows
        answer = httpx2.post(
            url + PUSH,
            content=asked.model_dump_json(exclude_none=True),
            headers={"Content-Type": "application/json"},
            timeout=60,
        )
        assert answer.status_code == 200, answer.text
    till.queue = []
    return PushReply.model_validate_json(answer.text)


def _follow(till: Till, urls: Sequence[str], is_over: Event) -> Replica:
    """Page by page, from one server and the other, until nothing is left after the last sale."""
    replica, epoch = Replica(), till.server_epoch()
    for url in cycle(urls):
        was_over = is_over.is_set()
        page = _page(till, url, after=Cursor(server_epoch=epoch, seq=replica.seq), limit=7)
        replica.take(page)
        if was_over and not page.more:
            return replica
    raise AssertionError("a cycle does not end")


def _whole(till: Till, url: str) -> dict[tuple[str, str], int]:
    """What a new reader is told."""
    start = Cursor(server_epoch=till.server_epoch(), seq=0)
    page = _page(till, url, after=start, limit=2_000)
    assert not page.more
    return {(change.kind, change.id): change.seq for change in page.changes}


def _page(till: Till, url: str, *, after: Cursor, limit: int) -> ChangesReply:
    target = f"{CHANGES}?server_epoch={after.server_epoch}&seq={after.seq}&limit={limit}"
    signed = authorization(till.device.device_id, target, seed=till.seed)
    answer = httpx2.get(url + target, headers={"Authorization": signed}, timeout=60)
    assert answer.status_code == 200, answer.text
    return ChangesReply.model_validate_json(answer.text)

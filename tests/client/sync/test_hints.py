"""A hint makes the next pull due, whenever it comes; the poll is only a net under it (§5)."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from client.sync.errors import ProtocolTrouble
from client.sync.hints import EVENT_BYTES_MAX, hints_of
from shared.sync.messages import Change, Cursor
from shared.sync.planner import PULL_INTERVAL_LISTENING_SECONDS, PULL_INTERVAL_SECONDS
from tests.builders import SERVER_EPOCH
from tests.client.sync.syncing_till import SyncingTill

OTHER_EPOCH = SERVER_EPOCH + 1


def a_change(seq: int) -> Change:
    return Change(seq=seq, kind="programme", id=f"{seq}", gone=True)


def hinted(till: SyncingTill, seq: int, *, server_epoch: int = SERVER_EPOCH) -> None:
    till.engine.hint(Cursor(server_epoch=server_epoch, seq=seq))


def test_a_hint_beyond_the_cursor_makes_a_pull_due(till: SyncingTill) -> None:
    asyncio.run(till.settle())
    pulls = len(till.server.pulls)
    till.server.feed = [a_change(1)]
    hinted(till, 1)
    asyncio.run(till.settle())
    assert len(till.server.pulls) == pulls + 1


def test_a_hint_of_what_is_known_costs_nothing(till: SyncingTill) -> None:
    till.server.feed = [a_change(1)]
    asyncio.run(till.settle())
    pulls = len(till.server.pulls)
    hinted(till, 1)
    asyncio.run(till.settle())
    assert len(till.server.pulls) == pulls


def test_a_hint_of_another_life_of_the_server_asks_what_became_of_it(till: SyncingTill) -> None:
    asyncio.run(till.settle())
    pulls = len(till.server.pulls)
    hinted(till, 0, server_epoch=OTHER_EPOCH)
    asyncio.run(till.settle())
    assert len(till.server.pulls) == pulls + 1


@pytest.mark.parametrize("server_epoch", [SERVER_EPOCH, OTHER_EPOCH])
def test_a_hint_that_comes_while_a_page_is_under_way_is_not_lost(
    till: SyncingTill, server_epoch: int
) -> None:
    """The page was read before the change: only another pull brings it."""

    def something_changes() -> None:
        till.server.on_page = None
        till.server.feed = [a_change(1)]
        hinted(till, 1, server_epoch=server_epoch)

    till.server.on_page = something_changes
    asyncio.run(till.settle())
    assert len(till.server.pulls) == 2


def test_a_till_that_listens_asks_rarely(till: SyncingTill) -> None:
    assert asyncio.run(_rest(till)) == PULL_INTERVAL_SECONDS
    till.engine.listening(is_open=True)
    assert asyncio.run(_rest(till)) == PULL_INTERVAL_LISTENING_SECONDS
    till.engine.listening(is_open=False)
    assert asyncio.run(_rest(till)) == PULL_INTERVAL_SECONDS


async def _rest(till: SyncingTill) -> float | None:
    await till.settle()
    return await till.engine.turn()


@pytest.mark.parametrize("size", [1, 7, 1_000])
def test_events_are_read_in_whatever_pieces_they_come(size: int) -> None:
    text = b':\n\nevent: feed\ndata: {"server_epoch":7,"seq":3}\n\nevent: other\ndata: x\n\n'
    pieces = [text[start : start + size] for start in range(0, len(text), size)]
    assert asyncio.run(_read(pieces)) == [None, Cursor(server_epoch=7, seq=3), None]


@pytest.mark.parametrize(
    "text", [b"event: feed\ndata: {}\n\n", b"x" * (EVENT_BYTES_MAX + 1), b"event: feed\n\n"]
)
def test_what_is_no_event_stream_of_ours_is_trouble(text: bytes) -> None:
    with pytest.raises(ProtocolTrouble):
        asyncio.run(_read([text]))


async def _read(pieces: list[bytes]) -> list[Cursor | None]:
    async def come() -> AsyncIterator[bytes]:
        for piece in pieces:
            yield piece

    return [hint async for hint in hints_of(come())]

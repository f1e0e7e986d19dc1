"""Work that is done again and again beside answering requests."""

import asyncio

import pytest

from server.database import DatabaseUnavailable
from server.jobs import repeating


@pytest.mark.expects_warning
def test_a_job_goes_on_after_trouble_and_ends_with_the_server() -> None:
    turns: list[int] = []

    async def work() -> None:
        turns.append(len(turns))
        if len(turns) == 1:
            raise DatabaseUnavailable("for a moment")

    async def play() -> int:
        done = asyncio.Event()

        async def work_and_tell() -> None:
            await work()
            if len(turns) == 3:
                done.set()

        async with repeating(work_and_tell, every_seconds=0, name="count"):
            await done.wait()
        return len(turns)

    before = asyncio.run(play())
    assert len(turns) == before
    assert turns[:3] == [0, 1, 2]

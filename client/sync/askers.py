"""Those who wait to hear whether the server answers: a person who checks the connection now."""

import asyncio
from contextlib import suppress


class Askers:
    """Everybody who asked is told of the first exchange that ends."""

    def __init__(self) -> None:
        self._waiting: list[asyncio.Future[bool]] = []

    async def wait(self, *, timeout_seconds: float) -> bool:
        """Whether the server answered; False also where nothing ended for so long."""
        asker: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append(asker)
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout_seconds):
                return await asker
        return False

    def tell(self, *, is_answered: bool) -> None:
        """An exchange has ended."""
        waiting, self._waiting = self._waiting, []
        for asker in waiting:
            if not asker.done():
                asker.set_result(is_answered)

"""A till with its server in memory, for tests of the engine."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from client.store.database import Store, free_bytes
from client.store.outbox import outbox_counts
from client.sync.engine import SyncEngine
from client.sync.line import Line
from tests.builders import an_enrolled_store
from tests.fakes import FakeChance, FakeClock, FakeKeystore, FakeServer
from tests.sealed_files import store_key

T = TypeVar("T")


@dataclass(frozen=True)
class SyncingTill:
    """A till with its server, and the clock both go by."""

    store: Store
    clock: FakeClock
    server: FakeServer
    engine: SyncEngine
    keystore: FakeKeystore

    async def settle(self) -> None:
        """Turns until there is nothing to do but wait."""
        while await self.engine.turn() == 0.0:
            pass

    async def while_running(self, scenario: Callable[[], Awaitable[T]]) -> T:
        """``scenario`` while the engine works by itself."""
        self.engine.start()
        try:
            return await scenario()
        finally:
            await self.engine.stop()

    def again(self) -> "SyncingTill":
        """The same till with a new engine, as after a restart."""
        line = Line(self.store, self.keystore, self.server, self.clock, FakeChance(2))
        return replace(self, engine=SyncEngine(line))

    def waiting(self) -> int:
        """Operations the server has not answered for."""
        return self.store.read_now(outbox_counts).waiting


def an_enrolled_till(folder: Path, *, room: Callable[[Path], int] = free_bytes) -> SyncingTill:
    """A till that has done nothing yet, on a disk with so much ``room``."""
    an_enrolled_store(folder / "till.db").close()
    store = Store(folder / "till.db", store_key, room=room)
    clock, keystore = FakeClock(), FakeKeystore()
    server = FakeServer(clock)
    engine = SyncEngine(Line(store, keystore, server, clock, FakeChance()))
    return SyncingTill(store, clock, server, engine, keystore)

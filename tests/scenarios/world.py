"""A real server on a real socket, and tills that are enrolled with it, in one process.

Both sides go by one clock that stands still unless a test moves it; what is between them is HTTP.
"""

import asyncio
import random
import shutil
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import server.chance
from client.devices.keystore import PIN_PEPPER
from client.devices.print_spool import PrintSpool
from client.ids import Chance
from client.store.database import Store
from client.store.me import me_of
from client.store.outbox import outbox_counts
from client.sync.archive import ServerArchive
from client.sync.engine import SyncEngine
from client.sync.enrolment import Enrolment
from client.sync.events import EventListener
from client.sync.line import Line
from client.sync.transport import HttpTransport
from client.till.checkout import Checkout
from client.till.guest_view import GuestView
from client.till.sign_in import SignIn
from client.till.till import Till, open_till
from client.till.workplace import Workplace
from printers.profiles import PrinterProfile, virtual_printer
from printers.registry import open_printer
from server.books import Books
from server.database import Database
from server.demonstration.service import DemoData, DemoGuest, make_demo_data
from server.devices.enrolment import create_enrolment_code
from server.ledger.service import card_with_lots
from server.ledger.verify import verify
from server.migrations.run import upgrade
from shared.domain.card import Card
from shared.domain.check import Bill, Check
from shared.domain.ids import CheckId, GuestId, OperationId, RestaurantId
from shared.domain.money import Money
from shared.operations.encode import to_millis
from tests.fakes import FakeChance, FakeClock, FlakyTransport
from tests.scenarios.serving import ServerProcess
from tests.sealed_files import keystore_of, opened, store_key
from tests.server.copies import Copies
from tests.server.inside import inside

CASHIER_PIN, MANAGER_PIN = "1111", "3333"


@dataclass(frozen=True)
class Tablet:
    """A till, with everything a test may want to bend."""

    till: Till
    workplace: Workplace
    store: Store
    engine: SyncEngine
    transport: FlakyTransport
    clock: FakeClock
    print_spool: PrintSpool

    async def sync(self) -> None:
        """Everything out and everything in, as far as the network lets it."""
        self.engine.nudge()
        await self.settle()

    async def settle(self) -> None:
        """Turns of the engine until it rests."""
        while await self.engine.turn() == 0.0:
            pass

    @asynccontextmanager
    async def online(self) -> AsyncIterator[None]:
        """The engine works by itself, as in the real program."""
        task = asyncio.create_task(self.engine.run())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def sign_in(self, pin: str = CASHIER_PIN) -> None:
        """The person with that PIN signs in."""
        names = {CASHIER_PIN: "Анна Кассирова", MANAGER_PIN: "Марина Управляева"}
        tiles = await self.till.sign_in.tiles()
        (tile,) = [tile for tile in tiles if tile.name == names[pin]]
        await self.till.sign_in.sign_in(tile.staff_id, pin)

    async def earn(self, guest_id: GuestId, roubles: int = 2_000) -> OperationId:
        """The guest pays a check; the operation's id."""
        view = await self.till.guest_search.open(guest_id)
        done = await self.till.checkout.confirm(view, self.check(roubles))
        return done.operation_ids[0]

    def impatient_checkout(self) -> Checkout:
        """A checkout that waits for the server only for a moment."""
        return Checkout(self.workplace, redeem_timeout_seconds=0.3)

    async def view(self, guest_id: GuestId) -> GuestView:
        """The guest as the cashier sees him."""
        return await self.till.guest_search.open(guest_id)

    def check(self, roubles: int = 2_000) -> Check:
        """A check nobody had before."""
        return Check(CheckId(self.workplace.chance.uuid()), Bill(Money(roubles * 100)))

    @property
    def restaurant_id(self) -> RestaurantId:
        """Where it stands."""
        return self.store.read_now(me_of).restaurant_id

    def waiting(self) -> int:
        """Operations the server has not answered for."""
        return self.store.read_now(outbox_counts).waiting

    def attention(self) -> int:
        """Operations a person should look at."""
        return self.store.read_now(outbox_counts).attention

    def close(self) -> None:
        """Switches the tablet off."""
        self.print_spool.stop()
        self.store.close()


@dataclass
class World:
    """One restaurant's server and tablets."""

    folder: Path
    clock: FakeClock
    database_url: str
    database: Database
    process: ServerProcess
    demo: DemoData
    copies: Copies
    tablets: list[Tablet] = field(default_factory=list)
    chance: random.Random = field(default_factory=lambda: random.Random(2026))

    @property
    def silver(self) -> DemoGuest:
        """Иван Петров, Silver."""
        return next(guest for guest in self.demo.guests if guest.phone == "79991234567")

    def enrolment_code(self, *, at: RestaurantId | None = None) -> str:
        """A fresh code, of the demo's restaurant unless told."""
        return self.database.write_now(
            lambda conn: create_enrolment_code(
                conn,
                self.demo.tenant_id,
                restaurant_id=at or RestaurantId(self.demo.restaurant_id),
                now_ms=to_millis(self.clock.now_utc()),
                chance=server.chance.Chance(),
            )
        )

    async def tablet(
        self,
        *,
        at: RestaurantId | None = None,
        clock: FakeClock | None = None,
        printer: PrinterProfile | None = None,
    ) -> Tablet:
        """One more tablet, enrolled over HTTP, with a cashier signed in."""
        number = len(self.tablets) + 1
        folder = self.folder / f"tablet {number}"
        tablet, line = _new_tablet(folder, clock or self.clock, printer, seed=number)
        self.tablets.append(tablet)
        await Enrolment(line).enrol(
            self.process.url, self.enrolment_code(at=at), device_name=f"Касса {number}"
        )
        await tablet.sync()
        await tablet.sign_in()
        return tablet

    def image(self, tablet: Tablet, name: str = "image") -> Path:
        """A copy of the tablet's file and keys, as a backup of its disk makes it."""
        source = self.folder_of(tablet)
        copy = self.folder / name
        shutil.copytree(source / "keys", copy / "keys")
        with (
            closing(opened(source / "till.db")) as live,
            closing(opened(copy / "till.db")) as kept,
        ):
            live.backup(kept)
        return copy

    async def clone(self, image: Path, *, pin: str = CASHIER_PIN) -> Tablet:
        """A second machine that began as that image."""
        number = len(self.tablets) + 1
        shutil.copytree(image, self.folder / f"tablet {number}")
        tablet, _ = _new_tablet(self.folder / f"tablet {number}", self.clock, None, seed=number)
        self.tablets.append(tablet)
        await tablet.sign_in(pin)
        return tablet

    async def restart(
        self, tablet: Tablet, pin: str = CASHIER_PIN, *, image: Path | None = None
    ) -> Tablet:
        """The tablet is switched off and on again; the person with that PIN signs in.

        With ``image`` its disk was put back to that state meanwhile.
        """
        await self.switch_off(tablet)
        if image:
            folder = self.folder_of(tablet)
            shutil.rmtree(folder)
            shutil.copytree(image, folder)
        return await self.switch_on(tablet, pin)

    async def switch_off(self, tablet: Tablet) -> None:
        """In good order; nobody uses its file any more."""
        await tablet.engine.stop()
        tablet.close()

    async def switch_on(
        self, tablet: Tablet, pin: str = CASHIER_PIN, *, printer: PrinterProfile | None = None
    ) -> Tablet:
        """One that was switched off or killed; the person with that PIN signs in."""
        folder, seed = self.folder_of(tablet), self.chance.randrange(100, 2**32)
        again, _ = _new_tablet(folder, tablet.clock, printer, seed=seed)
        again.transport.is_offline = tablet.transport.is_offline
        self.tablets[self.tablets.index(tablet)] = again
        await again.sign_in(pin)
        return again

    def folder_of(self, tablet: Tablet) -> Path:
        """Where its files are."""
        return self.folder / f"tablet {self.tablets.index(tablet) + 1}"

    def back_up(self) -> str:
        """A backup, made while no server runs: its name."""
        with self.server_stopped() as url:
            return self.copies.make(url)

    def put_back(self, copy: str) -> None:
        """As the operator does it: the server stops, the command, the server starts."""
        with self.server_stopped() as url:
            self.database_url = self.copies.put_back(url, copy)

    @contextmanager
    def server_stopped(self) -> Iterator[str]:
        """The URL of the database while no server runs; then it runs again at its address."""
        port = self.process.port
        self.process.stop()
        self.database.close()
        yield self.database_url
        self.database = Database.open(self.database_url)
        self.process = ServerProcess(self.database_url, self.clock, port=port)

    def card(self, guest_id: GuestId, *, at: RestaurantId | None = None) -> Card:
        """The guest's card that counts in that restaurant on the server, the demo's unless told."""
        tenant_id, place = self.demo.tenant_id, at or RestaurantId(self.demo.restaurant_id)
        card = self.database.read_now(
            inside(
                tenant_id,
                lambda conn: card_with_lots(Books(conn), tenant_id, guest_id, at=place),
            )
        )
        assert card is not None
        return card

    def total(self, guest_id: GuestId) -> int:
        """The guest's balance as the server has it."""
        return self.card(guest_id).total(self.clock.now_utc())

    async def assert_in_step(self, *guest_ids: GuestId) -> None:
        """Every queue is empty, the ledger is sound, and every till shows what the server has."""
        for _ in range(2):  # what the last one pushes, the first one pulls in the second round
            for tablet in self.tablets:
                tablet.transport.is_offline = False
                tablet.clock.advance(120)
                await tablet.sync()
        report = self.database.read_now(verify)
        assert report.problems == ()
        for tablet in self.tablets:
            assert tablet.waiting() == 0
            for guest_id in (self.silver.guest_id, *guest_ids):
                view = await tablet.view(guest_id)
                assert _lots(view.card) == _lots(self.card(guest_id, at=tablet.restaurant_id))
                assert view.waiting == 0

    def play(self, scenario: Callable[[], Coroutine[None, None, None]]) -> None:
        """Runs ``scenario``; whatever comes of it, every tablet hangs up."""
        asyncio.run(self._play(scenario))

    async def _play(self, scenario: Callable[[], Coroutine[None, None, None]]) -> None:
        try:
            await scenario()
        finally:
            for tablet in self.tablets:
                await tablet.engine.stop()

    def close(self) -> None:
        """Switches everything off."""
        for tablet in self.tablets:
            tablet.close()
        self.process.stop()
        self.database.close()
        self.copies.drop()


def make_demo(database_url: str) -> DemoData:
    """Every table, with the demo's data in them: where a world begins."""
    database = Database.open(database_url)
    database.write_now(upgrade)
    chance = server.chance.Chance(random.Random(1).randbytes)
    now_ms = to_millis(FakeClock().now_utc())
    demo = database.write_now(lambda conn: make_demo_data(conn, now_ms=now_ms, chance=chance))
    database.close()
    return demo


def open_world(folder: Path, database_url: str, demo: DemoData, *, copies: Copies) -> World:
    """A server on that database, which has the demo's data, and no tablet yet."""
    clock = FakeClock()
    process = ServerProcess(database_url, clock)
    return World(folder, clock, database_url, Database.open(database_url), process, demo, copies)


def _new_tablet(
    folder: Path, clock: FakeClock, printer: PrinterProfile | None, *, seed: int
) -> tuple[Tablet, Line]:
    chance: Chance = FakeChance(seed)
    keystore = keystore_of(folder)
    store = Store.open(folder / "till.db", store_key)
    transport = FlakyTransport(HttpTransport(chance))
    line = Line(store, keystore, transport, clock, chance)
    engine = SyncEngine(line, listener=EventListener(line, transport))
    spool = PrintSpool(
        store=store,
        clock=clock,
        open_printer=open_printer,
        profile=printer or virtual_printer(str(folder / "paper")),
    )
    sign_in = SignIn(store, clock, load_pepper=lambda: keystore.load(PIN_PEPPER))
    workplace = Workplace(
        store,
        clock,
        chance,
        sign_in,
        delivery=engine,
        paper=spool,
        archive=ServerArchive(line, transport),
    )
    till = open_till(workplace)
    return Tablet(till, workplace, store, engine, transport, clock, spool), line


def _lots(card: Card) -> list[tuple[str, int]]:
    return sorted((lot.lot_id, lot.left) for lot in card.lots if lot.left)

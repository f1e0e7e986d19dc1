"""A full evening: two tablets, 500 guests, and everything that goes wrong in a restaurant.

The network is away for an hour, a printer for ten minutes, and one till is killed with SIGKILL in
the middle of a rush. In the end every "done" is in the ledger once, every receipt is on paper once,
and the Z reports are what the ledger booked.
"""

import asyncio
import random
from collections import Counter
from dataclasses import dataclass, field

import pytest
from sqlalchemy import text
from sqlite_utils import Database

from client.store.prints import JobState, PrintJob
from client.till.guest_view import GuestView
from client.till.registration import RegistrationForm
from drill.processes import Child, told
from printers.profiles import PrinterProfile
from shared.domain.errors import GuestUnknown, Refusal
from shared.domain.ids import GuestId, OperationId
from shared.domain.shifts import together
from tests.printers.tcp_printers import TcpPrinter, a_free_port, profile_at
from tests.scenarios.rush import Rush, serve
from tests.scenarios.shifts import counted, in_ledger, on_server, on_till
from tests.scenarios.world import CASHIER_PIN, MANAGER_PIN, Tablet, World
from tests.server.inside import inside

GUESTS = 500
SECONDS_BETWEEN = 30
SYNC_EVERY = 6
"""Guests: so often both tablets are in step; between that each tells what it has as it can."""
OFFLINE = range(120, 240)
"""An hour: so many guests come while the network is away."""
NO_PAPER = range(60, 80)
"""Ten minutes without the first printer."""
HANDED_OVER_AT, KILLED_AT = 250, 300
SERVED_BEFORE_THE_KILL = 25
CASHIER = "Анна Кассирова"
BOOKED = text(
    """SELECT original_id, count(DISTINCT transaction_seq) FROM operation
    LEFT JOIN ledger_transaction USING (tenant_id, operation_id)
    WHERE status IN ('applied', 'adjusted') GROUP BY original_id"""
)


@dataclass
class Printer:
    """A printer that can be unplugged and plugged in again at its address."""

    port: int = field(default_factory=a_free_port)
    slips: list[bytes] = field(default_factory=list)
    plugged: TcpPrinter | None = None

    @property
    def profile(self) -> PrinterProfile:
        return profile_at(self.port)

    def plug_in(self) -> None:
        self.plugged = TcpPrinter(port=self.port)

    def unplug(self) -> None:
        if self.plugged is not None:
            self.plugged.close()
            self.slips += self.plugged.slips
            self.plugged = None


@dataclass
class Evening:
    """Who has been here, and what the guests were told."""

    world: World
    chance: random.Random = field(default_factory=lambda: random.Random(2026))
    guests: list[GuestId] = field(default_factory=list)
    confirmed: Counter[OperationId] = field(default_factory=Counter)
    refused: int = 0

    async def serve(self, tablet: Tablet, number: int) -> None:
        """Every seventh is new; every third wants to pay with points."""
        if number % 7 == 0:
            form = RegistrationForm(f"7916{number:07}", first_name="Олег", personal_data=True)
            born = await tablet.till.registration.register(form)
            self.guests.append(born.view.guest.guest_id)
            self.confirmed.update(born.operation_ids)
        view = await self.somebody(tablet)
        check = tablet.check(self.chance.randint(100, 5_000))
        try:
            done = await tablet.till.checkout.confirm(view, check, redeem_points=_asked(number))
        except Refusal:  # no points, or none to spend without the network: he pays it all
            self.refused += 1
            done = await tablet.till.checkout.confirm(view, check)
        self.confirmed.update(done.operation_ids)

    async def somebody(self, tablet: Tablet) -> GuestView:
        """Whom that till knows: of the others' new guests it hears when it has the network."""
        try:
            return await tablet.view(self.chance.choice(self.guests))
        except GuestUnknown:
            return await tablet.view(self.world.silver.guest_id)

    def rush(self, tablet: Tablet) -> None:
        """In a process of its own, until it is killed; the tablet was switched off before."""
        clock = self.world.clock
        folder, guests = self.world.folder_of(tablet), tuple(self.guests)
        rush = Rush(folder, clock.at, clock.mono_ms, CASHIER, CASHIER_PIN, guests, seed=7)
        child = Child(serve, rush)
        for _ in range(SERVED_BEFORE_THE_KILL):
            self.confirmed.update(child.wire.recv())
        child.kill()
        for operation_ids in told(child.wire):
            self.confirmed.update(operation_ids)

    def booked(self) -> Counter[OperationId]:
        """How often each operation moved points, or was applied without any."""
        rows = self.world.database.read_now(
            inside(self.world.demo.tenant_id, lambda conn: conn.execute(BOOKED).all())
        )
        return Counter({OperationId(row[0]): max(1, row[1]) for row in rows})


@pytest.mark.slow
@pytest.mark.parametrize("world", ["sqlite"], indirect=True)
def test_a_full_evening_with_all_its_troubles(world: World) -> None:
    """CSH-64, CSH-70…CSH-74, P5, P7: nothing lost, nothing twice; Z, ledger and paper agree."""
    evening, printers = Evening(world), (Printer(), Printer())

    async def scenario() -> None:
        for printer in printers:
            printer.plug_in()
            tablet = await world.tablet(printer=printer.profile)
            tablet.print_spool.start()
            await tablet.till.shift.open()
        for number in range(GUESTS):
            await _happens(evening, number, printers)
            tablet = world.tablets[number % 2]
            async with tablet.online():
                await evening.serve(tablet, number)
            for each in world.tablets if number % SYNC_EVERY == 0 else ():
                await each.sync()
            world.clock.advance(SECONDS_BETWEEN)
        for tablet in world.tablets:
            await tablet.till.shift.close()
        await world.assert_in_step(*evening.guests)
        for tablet in world.tablets:
            await _all_on_paper(tablet)
        for printer in printers:
            printer.unplug()
        _judge(evening, printers)

    world.play(scenario)


async def _happens(evening: Evening, number: int, printers: tuple[Printer, Printer]) -> None:
    """The troubles of that moment, and the change of cashiers."""
    world = evening.world
    for tablet in world.tablets:
        tablet.transport.is_offline = number in OFFLINE
    if number == NO_PAPER.start:
        printers[0].unplug()
    if number == NO_PAPER.stop:
        printers[0].plug_in()
    if number == HANDED_OVER_AT:
        await world.tablets[0].sign_in(MANAGER_PIN)
        await world.tablets[0].till.shift.take_over()
    if number == KILLED_AT:
        killed = world.tablets[1]
        await world.switch_off(killed)
        evening.rush(killed)
        again = await world.switch_on(killed, printer=printers[1].profile)
        again.print_spool.start()


def _asked(number: int) -> int:
    return 10 + number % 50 if number % 3 == 0 else 0


async def _all_on_paper(tablet: Tablet) -> None:
    """Until the spool has printed all it can."""
    loop, moved = asyncio.get_running_loop(), asyncio.Event()

    def wake(_job: PrintJob) -> None:
        loop.call_soon_threadsafe(moved.set)

    stop = tablet.print_spool.subscribe(wake)
    tablet.print_spool.nudge()
    while tablet.store.read_now(_waits_for_paper):
        await moved.wait()
        moved.clear()
    stop()


def _waits_for_paper(db: Database) -> bool:
    waiting = "SELECT 1 FROM print_job WHERE state IN (?, ?) LIMIT 1"
    return bool(db.execute(waiting, (JobState.QUEUED, JobState.PRINTING)).fetchall())


def _states(db: Database) -> Counter[str]:
    jobs = db.execute("SELECT state, count(*) FROM print_job GROUP BY state").fetchall()
    return Counter(dict(jobs))


def _judge(evening: Evening, printers: tuple[Printer, Printer]) -> None:
    world, booked = evening.world, evening.booked()
    assert len(evening.confirmed) >= GUESTS + SERVED_BEFORE_THE_KILL
    assert set(evening.confirmed.values()) == {1}
    assert {each: booked[each] for each in evening.confirmed} == dict(evening.confirmed)
    assert set(booked.values()) == {1}
    for tablet, printer in zip(world.tablets, printers, strict=True):
        jobs = tablet.store.read_now(_states)
        assert set(jobs) == {JobState.PRINTED}
        assert len(printer.slips) == jobs[JobState.PRINTED]
        assert len(set(printer.slips)) == len(printer.slips)
        kept, account = on_till(tablet), on_server(world, tablet)
        told = together(kept.sums, *(each.sums for each in kept.addenda))
        assert told == account.booked
        assert counted(account.booked) == in_ledger(world, tablet)

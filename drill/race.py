"""Two tills race for one guest's last points, online, offline and half-online.

``python -m drill.race`` runs 10,000 interleavings (``RACES``) of real commands, engines and server
code in one process, in virtual time, half of them under each silence policy. Whatever happens: no
account of points is ever below zero, whatever was handed out is booked, and the house loses no
more than it was told late; under the strict policy nothing at all.
"""

import asyncio
import os
import random
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from client.clock import Clock
from client.ids import Chance
from client.store.errors import Trouble
from client.till.registration import RegistrationForm
from client.till.sign_in import slow_hash
from client.till.trouble import RedemptionInDoubt
from drill.in_process import URL, Network, ServerHere
from drill.scratch import scratch_folder
from drill.tablet import Tablet, World, open_tablet
from server.ledger.verify import verify
from server.tenants.offline import set_offline_policy
from shared.domain.check import Bill, Check
from shared.domain.errors import Refusal
from shared.domain.ids import CheckId, GuestId, OperationId
from shared.domain.leases import OfflinePolicy, SilencePolicy
from shared.domain.money import Money
from simulation.virtual_time import AtOnce, VirtualLoop

RACES, SEED = 10_000, 1
RACES_A_WORLD = 50
"""Then a new server begins, with the other policy."""
WAY_SECONDS_MAX = 0.2
REDEMPTIONS_MAX = 3
POINTS_MAX = 300
ROUBLES = 5_000
HURRY_SECONDS = 2.0
SILENCE_SECONDS = 6 * 3600.0
"""Longer than any horizon and its grace."""
SILENCES = 0.15
"""How many races have a till that is out of reach so long, before it races or after it."""
CUT = {"online": 0.0, "half-online": 0.5, "offline": 1.0}
"""How many tills begin a race out of reach."""
TURNS = 0.5
"""How often a half-online till's network comes or goes before a redemption."""
EVERYBODY_LOOKS = 0.5
"""How often the guest's card is opened on both tills before the race."""
MILLIS = 1000
PROBLEMS_SHOWN = 20
_BEGINNING = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
_hash_pin = cache(slow_hash)


@dataclass
class Result:
    """What some races came to."""

    races: int = 0
    handed_out: int = 0
    refused: int = 0
    house_loss: dict[SilencePolicy, int] = field(
        default_factory=lambda: dict.fromkeys(SilencePolicy, 0)
    )
    problems: list[str] = field(default_factory=list)


class LoopClock(Clock):
    """The clock of a tablet that keeps the loop's time."""

    def __init__(self, loop: VirtualLoop) -> None:
        self._loop = loop

    def now_utc(self) -> datetime:
        """The wall clock."""
        return _BEGINNING + timedelta(seconds=self._loop.time())

    def monotonic_ms(self) -> int:
        """Since the world began."""
        return round(self._loop.time() * MILLIS)

    def boot_id(self) -> str:
        """Nothing boots here."""
        return "race"


class SeededChance(Chance):
    """The same ids in every run of a seed."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance

    def token_bytes(self, count: int) -> bytes:
        """See ``Chance``."""
        return self._chance.randbytes(count)


class Course:
    """One server and two tills, race after race with a new guest each."""

    def __init__(self, folder: Path, *, seed: int, policy: SilencePolicy) -> None:
        self.policy = policy
        self.result = Result()
        self._folder = folder
        self._chance = random.Random(seed)
        self._loop = VirtualLoop()
        self._clock = LoopClock(self._loop)
        self._server = ServerHere.open(folder, self._clock, threads=AtOnce)
        self._server.database.write_now(
            lambda conn: set_offline_policy(
                conn,
                self._server.demo.tenant_id,
                OfflinePolicy(silence=policy),
                now_ms=self._server.clock.now_ms(),
            )
        )
        self._networks = [
            Network(self._server, chance=self._chance, seconds_max=WAY_SECONDS_MAX)
            for _ in range(2)
        ]
        self._tablets: list[Tablet] = []
        self._handed_out: list[OperationId] = []

    def run(self, races: int) -> Result:
        """So many races, and the judgement of all of them."""
        try:
            self._loop.run_until_complete(self._run(races))
        finally:
            self._server.close()
            self._loop.close()
        return self.result

    async def _run(self, races: int) -> None:
        for number, network in enumerate(self._networks):
            self._tablets.append(await self._new_tablet(number, network))
        for number in range(races):
            await self._race(number)
            self.result.races += 1
        self.result.problems += self._server.database.read_now(verify).problems
        for tablet in self._tablets:
            await tablet.engine.stop()
            tablet.close()

    async def _new_tablet(self, number: int, network: Network) -> Tablet:
        chance = SeededChance(random.Random(self._chance.getrandbits(32)))
        world = World(self._clock, chance, network, _hash_pin, AtOnce)
        tablet = open_tablet(self._folder / f"till {number}", world)
        code = self._server.enrolment_code()
        await tablet.enrolment.enrol(URL, code, device_name=f"Касса {number}")
        manager = next(each for each in self._server.demo.staff if each.role == "MANAGER")
        await tablet.sign_in(manager.name, manager.pin)
        tablet.engine.start()
        return tablet

    async def _race(self, number: int) -> None:
        guest_id = await self._new_guest(number)
        before = len(self._handed_out)
        kind = self._chance.choice(list(CUT))
        if self._chance.random() < EVERYBODY_LOOKS:
            await self._everybody_looks(guest_id)
        self._cut(kind)
        await asyncio.gather(
            *(self._run_for_it(each, guest_id, is_half=kind == "half-online") for each in range(2))
        )
        if self._chance.random() < SILENCES:
            await self._one_stays_silent(guest_id)
        await self._heal()
        for wrong in self._wrongs(guest_id, self._handed_out[before:]):
            self.result.problems.append(f"race {number} ({kind}, {self.policy}): {wrong}")

    async def _new_guest(self, number: int) -> GuestId:
        """A guest whom both tills know, with a few points."""
        form = RegistrationForm(
            phone=f"7999{number:07d}", first_name="Олег", personal_data=True, print_card=False
        )
        here, there = self._tablets
        done = await here.till.registration.register(form)
        points = self._chance.randint(1, POINTS_MAX)
        await here.till.adjustment.adjust(done.view, points, reason="gift")
        await self._settled(here)
        await self._settled(there)
        return done.view.guest.guest_id

    async def _everybody_looks(self, guest_id: GuestId) -> None:
        for tablet in self._tablets:
            await tablet.till.guest_search.open(guest_id)
        await asyncio.sleep(self._chance.uniform(0, HURRY_SECONDS))

    def _cut(self, kind: str) -> None:
        for network in self._networks:
            network.is_cut = self._chance.random() < CUT[kind]

    async def _run_for_it(self, number: int, guest_id: GuestId, *, is_half: bool) -> None:
        """One till's cashier: wants more than there is, more than once."""
        tablet, network = self._tablets[number], self._networks[number]
        if self._chance.random() < SILENCES:
            network.is_cut = True
            self._loop.jump(self._chance.uniform(0, SILENCE_SECONDS))
        for _ in range(self._chance.randint(1, REDEMPTIONS_MAX)):
            await asyncio.sleep(self._chance.uniform(0, HURRY_SECONDS))
            if is_half and self._chance.random() < TURNS:
                network.is_cut = not network.is_cut
                network.lost_replies = self._chance.randrange(2)
                tablet.engine.retry_now()
            await self._redeem(tablet, guest_id)

    async def _redeem(self, tablet: Tablet, guest_id: GuestId) -> None:
        checkout = tablet.till.checkout
        check = Check(CheckId(tablet.workplace.chance.uuid()), Bill(Money(ROUBLES * 100)))
        try:
            view = await tablet.till.guest_search.open(guest_id)
            points = self._chance.randint(1, max(1, view.total))
            done = await checkout.confirm(view, check, redeem_points=points, earn=False)
        except RedemptionInDoubt as doubt:
            await checkout.abandon(doubt.pending)
        except (Refusal, Trouble):
            self.result.refused += 1
        else:
            self._handed_out += done.operation_ids
            self.result.handed_out += 1

    async def _one_stays_silent(self, guest_id: GuestId) -> None:
        """Longer than its horizon; meanwhile the other one wants what it may hold or have spent."""
        silent, other = self._networks
        silent.is_cut, other.is_cut = True, False
        self._loop.jump(SILENCE_SECONDS)
        self._tablets[1].engine.retry_now()
        await asyncio.sleep(HURRY_SECONDS)
        await self._redeem(self._tablets[1], guest_id)

    async def _heal(self) -> None:
        """The network is there again, and everything has been said."""
        for network in self._networks:
            network.is_cut, network.lost_replies = False, 0
        for _ in range(2):
            for tablet in self._tablets:
                await self._settled(tablet)

    async def _settled(self, tablet: Tablet) -> None:
        """Everything is out, and there was time to hear what came of it."""
        await tablet.all_out()
        await asyncio.sleep(4 * WAY_SECONDS_MAX)

    def _wrongs(self, guest_id: GuestId, handed_out: list[OperationId]) -> Iterator[str]:
        with closing(sqlite3.connect(self._folder / "server.db")) as books:
            ((lowest,),) = books.execute(_LOWEST)
            ((loss,),) = books.execute(_HOUSE_LOSS)
            ((late,),) = books.execute(_TOLD_LATE)
            statuses = dict(books.execute(_STATUSES, [guest_id]).fetchall())
        if lowest < 0:
            yield f"an account of points stood at {lowest}"
        if loss > (0 if self.policy is SilencePolicy.STRICT else late):
            yield f"the house lost {loss}, of which {late} were told late"
        for operation_id in handed_out:
            if statuses.get(operation_id) not in {"applied", "adjusted"}:
                yield f"handed out, and {statuses.get(operation_id)}: {operation_id}"
        self.result.house_loss[self.policy] = loss


_LOWEST = """SELECT coalesce(min(balance_after), 0) FROM ledger_entry
    WHERE account LIKE 'available:%' OR account LIKE 'lease:%'"""
_HOUSE_LOSS = "SELECT coalesce(-sum(balance), 0) FROM account WHERE account = 'house_loss'"
_TOLD_LATE = "SELECT coalesce(sum(points_late), 0) FROM lease"
_STATUSES = "SELECT operation_id, status FROM operation WHERE guest_id = ?"


def run_races(count: int, *, seed: int) -> Result:
    """The result of so many races, world after world."""
    total = Result()
    while total.races < count:
        policy = tuple(SilencePolicy)[total.races // RACES_A_WORLD % 2]
        with scratch_folder() as folder:
            course = Course(folder, seed=seed + total.races, policy=policy)
            some = course.run(min(RACES_A_WORLD, count - total.races))
        total.races += some.races
        total.handed_out += some.handed_out
        total.refused += some.refused
        total.house_loss[policy] += some.house_loss[policy]
        total.problems += some.problems
    return total


def race(count: int, *, seed: int) -> bool:
    """Whether nothing went wrong in so many races; says what they came to."""
    began = time.monotonic()
    result = run_races(count, seed=seed)
    for problem in result.problems[:PROBLEMS_SHOWN]:
        sys.stdout.write(f"  {problem}\n")
    loss = ", ".join(f"{policy.lower()} {lost}" for policy, lost in result.house_loss.items())
    sys.stdout.write(
        f"race: {result.races} races of two tills for one guest's points, {result.handed_out}"
        f" redemptions handed out, {result.refused} refused; points lost by the house: {loss};"
        f" violations {len(result.problems)} ({time.monotonic() - began:.0f} s, seed {seed})\n"
    )
    sys.stdout.flush()
    return not result.problems


def main() -> int:
    """0 when nothing went wrong."""
    count, seed = (int(os.environ.get(n) or d) for n, d in (("RACES", RACES), ("SEED", SEED)))
    return 0 if race(count, seed=seed) else 1


if __name__ == "__main__":
    sys.exit(main())

"""What the house does by itself at night, and what its office decides about guests by hand."""

import asyncio
from collections.abc import Callable
from functools import partial

from sqlalchemy import Connection, text

from server.books import writing
from server.database import Database
from server.guests.decision import Decision
from server.leases.reclaim import reclaim_everywhere
from server.ledger.merging import merge_guests
from server.ledger.migrating import held_by_devices, migrate, recall_all
from server.ledger.parting import unmerge_guests
from server.nightly.schedule import run_due
from server.tenants.service import lock_tenant, tenant
from shared.domain.ids import GuestId
from shared.domain.programme import CardMode
from simulation.actor import Actor
from simulation.judges.modes import points_of_guests
from simulation.judges.nights import left_undone

NIGHT_HOUR = 4
"""UTC: all that is due at night is due by then."""
LONG_CLOSED_NIGHTS = (5, 34, 95)
"""Past the term of a promo, of a welcome and of idle points, each with the three days of grace."""
_TRIES = 3
_RECALL_SECONDS = 6.0
"""Whoever is in reach has pulled by then, and given back what he holds."""
_OTHER = {CardMode.UNIFIED: CardMode.SEPARATE, CardMode.SEPARATE: CardMode.UNIFIED}
_HOUR_MS = 60 * 60 * 1000
_DAY_MS = 24 * _HOUR_MS
_MILLIS = 1000
_PEOPLE = """SELECT guest_id FROM guest WHERE tenant_id = :tenant AND alias_of IS NULL
    ORDER BY guest_id"""
_MERGED = """SELECT source_id FROM guest_merge WHERE tenant_id = :tenant AND undone_at_ms IS NULL
    ORDER BY merge_id"""


class Office(Actor):
    """Nobody at a tablet."""

    name = "office"

    async def night(self) -> None:
        """The restaurants close, and the server does what is due at night."""
        await self._close(1)

    async def long_closed(self) -> None:
        """They stay closed; the server was off, and makes up for the nights in the last one."""
        await self._close(self._chance.choice(LONG_CLOSED_NIGHTS))

    async def merge(self) -> None:
        """Two guests are found to be one person."""
        people = self._guests(_PEOPLE)
        if len(people) > 1:
            source, into = self._chance.sample(people, 2)
            self._decide(partial(merge_guests, source_id=source, into=into))

    async def unmerge(self) -> None:
        """They were two after all."""
        merged = self._guests(_MERGED)
        if merged:
            self._decide(partial(unmerge_guests, source_id=self._chance.choice(merged)))

    async def migrate_cards(self) -> None:
        """One card for the chain, or one for each restaurant: whatever it was not.

        The tablets are asked for what they hold; while one does not hear of it, it is not done.
        """
        for _ in range(_TRIES):
            if self._world.house.write(self._migrated):
                return
            await asyncio.sleep(_RECALL_SECONDS)

    async def _close(self, nights: int) -> None:
        world = self._world
        now_ms = world.true_ms()
        since_ms = (now_ms - NIGHT_HOUR * _HOUR_MS) % _DAY_MS
        world.loop.jump((nights * _DAY_MS - since_ms) / _MILLIS)
        await asyncio.sleep(0)
        began_ms = world.true_ms()
        await world.house.by_itself(self._work_of_the_night)
        tenant_id, at_ms = world.template.tenant_id, world.true_ms()
        found = partial(left_undone, tenant_id=tenant_id, began_ms=began_ms, at_ms=at_ms)
        for finding in world.house.read(found):
            world.witness.accuse("E9", finding)

    async def _work_of_the_night(self, database: Database) -> None:
        """As the server's own loops do it, in any order."""
        now_ms = self._world.true_ms()
        await reclaim_everywhere(database, now_ms=now_ms)
        await run_due(database, now_ms=now_ms)

    def _migrated(self, conn: Connection) -> bool:
        world = self._world
        tenant_id, house = world.template.tenant_id, world.house
        lock_tenant(conn, tenant_id)
        now_ms = house.clock.now_ms()
        if held_by_devices(conn, tenant_id):
            recall_all(conn, tenant_id, now_ms=now_ms)
            return False
        before = points_of_guests(conn)
        to = _OTHER[tenant(conn, tenant_id).card_mode]
        migrate(conn, tenant_id, to=to, now_ms=now_ms, chance=house.chance)
        if points_of_guests(conn) != before:
            world.witness.accuse("E10", f"a migration to {to} changed what guests have")
        return True

    def _guests(self, query: str) -> list[GuestId]:
        tenant = {"tenant": self._world.template.tenant_id}
        rows = self._world.house.read(lambda conn: conn.execute(text(query), tenant).all())
        return [GuestId(row[0]) for row in rows]

    def _decide(self, decision: Callable[..., object]) -> None:
        world = self._world
        tenant_id, by = world.template.tenant_id, Decision(self.name, world.house.clock.now_ms())

        def work(conn: Connection) -> None:
            lock_tenant(conn, tenant_id)
            with writing(conn) as books:
                decision(books, tenant_id, decision=by)

        world.house.write(work)

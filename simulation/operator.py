"""What those do who look after the server and the tablets: releases, backups, rescues."""

import base64
from dataclasses import replace

from sqlalchemy import Connection

from client.sync.line import identity_of
from client.sync.rescue import device_key, sealed_packet
from server.devices.recovery import record_stable
from server.devices.service import chains
from server.programme.service import current, publish
from server.recovery.quarantine import release_quarantined
from server.recovery.rescue import take_rescue
from server.tenants.epochs import begin_server_epoch
from server.tenants.service import tenants
from shared.domain.ids import DeviceId, ProgrammeVersionId, TenantId
from shared.sync.rescue import RescueDelivery
from simulation.actor import Actor
from simulation.chances import happens
from simulation.courier import deliver
from simulation.disk import copy_database

_BUG = """CREATE TRIGGER IF NOT EXISTS bug BEFORE INSERT ON ledger_transaction
    WHEN new.operation_id < '4' BEGIN SELECT raise(ABORT, 'a bug of this release'); END"""
"""A quarter of all operations: whatever the server makes of them, its database takes it not."""
_NO_BUG = "DROP TRIGGER IF EXISTS bug"


class Operator(Actor):
    """Somebody with the keys to the server, or with a file in his pocket."""

    name = "operator"

    async def publish(self) -> None:
        """The admin changes what checks earn."""
        world = self._world
        tenant_id, chance = world.template.tenant_id, world.house.chance

        def work(conn: Connection) -> None:
            before = current(conn, tenant_id)
            assert before is not None
            after = replace(
                before,
                version_id=ProgrammeVersionId(chance.uuid()),
                number=before.number + 1,
                rules=tuple(
                    replace(rule, earn_bp=self._chance.choice((500, 1000, 1500)))
                    for rule in before.rules
                ),
            )
            publish(conn, tenant_id, after, now_ms=world.house.clock.now_ms())

        world.house.write(work)

    async def back_up(self) -> None:
        """The server's operator makes a verified backup; tablets may forget what is in it."""
        world = self._world
        world.backup = world.folder / "backup.db"
        copy_database(world.house.path, world.backup)
        world.house.write(self._remember_backup)

    async def restore(self) -> None:
        """The server's disk is lost; its operator brings the newest backup back."""
        world = self._world
        known = world.house.read(_nobody_else_knows)
        world.house.stop()
        world.house.put_file(world.backup)
        world.house.start()
        world.forgotten_risk += max(0, known - world.house.read(_nobody_else_knows))
        world.house.write(self._begin_epochs)
        world.house.write(self._install)
        world.restores += 1
        if not world.witness.is_release_bad:
            await self._decide_what_was_set_aside()

    def _remember_backup(self, conn: Connection) -> None:
        for each in tenants(conn):
            record_stable(conn, each.tenant_id, _places(conn, each.tenant_id))

    def _begin_epochs(self, conn: Connection) -> None:
        house = self._world.house
        for each in tenants(conn):
            places = _places(conn, each.tenant_id)
            begin_server_epoch(
                conn, each.tenant_id, now_ms=house.clock.now_ms(), chance=house.chance
            )
            record_stable(conn, each.tenant_id, places)

    async def bad_release(self) -> None:
        """The server is upgraded to a version that chokes on some operations."""
        self._world.witness.is_release_bad = True
        self._world.house.write(self._install)

    async def good_release(self) -> None:
        """It is upgraded again: what was set aside is decided when it starts."""
        world = self._world
        world.witness.is_release_bad = False
        world.house.write(self._install)
        await self._decide_what_was_set_aside()

    async def _decide_what_was_set_aside(self) -> None:
        """As a server does when it starts."""
        house = self._world.house
        await release_quarantined(house.database, now_ms=house.clock.now_ms(), chance=house.chance)

    async def save_work(self) -> None:
        """A tablet's work is saved to a file."""
        tablet, running = self._tablet, self._tablet.running
        if running is None:
            return
        key = device_key(tablet.keystore)
        sealed, _ = running.store.read_now(lambda db: sealed_packet(db, key, tablet.chance))
        self._world.packets.append(sealed)

    async def bring_packet(self) -> None:
        """A file is brought to the server, or to another tablet."""
        world = self._world
        if not world.packets:
            return
        sealed = self._chance.choice(world.packets)
        if happens(self._chance, 0.5):
            house, tenant_id = world.house, world.template.tenant_id
            now_ms, chance = house.clock.now_ms(), house.chance
            house.write(
                lambda conn: take_rescue(conn, sealed, tenant_id, now_ms=now_ms, chance=chance)
            )
        elif self._tablet.running is not None:
            line = self._tablet.running.line
            delivery = RescueDelivery(packet=base64.b64encode(sealed).decode())
            identity = await identity_of(line, self._tablet.me())
            await line.transport.rescue(identity.peer, delivery)

    async def deliver(self) -> None:
        """The company's own systems are told what they are owed."""
        deliver(self._world, self._chance)

    def _install(self, conn: Connection) -> None:
        conn.exec_driver_sql(_BUG if self._world.witness.is_release_bad else _NO_BUG)


def _nobody_else_knows(conn: Connection) -> int:
    """Points that were to be had because of something no tablet can tell again.

    Taken back from a silent one, given by a night, brought by a merge or under the name that it
    took, or from one restaurant to all by a migration: a restore forgets that.
    """
    total = conn.exec_driver_sql(
        """SELECT (SELECT coalesce(sum(points_returned), 0) FROM lease
                WHERE ended IN ('RECLAIMED', 'LOST'))
            + (SELECT coalesce(sum(points), 0) FROM ledger_transaction
                JOIN lot_use USING (tenant_id, transaction_seq)
                WHERE kind = 'PROMO_GRANT' AND operation_id IS NULL)
            + (SELECT coalesce(sum(e.points), 0) FROM ledger_transaction t
                JOIN ledger_entry e USING (tenant_id, transaction_seq)
                WHERE t.kind IN ('MERGE', 'MIGRATE') AND e.points > 0)
            + (SELECT coalesce(sum(e.points), 0) FROM operation o
                JOIN guest_merge m ON m.source_id = json_extract(o.body, '$.guest_id')
                JOIN ledger_transaction t USING (operation_id)
                JOIN ledger_entry e ON e.transaction_seq = t.transaction_seq
                WHERE e.points > 0 AND t.posted_at_ms >= m.merged_at_ms)"""
    ).scalar_one()
    return int(total)


def _places(conn: Connection, tenant_id: TenantId) -> dict[tuple[DeviceId, int], int]:
    """How far each epoch of each device is in the database."""
    return {place: state.last_seq for place, state in chains(conn, tenant_id).items()}

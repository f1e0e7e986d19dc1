"""A till's work arrives by file, exactly once, whatever became of the till (design §3)."""

import base64
from pathlib import Path

import pytest
from sqlalchemy import select

from client.commands import EXIT_FAILED, run_command
from client.devices.keystore import DEVICE_KEY, FileKeystore
from client.store.me import me_of
from client.sync.rescue import device_key
from client.sync.transport import Peer
from server.chance import Chance
from server.database import table_of
from server.devices.service import revoke
from server.ledger.tables import LeaseRow
from server.recovery.rescue import take_rescue
from server.rescue_keys import RescueUnreadable
from shared.operations.encode import to_millis
from shared.sync.rescue import RescueDelivery, RescueReply
from tests.scenarios.test_forks import booked
from tests.scenarios.world import Tablet, World
from tests.server.inside import inside


def test_the_work_of_a_broken_till_is_taken_from_its_file(world: World) -> None:
    async def scenario() -> None:
        tablet = await world.tablet()
        guest_id = world.silver.guest_id
        await tablet.earn(guest_id)
        await tablet.sync()
        tablet.transport.is_offline = True
        await tablet.earn(guest_id, 3_000)
        packet = rescued(world, tablet)

        first, again = taken(world, packet), taken(world, packet)
        assert [each.status for each in first.outcomes] == ["applied", "applied"]
        assert first.outcomes == again.outcomes
        assert booked(world, guest_id) == 2
        await world.assert_in_step()
        assert booked(world, guest_id) == 2

    world.play(scenario)


def test_a_till_that_was_shut_out_is_rescued_too(world: World) -> None:
    async def scenario() -> None:
        tablet = await world.tablet()
        guest_id = world.silver.guest_id
        tablet.transport.is_offline = True
        await tablet.sync()
        await tablet.earn(guest_id)
        packet = rescued(world, tablet)
        device_id = tablet.store.read_now(me_of).device_id
        world.database.write_now(lambda conn: revoke(conn, device_id, now_ms=now_ms(world)))
        assert [each.status for each in taken(world, packet).outcomes] == ["applied"]
        assert ends_of_leases(world) == {"LOST"}, "what it earned is not its own for ever"

    world.play(scenario)


def test_another_till_may_carry_the_packet(world: World) -> None:
    async def scenario() -> None:
        broken, carrier = await world.tablet(), await world.tablet()
        broken.transport.is_offline = True
        await broken.earn(world.silver.guest_id)
        sealed = rescued(world, broken).read_bytes()
        me = carrier.store.read_now(me_of)
        key = device_key(FileKeystore(world.folder / "tablet 2" / "keys"))
        delivery = RescueDelivery(packet=base64.b64encode(sealed).decode())
        peer = Peer(me.server_url, me.device_id, key)
        reply = await carrier.transport.rescue(peer, delivery)
        assert [each.status for each in reply.outcomes] == ["applied"]
        assert b"earn" not in sealed

    world.play(scenario)


def test_a_packet_that_was_touched_is_refused(world: World) -> None:
    async def scenario() -> None:
        tablet = await world.tablet()
        tablet.transport.is_offline = True
        await tablet.earn(world.silver.guest_id)
        packet = rescued(world, tablet)
        sealed = bytearray(packet.read_bytes())
        sealed[-1] ^= 1
        packet.write_bytes(sealed)
        with pytest.raises(RescueUnreadable):
            taken(world, packet)
        assert booked(world, world.silver.guest_id) == 0

    world.play(scenario)


@pytest.mark.parametrize("secret", [None, b"short"])
def test_without_a_whole_key_no_packet_is_written_and_the_command_says_why(
    world: World, capsys: pytest.CaptureFixture[str], secret: bytes | None
) -> None:
    async def scenario() -> None:
        tablet = await world.tablet()
        await tablet.earn(world.silver.guest_id)
        keystore = FileKeystore(world.folder / "tablet 1" / "keys")
        keystore.forget(DEVICE_KEY)
        if secret is not None:
            keystore.save(DEVICE_KEY, secret)
        folder = world.folder / "tablet 1"
        told = ["rescue", str(folder / "rescue.bin"), "--data-dir", str(folder)]
        assert run_command(told, {}) == EXIT_FAILED
        assert "no whole key" in capsys.readouterr().err

    world.play(scenario)


def rescued(world: World, tablet: Tablet) -> Path:
    """The packet, written by the command while the till's program may be running or not."""
    folder = world.folder / f"tablet {world.tablets.index(tablet) + 1}"
    target = folder / "rescue.bin"
    assert run_command(["rescue", str(target), "--data-dir", str(folder)], {}) == 0
    return target


def taken(world: World, packet: Path) -> RescueReply:
    return world.database.write_now(
        lambda conn: take_rescue(
            conn,
            packet.read_bytes(),
            world.demo.tenant_id,
            now_ms=now_ms(world),
            chance=Chance(),
        )
    )


def now_ms(world: World) -> int:
    return to_millis(world.clock.now_utc())


def ends_of_leases(world: World) -> set[str]:
    """How the leases of the house have ended."""
    lease = table_of(LeaseRow)
    ask = inside(
        world.demo.tenant_id, lambda conn: conn.execute(select(lease.c.ended)).scalars().all()
    )
    return set(world.database.read_now(ask))

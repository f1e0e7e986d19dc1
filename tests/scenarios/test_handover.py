"""A till that was shut out hands its work over: by file to the server, by codes to another till.

Seven operations nobody was told of, over real HTTP; whatever happens they are booked once (design
§3, issue 5 item 12).
"""

import asyncio
import json
import random
from pathlib import Path

import pytest
from sqlalchemy import Connection, update

from client.devices.keystore import FileKeystore
from client.store.me import me_of
from client.sync.carrying import Carrying, Delivered
from client.sync.errors import PacketUnreadable, ServerUnreachable, TakenCodeWrong
from client.sync.handover import Handover
from client.sync.line import Line
from server.__main__ import main as server_command
from server.chance import Chance
from server.database import table_of
from server.demonstration.service import DemoData, make_demo_data
from server.devices.service import revoke
from server.tenants.tables import TenantRow
from shared.sync.frames import Assembly, frame_of
from tests.fakes import FakeChance
from tests.scenarios.test_forks import booked
from tests.scenarios.test_rescue import now_ms
from tests.scenarios.world import Tablet, World

pytestmark = pytest.mark.parametrize("world", ["sqlite"], indirect=True)
SALES = 7


def test_the_file_of_a_till_that_was_shut_out_is_taken_by_the_server_once(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async def scenario() -> None:
        tablet = await shut_out(world)
        giving = handover(world, tablet, tmp_path / "stick")
        told = await giving.unsent()
        assert (told.operations, told.is_shut_out, told.is_safe) == (SALES, True, False)
        assert told.earned > 0
        assert told.redeemed == 0
        await giving.save()

    world.play(scenario)
    (packet,) = (tmp_path / "stick").iterdir()
    for _ in range(2):
        taken = command(world, packet, capsys)
        assert taken["applied"] == SALES
        assert booked(world, world.silver.guest_id) == SALES

    async def proof() -> None:
        giving = handover(world, world.tablets[0], tmp_path)
        with pytest.raises(TakenCodeWrong):
            await giving.confirm("AAAA-AAAA")
        typed = str(taken["taken"]).lower().replace("-", " ").replace("o", "0").replace("i", "1")
        assert (await giving.confirm(typed)).is_safe

    world.play(proof)


def test_codes_on_the_screen_reach_another_till_in_any_order_and_are_delivered_once(
    world: World, tmp_path: Path
) -> None:
    async def scenario() -> None:
        tablet, other = await shut_out(world), await world.tablet()
        giving, taking = handover(world, tablet, tmp_path), carrying(world, other, tmp_path)
        shown = list(await giving.frames())
        random.Random(1).shuffle(shown)
        sealed = read_off([*shown[:3], *shown])
        other.transport.is_offline = True
        with pytest.raises(ServerUnreachable):
            await taking.deliver_codes(sealed)
        other.transport.is_offline = False
        (kept,) = await taking.found()
        first = await taking.deliver_file(kept.path)
        again = await taking.deliver_codes(sealed)
        assert first == again == Delivered("Касса 1", SALES, 0, 0, first.code)
        assert await taking.found() == ()
        assert booked(world, world.silver.guest_id) == SALES
        assert (await giving.confirm(first.code)).is_safe

    world.play(scenario)


def test_the_proof_is_of_the_work_as_it_was_and_not_of_what_came_after(
    world: World, tmp_path: Path
) -> None:
    async def scenario() -> None:
        tablet, other = await world.tablet(), await world.tablet()
        tablet.transport.is_offline = True
        await tablet.earn(world.silver.guest_id)
        giving, taking = handover(world, tablet, tmp_path), carrying(world, other, tmp_path)
        code = (await taking.deliver_file(await giving.save())).code
        assert (await giving.confirm(code)).is_safe
        await tablet.earn(world.silver.guest_id)
        assert not (await giving.unsent()).is_safe
        with pytest.raises(TakenCodeWrong):
            await giving.confirm(code)

    world.play(scenario)


def test_a_packet_that_was_touched_is_refused_and_says_so(world: World, tmp_path: Path) -> None:
    async def scenario() -> None:
        tablet, other = await shut_out(world), await world.tablet()
        packet = await handover(world, tablet, tmp_path / "stick").save()
        taking = carrying(world, other, tmp_path)
        whole = packet.read_bytes()
        for broken in (whole[:-1] + bytes([whole[-1] ^ 1]), whole[:100], b"a letter", b""):
            packet.write_bytes(broken)
            with pytest.raises(PacketUnreadable):
                await taking.deliver_file(packet)
        assert booked(world, world.silver.guest_id) == 0

    world.play(scenario)


def test_the_work_of_another_company_is_refused(world: World, tmp_path: Path) -> None:
    ours = world.demo
    world.demo = world.database.write_now(lambda conn: another_company(conn, world))

    async def scenario() -> None:
        packet = await handover(world, await shut_out(world), tmp_path / "stick").save()
        world.demo = ours
        taking = carrying(world, await world.tablet(), tmp_path)
        with pytest.raises(PacketUnreadable):
            await taking.deliver_file(packet)

    world.play(scenario)


def test_a_stick_that_takes_nothing_leaves_the_file_to_the_tills_own_folder(
    world: World, tmp_path: Path
) -> None:
    async def scenario() -> None:
        tablet = await shut_out(world)
        stick = tmp_path / "stick"
        stick.write_text("no folder at all")
        packet = await handover(world, tablet, stick).save()
        assert packet.parent == world.folder / "own"

    world.play(scenario)


def test_two_saves_in_one_second_are_two_files_on_the_stick(world: World, tmp_path: Path) -> None:
    async def scenario() -> None:
        tablet = await world.tablet()
        giving = handover(world, tablet, tmp_path / "stick")
        saved = {await giving.save(), await giving.save()}
        assert set((tmp_path / "stick").iterdir()) == saved
        assert len(saved) == 2

    world.play(scenario)


def another_company(conn: Connection, world: World) -> DemoData:
    """A second tenant of the same server, as large as the first."""
    conn.execute(update(table_of(TenantRow)).values(name="Первая"))
    return make_demo_data(conn, now_ms=now_ms(world), chance=Chance())


async def shut_out(world: World) -> Tablet:
    """A till that sold without the network, was revoked meanwhile, and has just been told."""
    tablet = await world.tablet()
    tablet.transport.is_offline = True
    await tablet.sync()
    for _ in range(SALES):
        await tablet.earn(world.silver.guest_id)
    device_id = tablet.store.read_now(me_of).device_id
    await asyncio.to_thread(
        world.database.write_now, lambda conn: revoke(conn, device_id, now_ms=now_ms(world))
    )
    tablet.transport.is_offline = False
    tablet.engine.retry_now()
    await tablet.settle()
    assert tablet.engine.status.problem == "device_revoked"
    return tablet


def handover(world: World, tablet: Tablet, stick: Path) -> Handover:
    return Handover(line_of(world, tablet), fallback=world.folder / "own", sticks=lambda: [stick])


def carrying(world: World, tablet: Tablet, folder: Path) -> Carrying:
    return Carrying(line_of(world, tablet), folder=folder / "brought", places=list)


def line_of(world: World, tablet: Tablet) -> Line:
    number = world.tablets.index(tablet) + 1
    keystore = FileKeystore(world.folder / f"tablet {number}" / "keys")
    return Line(tablet.store, keystore, tablet.transport, world.clock, FakeChance(number))


def read_off(texts: list[str]) -> bytes:
    assembly = Assembly()
    for text in texts:
        frame = frame_of(text)
        assert frame is not None
        assembly.add(frame)
    sealed = assembly.packet()
    assert sealed is not None
    return sealed


def command(world: World, packet: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, int | str]:
    words = ["take-rescue", str(packet), "--tenant", world.demo.tenant_id]
    assert server_command([*words, "--database-url", world.database_url]) == 0
    told: dict[str, int | str] = json.loads(capsys.readouterr().out)
    return told

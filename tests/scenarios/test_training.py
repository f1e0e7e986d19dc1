"""A whole shift of training beside a real till and a real server: neither learns of it."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import pytest

from client.ids import Chance
from client.paths import database_path, paper_dir, training_dir
from client.settings import Settings
from client.store import outbox
from client.store.errors import StoreInUse
from client.store.me import me_of
from client.store.prints import JobState, PrintJob
from client.store.verification import verify_store
from client.sync.errors import RequestRefused, ServerUnreachable
from client.sync.keys import DeviceKey, is_signed
from client.sync.network import NoNetwork
from client.sync.push import signed_push
from client.sync.transport import HttpTransport, Peer
from client.till.checkout import CheckDone
from client.till.refusals import GuestNotFound
from client.till.registration import RegistrationForm
from client.till.till import Till
from client.till.training import TRAINING_PLACE
from client.training import TrainingClient, Turns, open_training, template_of
from client.ui.application.assembly import Parts
from client.wiring import open_client
from shared.domain.adjusting import AdjustmentReason
from shared.domain.check import Bill, Check
from shared.domain.codes import qr_payload
from shared.domain.ids import CheckId, GuestId
from shared.domain.money import Money
from shared.receipt.facts import Place
from shared.sync.messages import Cursor
from tests.builders import DEVICE_SEED, an_id
from tests.scenarios.world import CASHIER_PIN, MANAGER_PIN, World

pytestmark = pytest.mark.parametrize("world", ["sqlite"], indirect=True)
EVERYTHING = 10_000
PAPER_SECONDS = 60


@dataclass(frozen=True)
class School:
    """A till of the restaurant that is switched off, and a training till in its place."""

    world: World
    folder: Path
    real_token: str
    training: TrainingClient

    @property
    def till(self) -> Till:
        """To practise on."""
        return self.training.parts.till


@pytest.fixture
def school(world: World) -> Iterator[School]:
    """Before training began, the real till had sold something and had sent it."""
    world.play(lambda: _sell(world))
    folder = _folder(world)
    settings = Settings(data_dir=folder)
    real = open_client(settings)
    template = template_of(real)
    real.close()
    assert template is not None
    token = world.card(world.silver.guest_id).token
    training = open_training(settings, template)
    yield School(world, folder, token, training)
    training.close()


def test_a_training_shift_reaches_neither_the_server_nor_the_real_file(school: School) -> None:
    requests, before = school.world.process.requests, _files(school.folder)
    asyncio.run(_play_a_shift(school.till))
    assert school.world.process.requests == requests
    assert _files(school.folder) == before


def test_every_operation_of_a_shift_can_be_practised(school: School) -> None:
    printed = Event()

    def hear(job: PrintJob) -> None:
        if job.state is JobState.PRINTED:
            printed.set()

    school.training.client.print_spool.subscribe(hear)
    asyncio.run(_play_a_shift(school.till))
    store = school.training.client.store
    done = {row.body().kind for row in store.read_now(lambda db: outbox.waiting(db, EVERYTHING))}
    assert done >= {
        "shift_open",
        "earn",
        "redeem",
        "registration",
        "refund",
        "adjustment",
        "cancel",
        "shift_close",
    }
    wrong = store.read_now(lambda db: list(verify_store(db, Counter(), is_signed_by=is_signed)))
    assert [each for each in wrong if "sign" not in each] == []
    assert printed.wait(PAPER_SECONDS)
    assert any(paper_dir(training_dir(school.folder)).glob("*.png"))


def test_what_is_printed_and_shown_says_that_it_is_training(school: School) -> None:
    async def look() -> None:
        about = await school.training.parts.about()
        assert about is not None
        assert about.restaurant_name == TRAINING_PLACE
        place = await _earn_once(school.till)
        assert (place.restaurant_name, place.is_practice) == (TRAINING_PLACE, True)

    asyncio.run(look())


def test_the_card_of_a_real_guest_is_not_known(school: School) -> None:
    async def scan() -> None:
        await _sign_in(school.till, CASHIER_PIN)
        with pytest.raises(GuestNotFound):
            await school.till.guest_search.by_scan(qr_payload(school.real_token))

    asyncio.run(scan())


def test_a_body_of_training_that_is_pushed_on_purpose_is_refused(school: School) -> None:
    asyncio.run(_play_a_shift(school.till))
    with pytest.raises(RequestRefused) as refused:
        asyncio.run(_push(school))
    assert refused.value.status in {401, 403}


def test_the_training_till_has_no_network_of_its_own(school: School) -> None:
    async def ask() -> None:
        with pytest.raises(ServerUnreachable):
            await HttpTransport(Chance(), network=NoNetwork()).changes(
                Peer(school.world.process.url, an_id("device"), DeviceKey(DEVICE_SEED)),
                Cursor(server_epoch=1, seq=0),
                limit=1,
            )

    requests = school.world.process.requests
    asyncio.run(ask())
    assert school.world.process.requests == requests


def test_nobody_opens_the_real_till_while_somebody_is_trained(school: School) -> None:
    with pytest.raises(StoreInUse):
        open_client(Settings(data_dir=school.folder))


def test_it_is_begun_and_ended_and_nothing_of_it_is_left(world: World) -> None:
    world.play(lambda: _sell(world))
    folder = _folder(world)
    turns = Turns(Settings(data_dir=folder))
    assert turns.turn() is None
    practising = _change(turns)
    assert practising.training.is_on
    assert database_path(training_dir(folder)).exists()
    real = _change(turns)
    assert not real.training.is_on
    assert not training_dir(folder).exists()
    turns.close()


def test_a_till_that_lived_through_a_kill_is_the_real_one(world: World) -> None:
    world.play(lambda: _sell(world))
    folder = _folder(world)
    leftover = database_path(training_dir(folder))
    leftover.parent.mkdir()
    leftover.write_bytes(b"noise: its key died with the program")
    turns = Turns(Settings(data_dir=folder))
    assert not turns.parts.training.is_on
    assert not leftover.parent.exists()
    turns.close()


def test_a_till_that_is_not_enrolled_has_nothing_to_practise_with(
    world: World, tmp_path: Path
) -> None:
    del world
    turns = Turns(Settings(data_dir=tmp_path / "new"))
    turns.parts.training.change()
    parts = turns.turn()
    assert parts is not None
    assert not parts.training.is_on
    turns.close()


async def _sell(world: World) -> None:
    tablet = await world.tablet()
    await tablet.earn(world.silver.guest_id)
    await tablet.sync()
    await world.switch_off(tablet)
    world.tablets.clear()


def _folder(world: World) -> Path:
    """Of the first till."""
    return world.folder / "tablet 1"


def _change(turns: Turns) -> Parts:
    turns.parts.training.change()
    parts = turns.turn()
    assert parts is not None
    return parts


async def _play_a_shift(till: Till) -> None:
    """Everything that is done between opening and closing."""
    await _sign_in(till, MANAGER_PIN)
    await till.shift.open()
    ivan = await _guest(till, "Учебный Иван")
    await _earn(till, ivan)
    redeemed = await till.checkout.confirm(
        await till.guest_search.open(ivan), _check(), redeem_points=200
    )
    await till.undoing.undo(redeemed.operation_ids)
    again = await till.checkout.confirm(
        await till.guest_search.open(ivan), _check(), redeem_points=150
    )
    await till.refund.refund(again.operation_ids[0], Money(500_00))
    view = await till.guest_search.open(ivan)
    await till.adjustment.adjust(view, 70, reason=AdjustmentReason.MISTAKE)
    form = RegistrationForm(phone="79990007777", first_name="Вера", personal_data=True)
    vera = (await till.registration.register(form)).view.guest.guest_id
    await _earn(till, vera)
    await till.shift.print_now()
    await till.shift.close()


async def _earn_once(till: Till) -> Place:
    """The place on the slip."""
    await _sign_in(till, CASHIER_PIN)
    ivan = await _guest(till, "Учебный Иван")
    return (await _earn(till, ivan)).facts.place


async def _earn(till: Till, guest_id: GuestId) -> CheckDone:
    view = await till.guest_search.open(guest_id)
    return await till.checkout.confirm(view, _check())


def _check() -> Check:
    return Check(CheckId(Chance().uuid()), Bill(Money(2_000_00)))


async def _guest(till: Till, name: str) -> GuestId:
    (hit, *_) = await till.guest_search.search(name)
    return hit.guest_id


async def _sign_in(till: Till, pin: str) -> None:
    names = {CASHIER_PIN: "Анна Кассирова", MANAGER_PIN: "Марина Управляева"}
    (tile,) = [tile for tile in await till.sign_in.tiles() if tile.name == names[pin]]
    await till.sign_in.sign_in(tile.staff_id, pin)


async def _push(school: School) -> None:
    """As somebody would who has copied the file, and its key, while the program ran."""
    store, key = school.training.client.store, DeviceKey(DEVICE_SEED)
    me = store.read_now(me_of)
    rows = store.read_now(lambda db: outbox.waiting(db, 1))
    request = signed_push(me, rows, key=key, nonce=Chance().salt(), proof=None)
    peer = Peer(school.world.process.url, me.device_id, key)
    transport = HttpTransport(Chance())
    try:
        await transport.push(peer, request)
    finally:
        await transport.close()


def _files(folder: Path) -> dict[str, bytes]:
    """Everything of the real till, byte for byte."""
    practice = training_dir(folder)
    every = (each for each in folder.rglob("*") if each.is_file())
    return {
        str(each.relative_to(folder)): each.read_bytes()
        for each in every
        if practice not in each.parents
    }

"""Bad input gets a clear answer and leaves nothing half done, on the till and on the server."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import httpx
import pytest

from client.store import outbox, prints
from client.store.database import Store
from client.store.me import me_of
from client.sync.enrolment import Enrolment
from client.sync.errors import (
    EnrolmentCodeExpired,
    EnrolmentCodeUnknown,
    EnrolmentCodeUsed,
)
from client.sync.line import Line
from client.till.refusals import GuestExists, GuestNotFound, ScanNotUnderstood
from client.till.registration import RegistrationForm
from shared.domain.check import Bill, Check
from shared.domain.errors import (
    AmountInvalid,
    CardNotUsable,
    ConsentMissing,
    FieldInvalid,
    GuestUnknown,
    NothingToEarn,
    PermissionMissing,
    PhoneInvalid,
    Refusal,
)
from shared.domain.ids import CheckId, GuestId
from shared.domain.money import Money, parse_check_amount
from tests.builders import an_id
from tests.fakes import FakeChance, FakeKeystore
from tests.scenarios.world import Tablet, World
from tests.sealed_files import store_key

Act = Callable[[Tablet, World], Awaitable[object]]


def _earning(*, minor: int, phone: str = "79991234567") -> Act:
    async def act(tablet: Tablet, world: World) -> None:
        (guest,) = [each for each in world.demo.guests if each.phone == phone]
        view = await tablet.view(guest.guest_id)
        await tablet.till.checkout.confirm(view, Check(CheckId(an_id("bad")), Bill(Money(minor))))

    return act


def _registering(form: RegistrationForm) -> Act:
    async def act(tablet: Tablet, _: World) -> None:
        await tablet.till.registration.register(form)

    return act


def _scanning(text: str) -> Act:
    async def act(tablet: Tablet, _: World) -> None:
        await tablet.till.guest_search.by_scan(text)

    return act


async def _earn_for_a_stranger(tablet: Tablet, world: World) -> None:
    view = await tablet.view(world.silver.guest_id)
    stranger = replace(view, guest=replace(view.guest, guest_id=GuestId(an_id("stranger"))))
    await tablet.till.checkout.confirm(stranger, tablet.check())


async def _adjust(tablet: Tablet, world: World) -> None:
    view = await tablet.view(world.silver.guest_id)
    await tablet.till.adjustment.adjust(view, 100, reason="gift")


FORM = RegistrationForm(phone="79160001122", first_name="Олег", personal_data=True)
REFUSED: list[tuple[str, type[Refusal], Act]] = [
    ("check of nothing", NothingToEarn, _earning(minor=0)),
    ("negative check", AmountInvalid, _earning(minor=-1)),
    ("check too large", AmountInvalid, _earning(minor=100_000_001)),
    ("blocked card", CardNotUsable, _earning(minor=2_000_00, phone="79999012345")),
    ("unknown guest", GuestUnknown, _earn_for_a_stranger),
    ("phone of letters", PhoneInvalid, _registering(replace(FORM, phone="телефон"))),
    ("phone too short", PhoneInvalid, _registering(replace(FORM, phone="12345"))),
    ("phone taken", GuestExists, _registering(replace(FORM, phone="+7 (999) 123-45-67"))),
    ("no consent", ConsentMissing, _registering(replace(FORM, personal_data=False))),
    ("name too long", FieldInvalid, _registering(replace(FORM, first_name="я" * 61))),
    ("name not printable", FieldInvalid, _registering(replace(FORM, last_name="a\x00b"))),
    ("scan of rubbish", ScanNotUnderstood, _scanning("#?!")),
    ("scan of nobody", GuestNotFound, _scanning("000000")),
    ("adjustment by a cashier", PermissionMissing, _adjust),
]


def test_a_refused_command_leaves_no_trace(world: World) -> None:
    async def scenario() -> None:
        tablet = await world.tablet()
        before = world.total(world.silver.guest_id)
        for what, refusal, act in REFUSED:
            with pytest.raises(refusal):
                await act(tablet, world)
            assert _traces(tablet.store) == (0, 0, 0), what
        await world.assert_in_step()
        assert world.total(world.silver.guest_id) == before

    world.play(scenario)


@pytest.mark.parametrize("typed", ["0.001", "1000000.01", "-5", "сто", "", "1e3", "NaN"])
def test_an_amount_nobody_can_pay_is_refused_as_typed(typed: str) -> None:
    """CSH-21, CSH-22."""
    with pytest.raises(AmountInvalid):
        parse_check_amount(typed)


def test_a_code_opens_once_and_not_for_ever(world: World) -> None:
    async def scenario() -> None:
        tablet = await world.tablet()
        used = world.enrolment_code()
        expired = world.enrolment_code()
        await _enrol(world, used, seed=10)
        with pytest.raises(EnrolmentCodeUsed):
            await _enrol(world, used, seed=11)
        with pytest.raises(EnrolmentCodeUnknown):
            await _enrol(world, "ZZZZ-ZZZZ", seed=12)
        world.clock.advance(10 * 60)
        with pytest.raises(EnrolmentCodeExpired):
            await _enrol(world, expired, seed=13)
        assert tablet.store.read_now(me_of).device_name == "Касса 1"
        await world.assert_in_step()

    world.play(scenario)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"x" * 10 * 1024 * 1024, 413),
        (b'{"v": 1, "nonce": "', 400),
        (b"", 400),
        (b"[]", 422),
        (b"\xff\xfe", 400),
        (b"[" * 50_000, 400),
    ],
    ids=["10 MB", "truncated", "empty", "a list", "no text", "deep"],
)
def test_a_push_that_is_none_is_answered_and_changes_nothing(
    world: World, body: bytes, status: int
) -> None:
    async def scenario() -> None:
        await world.tablet()
        async with httpx.AsyncClient(trust_env=False) as http:
            reply = await http.post(
                f"{world.process.url}/api/v1/sync/push",
                content=body,
                headers={"Content-Type": "application/json"},
            )
        assert reply.status_code == status
        assert reply.headers["Content-Type"] == "application/problem+json"
        assert reply.json()["code"]
        await world.assert_in_step()

    world.play(scenario)


async def _enrol(world: World, code: str, *, seed: int) -> None:
    tablet = world.tablets[0]
    store = Store.open(world.folder / f"other {seed}" / "till.db", store_key)
    line = Line(store, FakeKeystore({}), tablet.transport, tablet.clock, FakeChance(seed))
    try:
        await Enrolment(line).enrol(world.process.url, code, device_name="Чужая")
    finally:
        store.close()


def _traces(store: Store) -> tuple[int, int, int]:
    """Operations, receipts and print jobs."""
    return store.read_now(
        lambda db: (
            len(outbox.list_recent(db, 9)),
            db["receipt"].count,
            len(prints.list_recent(db, 9)),
        )
    )

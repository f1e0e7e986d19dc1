"""A code makes this program a device, once, whatever is lost on the way."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from client.devices.keystore import DEVICE_KEY, PIN_PEPPER, SECRET_BYTES
from client.store.database import Store
from client.store.me import find_me
from client.store.staff import list_staff, pin_verifier
from client.sync.enrolment import Enrolment
from client.sync.errors import (
    EnrolmentCodeExpired,
    EnrolmentCodeUnknown,
    EnrolmentCodeUsed,
    ProtocolTrouble,
    RequestRefused,
    ServerUnreachable,
)
from client.sync.keys import DeviceKey
from client.sync.line import Line
from shared.domain.errors import FieldInvalid, Refusal
from shared.sync.messages import Change
from tests.builders import (
    CASHIER,
    DEVICE,
    PEPPER,
    RESTAURANT,
    SERVER_KEY,
    a_certificate,
    an_enrol_reply,
)
from tests.fakes import FakeChance, FakeClock, FakeKeystore, FakeServer
from tests.sealed_files import store_key

URL = "http://127.0.0.1:8080"


@dataclass(frozen=True)
class Desk:
    """What a person who enrols a tablet has before him."""

    store: Store
    keystore: FakeKeystore
    server: FakeServer
    enrolment: Enrolment

    def enrol(
        self, *, url: str = URL, code: str = "ABCD-EFGH", device_name: str = "Касса 1"
    ) -> None:
        """Presses the button."""
        asyncio.run(self.enrolment.enrol(url, code, device_name=device_name))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    store = Store.open(tmp_path / "till.db", store_key)
    clock, keystore = FakeClock(), FakeKeystore()
    server = FakeServer(clock)
    line = Line(store, keystore, server, clock, FakeChance())
    yield Desk(store, keystore, server, Enrolment(line))
    store.close()


def test_an_enrolled_device_knows_who_it_is_and_has_its_first_replica(desk: Desk) -> None:
    desk.server.feed = [_a_cashier()]
    desk.enrol()
    me = desk.store.read_now(find_me)
    assert me is not None
    assert (me.device_id, me.restaurant_name) == (DEVICE, "Сушилка на Тверской")
    assert [record.member.name for record in desk.store.read_now(list_staff)] == ["Анна"]


def test_the_pins_verifier_is_bound_to_this_device(desk: Desk) -> None:
    """CSH-05: the file holds neither the PIN's hash nor what would try all 10,000."""
    desk.server.feed = [_a_cashier()]
    desk.enrol()
    record = desk.store.read_now(list_staff)[0]
    assert record.pin_verifier == pin_verifier(PEPPER, bytes.fromhex("ab" * 32))
    assert record.pin_verifier.hex() != "ab" * 32


def test_the_key_is_safe_before_it_is_shown_to_anybody(desk: Desk) -> None:
    desk.keystore.secrets.clear()
    desk.server.enrol_replies = [ServerUnreachable("offline")]
    with pytest.raises(ServerUnreachable):
        desk.enrol()
    assert set(desk.keystore.secrets) == {DEVICE_KEY, PIN_PEPPER}
    assert desk.store.read_now(find_me) is None


@pytest.mark.parametrize("name", [DEVICE_KEY, PIN_PEPPER])
def test_a_damaged_secret_of_an_earlier_try_gives_way_to_a_new_one(desk: Desk, name: str) -> None:
    desk.keystore.secrets[name] = desk.keystore.secrets[name][:-1]
    desk.server.enrol_replies = [ServerUnreachable("offline")]
    with pytest.raises(ServerUnreachable):
        desk.enrol()
    assert len(desk.keystore.secrets[name]) == SECRET_BYTES


def test_a_lost_reply_is_mended_by_the_same_code_with_the_same_key(desk: Desk) -> None:
    desk.server.enrol_replies = [ServerUnreachable("the reply is lost")]
    with pytest.raises(ServerUnreachable):
        desk.enrol()
    desk.enrol()
    first, second = desk.server.enrol_requests
    assert first == second


def test_a_first_pull_that_fails_is_left_to_the_engine(desk: Desk) -> None:
    desk.server.troubles = [ServerUnreachable("offline")]
    desk.enrol()
    assert desk.store.read_now(find_me) is not None


@pytest.mark.parametrize(
    ("problem", "refusal"),
    [
        ("enrolment_code_unknown", EnrolmentCodeUnknown),
        ("enrolment_code_expired", EnrolmentCodeExpired),
        ("enrolment_code_used", EnrolmentCodeUsed),
    ],
)
def test_a_code_that_does_not_open_says_why(
    desk: Desk, problem: str, refusal: type[Refusal]
) -> None:
    desk.server.enrol_replies = [RequestRefused(409, problem, {})]
    with pytest.raises(refusal):
        desk.enrol()
    assert desk.store.read_now(find_me) is None


def test_a_certificate_by_a_stranger_enrols_nobody(desk: Desk) -> None:
    stranger = DeviceKey(b"s" * 32)
    forged = an_enrol_reply().model_copy(update={"certificate": a_certificate(key=stranger)})
    assert forged.server_public_key == SERVER_KEY.public_text
    desk.server.enrol_replies = [forged]
    with pytest.raises(ProtocolTrouble):
        desk.enrol()
    assert desk.store.read_now(find_me) is None


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("127.0.0.1:8080", "http://127.0.0.1:8080"),
        (" localhost ", "http://localhost"),
        ("loyalty.example.ru", "https://loyalty.example.ru"),
        ("https://loyalty.example.ru/till/", "https://loyalty.example.ru/till"),
    ],
)
def test_an_address_is_understood_as_typed(desk: Desk, typed: str, address: str) -> None:
    desk.enrol(url=typed)
    me = desk.store.read_now(find_me)
    assert me is not None
    assert me.server_url == address


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "ftp://example.ru",
        "https://",
        "http://host:port",
        "a b",
        "http://[",
        "http://x?y",
        "xn--",
        "касса..рф",
        "http://user:secret@loyalty.example.ru",
        "user@loyalty.example.ru",
    ],
)
def test_an_address_that_is_none_is_refused(desk: Desk, typed: str) -> None:
    with pytest.raises(FieldInvalid) as refusal:
        desk.enrol(url=typed)
    assert refusal.value.field == "server_url"
    assert desk.server.enrol_requests == []


@pytest.mark.parametrize("typed", ["abcd efgh", "ABCD-EFGH", " abcdefgh\n"])
def test_a_code_may_be_typed_in_any_form(desk: Desk, typed: str) -> None:
    desk.enrol(code=typed)
    assert desk.server.enrol_requests[0].code == "ABCDEFGH"


@pytest.mark.parametrize(
    ("field", "code", "name"),
    [
        ("code", "", "Касса"),
        ("code", "ABC", "Касса"),
        ("code", "A" * 65, "Касса"),
        ("code", "КОДКОДКО", "Касса"),
        ("device_name", "ABCDEFGH", "  "),
        ("device_name", "ABCDEFGH", "x" * 81),
    ],
)
def test_a_field_nobody_can_use_is_refused(desk: Desk, field: str, code: str, name: str) -> None:
    with pytest.raises(FieldInvalid) as refusal:
        desk.enrol(code=code, device_name=name)
    assert refusal.value.field == field
    assert desk.server.enrol_requests == []


def _a_cashier() -> Change:
    return Change(
        seq=1,
        kind="staff",
        id=CASHIER,
        data={
            "staff_id": CASHIER,
            "restaurant_id": RESTAURANT,
            "name": "Анна",
            "role": "CASHIER",
            "pin_salt": "00" * 16,
            "pin_hash": "ab" * 32,
        },
    )

"""Devices after their enrolment: believed by signature, chained, given codes, shut out."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import Connection, create_engine, insert, text

from server.access import SCHEME, SignatureInvalid, public_key_of, sign, signed_request
from server.audit import Action, activities
from server.books import Books, writing
from server.chance import Chance
from server.clock import Clock
from server.database import table_of
from server.devices.codes import (
    POOL_CODES,
    POOL_CODES_MIN,
    assign_code,
    claim_code,
    reserve_codes,
    top_up_codes,
    unused_codes,
)
from server.devices.enrolment import create_enrolment_code, enrol
from server.devices.refusals import DeviceRevoked, DeviceUnknown, EpochRetired
from server.devices.service import (
    ChainState,
    advance_chain,
    authenticated,
    chain,
    device,
    record_contact,
    revoke,
)
from server.devices.tables import DisplayCodeRow
from server.limits import ADDRESSES_MAX, TRIES_MAX, WINDOW_MS, TooManyTries, TryLimiter
from server.restaurants.service import NewRestaurant, create_restaurant
from server.scope import enter_tenant
from server.tenants.service import create_tenant
from shared.domain.ids import DeviceId, GuestId, TenantId
from shared.operations.chain import GENESIS
from shared.sync.messages import EnrolRequest, request_signing_text
from tests.server.online import EMPTY_SHA256, NONCE, OTHER_SEED, SEED, StillClock

NOW_MS = 1_795_255_200_000
GUEST, OTHER_GUEST = GuestId("guest 1"), GuestId("guest 2")


@dataclass
class Enrolled:
    """Two devices of one tenant within one unit of work."""

    conn: Connection
    chance: Chance
    tenant_id: TenantId
    device_id: DeviceId
    other_id: DeviceId

    def leave(self) -> None:
        """The connection, that of a test, enters no tenant yet."""
        if self.conn.dialect.name == "postgresql":
            self.conn.execute(text("SET LOCAL app.tenant_id = ''"))

    def codes(self) -> tuple[str, ...]:
        return unused_codes(self.conn, self.tenant_id, self.device_id)

    def claim(self, code: str, guest_id: GuestId = GUEST) -> bool:
        with writing(self.conn) as books:
            return claim_code(
                books, self.tenant_id, code, device_id=self.device_id, guest_id=guest_id
            )

    def top_up(self) -> None:
        with writing(self.conn) as books:
            top_up_codes(books, self.tenant_id, self.device_id, chance=self.chance)

    def assign(self, guest_id: GuestId, chance: Chance) -> str | None:
        with writing(self.conn) as books:
            return assign_code(books, self.tenant_id, guest_id, chance=chance)


@pytest.fixture
def enrolled(database_url: str, chance: Chance) -> Iterator[Enrolled]:
    """Its work is thrown away after the test."""
    engine = create_engine(database_url)
    with engine.connect() as conn:
        tenant_id = create_tenant(conn, name="Сушилка", now_ms=NOW_MS, chance=chance)
        first, second = (
            an_enrolled_device(conn, tenant_id, seed, chance=chance) for seed in (SEED, OTHER_SEED)
        )
        yield Enrolled(conn, chance, tenant_id, first, second)
    engine.dispose()


# --- the chain


def test_an_epoch_begins_at_the_genesis_and_goes_on_where_it_stopped(enrolled: Enrolled) -> None:
    conn, tenant_id, device_id = enrolled.conn, enrolled.tenant_id, enrolled.device_id
    assert chain(Books(conn), tenant_id, device_id, epoch=7) == ChainState(0, GENESIS)
    state = ChainState(3, b"\x07" * 32)
    with writing(conn) as books:
        advance_chain(books, tenant_id, device_id, epoch=7, state=state)
    assert chain(Books(conn), tenant_id, device_id, epoch=7) == state
    assert chain(Books(conn), tenant_id, enrolled.other_id, epoch=7) == ChainState()


def test_a_new_epoch_retires_the_older_ones_of_its_device_only(enrolled: Enrolled) -> None:
    conn, tenant_id, device_id = enrolled.conn, enrolled.tenant_id, enrolled.device_id
    state = ChainState(1, b"\x01" * 32)
    assert chain(Books(conn), tenant_id, device_id, epoch=8) == ChainState()
    with writing(conn) as books:
        advance_chain(books, tenant_id, device_id, epoch=8, state=state)
    assert chain(Books(conn), tenant_id, device_id, epoch=7).is_retired
    assert chain(Books(conn), tenant_id, device_id, epoch=8) == state
    assert chain(Books(conn), tenant_id, enrolled.other_id, epoch=7) == ChainState()


# --- believing a signature


def test_a_signed_request_is_its_devices(enrolled: Enrolled) -> None:
    claim = signed_request(a_header(enrolled), method="GET", target="/x?y=1", body=b"")
    assert authenticated(enrolled.conn, claim).device_id == enrolled.device_id


@pytest.mark.parametrize(
    ("method", "target", "body"),
    [("POST", "/x?y=1", b""), ("GET", "/x?y=2", b""), ("GET", "/x?y=1", b"{}")],
)
def test_a_signature_covers_method_target_and_body(
    enrolled: Enrolled, method: str, target: str, body: bytes
) -> None:
    claim = signed_request(a_header(enrolled), method=method, target=target, body=body)
    with pytest.raises(SignatureInvalid):
        authenticated(enrolled.conn, claim)


def test_a_revoked_device_is_shut_out_for_good(enrolled: Enrolled) -> None:
    conn, device_id = enrolled.conn, enrolled.device_id
    for _ in range(2):
        assert revoke(conn, device_id, now_ms=NOW_MS).is_revoked
    claim = signed_request(a_header(enrolled), method="GET", target="/x?y=1", body=b"")
    with pytest.raises(DeviceRevoked):
        authenticated(conn, claim)
    log = activities(conn, enrolled.tenant_id)
    assert [each.action for each in log].count(Action.DEVICE_REVOKED) == 1


def test_who_cannot_sign_does_not_learn_that_a_device_was_revoked(enrolled: Enrolled) -> None:
    revoke(enrolled.conn, enrolled.device_id, now_ms=NOW_MS)
    header = a_header(enrolled, seed=OTHER_SEED)
    claim = signed_request(header, method="GET", target="/x?y=1", body=b"")
    with pytest.raises(SignatureInvalid):
        authenticated(enrolled.conn, claim)


def test_an_unknown_device_cannot_be_revoked(enrolled: Enrolled) -> None:
    with pytest.raises(DeviceUnknown):
        revoke(enrolled.conn, DeviceId("nobody"), now_ms=NOW_MS)


def test_a_contact_is_remembered(enrolled: Enrolled) -> None:
    with writing(enrolled.conn) as books:
        record_contact(books, enrolled.tenant_id, enrolled.device_id, now_ms=NOW_MS + 5)
    found = device(enrolled.conn, enrolled.device_id)
    assert found is not None
    assert (found.enrolled_at_ms, found.last_contact_at_ms) == (NOW_MS, NOW_MS + 5)


# --- display codes


def test_a_device_has_codes_that_no_other_device_has(enrolled: Enrolled) -> None:
    others = unused_codes(enrolled.conn, enrolled.tenant_id, enrolled.other_id)
    assert len(set(enrolled.codes())) == POOL_CODES
    assert not set(enrolled.codes()) & set(others)
    assert all(len(code) == 6 and code.isdigit() for code in enrolled.codes())


def test_a_claimed_code_is_the_guests_and_nobody_elses(enrolled: Enrolled) -> None:
    code = enrolled.codes()[0]
    assert enrolled.claim(code)
    assert code not in enrolled.codes()
    assert enrolled.claim(code), "again by the same guest"
    assert not enrolled.claim(code, OTHER_GUEST)


def test_a_code_of_another_device_cannot_be_claimed(enrolled: Enrolled) -> None:
    theirs = unused_codes(enrolled.conn, enrolled.tenant_id, enrolled.other_id)[0]
    assert not enrolled.claim(theirs)


def test_a_code_the_server_forgot_is_accepted(enrolled: Enrolled) -> None:
    used = set(enrolled.codes()) | set(
        unused_codes(enrolled.conn, enrolled.tenant_id, enrolled.other_id)
    )
    forgotten = next(code for code in ("000000", "000001") if code not in used)
    assert enrolled.claim(forgotten)
    assert not enrolled.claim(forgotten, OTHER_GUEST)


def test_a_pool_that_runs_low_is_filled(enrolled: Enrolled) -> None:
    for left in range(POOL_CODES - 1, POOL_CODES_MIN - 1, -1):
        enrolled.claim(enrolled.codes()[0])
        enrolled.top_up()
        assert len(enrolled.codes()) == left
    enrolled.claim(enrolled.codes()[0])
    enrolled.top_up()
    assert len(enrolled.codes()) == POOL_CODES


def test_a_fresh_code_is_nobodys_else(enrolled: Enrolled) -> None:
    code = enrolled.assign(GUEST, enrolled.chance)
    assert code is not None
    assert code not in enrolled.codes()
    assert not enrolled.claim(code, OTHER_GUEST)


def test_without_a_free_code_a_card_goes_without(enrolled: Enrolled) -> None:
    stuck = Chance(lambda count: b"\x05" * count)
    drawn = enrolled.assign(GUEST, stuck)
    assert drawn is not None
    assert enrolled.assign(OTHER_GUEST, stuck) is None
    before = enrolled.codes()
    with writing(enrolled.conn) as books:
        reserve_codes(books, enrolled.tenant_id, enrolled.device_id, count=10, chance=stuck)
    assert enrolled.codes() == before


def test_another_tenants_codes_do_not_matter(enrolled: Enrolled) -> None:
    code = enrolled.codes()[0]
    enrolled.leave()
    other = create_tenant(enrolled.conn, name="Другая", now_ms=NOW_MS, chance=enrolled.chance)
    row = {"tenant_id": other, "code": code, "guest_id": OTHER_GUEST}
    enrolled.conn.execute(insert(table_of(DisplayCodeRow)).values(row))
    enrolled.leave()
    enter_tenant(enrolled.conn, enrolled.tenant_id)
    assert enrolled.claim(code)


# --- guessing


def test_wrong_tries_of_one_address_do_not_stop_another() -> None:
    limiter = TryLimiter(StillClock())
    guess_wrong(limiter, "192.0.2.1", times=TRIES_MAX)
    with pytest.raises(TooManyTries), limiter.guess("192.0.2.1", wrong=DeviceUnknown):
        pass
    with limiter.guess("192.0.2.2", wrong=DeviceUnknown):
        pass


def test_who_guessed_wrong_at_one_thing_may_still_try_another() -> None:
    """A guest who mistypes a receipt's code does not keep a till of that house from enrolling."""
    limiter = TryLimiter(StillClock())
    guess_wrong(limiter, "192.0.2.1", times=TRIES_MAX)
    with limiter.guess("192.0.2.1", wrong=EpochRetired):
        pass


def test_tries_are_forgotten_one_by_one() -> None:
    clock = StillClock()
    limiter = TryLimiter(clock)
    guess_wrong(limiter, "192.0.2.1", times=1)
    clock.at_ms += WINDOW_MS - 1000
    guess_wrong(limiter, "192.0.2.1", times=TRIES_MAX - 1)
    with pytest.raises(TooManyTries) as caught:
        guess_wrong(limiter, "192.0.2.1", times=1)
    assert caught.value.retry_after_seconds == 1
    clock.at_ms += 1000
    guess_wrong(limiter, "192.0.2.1", times=1)


def test_an_ipv6_network_is_one_address() -> None:
    limiter = TryLimiter(StillClock())
    for last in range(TRIES_MAX):
        guess_wrong(limiter, f"2001:db8::{last:x}", times=1)
    with pytest.raises(TooManyTries):
        guess_wrong(limiter, "2001:db8::ffff", times=1)
    guess_wrong(limiter, "2001:db8:0:1::1", times=1)


def test_a_flood_of_addresses_takes_bounded_memory() -> None:
    limiter = TryLimiter(StillClock())
    for number in range(ADDRESSES_MAX + 100):
        guess_wrong(limiter, f"address {number}", times=1)
    assert len(limiter) == ADDRESSES_MAX


# --- where time and chance come from


def test_the_machines_clock_counts_utc_milliseconds() -> None:
    clock = Clock()
    assert clock.now_ms() > NOW_MS - 10**11
    assert clock.monotonic_ms() <= clock.monotonic_ms()


def test_chance_draws_every_value_below_the_limit() -> None:
    chance = Chance(random.Random(3).randbytes)
    assert {chance.below(7) for _ in range(200)} == set(range(7))
    assert len({Chance().uuid() for _ in range(100)}) == 100


def guess_wrong(limiter: TryLimiter, address: str, *, times: int) -> None:
    for _ in range(times):
        with pytest.raises(DeviceUnknown), limiter.guess(address, wrong=DeviceUnknown):
            raise DeviceUnknown(device_id="")


def a_header(enrolled: Enrolled, *, seed: bytes = SEED) -> str:
    text = request_signing_text(
        method="GET", target="/x?y=1", nonce=NONCE, body_sha256=EMPTY_SHA256
    )
    signature = sign(seed, text)
    return f'{SCHEME} device_id="{enrolled.device_id}", nonce="{NONCE}", signature="{signature}"'


def an_enrolled_device(
    conn: Connection, tenant_id: TenantId, seed: bytes, *, chance: Chance
) -> DeviceId:
    new = NewRestaurant("Сушилка")
    home = create_restaurant(conn, tenant_id, new=new, now_ms=NOW_MS, chance=chance)
    code = create_enrolment_code(
        conn, tenant_id, restaurant_id=home.restaurant_id, now_ms=NOW_MS, chance=chance
    )
    asked = EnrolRequest(code=code, public_key=public_key_of(seed), device_name="Касса", epoch=7)
    return DeviceId(enrol(conn, asked, now_ms=NOW_MS, chance=chance).device_id)

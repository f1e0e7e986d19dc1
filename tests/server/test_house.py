"""Tenants, restaurants, staff and programmes: what their services promise, on both databases."""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeVar

import pytest
from sqlalchemy import Connection

from server.audit import Action, activities
from server.books import writing
from server.chance import Chance
from server.database import Database
from server.feed import service as feed
from server.feed.service import Audience
from server.programme import service as programmes
from server.programme.starter import starter_programme
from server.restaurants.service import (
    NewRestaurant,
    Restaurant,
    create_restaurant,
    find_restaurants,
    restaurant,
    restaurants,
)
from server.staff.pins import is_pin_of
from server.staff.refusals import PinInvalid, PinTaken, StaffUnknown
from server.staff.service import (
    NewPin,
    NewStaff,
    create_staff,
    dismiss,
    set_pin,
    staff_member,
    staff_of_restaurant,
    staff_payload,
)
from server.tenants.service import (
    Counter,
    create_tenant,
    last_number,
    lock_tenant,
    next_number,
    tenant,
)
from shared.domain.errors import FieldInvalid
from shared.domain.ids import ProgrammeVersionId, StaffId, TenantId
from shared.domain.programme import ProgrammeVersion
from shared.domain.staff import Permission, Role
from shared.operations.encode import from_millis
from tests.server.inside import inside

Result = TypeVar("Result")
NOW_MS = 1_795_255_200_000


@dataclass
class House:
    database: Database
    chance: Chance
    tenant_id: TenantId
    home: Restaurant

    def write(self, work: Callable[[Connection], Result]) -> Result:
        return self.database.write_now(inside(self.tenant_id, work))

    def read(self, work: Callable[[Connection], Result]) -> Result:
        return self.database.read_now(inside(self.tenant_id, work))

    def hire(self, pin: str, *, home: Restaurant | None = None, name: str = "Анна") -> StaffId:
        new = NewStaff((home or self.home).restaurant_id, name, Role.CASHIER, pin)
        return self.write(
            lambda conn: (
                create_staff(
                    conn, self.tenant_id, new=new, now_ms=NOW_MS, chance=self.chance
                ).staff_id
            )
        )

    def open(self, name: str) -> Restaurant:
        return self.write(
            lambda conn: create_restaurant(
                conn, self.tenant_id, new=NewRestaurant(name), now_ms=NOW_MS, chance=self.chance
            )
        )

    def publish(self, programme: ProgrammeVersion) -> None:
        self.write(lambda conn: programmes.publish(conn, self.tenant_id, programme, now_ms=NOW_MS))

    def feed_after(self, seq: int, reader: Audience = feed.EVERYONE) -> list[tuple[str, str]]:
        entries = self.read(
            lambda conn: feed.entries_after(conn, self.tenant_id, seq=seq, limit=100, reader=reader)
        )
        return [(entry.kind, entry.entity_id) for entry in entries]


@pytest.fixture
def house(database: Database, chance: Chance) -> House:
    tenant_id = database.write_now(
        lambda conn: create_tenant(conn, name="  Сушилка ", now_ms=NOW_MS, chance=chance)
    )
    new = NewRestaurant("Сушилка  на Тверской", " Тверская, 12 ", "")
    home = database.write_now(
        lambda conn: create_restaurant(conn, tenant_id, new=new, now_ms=NOW_MS, chance=chance)
    )
    return House(database, chance, tenant_id, home)


# --- tenants


def test_a_tenant_has_keys_of_its_own_and_hides_them(house: House) -> None:
    other_id = house.database.write_now(
        lambda conn: create_tenant(conn, name="Другая", now_ms=NOW_MS, chance=house.chance)
    )
    mine, other = (
        house.database.read_now(inside(each, partial(tenant, tenant_id=each)))
        for each in (house.tenant_id, other_id)
    )
    assert mine.name == "Сушилка"
    assert mine.signing_seed != other.signing_seed
    assert mine.phone_pepper != other.phone_pepper
    assert mine.signing_seed.hex() not in repr(mine)
    assert repr(mine.signing_seed) not in repr(mine)


@pytest.mark.parametrize("name", ["", "  ", "я" * 121, "a\x00b", "a\u202eb"])
def test_a_tenant_needs_a_name_that_can_be_read(
    sqlite_database: Database, chance: Chance, name: str
) -> None:
    with pytest.raises(FieldInvalid):
        sqlite_database.write_now(
            lambda conn: create_tenant(conn, name=name, now_ms=1, chance=chance)
        )


def test_numbers_have_no_gaps_even_when_work_is_thrown_away(house: House) -> None:
    def take(conn: Connection) -> int:
        lock_tenant(conn, house.tenant_id)
        with writing(conn) as books:
            return next_number(books, house.tenant_id, Counter.TRANSACTION)

    def take_and_fail(conn: Connection) -> None:
        take(conn)
        raise LookupError

    assert house.write(take) == 1
    with pytest.raises(LookupError):
        house.write(take_and_fail)
    assert house.write(take) == 2
    last = house.read(lambda conn: last_number(conn, house.tenant_id, Counter.TRANSACTION))
    assert last == 2


# --- the feed


def test_a_changed_thing_moves_to_the_end_of_the_feed(house: House) -> None:
    first, second = house.hire("1111"), house.hire("2222")
    before = house.read(lambda conn: feed.head(conn, house.tenant_id))
    assert house.feed_after(0)[-2:] == [("staff", first), ("staff", second)]
    house.write(lambda conn: dismiss(conn, house.tenant_id, first, now_ms=2))
    assert house.feed_after(0)[-2:] == [("staff", second), ("staff", first)]
    assert house.feed_after(before) == [("staff", first)]
    assert house.read(lambda conn: feed.head(conn, house.tenant_id)) == before + 1


def test_a_reader_sees_only_the_entries_of_its_restaurant(house: House) -> None:
    elsewhere = house.open("Сушилка на Арбате")
    here, there = house.hire("1111"), house.hire("1111", home=elsewhere)
    seen = house.feed_after(0, Audience(restaurant_id=elsewhere.restaurant_id))
    assert ("staff", there) in seen
    assert ("staff", here) not in seen
    assert ("restaurant", house.home.restaurant_id) not in seen


def test_a_page_of_the_feed_has_its_limit(house: House) -> None:
    for pin in ("1111", "2222", "3333"):
        house.hire(pin)
    page = house.read(lambda conn: feed.entries_after(conn, house.tenant_id, seq=1, limit=2))
    assert [entry.seq for entry in page] == [2, 3]


# --- restaurants


def test_a_restaurant_is_found_by_id_and_by_name(house: House) -> None:
    assert house.home.name == "Сушилка на Тверской"
    assert house.home.address == "Тверская, 12"
    for wanted in (house.home.restaurant_id, "Сушилка на Тверской"):
        found = house.database.read_now(partial(find_restaurants, id_or_name=wanted))
        assert found == (house.home,)
    assert house.read(lambda conn: restaurants(conn, house.tenant_id)) == (house.home,)


def test_a_restaurant_of_another_tenant_is_not_there(house: House) -> None:
    other_id = house.database.write_now(
        lambda conn: create_tenant(conn, name="Другая", now_ms=NOW_MS, chance=house.chance)
    )
    wanted = house.home.restaurant_id
    assert house.read(lambda conn: restaurant(conn, other_id, wanted)) is None


# --- staff


def test_a_pin_is_stored_as_a_hash_that_tills_can_check(house: House) -> None:
    staff_id = house.hire("1234")
    payload = house.read(lambda conn: staff_payload(conn, house.tenant_id, staff_id))
    assert payload is not None
    salt, expected = bytes.fromhex(payload.pin_salt), bytes.fromhex(payload.pin_hash)
    assert is_pin_of("1234", salt=salt, expected=expected)
    assert not is_pin_of("1235", salt=salt, expected=expected)
    assert "1234" not in repr(payload.model_dump(exclude={"staff_id", "pin_salt", "pin_hash"}))


def test_a_pin_is_one_persons_within_a_restaurant(house: House) -> None:
    first = house.hire("1234")
    with pytest.raises(PinTaken):
        house.hire("1234", name="Борис")
    house.hire("1234", home=house.open("Сушилка на Арбате"))
    house.write(lambda conn: dismiss(conn, house.tenant_id, first, now_ms=2))
    house.hire("1234", name="Борис")
    assert len(house.read(_everybody(house))) == 2


@pytest.mark.parametrize("pin", ["", "123", "12345", "12a4", "١٢٣٤", "12 4"])
def test_a_pin_is_four_digits(house: House, pin: str) -> None:
    with pytest.raises(PinInvalid):
        house.hire(pin)
    assert house.read(_everybody(house)) == ()


def test_a_pin_can_be_changed_to_the_same_but_not_to_anothers(house: House) -> None:
    mine, other = house.hire("1111"), house.hire("2222")

    def change(staff_id: str, pin: str) -> None:
        new = NewPin(StaffId(staff_id), pin)
        house.write(
            lambda conn: set_pin(conn, house.tenant_id, new=new, now_ms=NOW_MS, chance=house.chance)
        )

    change(mine, "1111")
    change(mine, "3333")
    with pytest.raises(PinTaken):
        change(other, "3333")
    with pytest.raises(StaffUnknown):
        change("nobody", "4444")


def test_extra_permissions_come_back(house: House) -> None:
    extra = frozenset({Permission.ADJUST_POINTS})
    new = NewStaff(house.home.restaurant_id, "Анна", Role.CASHIER, "1111", extra)
    made = house.write(
        lambda conn: create_staff(
            conn, house.tenant_id, new=new, now_ms=NOW_MS, chance=house.chance
        )
    )
    found = house.read(lambda conn: staff_member(conn, house.tenant_id, made.staff_id))
    assert found == made
    assert found is not None
    assert found.extra_permissions == extra


# --- programmes


def test_versions_are_kept_for_ever(house: House) -> None:
    first = a_starter()
    second = replace(first, version_id=an_id(2), number=2, name="Новая")
    house.publish(first)
    house.publish(second)
    assert house.read(lambda conn: programmes.current(conn, house.tenant_id)) == second
    old = house.read(lambda conn: programmes.version(conn, house.tenant_id, first.version_id))
    assert old == first
    assert house.read(lambda conn: programmes.versions(conn, house.tenant_id)) == (first, second)
    published = [entity for kind, entity in house.feed_after(0) if kind == "programme"]
    assert published == [first.version_id, second.version_id]


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": 2},
        {"number": 0},
        {"version_id": "not an id"},
        {"levels": ()},
    ],
)
def test_a_programme_that_cannot_be_is_not_published(house: House, wrong: dict[str, Any]) -> None:
    with pytest.raises(FieldInvalid):
        house.publish(replace(a_starter(), **wrong))
    assert house.read(lambda conn: programmes.current(conn, house.tenant_id)) is None


def test_an_unknown_version_is_none(house: House) -> None:
    assert house.read(lambda conn: programmes.version(conn, house.tenant_id, an_id(9))) is None


# --- the activity log


def test_what_an_operator_does_is_in_the_activity_log(house: House) -> None:
    house.hire("1111")
    house.publish(a_starter())
    log = house.read(lambda conn: activities(conn, house.tenant_id))
    assert [each.action for each in log] == [
        Action.TENANT_CREATED,
        Action.RESTAURANT_CREATED,
        Action.STAFF_CREATED,
        Action.PROGRAMME_PUBLISHED,
    ]
    assert all(each.performed_by == "operator" and each.at_ms == NOW_MS for each in log)


def a_starter() -> ProgrammeVersion:
    return starter_programme(
        valid_from=from_millis(NOW_MS), chance=Chance(random.Random(5).randbytes)
    )


def an_id(number: int) -> ProgrammeVersionId:
    return ProgrammeVersionId(f"01890a5d-ac96-774b-bcce-{number:012d}")


def _everybody(house: House) -> Callable[[Connection], tuple[object, ...]]:
    return lambda conn: staff_of_restaurant(conn, house.tenant_id, house.home.restaurant_id)

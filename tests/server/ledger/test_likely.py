"""Guests who look like one person are flagged, and only a person merges them (GST-72, GST-73)."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Connection

from server.audit import OPERATOR
from server.books import writing
from server.guests.decision import Decision
from server.guests.likely import Answer, Flag, decide, open_flags
from server.guests.refusals import NotFlagged
from server.tenants.service import lock_tenant
from shared.domain.guest import Profile
from shared.domain.ids import GuestId
from shared.domain.likeness import Alike
from tests.server.ledger.merges import merge
from tests.server.shop import Shop, Till

IVAN = Profile("79991234567", "Иван", "Петров", date(1990, 5, 17))
ALIKE = [
    (replace(IVAN, phone="79990000001"), (Alike.NAME_AND_BIRTHDAY,)),
    (replace(IVAN, phone="79991234567"[:-1] + "8", birth_date=None), (Alike.NAME_AND_PHONE,)),
    (replace(IVAN, phone="79991234576"), (Alike.NAME_AND_BIRTHDAY, Alike.NAME_AND_PHONE)),
    (
        Profile("79990000001", "петров", "ИВАН", date(1990, 5, 17)),
        (Alike.NAME_AND_BIRTHDAY,),
    ),
]
UNLIKE = [
    replace(IVAN, phone="79990000001", birth_date=None),
    replace(IVAN, phone="79990000001", birth_date=date(1990, 5, 18)),
    replace(IVAN, phone="79991234568", first_name="Пётр"),
    replace(IVAN, phone="79990000001", last_name=""),
    Profile("79991234568"),
]


@pytest.mark.parametrize(("other", "reasons"), ALIKE)
def test_who_looks_like_another_is_flagged_and_stays_himself(
    shop: Shop, till: Till, other: Profile, reasons: tuple[Alike, ...]
) -> None:
    first = till.register(profile=IVAN)
    second = till.register(profile=other)
    assert [each.status for each in till.outcomes()] == ["applied", "applied"]
    assert _flags(shop) == [Flag(GuestId(second), GuestId(first), reasons, shop.now_ms)]
    assert shop.card(second).guest_id == second
    assert shop.verified().problems == ()


@pytest.mark.parametrize("other", UNLIKE)
def test_who_does_not_look_like_anybody_is_not_flagged(sqlite_shop: Shop, other: Profile) -> None:
    till = sqlite_shop.till()
    till.register(profile=IVAN)
    till.register(profile=other)
    till.push()
    assert _flags(sqlite_shop) == []


def test_the_same_phone_is_the_same_guest_and_no_flag(sqlite_shop: Shop) -> None:
    till = sqlite_shop.till()
    till.register(profile=IVAN)
    till.register(profile=replace(IVAN, first_name="Иоанн"))
    till.register(profile=IVAN)
    till.push()
    assert _flags(sqlite_shop) == []


def test_a_flag_is_decided_once(shop: Shop, till: Till) -> None:
    first = till.register(profile=IVAN)
    second = till.register(profile=replace(IVAN, phone="79990000001"))
    till.push()
    _decide(shop, first, second)
    assert _flags(shop) == []
    with pytest.raises(NotFlagged):
        _decide(shop, second, first)
    assert shop.verified().problems == ()


def test_who_was_merged_waits_for_no_decision(shop: Shop, till: Till) -> None:
    first = till.register(profile=IVAN)
    second = till.register(profile=replace(IVAN, phone="79990000001"))
    till.push()
    merge(shop, second, first)
    assert _flags(shop) == []


def _flags(shop: Shop) -> list[Flag]:
    return shop.read(lambda conn: list(open_flags(conn, shop.tenant_id)))


def _decide(shop: Shop, one: str, other: str) -> None:
    def work(conn: Connection) -> None:
        lock_tenant(conn, shop.tenant_id)
        with writing(conn) as books:
            decide(
                books,
                shop.tenant_id,
                (GuestId(one), GuestId(other)),
                answer=Answer.IGNORE,
                decision=Decision(OPERATOR, shop.now_ms),
            )

    shop.write(work)

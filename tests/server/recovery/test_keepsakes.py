"""What the back office made after the backup comes back with the tills (design §9)."""

import base64
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import text

from server.access import SignatureInvalid
from server.programme.service import current, versions
from server.restaurants.service import NewRestaurant, create_restaurant, restaurants
from server.staff.service import staff_payload
from shared.domain.ids import ProgrammeVersionId, RestaurantId
from shared.domain.programme import ProgrammeVersion
from shared.domain.staff import Role
from tests.builders import an_id
from tests.server.recovery.tills import announce, keepsakes_of, lifted, replay
from tests.server.shop import Shop, open_shop, renumbered

Back = Callable[[], Callable[[], None]]


def in_force(shop: Shop) -> ProgrammeVersion | None:
    return shop.read(lambda conn: current(conn, shop.tenant_id))


def log(shop: Shop) -> list[tuple[str, str]]:
    query = text("SELECT entity_type, entity_id FROM activity_log WHERE action_type = 'PUT_BACK'")
    return [tuple(row) for row in shop.read(lambda conn: conn.execute(query).all())]


def test_a_programme_version_comes_back_with_what_was_quoted_by_it(
    shop: Shop, back_to: Back
) -> None:
    till = shop.till()
    guest = till.register()
    till.push()
    restored = back_to()
    shop.publish(renumbered(shop.programme, name="Осень"))
    kept = keepsakes_of(till)
    till.earn(guest)
    told = till.push()
    till.earn(guest)
    restored()
    announce(till, keepsakes=kept)
    assert in_force(shop) == shop.programme
    assert log(shop) == [("programme_version", shop.programme.version_id)]
    assert replay(till, told).outcomes[0].effect == told.outcomes[0].effect
    assert till.outcome().status == "applied"
    assert keepsakes_of(till) == kept
    assert shop.verified().problems == ()


def test_a_version_published_after_the_restore_stays_in_force(shop: Shop, back_to: Back) -> None:
    """Though the one that comes back has the same number."""
    till = shop.till()
    restored = back_to()
    lost = renumbered(shop.programme, name="Осень")
    first = shop.programme
    shop.publish(lost)
    kept = keepsakes_of(till)
    restored()
    shop.now_ms += 60_000
    newer = replace(lost, version_id=ProgrammeVersionId(an_id("newer")), name="Зима")
    shop.publish(newer)
    announce(till, keepsakes=kept)
    assert in_force(shop) == newer
    assert shop.read(lambda conn: versions(conn, shop.tenant_id)) == (first, lost, newer)
    shop.publish(renumbered(newer))
    assert shop.verified().problems == ()


def test_what_came_before_its_programme_is_booked_as_it_was_promised(
    shop: Shop, back_to: Back
) -> None:
    till = shop.till()
    guest = till.register()
    till.push()
    restored = back_to()
    shop.publish(renumbered(shop.programme))
    kept = keepsakes_of(till)
    till.earn(guest)
    told = till.push()
    restored()
    assert replay(till, told).outcomes[0].code == "programme_unknown"
    announce(till, keepsakes=kept)
    assert replay(till, told).outcomes[0].effect == told.outcomes[0].effect
    assert shop.verified().problems == ()


def test_a_restaurant_its_staff_and_its_till_come_back(shop: Shop, back_to: Back) -> None:
    restored = back_to()
    new = NewRestaurant("Новая")
    home = shop.write(
        lambda conn: create_restaurant(
            conn, shop.tenant_id, new=new, now_ms=shop.now_ms, chance=shop.chance
        )
    )
    shop.cashier = shop.hire("Вера", Role.CASHIER, pin="2468", restaurant_id=home.restaurant_id)
    verifier = shop.read(lambda conn: staff_payload(conn, shop.tenant_id, shop.cashier))
    till = shop.till("Касса 2", restaurant_id=home.restaurant_id)
    kept = keepsakes_of(till)
    restored()
    with pytest.raises(SignatureInvalid):
        announce(till)
    announce(till, keepsakes=kept)
    assert home in shop.read(lambda conn: restaurants(conn, shop.tenant_id))
    assert shop.read(lambda conn: staff_payload(conn, shop.tenant_id, shop.cashier)) == verifier
    till.register()
    assert till.outcome().status == "applied"
    assert shop.verified().problems == ()


def test_a_colleague_without_his_restaurant_is_passed_over(shop: Shop, back_to: Back) -> None:
    till = shop.till()
    restored = back_to()
    home = shop.write(
        lambda conn: create_restaurant(
            conn, shop.tenant_id, new=NewRestaurant("Н"), now_ms=shop.now_ms, chance=shop.chance
        )
    )
    shop.hire("Вера", Role.CASHIER, pin="2468", restaurant_id=RestaurantId(home.restaurant_id))
    other = shop.till("Касса 2", restaurant_id=home.restaurant_id)
    kept = keepsakes_of(other, kind="staff")
    restored()
    announce(till, keepsakes=kept)
    assert log(shop) == []


def test_what_is_there_is_not_overwritten(shop: Shop, back_to: Back) -> None:
    till = shop.till()
    kept = keepsakes_of(till)
    restored = back_to()
    restored()
    shop.dismiss(shop.cashier)
    announce(till, keepsakes=kept)
    payload = shop.read(lambda conn: staff_payload(conn, shop.tenant_id, shop.cashier))
    assert payload is not None
    assert not payload.is_active
    assert log(shop) == []


@pytest.mark.expects_warning
def test_a_keepsake_nobody_gave_is_passed_over(shop: Shop, back_to: Back) -> None:
    """One that was changed, one of another company, and rubbish."""
    till = shop.till()
    restored = back_to()
    shop.publish(renumbered(shop.programme))
    raw = bytearray(base64.b64decode(keepsakes_of(till, kind="programme")[-1]))
    raw[-1] ^= 1
    neighbour = open_shop(shop.database, shop.chance, name="Соседи")
    foreign = keepsakes_of(neighbour.till())
    restored()
    announce(till, keepsakes=(base64.b64encode(raw).decode(), *foreign, "", "?", "AAAA"))
    assert log(shop) == []
    assert lifted(shop) == 0
    assert shop.verified().problems == ()


def test_who_steals_a_till_cannot_read_what_it_keeps(shop: Shop) -> None:
    till = shop.till()
    payload = shop.read(lambda conn: staff_payload(conn, shop.tenant_id, shop.cashier))
    assert payload is not None
    kept = [base64.b64decode(each) for each in keepsakes_of(till)]
    assert kept
    assert not any(payload.pin_hash.encode() in each for each in kept)

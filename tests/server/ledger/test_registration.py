"""Registration: CSH-44…CSH-51, GST-09, GST-23, LOY-88, S14, S15."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from server.audit import Action, activities
from server.books import Books
from server.guests.service import guests_in
from server.ledger.export import export
from server.tenants.service import limit_guests
from shared.domain.card import CardStatus
from shared.domain.guest import Profile
from shared.domain.ids import GuestId, PromoId, card_id_of
from shared.domain.programme import PromoKind
from shared.operations.bodies import ConsentBody
from shared.operations.private import PrivatePart
from tests.builders import SALT, SILVER, an_id
from tests.server.shop import Shop, Till, renumbered

CONSENT = ConsentBody(kind="personal_data", accepted=True, text_version="1", text_sha256="0" * 64)


def test_a_registered_guest_has_a_card_and_the_welcome(shop: Shop, till: Till) -> None:
    code = till.codes()[0]
    guest_id = till.register("8 (999) 123-45-67", display_code=code)
    outcome = till.outcome()
    assert (outcome.status, outcome.effect and outcome.effect.promo_after) == ("applied", 100)
    card = shop.card(guest_id)
    assert (card.status, card.display_code) == (CardStatus.ACTIVE, code)
    assert card.level_id == shop.programme.lowest_level().level_id
    (guest,) = shop.read(lambda conn: guests_in(Books(conn), shop.tenant_id, [GuestId(guest_id)]))
    assert guest.profile == Profile("79991234567", "Иван", "Петров")
    assert shop.verified().problems == ()


def test_the_same_phone_makes_an_alias_and_no_second_welcome(shop: Shop, till: Till) -> None:
    """CSH-50: whoever came first on the server survives; what follows lands on his card."""
    other = shop.till("Касса 2")
    first = till.register("+7 999 123-45-67")
    second = other.register("89991234567")
    other.earn(second, 2_000)
    till.push()
    merged, earned = other.outcomes()
    assert (merged.status, merged.code) == ("adjusted", "guest_merged")
    assert merged.data == {"survivor_guest_id": first}
    assert (merged.effect and merged.effect.promo) == 0
    assert earned.effect is not None
    assert (earned.status, earned.effect.guest_id) == ("applied", first)
    assert shop.balance(first) == (200, 100)
    assert shop.verified().problems == ()


def test_a_welcome_of_another_programme_version_is_no_second_one(shop: Shop, till: Till) -> None:
    """CSH-50, S15: the other till was offline while the programme got another welcome promo."""
    other = shop.till("Касса 2")
    second = other.register()
    promos = tuple(
        replace(promo, promo_id=PromoId(an_id("another welcome")))
        if promo.kind is PromoKind.FIRST_VISIT
        else promo
        for promo in shop.programme.promos
    )
    shop.publish(renumbered(shop.programme, promos=promos))
    first = till.register()
    till.push()
    merged = other.outcome()
    assert (merged.code, merged.effect and merged.effect.promo) == ("guest_merged", 0)
    assert shop.balance(first) == shop.balance(second) == (0, 100)
    assert shop.verified().problems == ()


def test_a_merged_registration_tells_of_a_wrong_clock_too(shop: Shop, till: Till) -> None:
    """What a person is to review is not lost behind what the till is to correct."""
    other = shop.till("Касса 2")
    till.register()
    till.push()
    other.wall_ms = shop.now_ms - 30 * 86_400_000
    other.register()
    outcome = other.outcome()
    assert (outcome.code, outcome.notes) == ("guest_merged", ("clock_differs",))


def test_a_third_registration_is_an_alias_of_the_first(shop: Shop) -> None:
    """S14: never an alias of an alias."""
    tills = [shop.till(f"Касса {number}") for number in range(3)]
    ids = [till.register() for till in tills]
    for till in tills:
        till.push()
    found = shop.read(
        lambda conn: guests_in(Books(conn), shop.tenant_id, [GuestId(each) for each in ids])
    )
    assert {guest.guest_id: guest.alias_of for guest in found} == {
        ids[0]: None,
        ids[1]: ids[0],
        ids[2]: ids[0],
    }
    assert shop.balance(ids[2]) == (0, 100)


def test_the_card_of_an_alias_keeps_its_code_for_ever(shop: Shop, till: Till) -> None:
    other = shop.till("Касса 2")
    code = other.codes()[0]
    till.register()
    alias = other.register(display_code=code)
    till.push()
    other.push()
    late = other.register("79990000001", display_code=code)
    assert other.outcome().code == "code_changed"
    assert shop.card(late).display_code != code
    card_id = card_id_of(GuestId(alias))
    merged = next(each for each in other.pull().changes if each.id == card_id)
    assert (merged.data["status"], merged.data["display_code"]) == ("MERGED", code)


def test_a_code_reserved_for_another_till_is_replaced(shop: Shop, till: Till) -> None:
    """GST-09: regenerated on collision, and the till is told."""
    foreign = shop.till("Касса 2").codes()[0]
    guest_id = till.register(display_code=foreign)
    outcome = till.outcome()
    assert (outcome.status, outcome.code) == ("adjusted", "code_changed")
    assert outcome.data == {"display_code": shop.card(guest_id).display_code}
    assert outcome.data["display_code"] != foreign


def test_a_card_without_a_code_gets_one(shop: Shop, till: Till) -> None:
    guest_id = till.register()
    assert till.outcome().status == "applied"
    assert shop.card(guest_id).display_code is not None


def test_the_pool_of_codes_is_filled_up_again(till: Till) -> None:
    codes = till.codes()
    for number, code in enumerate(codes[:35]):
        till.register(f"7999000{number:04d}", display_code=code)
    till.push()
    assert len(till.codes()) >= 20
    assert set(codes[:35]).isdisjoint(till.codes())


def test_a_guest_beyond_the_tariff_is_refused_but_one_known_already_is_not(
    shop: Shop, till: Till
) -> None:
    """CSH-51."""
    shop.write(lambda conn: limit_guests(conn, shop.tenant_id, guests_max=1))
    till.register("79991234567")
    till.register("79991234568")
    till.register("79991234567")
    first, second, again = till.outcomes()
    assert first.status == "applied"
    assert (second.status, second.code, second.data) == (
        "rejected",
        "guest_limit_reached",
        {"limit": 1},
    )
    assert again.code == "guest_merged"
    tenant = next(each for each in till.pull().changes if each.kind == "tenant")
    assert tenant.data["guests_left"] == 0


@pytest.mark.parametrize(
    ("changed", "code", "data"),
    [
        ({"consents": ()}, "consent_missing", {"consent": "personal_data"}),
        (
            {"consents": (CONSENT, CONSENT)},
            "field_invalid",
            {"field": "consents", "reason": "taken"},
        ),
        (
            {"consents": (CONSENT.model_copy(update={"text_version": "1\0"}),)},
            "field_invalid",
            {"field": "consents.text_version", "reason": "format"},
        ),
        ({"profile": Profile("123")}, "phone_invalid", {"digits": 3}),
        (
            {"profile": Profile("79991234567", birth_date=date(2030, 1, 1))},
            "field_invalid",
            {"field": "birth_date", "reason": "future"},
        ),
        (
            {"private": PrivatePart(salt=SALT, phone="79991234567", birth_date="2000-02-31")},
            "field_invalid",
            {"field": "birth_date", "reason": "format"},
        ),
        (
            {"profile": Profile("79991234567", first_name="Я" * 61)},
            "field_invalid",
            {"field": "first_name", "reason": "too_long"},
        ),
        ({"grants": ()}, "quote_mismatch", {"claimed": 0, "computed": 100}),
        ({"private": None}, "field_invalid", {"field": "private", "reason": "empty"}),
        (
            {"private_hash": "0" * 64},
            "field_invalid",
            {"field": "private", "reason": "format"},
        ),
        ({"staff_id": an_id("x")}, "field_invalid", {"field": "staff_id", "reason": "foreign"}),
        (
            {"restaurant_id": an_id("x")},
            "field_invalid",
            {"field": "restaurant_id", "reason": "foreign"},
        ),
        (
            {"programme_version_id": an_id("x")},
            "programme_unknown",
            {"version_id": an_id("x")},
        ),
    ],
)
def test_a_registration_the_rules_refuse_leaves_nothing(
    shop: Shop, till: Till, changed: dict[str, Any], code: str, data: dict[str, Any]
) -> None:
    guest_id = till.register(**changed)
    outcome = till.outcome()
    assert (outcome.status, outcome.code, outcome.data) == ("rejected", code, data)
    assert outcome.effect is None
    assert shop.read(lambda conn: guests_in(Books(conn), shop.tenant_id, [GuestId(guest_id)])) == ()
    assert shop.verified().problems == ()


def test_a_phone_that_was_refused_is_in_no_outcome(shop: Shop, till: Till) -> None:
    """P6: what a private part says may be erased, an outcome may not."""
    till.register("+49 151 2345 6789")
    assert "2345" not in till.push().model_dump_json()
    kept = shop.read(lambda conn: json.dumps(list(export(conn))))
    assert "phone_invalid" in kept
    assert "2345" not in kept


def test_a_card_token_is_nobody_elses(till: Till) -> None:
    till.register("79990000001", card_token="7" * 24)
    till.register("79990000002", card_token="7" * 24)
    assert till.outcome().data == {"field": "card_token", "reason": "taken"}


def test_a_new_card_has_the_lowest_level_whatever_the_till_says(shop: Shop, till: Till) -> None:
    guest_id = till.register(level_id=SILVER)
    assert till.outcome().notes == ("level_differs",)
    assert shop.card(guest_id).level_id == shop.programme.lowest_level().level_id


def test_who_did_what_is_in_the_activity_log(shop: Shop, till: Till) -> None:
    """LED-07: in the same transaction; by ids, without a name or a phone."""
    guest_id = till.register()
    till.earn(guest_id)
    till.redeem(guest_id, 9_999)
    till.push()
    log = shop.read(lambda conn: activities(conn, shop.tenant_id))
    assert [(each.action, each.performed_by) for each in log[-3:]] == [
        (Action.GUEST_CREATED, shop.cashier),
        (Action.POINTS_EARNED, shop.cashier),
        (Action.OPERATION_REFUSED, shop.cashier),
    ]


def test_a_welcome_born_under_a_lease_is_written_down_as_given(till: Till) -> None:
    """S15, design §6: a till out of reach holds what it gave."""
    till.register(hold=True)
    assert till.outcome().status == "applied"
    assert till.shop.verified().problems == ()

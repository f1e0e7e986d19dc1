"""Every point of a card is told where it came from (LED-12): through gifts and merges too."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection

from server.guests.cards import cards_called
from server.ledger.provenance import explain_balance
from server.nightly.birthdays import BIRTHDAYS
from shared.domain.guest import Profile
from shared.domain.ids import PromoId
from shared.domain.programme import Promo, PromoKind
from shared.operations.chain import short_hash
from tests.builders import an_id
from tests.server.ledger.merges import merge
from tests.server.nightly.night import night, wait_until
from tests.server.shop import Shop, Till, renumbered


def explained(shop: Shop, called: str) -> dict[str, Any]:
    """The answer about the one card that is called so."""

    def work(conn: Connection) -> dict[str, Any]:
        (card,) = cards_called(conn, shop.tenant_id, called)
        return explain_balance(conn, shop.tenant_id, card)

    return shop.read(work)


def lots(shop: Shop, called: str) -> list[dict[str, Any]]:
    told = explained(shop, called)
    assert told["points"] == sum(lot["left"] for lot in told["lots"])
    found: list[dict[str, Any]] = told["lots"]
    return found


def test_points_of_a_check_are_told_with_check_rule_paper_and_people(
    shop: Shop, till: Till
) -> None:
    guest_id = till.register()
    earn_id = till.earn(guest_id, 2_000)
    assert till.outcome().status == "applied"
    welcome, earned = lots(shop, shop.card(guest_id).token)
    assert [(lot["kind"], lot["given"], lot["left"]) for lot in (welcome, earned)] == [
        ("PROMO", 100, 100),
        ("REGULAR", 200, 200),
    ]
    booking = earned["booking"]
    assert (booking["kind"], booking["person"]["role"]) == ("EARN", "CASHIER")
    assert [(step["kind"], step["points"]) for step in booking["steps"]] == [("rule", 200)]
    assert booking["programme"]["version_id"] == shop.programme.version_id
    operation = booking["operation"]
    assert operation["operation_id"] == earn_id
    assert operation["receipt"] == short_hash(bytes.fromhex(earn_id.replace("-", "")))
    assert operation["check"]["amount_minor"] == 2_000_00
    assert operation["device"]["name"] == "Касса 1"
    assert operation["restaurant"]["restaurant_id"] == shop.restaurant_id


def test_what_is_left_of_a_lot_is_told_beside_what_it_held(shop: Shop, till: Till) -> None:
    guest_id = till.register()
    till.earn(guest_id, 2_000)
    till.redeem(guest_id, 150, promo_points=100, regular_points=50)
    assert till.outcome().status == "applied"
    (left,) = lots(shop, shop.card(guest_id).card_id)
    assert (left["kind"], left["given"], left["left"]) == ("REGULAR", 200, 150)


def test_points_that_another_guest_gave_lead_back_to_his_check(shop: Shop, till: Till) -> None:
    """LED-40: the chain goes over every gift to the first lot."""
    first, second, third = (till.register(f"7999123456{number}") for number in (1, 2, 3))
    earn_id = till.earn(first, 2_000)
    till.redeem(first, 100, promo_points=100, regular_points=0)
    till.transfer(first, second, 80)
    till.redeem(second, 100, promo_points=100, regular_points=0)
    till.transfer(second, third, 50)
    assert {each.status for each in till.outcomes()} == {"applied"}
    gift = lots(shop, shop.card(third).card_id)[-1]
    assert (gift["kind"], gift["given"], gift["booking"]["kind"]) == (
        "REGULAR",
        50,
        "TRANSFER_OUT",
    )
    assert [each["booking"]["kind"] for each in gift["taken_from"]] == ["TRANSFER_OUT", "EARN"]
    assert [each["given"] for each in gift["taken_from"]] == [80, 200]
    assert gift["taken_from"][-1]["booking"]["operation"]["operation_id"] == earn_id


def test_a_merged_guests_points_are_told_on_the_card_they_moved_to(shop: Shop, till: Till) -> None:
    """GST-71: the old card's code leads to the survivor."""
    source, survivor = till.register("79991234561"), till.register("79991234562")
    till.earn(source, 2_000)
    till.push()
    cards = shop.card(source), shop.card(survivor)
    merge(shop, source, into=survivor)
    told = explained(shop, cards[0].token)
    assert told["card_id"] == cards[1].card_id
    moved = [lot["moved"] for lot in told["lots"] if lot["booking"]["kind"] == "EARN"]
    assert [
        (each["kind"], each["from_card_id"], each["to_card_id"], each["person"]["staff_id"])
        for each in moved[0]
    ] == [("MERGE", cards[0].card_id, cards[1].card_id, "operator")]


def test_a_birthday_that_the_house_granted_by_itself_is_nobodys_operation(
    shop: Shop, till: Till
) -> None:
    gift = Promo(PromoId(an_id("gift")), "День рождения", PromoKind.BIRTHDAY, 500, 14, days=0)
    shop.publish(renumbered(shop.programme, promos=(gift,)))
    born = date(1990, 12, 10)
    guest_id = till.register(profile=Profile("79991234567", "Иван", "Петров", born), grants=())
    assert till.outcome().status == "applied"
    wait_until(shop, datetime(2026, 12, 10, 3, tzinfo=UTC))
    assert night(shop, BIRTHDAYS) == 500
    (lot,) = lots(shop, shop.card(guest_id).token)
    booking = lot["booking"]
    assert (booking["kind"], booking["operation"], booking["person"]["staff_id"]) == (
        "PROMO_GRANT",
        None,
        "system",
    )
    assert [step["name"] for step in booking["steps"]] == ["День рождения"]
    assert booking["granted"] == [[gift.promo_id, "2026", 500]]


def test_a_card_is_found_by_id_token_and_display_code_only(shop: Shop, till: Till) -> None:
    guest_id = till.register()
    till.push()
    card = shop.card(guest_id)

    def found(called: str) -> list[str]:
        def work(conn: Connection) -> list[str]:
            return [each.card_id for each in cards_called(conn, shop.tenant_id, called)]

        return shop.read(work)

    for name in (card.card_id, card.token, card.display_code or ""):
        assert found(name) == [card.card_id]
    for name in ("79991234567", "", an_id("nobody")):
        assert found(name) == []

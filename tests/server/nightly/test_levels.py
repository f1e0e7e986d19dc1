"""The nightly job of levels, and the level that rises with an earn (LOY-29…LOY-34, G-29)."""

from dataclasses import replace

from server.audit import SYSTEM, Action, activities
from server.nightly.levels import LEVELS
from shared.domain.ids import GuestId, card_id_of
from shared.domain.programme import ProgrammeSettings
from tests.builders import BRONZE, GOLD, SILVER
from tests.server.nightly.night import listen, night, stopped_night, told, wait
from tests.server.shop import Shop, Till, renumbered

RICH, RICHER = 10_000, 50_000
"""Roubles that make Silver and Gold."""


def test_a_card_has_the_level_of_its_spending_by_the_next_morning(shop: Shop, till: Till) -> None:
    guest_id = a_guest(till, RICH)
    assert shop.card(guest_id).level_id == BRONZE
    before = till.pull().cursor.seq
    assert night(shop, LEVELS) == 1
    assert shop.card(guest_id).level_id == SILVER
    assert [change.id for change in till.pull(before).changes] == [card_id_of(GuestId(guest_id))]
    log = shop.read(lambda conn: activities(conn, shop.tenant_id))[-1]
    assert (log.action, log.performed_by) == (Action.LEVEL_CHANGED, SYSTEM)
    assert (log.details["from"], log.details["to"]) == (BRONZE, SILVER)
    assert shop.verified().problems == ()


def test_once_a_day_is_enough(shop: Shop, till: Till) -> None:
    guest_id = a_guest(till, RICH)
    assert night(shop, LEVELS) == 1
    till.earn(guest_id, RICHER)
    till.push()
    assert night(shop, LEVELS) == 0, "today's run is over"
    wait(shop, days=1)
    assert night(shop, LEVELS) == 1
    assert shop.card(guest_id).level_id == GOLD


def test_a_new_version_asks_at_once(shop: Shop, till: Till) -> None:
    guest_id = a_guest(till, RICH)
    night(shop, LEVELS)
    bronze, _, gold = shop.programme.levels
    shop.publish(renumbered(shop.programme, levels=(bronze, gold)))
    assert night(shop, LEVELS) == 1
    assert shop.card(guest_id).level_id == BRONZE, "its level is no more"


def test_levels_fall_where_the_admin_lets_them(shop: Shop, till: Till) -> None:
    guest_id = a_guest(till, RICHER)
    night(shop, LEVELS)
    wait(shop, days=180)
    assert night(shop, LEVELS) == 0
    settings = ProgrammeSettings(is_downgrade_on=True)
    shop.publish(renumbered(shop.programme, settings=settings))
    assert night(shop, LEVELS) == 1
    wait(shop, days=1)
    assert night(shop, LEVELS) == 0, "one level, once"
    assert shop.card(guest_id).level_id == SILVER
    assert shop.verified().problems == ()


def test_a_run_that_died_goes_on_where_it_was(shop: Shop, till: Till) -> None:
    guests = [a_guest(till, RICH, phone=f"7999000000{number}") for number in range(4)]
    stopped_night(shop, LEVELS, slices=1)
    assert night(shop, LEVELS, limit=1) == 3
    assert {shop.card(each).level_id for each in guests} == {SILVER}


def test_the_company_is_told_of_a_level_reached_and_not_of_one_lost(shop: Shop, till: Till) -> None:
    listen(shop)
    guest_id = a_guest(till, RICH)
    night(shop, LEVELS)
    (fact,) = told(shop, "level_upgraded")
    said = ("guest_id", "level", "effective_bp", "next_level", "left_minor")
    assert [fact[each] for each in said] == [guest_id, "Серебро", 1500, "Золото", 40_000_00]
    settings = ProgrammeSettings(is_downgrade_on=True)
    shop.publish(renumbered(shop.programme, settings=settings))
    wait(shop, days=180)
    assert night(shop, LEVELS) == 1
    assert len(told(shop, "level_upgraded")) == 1
    assert shop.verified().problems == ()


def test_a_level_rises_at_once_only_where_the_admin_says_so_and_never_falls(shop: Shop) -> None:
    till = shop.till()
    guest_id = a_guest(till, RICH)
    assert shop.card(guest_id).level_id == BRONZE
    at_once = ProgrammeSettings(is_upgrade_immediate=True, is_downgrade_on=True)
    shop.publish(renumbered(shop.programme, settings=at_once))
    till.earn(guest_id)
    (outcome,) = till.outcomes()
    assert outcome.status == "applied"
    assert shop.card(guest_id).level_id == SILVER  # G-29
    dearer = tuple(replace(x, threshold_minor=x.threshold_minor * 2) for x in shop.programme.levels)
    shop.publish(renumbered(shop.programme, levels=dearer))
    till.earn(guest_id, level_id=SILVER)
    till.push()
    assert shop.card(guest_id).level_id == SILVER, "down is the night's"
    assert night(shop, LEVELS) == 1
    assert shop.verified().problems == ()


def a_guest(till: Till, roubles: int, *, phone: str = "79990000000") -> str:
    guest_id = till.register(phone)
    till.earn(guest_id, roubles)
    assert {each.status for each in till.outcomes()} == {"applied"}
    return guest_id

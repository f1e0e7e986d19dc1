"""The programme's grace: what a till quoted by a version long out of force (P5, LOY-45, LOY-46)."""

from dataclasses import replace

from shared.domain.ids import PromoId
from shared.domain.programme import ProgrammeVersion, Promo, PromoKind
from tests.builders import an_id
from tests.server.shop import Shop, Till, renumbered

DAY_MS = 24 * 60 * 60 * 1000
GRACE_DAYS = 7


def halved(programme: ProgrammeVersion) -> ProgrammeVersion:
    """The next version: 5 % instead of 10 %, another welcome, half the redeem limit."""
    base = replace(programme.rules[0], earn_bp=500)
    welcome = Promo(PromoId(an_id("hello")), "Здравствуйте", PromoKind.FIRST_VISIT, 40, 30)
    settings = replace(programme.settings, redeem_limit_percent=10)
    return renumbered(programme, rules=(base,), promos=(welcome,), settings=settings)


def replaced_days_ago(shop: Shop, days: int) -> ProgrammeVersion:
    """The version tills still go by, replaced so long ago by ``halved``."""
    old = shop.programme
    shop.publish(halved(old))
    shop.now_ms += days * DAY_MS
    shop.programme = old
    return old


def test_within_the_grace_the_paper_holds(shop: Shop, till: Till) -> None:
    guest_id = till.register()
    till.push()
    replaced_days_ago(shop, GRACE_DAYS)
    till.earn(guest_id)
    outcome = till.outcome()
    assert (outcome.status, outcome.notes) == ("applied", ("programme_differs",))
    assert shop.balance(guest_id)[0] == 200


def test_beyond_the_grace_the_version_in_force_then_counts(shop: Shop, till: Till) -> None:
    """Never a rejection: whoever has an old till must not lose his points (P7)."""
    guest_id = till.register()
    till.push()
    replaced_days_ago(shop, GRACE_DAYS + 1)
    till.earn(guest_id)
    outcome = till.outcome()
    assert (outcome.status, outcome.code) == ("adjusted", "programme_outdated")
    assert outcome.data == {"claimed": 200, "booked": 100, "number": 2, "repeated": []}
    assert shop.balance(guest_id)[0] == 100
    assert shop.verified().problems == ()


def test_the_grace_is_counted_from_when_it_was_done_not_from_when_it_came(
    shop: Shop, till: Till
) -> None:
    guest_id = till.register()
    till.push()
    till.earn(guest_id)
    replaced_days_ago(shop, GRACE_DAYS + 30)
    outcome = till.outcome()
    assert (outcome.status, outcome.notes) == ("applied", ("programme_differs",))


def test_the_grace_is_the_programme_s_own(shop: Shop, till: Till) -> None:
    guest_id = till.register()
    till.push()
    old = shop.programme
    patient = replace(old.settings, version_grace_days=90)
    shop.publish(replace(halved(old), settings=patient))
    shop.programme = old
    shop.now_ms += 80 * DAY_MS
    till.earn(guest_id)
    assert till.outcome().code is None


def test_a_welcome_of_long_ago_is_the_welcome_of_then(shop: Shop, till: Till) -> None:
    replaced_days_ago(shop, GRACE_DAYS + 1)
    guest_id = till.register()
    outcome = till.outcome()
    assert (outcome.status, outcome.code) == ("adjusted", "programme_outdated")
    assert outcome.data == {"claimed": 100, "booked": 40, "number": 2}
    assert "programme_outdated" in outcome.notes
    assert shop.balance(guest_id) == (0, 40)
    assert shop.verified().problems == ()


def test_limits_of_long_ago_are_no_limits(shop: Shop, till: Till) -> None:
    """Points are redeemed by the limits in force; who confirms by himself is noted only."""
    guest_id = till.register()
    till.adjust(guest_id, 5_000)
    till.push()
    replaced_days_ago(shop, GRACE_DAYS + 1)
    till.redeem(guest_id, 300, 2_000, promo=100)  # 20 % would be 400, 10 % are 200
    till.redeem(guest_id, 200, 2_000, promo=100)
    above, within = till.outcomes()
    assert (above.status, above.code) == ("rejected", "redemption_above_limit")
    assert (within.status, "programme_outdated" in within.notes) == ("applied", True)
    earned = till.earn(guest_id, 5_000, hold=True)
    till.redeem(guest_id, 250, 1_000, lease_ids=(earned,))
    alone = till.outcome()
    assert (alone.status, "programme_outdated" in alone.notes) == ("applied", True)
    assert shop.verified().problems == ()

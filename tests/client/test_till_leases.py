"""Redeeming what this till holds: with and without the network (design §6, §7; P4, P5)."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from client.store import house, leases
from client.store.outbox import OutboxRow
from client.till.guest_view import GuestView
from client.till.refusals import QuoteChanged
from client.till.registration import RegistrationForm
from client.till.trouble import RedemptionInDoubt
from client.ui.presenters.guests import offline_text
from shared.domain.check import Bill
from shared.domain.errors import (
    LeasedElsewhere,
    LeaseMissing,
    PointsShortfall,
    RedemptionAboveLimit,
)
from shared.domain.ids import GuestId, LotId
from shared.domain.leases import SilencePolicy
from shared.domain.lots import Lot
from shared.domain.money import Money
from shared.domain.points import PointsKind
from shared.operations.bodies import (
    EarnBody,
    LeaseReleaseBody,
    RedeemBody,
    RegistrationBody,
)
from shared.operations.encode import to_millis
from shared.receipt.words import Language
from shared.sync.messages import HeldElsewhere, Outcome, SignedLease
from shared.sync.payloads import OfflinePayload
from tests.builders import GUEST, NOON, a_card, a_signed_lease, an_id
from tests.client.till_desk import MANAGER, TillDesk, a_check, booked, refused

HOLDER = HeldElsewhere(device_id=an_id("bar"), device_name="Бар", points=300, until_ms=0)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[TillDesk]:
    desk = TillDesk(tmp_path / "till.db")
    yield desk
    desk.store.close()


def a_leased_guest(
    desk: TillDesk, *, held: int = 300, points: int = 500, is_online: bool = False
) -> GuestView:
    """A guest of whose points this till holds some."""
    desk.a_guest(points=points)
    desk.learn_lease(a_signed_lease(points=held))
    desk.delivery.status.is_online = is_online
    return desk.view()


def redeem(desk: TillDesk, view: GuestView, points: int) -> RedeemBody:
    """The body of a redemption that nobody had to wait for."""
    confirm = desk.till.checkout.confirm(view, a_check(5_000), redeem_points=points, earn=False)
    done = desk.run(confirm)
    assert done.facts.is_pending
    assert desk.delivery.asked == []
    (body,) = [row.body() for row in desk.operations() if row.receipt_id == done.receipt_id]
    assert isinstance(body, RedeemBody)
    return body


def kinds(desk: TillDesk) -> list[str]:
    return [row.body().kind for row in desk.operations()]


def held(desk: TillDesk, guest_id: GuestId = GUEST) -> int:
    found = desk.store.read_now(lambda db: leases.open_leases(db, guest_id))
    return sum(lease.left for lease in found)


@pytest.mark.parametrize("is_online", [False, True])
def test_points_held_are_redeemed_and_printed_at_once(desk: TillDesk, is_online: bool) -> None:
    view = a_leased_guest(desk, is_online=is_online)
    body = redeem(desk, view, 250)
    assert (body.lease_ids, body.points, body.float_points) == ((an_id("lease"),), 250, 0)
    assert (held(desk), len(desk.jobs())) == (50, 1)


def test_the_view_says_what_may_be_spent_alone_and_until_when(desk: TillDesk) -> None:
    view = a_leased_guest(desk)
    assert (view.total, view.offline.points) == (500, 300)
    assert view.offline.until == NOON + timedelta(hours=4)
    assert view.offline.until.strftime("%H:%M") == "19:00", "in the restaurant's time zone"


def test_the_split_on_the_slip_is_that_of_the_leased_lots(desk: TillDesk) -> None:
    """P5: another till may hold the promo points that would go first."""
    desk.learn_guest(a_card(points=500, promo=100))
    desk.sign_in()
    desk.learn_lease(a_signed_lease(points=300))
    desk.delivery.status.is_online = False
    body = redeem(desk, desk.view(), 200)
    assert (body.promo_points, body.regular_points) == (0, 200)
    shown = desk.view()
    assert (shown.promo, shown.regular) == (100, 300)


def test_the_shown_balance_is_the_same_with_and_without_a_lease(desk: TillDesk) -> None:
    """S9."""
    before = desk.a_guest(points=500)
    desk.learn_lease(a_signed_lease(points=300))
    after = desk.view()
    assert (after.total, after.waiting) == (before.total, before.waiting) == (500, 0)


def test_more_than_is_held_is_refused_offline_before_anything_is_kept(desk: TillDesk) -> None:
    view = a_leased_guest(desk)
    with pytest.raises(LeaseMissing) as refusal:
        desk.run(desk.till.checkout.confirm(view, a_check(5_000), redeem_points=301))
    assert refusal.value.data() == {"points": 301, "spendable": 300}
    assert (kinds(desk), desk.jobs(), held(desk)) == ([], (), 300)


def test_the_quote_offline_is_limited_to_what_is_held(desk: TillDesk) -> None:
    view = a_leased_guest(desk)
    quote = desk.till.checkout.quote(view, Bill(Money(5_000_00)), redeem_points=300)
    assert quote.limits is not None
    assert (quote.limits.maximum, quote.redeem_refusal) == (300, None)
    desk.delivery.status.is_online = True
    online = desk.till.checkout.quote(view, Bill(Money(5_000_00)), redeem_points=300)
    assert online.limits is not None
    assert online.limits.maximum == 500


def test_the_rules_of_the_programme_hold_offline_too(desk: TillDesk) -> None:
    view = a_leased_guest(desk)
    with pytest.raises(RedemptionAboveLimit):
        desk.run(desk.till.checkout.confirm(view, a_check(1_000), redeem_points=201))


def test_after_the_horizon_nothing_is_spent_and_a_contact_mends_that(desk: TillDesk) -> None:
    view = a_leased_guest(desk)
    desk.clock.advance(4 * 3600)
    with pytest.raises(LeaseMissing):
        desk.run(desk.till.checkout.confirm(view, a_check(5_000), redeem_points=100))
    assert (desk.view().offline.points, desk.view().offline.until) == (0, None)
    desk.learn_lease(a_signed_lease(points=300))
    assert desk.view().offline.points == 300


def test_a_clock_that_is_far_off_spends_nothing(desk: TillDesk) -> None:
    """§7: beyond five minutes the till's word about time is not good enough."""
    a_leased_guest(desk)
    desk.clock.set_wall(NOON + timedelta(minutes=4))
    assert desk.view().offline.points == 300
    for minutes in (-6, 6):
        desk.clock.set_wall(NOON + timedelta(minutes=minutes))
        assert desk.view().offline.points == 0


def test_after_a_reboot_a_sound_wall_clock_is_enough(desk: TillDesk) -> None:
    a_leased_guest(desk)
    desk.clock.advance(600)
    desk.clock.reboot()
    assert desk.view().offline.points == 300
    desk.clock.advance(4 * 3600)
    assert desk.view().offline.points == 0


def test_after_a_reboot_a_clock_set_back_voids_the_leases(desk: TillDesk) -> None:
    view = a_leased_guest(desk)
    desk.clock.advance(3 * 3600)
    redeem(desk, view, 100)
    desk.clock.reboot()
    desk.clock.set_wall(NOON + timedelta(hours=1))
    assert desk.view().offline.points == 0
    desk.clock.set_wall(NOON + timedelta(hours=3))
    assert desk.view().offline.points == 200


def test_expired_promo_points_of_a_lease_are_not_spent(desk: TillDesk) -> None:
    lot = Lot(
        LotId(f"{an_id('opening')}:1"), PointsKind.PROMO, 100, NOON, NOON + timedelta(hours=1)
    )
    desk.learn_guest(a_card(points=500))
    desk.sign_in()
    desk.learn_lease(a_signed_lease(lots=(lot,)))
    assert desk.view().offline.points == 100
    desk.clock.advance(3600)
    assert desk.view().offline.points == 0


def test_points_earned_without_the_network_are_held_and_spent_at_once(desk: TillDesk) -> None:
    view = a_leased_guest(desk, held=10, points=10)
    earned = desk.run(desk.till.checkout.confirm(view, a_check(4_000)))
    body = desk.operations()[0].body()
    assert isinstance(body, EarnBody)
    assert body.hold
    assert earned.view.offline.points == 10 + body.regular_points
    spent = redeem(desk, earned.view, 500)
    assert set(spent.lease_ids) == {an_id("lease"), earned.operation_ids[0]}


def test_points_earned_online_are_not_held(desk: TillDesk) -> None:
    desk.run(desk.till.checkout.confirm(desk.a_guest(points=500), a_check(4_000)))
    body = desk.operations()[0].body()
    assert isinstance(body, EarnBody)
    assert not body.hold
    assert held(desk) == 0


def test_a_welcome_given_without_the_network_is_spent_at_once(desk: TillDesk) -> None:
    desk.learn_lease(a_signed_lease())
    desk.delivery.status.is_online = False
    desk.sign_in()
    form = RegistrationForm(phone="79165554433", first_name="Ольга", personal_data=True)
    registered = desk.run(desk.till.registration.register(form))
    body = desk.operations()[0].body()
    assert isinstance(body, RegistrationBody)
    assert body.hold
    assert registered.view.offline.points == 100
    assert redeem(desk, registered.view, 100).promo_points == 100


def test_under_the_strict_policy_a_welcome_waits_for_the_server(desk: TillDesk) -> None:
    """P4: another till may have welcomed the same person, and the house loses nothing."""
    terms = desk.store.read_now(house.tenant)
    assert terms is not None
    strict = terms.model_copy(update={"offline": OfflinePayload(silence=SilencePolicy.STRICT)})
    desk.store.write_now(lambda db: house.put_tenant(db, strict))
    desk.learn_lease(a_signed_lease())
    desk.delivery.status.is_online = False
    desk.sign_in()
    form = RegistrationForm(phone="79165554433", first_name="Ольга", personal_data=True)
    registered = desk.run(desk.till.registration.register(form))
    body = desk.operations()[0].body()
    assert isinstance(body, RegistrationBody)
    assert not body.hold
    assert registered.view.offline.points == 0


def grants(desk: TillDesk, lease: SignedLease) -> Sequence[HeldElsewhere]:
    """The server sets points aside when it is asked."""
    desk.learn_lease(lease)
    return ()


def test_online_the_missing_points_are_asked_for_and_spent_without_waiting_more(
    desk: TillDesk,
) -> None:
    view = desk.a_guest(points=500)
    desk.delivery.grant = lambda: grants(desk, a_signed_lease(points=500))
    body = redeem(desk, view, 400)
    assert desk.delivery.leases_asked[-1] == (GUEST, 400)
    assert body.lease_ids == (an_id("lease"),)


def test_a_lease_of_other_points_is_shown_before_it_is_spent(desk: TillDesk) -> None:
    desk.learn_guest(a_card(points=500, promo=100))
    desk.sign_in()
    view, check, quote = desk.view(), a_check(5_000), desk.till.checkout.quote
    shown = quote(view, check.bill, redeem_points=400).totals
    desk.delivery.grant = lambda: grants(desk, a_signed_lease(points=400))
    with pytest.raises(QuoteChanged):
        desk.run(desk.till.checkout.confirm(view, check, redeem_points=400, shown=shown))
    assert kinds(desk) == []
    again = quote(desk.view(), check.bill, redeem_points=400).totals
    assert (shown.redeemed_promo, again.redeemed_promo, again.redeemed) == (100, 0, 400)


def test_points_that_another_till_keeps_are_refused_by_its_name(desk: TillDesk) -> None:
    view = desk.a_guest(points=500)
    desk.delivery.grant = lambda: (HOLDER,)
    with pytest.raises(LeasedElsewhere) as refusal:
        desk.run(desk.till.checkout.confirm(view, a_check(5_000), redeem_points=400))
    assert (refusal.value.device_name, refusal.value.points) == ("Бар", 300)
    assert kinds(desk) == []


def test_what_the_server_does_not_set_aside_is_its_own_to_decide(desk: TillDesk) -> None:
    """Behind the fence of a restored server, say; what this till holds goes back first."""
    view = a_leased_guest(desk, is_online=True)
    desk.delivery.grant = tuple
    with pytest.raises(RedemptionInDoubt):
        desk.run(desk.till.checkout.confirm(view, a_check(5_000), redeem_points=400))
    assert kinds(desk) == ["lease_release", "redeem", "earn"]
    body = desk.operations()[1].body()
    assert isinstance(body, RedeemBody)
    assert (body.lease_ids, held(desk)) == ((), 0)


def test_nobody_is_asked_for_a_redemption_that_the_rules_forbid(desk: TillDesk) -> None:
    view = desk.a_guest(points=500)
    desk.delivery.leases_asked.clear()
    with pytest.raises(PointsShortfall):
        desk.run(desk.till.checkout.confirm(view, a_check(50_000), redeem_points=501))
    assert desk.delivery.leases_asked == []


def test_a_card_that_opens_online_asks_for_its_points_and_offline_does_not(
    desk: TillDesk,
) -> None:
    desk.a_guest(points=500)
    assert desk.delivery.leases_asked == [(GUEST, 0)]
    desk.delivery.status.is_online = False
    desk.view()
    assert desk.delivery.leases_asked == [(GUEST, 0)]


def test_a_refused_leased_redemption_leaves_the_points_to_spend(desk: TillDesk) -> None:
    view = a_leased_guest(desk)
    redeem(desk, view, 250)
    desk.delivery.decide = lambda row: refused(row, "check_already_booked", check_id="x")
    desk.delivery.answer()
    assert (desk.view().total, held(desk)) == (500, 300)


def test_a_restart_finds_no_doubt_in_a_leased_redemption(desk: TillDesk) -> None:
    redeem(desk, a_leased_guest(desk), 250)
    desk.restart()
    desk.sign_in()
    assert desk.view().unsettled_redemption is None


@pytest.mark.parametrize("points", [-100, 100])
def test_before_points_are_taken_by_hand_the_leases_go_back(desk: TillDesk, points: int) -> None:
    view = a_leased_guest(desk)
    desk.sign_in(MANAGER)
    desk.run(desk.till.adjustment.adjust(view, points, reason="mistake"))
    expected = ["lease_release", "adjustment"] if points < 0 else ["adjustment"]
    assert kinds(desk) == expected


def test_before_a_cancel_the_leases_go_back(desk: TillDesk) -> None:
    view = a_leased_guest(desk)
    earned = desk.run(desk.till.checkout.confirm(view, a_check(4_000)))
    desk.sign_in(MANAGER)
    desk.run(desk.till.cancellation.cancel(earned.operation_ids[0]))
    assert kinds(desk) == ["earn", "lease_release", "lease_release", "cancel"]
    bodies = [row.body() for row in desk.operations()]
    assert {body.points for body in bodies if isinstance(body, LeaseReleaseBody)} == {300, 600}


def allow_float(desk: TillDesk, *, operation: int, guest: int, day: int) -> None:
    """The tenant's policy, with a house float."""
    terms = desk.store.read_now(house.tenant)
    assert terms is not None
    offline = OfflinePayload(
        float_per_operation=operation, float_per_guest=guest, float_per_day=day
    )
    told = terms.model_copy(update={"offline": offline})
    desk.store.write_now(lambda db: house.put_tenant(db, told))


def test_the_house_vouches_for_a_few_points_beyond_the_lease_where_it_allows(
    desk: TillDesk,
) -> None:
    view = a_leased_guest(desk)
    allow_float(desk, operation=100, guest=150, day=1_000)
    body = redeem(desk, desk.view(), 400)
    assert (body.points, body.float_points, body.lease_ids) == (400, 100, (an_id("lease"),))
    assert view.offline.float_points == 0, "off by default"


def test_the_card_says_what_the_house_vouches_for_too(desk: TillDesk) -> None:
    """Issue 3, 1: how many points can be spent right now without the network."""
    a_leased_guest(desk, held=300, points=350)
    allow_float(desk, operation=100, guest=150, day=1_000)
    said = offline_text(desk.view(), language=Language.EN)
    assert said.startswith("Redeemable offline: 350 · until ")
    desk.clock.advance(24 * 3600)
    assert offline_text(desk.view(), language=Language.EN) == "Redeemable offline: 100"


def test_who_held_points_until_an_hour_ago_is_not_named_any_more(desk: TillDesk) -> None:
    a_leased_guest(desk)
    until_ms = to_millis(NOON + timedelta(hours=1))
    bar = HOLDER.model_copy(update={"until_ms": until_ms})
    desk.store.write_now(lambda db: leases.put_elsewhere(db, GUEST, (bar,)))
    assert [each.device_name for each in desk.view().offline.elsewhere] == ["Бар"]
    desk.clock.advance(2 * 3600)
    assert desk.view().offline.elsewhere == ()


def test_the_float_is_bounded_by_operation_guest_and_day(desk: TillDesk) -> None:
    a_leased_guest(desk, held=10, points=10_000)
    allow_float(desk, operation=100, guest=150, day=170)
    assert redeem(desk, desk.view(), 110).float_points == 100
    assert desk.view().offline.float_points == 50
    assert redeem(desk, desk.view(), 50).float_points == 50
    desk.delivery.decide = books
    desk.delivery.answer()
    assert desk.view().offline.float_points == 20, "answered for: only the day is left"
    desk.clock.advance(24 * 3600)
    assert desk.view().offline.float_points == 100


def books(row: OutboxRow) -> Outcome:
    return booked(row, change=(0, 0), after=(0, 0))

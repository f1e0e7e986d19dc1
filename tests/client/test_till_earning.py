"""CSH-20…CSH-24, CSH-63: the quote, and an earning that waits for nobody."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from client.store import receipts
from client.store.errors import StoreFull
from client.till.refusals import NotSignedIn, QuoteChanged
from shared.domain.card import CardStatus
from shared.domain.check import Bill, Check
from shared.domain.conditions import Condition
from shared.domain.errors import (
    AmountInvalid,
    CardNotUsable,
    CheckTooSmall,
    FieldInvalid,
    GuestUnknown,
    LeaseMissing,
    NothingToEarn,
    PermissionMissing,
    PointsShortfall,
    RedemptionAboveLimit,
    TenantFrozen,
)
from shared.domain.guest import Guest
from shared.domain.ids import CheckId, GuestId
from shared.domain.money import Money, parse_check_amount
from shared.domain.programme import Promo, PromoKind, Rule
from shared.domain.quotes import StepKind
from shared.domain.staff import Role
from shared.operations.bodies import EarnBody
from shared.operations.encode import to_millis
from shared.receipt.facts import ReceiptFacts, SlipKind
from shared.receipt.words import Language
from tests.builders import CASHIER, GOLD, GUEST, NOON, SILVER, a_card, a_profile, a_programme, an_id
from tests.client.till_desk import TillDesk, a_check

ROUBLES_2000 = Bill(Money(2_000_00))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[TillDesk]:
    desk = TillDesk(tmp_path / "till.db")
    desk.delivery.status.is_online = False
    yield desk
    desk.store.close()


def earn_body(desk: TillDesk) -> EarnBody:
    body = desk.operations()[-1].body()
    assert isinstance(body, EarnBody)
    return body


def test_the_quote_explains_itself_line_by_line(desk: TillDesk) -> None:
    quote = desk.till.checkout.quote(desk.a_guest(), ROUBLES_2000)
    assert quote.earn is not None
    assert [(step.kind, step.points) for step in quote.earn.steps] == [
        (StepKind.RULE, 200),
        (StepKind.LEVEL, 100),
    ]
    assert (quote.net_change, quote.to_pay) == (300, ROUBLES_2000.amount)


@pytest.mark.parametrize("minor", [-1, 1_000_000_01])
def test_a_quote_of_an_impossible_amount_is_refused(desk: TillDesk, minor: int) -> None:
    with pytest.raises(AmountInvalid):
        desk.till.checkout.quote(desk.a_guest(), Bill(Money(minor)))


def test_a_check_that_gives_nothing_says_so(desk: TillDesk) -> None:
    quote = desk.till.checkout.quote(desk.a_guest(points=500), Bill(Money(49_99)))
    assert isinstance(quote.earn_refusal, NothingToEarn)
    assert isinstance(quote.redeem_refusal, CheckTooSmall)
    assert (quote.earn, quote.limits, quote.redemption) == (None, None, None)


def test_a_blocked_card_earns_and_redeems_nothing(desk: TillDesk) -> None:
    desk.a_guest()
    desk.learn_guest(a_card(points=500, status=CardStatus.BLOCKED), a_profile())
    quote = desk.till.checkout.quote(desk.view(), ROUBLES_2000)
    assert isinstance(quote.earn_refusal, CardNotUsable)
    assert isinstance(quote.redeem_refusal, CardNotUsable)


def test_a_card_that_waits_for_consent_earns_but_does_not_redeem(desk: TillDesk) -> None:
    desk.a_guest()
    desk.learn_guest(a_card(points=500, status=CardStatus.PENDING_CONSENT), a_profile())
    quote = desk.till.checkout.quote(desk.view(), ROUBLES_2000)
    assert quote.earn is not None
    assert isinstance(quote.redeem_refusal, CardNotUsable)


def test_the_quote_shows_what_could_be_redeemed_online(desk: TillDesk) -> None:
    view = desk.a_guest(points=2_500, promo=300)
    desk.delivery.status.is_online = True
    quote = desk.till.checkout.quote(view, ROUBLES_2000, redeem_points=400)
    assert quote.limits is not None
    assert quote.redemption is not None
    assert (quote.limits.minimum, quote.limits.maximum) == (10, 400)
    assert (quote.redemption.promo_points, quote.redemption.regular_points) == (300, 100)
    assert (quote.to_pay, quote.net_change) == (Money(1_600_00), -100)


def test_the_quote_says_offline_that_this_till_holds_no_points_to_redeem(desk: TillDesk) -> None:
    quote = desk.till.checkout.quote(desk.a_guest(points=500), ROUBLES_2000, redeem_points=100)
    assert isinstance(quote.redeem_refusal, LeaseMissing)
    assert quote.redeem_refusal.spendable == 0
    assert (quote.limits, quote.redemption, quote.to_pay, quote.net_change) == (
        None,
        None,
        ROUBLES_2000.amount,
        300,
    )


@pytest.mark.parametrize(
    ("points", "refusal"),
    [(401, RedemptionAboveLimit), (9, None), (-5, None)],
)
def test_the_quote_refuses_a_redemption_outside_its_limits(
    desk: TillDesk, points: int, refusal: type[Exception] | None
) -> None:
    view = desk.a_guest(points=2_500)
    desk.delivery.status.is_online = True
    quote = desk.till.checkout.quote(view, ROUBLES_2000, redeem_points=points)
    assert quote.redemption is None
    assert quote.redeem_refusal is not None
    assert refusal is None or isinstance(quote.redeem_refusal, refusal)


def test_a_card_with_too_few_points_cannot_redeem(desk: TillDesk) -> None:
    quote = desk.till.checkout.quote(desk.a_guest(points=9), ROUBLES_2000)
    assert isinstance(quote.redeem_refusal, PointsShortfall)


def test_an_earning_is_durable_and_shown_before_anybody_hears_of_it(desk: TillDesk) -> None:
    done = desk.run(desk.till.checkout.confirm(desk.a_guest(points=100), a_check()))
    assert (done.view.total, done.view.waiting) == (400, 1)
    assert desk.delivery.asked == []
    assert (desk.delivery.nudges, desk.paper.nudges) == (1, 1)
    desk.restart()
    desk.sign_in()
    assert [row.operation_id for row in desk.operations()] == list(done.operation_ids)
    assert desk.view().total == 400


def test_an_earning_states_what_was_quoted_and_by_whom(desk: TillDesk) -> None:
    desk.run(desk.till.checkout.confirm(desk.a_guest(), a_check(number="А-17")))
    body = earn_body(desk)
    assert (body.guest_id, body.staff_id, body.level_id) == (GUEST, CASHIER, SILVER)
    assert (body.check.amount_minor, body.check.number) == (2_000_00, "А-17")
    assert (body.regular_points, body.redeemed_points, body.after) == (300, 0, None)
    assert body.programme_version_id == a_programme().version_id
    assert body.clock.wall_ms == to_millis(NOON)
    assert (body.totals.count, body.totals.earned) == (1, 300)


def test_a_promo_grant_keeps_its_own_term(desk: TillDesk) -> None:
    programme = a_programme(number=2)
    promo = Promo(programme.promos[0].promo_id, "Осень", PromoKind.CUSTOM, 50, 7)
    desk.learn_programme(replace(programme, promos=(promo,)))
    done = desk.run(desk.till.checkout.confirm(desk.a_guest(), a_check()))
    assert (done.view.regular, done.view.promo) == (300, 50)
    assert done.view.next_expiry is not None
    assert done.view.next_expiry.at == NOON + timedelta(days=7)


def test_the_slip_of_an_earning_says_that_it_waits_for_the_server(desk: TillDesk) -> None:
    done = desk.run(desk.till.checkout.confirm(desk.a_guest(points=100), a_check(number="17")))
    facts = done.facts
    assert (facts.kind, facts.is_pending) == (SlipKind.EARN, True)
    assert (facts.balance_regular, facts.balance_promo) == (400, 0)
    assert [(line.kind, line.points, line.seq) for line in facts.lines] == [("earn", 300, 1)]
    assert (facts.check_amount, facts.check_number, facts.to_pay) == (
        ROUBLES_2000.amount,
        "17",
        ROUBLES_2000.amount,
    )
    assert (facts.place.restaurant_name, facts.place.staff_name) == (
        "Сушилка на Тверской",
        "Анна Кассирова",
    )
    assert (facts.guest.name, facts.guest.masked_phone) == ("Иван", "+7999***4567")
    assert facts.local_time.isoformat() == "2026-11-21T15:00:00+03:00"
    assert sum(step.points for step in facts.steps) == 300


def test_slip_and_print_job_are_kept_with_the_operation(desk: TillDesk) -> None:
    done = desk.run(desk.till.checkout.confirm(desk.a_guest(), a_check()))
    kept = desk.store.read_now(lambda db: receipts.receipt(db, done.receipt_id))
    assert kept is not None
    assert (kept.facts, kept.operation_ids) == (done.facts, done.operation_ids)
    (job,) = desk.jobs()
    assert (job.receipt_id, job.is_copy, job.language) == (done.receipt_id, False, Language.RU)
    assert desk.operations()[0].receipt_id == done.receipt_id


def test_two_earnings_stand_in_the_order_they_were_made(desk: TillDesk) -> None:
    view = desk.a_guest()
    desk.run(desk.till.checkout.confirm(view, a_check(1_000)))
    done = desk.run(desk.till.checkout.confirm(view, a_check(3_000)))
    assert [row.seq for row in desk.operations()] == [1, 2]
    assert done.view.total == 150 + 450


@pytest.mark.parametrize("typed", ["0", "0,00", "49,99"])
def test_a_check_too_small_to_earn_is_refused(desk: TillDesk, typed: str) -> None:
    check = Check(CheckId(an_id("small")), Bill(parse_check_amount(typed)))
    with pytest.raises(NothingToEarn):
        desk.run(desk.till.checkout.confirm(desk.a_guest(), check))
    assert desk.operations() == []
    assert desk.jobs() == ()


@pytest.mark.parametrize("minor", [-1, -2_000_00, 1_000_000_01])
def test_an_impossible_amount_leaves_nothing_behind(desk: TillDesk, minor: int) -> None:
    with pytest.raises(AmountInvalid):
        desk.run(
            desk.till.checkout.confirm(
                desk.a_guest(), Check(CheckId(an_id("x")), Bill(Money(minor)))
            )
        )
    assert desk.operations() == []


@pytest.mark.parametrize("typed", ["0.001", "1000000.01", "-5", "сто", "", "1e3", "١٢"])
def test_an_amount_nobody_can_pay_is_not_understood(typed: str) -> None:
    with pytest.raises(AmountInvalid):
        parse_check_amount(typed)


def test_a_million_roubles_is_the_largest_check(desk: TillDesk) -> None:
    done = desk.run(desk.till.checkout.confirm(desk.a_guest(), a_check(1_000_000)))
    assert done.view.total == 150_000


def test_a_check_number_that_is_too_long_is_refused(desk: TillDesk) -> None:
    with pytest.raises(FieldInvalid) as invalid:
        desk.run(desk.till.checkout.confirm(desk.a_guest(), a_check(number="9" * 41)))
    assert invalid.value.field == "check_number"


def test_a_card_blocked_meanwhile_is_refused(desk: TillDesk) -> None:
    view = desk.a_guest()
    desk.learn_guest(a_card(status=CardStatus.BLOCKED), a_profile())
    with pytest.raises(CardNotUsable):
        desk.run(desk.till.checkout.confirm(view, a_check()))


def test_a_guest_gone_meanwhile_is_refused(desk: TillDesk) -> None:
    view = desk.a_guest()
    nobody = replace(view, guest=Guest(GuestId(an_id("nobody")), view.guest.profile))
    with pytest.raises(GuestUnknown):
        desk.run(desk.till.checkout.confirm(nobody, a_check()))


def test_an_earning_for_a_merged_guest_goes_to_the_survivor(desk: TillDesk) -> None:
    alias = GuestId(an_id("alias"))
    desk.a_guest()
    desk.learn_guest(a_card(alias), a_profile("79990000001"))
    view = desk.view(alias)
    desk.learn_guest(a_card(alias), a_profile("79990000001"), alias_of=GUEST)
    done = desk.run(desk.till.checkout.confirm(view, a_check()))
    assert done.view.guest.guest_id == GUEST
    assert earn_body(desk).guest_id == GUEST


def test_a_programme_changed_since_the_quote_is_the_one_that_is_booked(desk: TillDesk) -> None:
    view = desk.a_guest()
    rule = Rule(a_programme().rules[0].rule_id, "Двадцать", 1, 2_000, Condition())
    desk.learn_programme(replace(a_programme(number=2), rules=(rule,)))
    done = desk.run(desk.till.checkout.confirm(view, a_check()))
    assert done.view.total == 400 + 100
    assert earn_body(desk).programme_version_id == a_programme(number=2).version_id


def test_nobody_signed_in_books_nothing(desk: TillDesk) -> None:
    view = desk.a_guest()
    desk.till.sign_in.lock()
    with pytest.raises(NotSignedIn):
        desk.run(desk.till.checkout.confirm(view, a_check()))


def test_somebody_dismissed_while_signed_in_books_nothing(desk: TillDesk) -> None:
    view = desk.a_guest()
    desk.hire(CASHIER, "Анна Кассирова", Role.CASHIER, is_active=False)
    with pytest.raises((NotSignedIn, PermissionMissing)):
        desk.run(desk.till.checkout.confirm(view, a_check()))
    assert desk.operations() == []


def test_a_frozen_tenant_books_nothing(desk: TillDesk) -> None:
    view = desk.a_guest()
    desk.learn_tenant(is_frozen=True)
    with pytest.raises(TenantFrozen):
        desk.run(desk.till.checkout.confirm(view, a_check()))


def test_a_full_disk_refuses_before_anything_is_kept(tmp_path: Path) -> None:
    desk = TillDesk(tmp_path / "till.db")
    view = desk.a_guest()
    desk.fill_disk()
    with pytest.raises(StoreFull):
        desk.run(desk.till.checkout.confirm(view, a_check()))
    assert (desk.operations(), desk.jobs()) == ([], ())
    desk.store.close()


def test_the_paper_speaks_the_language_of_the_till(desk: TillDesk) -> None:
    view = desk.a_guest()
    desk.choose_language("en")
    desk.run(desk.till.checkout.confirm(view, a_check()))
    assert desk.jobs()[0].language is Language.EN


def test_facts_are_receipt_facts(desk: TillDesk) -> None:
    done = desk.run(desk.till.checkout.confirm(desk.a_guest(), a_check()))
    facts = desk.run(desk.till.receipts.facts(done.receipt_id))
    assert isinstance(facts, ReceiptFacts)
    assert facts == done.facts


def test_other_numbers_than_were_shown_are_not_booked(desk: TillDesk) -> None:
    view = desk.a_guest()
    check = a_check()
    shown = desk.till.checkout.quote(view, check.bill).totals
    desk.learn_guest(a_card(level_id=GOLD), a_profile())
    with pytest.raises(QuoteChanged) as refusal:
        desk.run(desk.till.checkout.confirm(view, check, shown=shown))
    assert desk.operations() == []
    fresh = desk.run(desk.till.checkout.fresh(view))
    again = desk.till.checkout.quote(fresh, check.bill).totals
    assert (refusal.value.earned, refusal.value.redeemed) == (again.earned, 0)
    assert refusal.value.to_pay_minor == again.to_pay.minor
    assert again.earned != shown.earned
    assert (
        desk.run(desk.till.checkout.confirm(fresh, check, shown=again)).view.total == again.earned
    )

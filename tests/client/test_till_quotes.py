"""What the till quotes by: the guest as it knows him, with its own work, and the whole check."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

import pytest

from client.store import guests
from client.till.check_details import Wanted, wanted_of
from client.till.guest_view import GuestView
from client.till.registration import RegistrationForm
from client.till.trouble import RedemptionInDoubt
from shared.domain.adjusting import AdjustmentReason
from shared.domain.card import Card
from shared.domain.check import Bill, Check, CheckPayment, PaymentMethod
from shared.domain.conditions import Condition
from shared.domain.errors import FieldInvalid
from shared.domain.ids import CheckId, PromoId, RuleId
from shared.domain.money import Money
from shared.domain.programme import ProgrammeVersion, Promo, PromoKind, Rule
from shared.domain.promos import FIRST_VISIT
from shared.domain.quotes import StepKind
from shared.domain.visitors import Birthday, Granted
from shared.operations.bodies import EarnBody, OperationBody, RedeemBody
from shared.operations.inputs import visitor_from
from shared.sync.messages import Outcome
from tests.builders import GUEST, NOON, a_card, a_guest_payload, a_profile, a_programme, an_id
from tests.client.till_desk import MANAGER, TillDesk, a_check

WELCOME = PromoId(an_id("welcome"))
CARD = PaymentMethod.CARD
BY_CARD = Rule(RuleId(an_id("card")), "Картой", 1, 2000, Condition(payment_methods=(CARD,)))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[TillDesk]:
    desk = TillDesk(tmp_path / "till.db")
    yield desk
    desk.store.close()


def of_promo(kind: PromoKind, *, days: int) -> ProgrammeVersion:
    """A programme whose one promo is of that kind: 50 points for a week."""
    promo = Promo(PromoId(an_id(kind)), "Подарок", kind, 50, 7, days=days)
    return replace(a_programme(number=2), promos=(promo,))


def meet(desk: TillDesk, card: Card, *, born: date | None = None) -> GuestView:
    """The guest of ``card`` comes; the cashier is at the till."""
    desk.learn_guest(card, replace(a_profile(), birth_date=born))
    if desk.till.sign_in.session is None:
        desk.sign_in(MANAGER)
    return desk.view()


def earn(desk: TillDesk, view: GuestView, roubles: int = 2_000) -> OperationBody:
    """What was booked of a check."""
    desk.run(desk.till.checkout.confirm(view, a_check(roubles, number=f"{len(desk.operations())}")))
    return desk.operations()[-1].body()


def test_a_birthday_earns_once_and_travels_as_a_window_only(desk: TillDesk) -> None:
    desk.learn_programme(of_promo(PromoKind.BIRTHDAY, days=7))
    view = meet(desk, a_card(), born=date(1990, 11, 23))
    body = earn(desk, view)
    assert isinstance(body, EarnBody)
    assert body.occasions == ("2026",)
    assert [grant.points for grant in body.grants] == [50]
    visitor = visitor_from(body.visitor, view.card.level_id)
    assert visitor.birthdays == (Birthday(7, 2026),)
    again = earn(desk, desk.view())
    assert isinstance(again, EarnBody)
    assert again.grants == ()
    assert again.visitor is not None
    assert again.visitor.granted is not None, "the server is told why it came no second time"


def test_each_childs_birthday_earns_for_itself(desk: TillDesk) -> None:
    desk.learn_programme(of_promo(PromoKind.CHILD_BIRTHDAY, days=3))
    twins = sorted(an_id(name) for name in ("a daughter", "a son"))
    told = a_guest_payload().model_copy(
        update={"children": tuple((each, "2015-11-21") for each in twins)}
    )
    meet(desk, a_card())
    desk.store.write_now(lambda db: guests.put_guest(db, told))
    body = earn(desk, desk.view())
    assert isinstance(body, EarnBody)
    assert body.occasions == tuple(f"{each}:2026" for each in twins)


def test_a_promo_that_the_server_has_given_is_not_given_again(desk: TillDesk) -> None:
    programme = of_promo(PromoKind.BIRTHDAY, days=7)
    desk.learn_programme(programme)
    had = frozenset({Granted(programme.promos[0].promo_id, "2026")})
    view = meet(desk, replace(a_card(), granted=had), born=date(1990, 11, 23))
    quote = desk.till.checkout.quote(view, a_check().bill)
    assert quote.totals.earned_promo == 0


def test_whoever_is_new_is_welcomed_with_his_first_check_and_not_with_his_second(
    desk: TillDesk,
) -> None:
    view = meet(desk, replace(a_card(), total_visits=0))
    first, second = earn(desk, view), earn(desk, desk.view())
    assert isinstance(first, EarnBody)
    assert isinstance(second, EarnBody)
    assert (first.occasions, second.occasions) == ((FIRST_VISIT,), None)


def test_who_was_welcomed_when_he_registered_is_not_welcomed_again(desk: TillDesk) -> None:
    desk.sign_in()
    made = desk.run(
        desk.till.registration.register(RegistrationForm("79165554433", personal_data=True))
    )
    assert made.view.promo == 100
    body = earn(desk, made.view)
    assert isinstance(body, EarnBody)
    assert body.grants == ()


@pytest.mark.parametrize("status", ["parked", "quarantined"])
def test_a_welcome_the_server_has_not_decided_is_not_promised_again(
    desk: TillDesk, status: Literal["parked", "quarantined"]
) -> None:
    """P5: it is on paper already, and will be booked once (found by the simulation)."""
    view = meet(desk, replace(a_card(), total_visits=0))
    earn(desk, view)
    desk.delivery.decide = lambda row: Outcome(
        seq=row.seq, operation_id=row.operation_id, status=status
    )
    desk.delivery.answer()
    body = earn(desk, desk.view())
    assert isinstance(body, EarnBody)
    assert body.grants == ()


def test_who_was_registered_elsewhere_too_is_not_welcomed_with_his_check(desk: TillDesk) -> None:
    """CSH-50: the survivor has not come down yet, and was welcomed there."""
    desk.sign_in()
    form = RegistrationForm("79165554433", personal_data=True)
    made = desk.run(desk.till.registration.register(form))
    desk.delivery.decide = lambda row: Outcome(
        seq=row.seq,
        operation_id=row.operation_id,
        status="adjusted",
        code="guest_merged",
        data={"survivor_guest_id": an_id("survivor")},
    )
    desk.delivery.answer()
    body = earn(desk, desk.view(made.view.guest.guest_id))
    assert isinstance(body, EarnBody)
    assert body.grants == ()


def test_a_cancelled_first_check_leaves_the_welcome_to_the_next(desk: TillDesk) -> None:
    view = meet(desk, replace(a_card(), total_visits=0))
    earn(desk, view)
    target = desk.operations()[-1].operation_id
    desk.run(desk.till.cancellation.cancel(target, reason=AdjustmentReason.MISTAKE))
    after = desk.view()
    assert (after.card.total_visits, after.card.lifetime_spent_minor) == (0, 0)
    body = earn(desk, after)
    assert isinstance(body, EarnBody)
    assert body.occasions == (FIRST_VISIT,)


def test_who_was_away_long_is_greeted_once(desk: TillDesk) -> None:
    desk.learn_programme(of_promo(PromoKind.INACTIVITY, days=60))
    gone = replace(a_card(), last_activity_at=NOON - timedelta(days=61))
    body = earn(desk, meet(desk, gone))
    assert isinstance(body, EarnBody)
    assert body.occasions == ("2026-09-21",)
    assert desk.view().card.last_activity_at == NOON
    again = earn(desk, desk.view())
    assert isinstance(again, EarnBody)
    assert (again.grants, again.visitor) == ((), None)


def test_an_earn_before_the_server_has_told_counts_to_the_next_level(desk: TillDesk) -> None:
    view = meet(desk, a_card())
    earn(desk, view)
    card = desk.view().card
    assert (card.lifetime_spent_minor, card.total_visits) == (2_000_00, view.card.total_visits + 1)


def test_what_is_paid_by_card_is_what_points_leave(desk: TillDesk) -> None:
    programme = a_programme(number=2)
    desk.learn_programme(replace(programme, rules=(*programme.rules, BY_CARD), promos=()))
    view = meet(desk, a_card(points=2_500))
    bill = Bill(Money(2_000_00), payments=(CheckPayment(CARD, 2_000_00),))
    quote = desk.till.checkout.quote(view, bill, redeem_points=400)
    assert quote.earn is not None
    assert [(step.base_minor, step.points) for step in quote.earn.steps] == [
        (1_600_00, 320),
        (400_00, 40),
        (2_000_00, 100),
    ]


def test_the_bill_travels_as_it_was_quoted(desk: TillDesk) -> None:
    programme = a_programme(number=2)
    desk.learn_programme(replace(programme, rules=(*programme.rules, BY_CARD), promos=()))
    bill = Bill(Money(2_850_00), payments=(CheckPayment(CARD, 2_850_00),), tips_minor=250_00)
    check = Check(CheckId(an_id("a check")), bill)
    desk.run(desk.till.checkout.confirm(meet(desk, a_card()), check))
    body = desk.operations()[-1].body()
    assert isinstance(body, EarnBody)
    assert body.bill is not None
    assert body.bill.tips_minor == 250_00
    assert body.bill.payments is not None
    assert [(each.method, each.amount_minor) for each in body.bill.payments] == [(CARD, 2_850_00)]
    assert body.regular_points == 520 + 130


def test_a_plain_check_says_no_more_than_it_ever_did(desk: TillDesk) -> None:
    body = earn(desk, meet(desk, a_card()))
    assert isinstance(body, EarnBody)
    assert (body.bill, body.visitor, body.occasions) == (None, None, None)


def test_a_redemption_says_why(desk: TillDesk) -> None:
    desk.delivery.decide = lambda _row: None
    view = meet(desk, a_card(points=100, promo=300))
    with pytest.raises(RedemptionInDoubt):
        desk.run(desk.till.checkout.confirm(view, a_check(), redeem_points=400))
    body = next(row.body() for row in desk.operations() if row.body().kind == "redeem")
    assert isinstance(body, RedeemBody)
    assert [(step.kind, step.points) for step in body.steps or ()] == [
        (StepKind.LIMIT, 400),
        (StepKind.PROMO_PART, 300),
        (StepKind.REGULAR_PART, 100),
    ]


def test_tips_above_the_check_are_refused(desk: TillDesk) -> None:
    view = meet(desk, a_card())
    with pytest.raises(FieldInvalid):
        desk.till.checkout.quote(view, Bill(Money(100_00), tips_minor=100_01))


@pytest.mark.parametrize(
    ("rules", "promos", "wanted"),
    [
        ((), (), ()),
        ((BY_CARD,), (), (CARD,)),
        ((replace(BY_CARD, is_draft=True),), (), ()),
        ((replace(BY_CARD, ends_at=NOON),), (), ()),
        (
            (),
            (
                Promo(
                    WELCOME,
                    "СБП",
                    PromoKind.CUSTOM,
                    50,
                    7,
                    Condition(any_of=(Condition(payment_methods=(PaymentMethod.SBP,)),)),
                ),
            ),
            (PaymentMethod.SBP,),
        ),
    ],
    ids=["none", "a rule", "a draft", "an ended rule", "a promo's group"],
)
def test_only_what_makes_a_difference_is_asked(
    rules: tuple[Rule, ...], promos: tuple[Promo, ...], wanted: tuple[PaymentMethod, ...]
) -> None:
    programme = replace(a_programme(), rules=rules, promos=promos)
    assert wanted_of(programme, NOON) == Wanted(wanted, tips=True)


def test_tips_that_count_are_not_asked_for() -> None:
    programme = a_programme()
    counting = replace(programme, settings=replace(programme.settings, include_tips=True))
    assert not wanted_of(counting, NOON).tips


def test_another_guests_operations_leave_the_card_alone(desk: TillDesk) -> None:
    before = meet(desk, a_card()).card
    desk.run(desk.till.registration.register(RegistrationForm("79165554433", personal_data=True)))
    assert desk.view(GUEST).card == before

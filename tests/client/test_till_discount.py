"""CSH-38, LOY-01, LOY-03: a till of a DISCOUNT programme gives a percentage off, and no points."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from client.till.guest_view import GuestView
from client.till.registration import RegistrationForm
from client.ui.presenters.receipts import done_scene
from shared.domain.adjusting import AdjustmentReason
from shared.domain.card import Card, CardStatus
from shared.domain.check import Bill, Check
from shared.domain.errors import CardNotUsable
from shared.domain.ids import CheckId
from shared.domain.money import Money
from shared.domain.programme import ProgrammeKind, ProgrammeVersion
from shared.operations.bodies import DiscountBody
from shared.receipt.compose import compose_receipt
from shared.receipt.document import Pair, Text
from shared.receipt.facts import SlipKind
from shared.receipt.words import Language
from tests.builders import a_card, a_profile, a_programme, an_id
from tests.client.till_desk import MANAGER, TillDesk, a_check


def a_discount_programme() -> ProgrammeVersion:
    """5 % off for Silver."""
    plain = a_programme(number=2)
    return replace(
        plain,
        settings=replace(plain.settings, kind=ProgrammeKind.DISCOUNT),
        levels=tuple(replace(level, discount_bp=level.bonus_bp) for level in plain.levels),
    )


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[TillDesk]:
    desk = TillDesk(tmp_path / "till.db")
    desk.learn_programme(a_discount_programme())
    desk.sign_in()
    yield desk
    desk.store.close()


def meet(desk: TillDesk, card: Card | None = None) -> GuestView:
    desk.learn_guest(card or a_card(), a_profile())
    return desk.view()


def body_of(desk: TillDesk) -> DiscountBody:
    (row,) = desk.operations()
    body = row.body()
    assert isinstance(body, DiscountBody)
    return body


def test_a_check_has_the_levels_percentage_off(desk: TillDesk) -> None:
    done = desk.run(desk.till.checkout.confirm(meet(desk), a_check()))
    body = body_of(desk)
    assert (body.check.amount_minor, body.discount_minor) == (2_000_00, 100_00)
    assert (done.facts.discount, done.facts.to_pay) == (Money(100_00), Money(1_900_00))
    assert done.facts.lines[0].points == 0


def test_the_guests_own_percentage_stands_before_his_levels(desk: TillDesk) -> None:
    quote = desk.till.checkout.quote(
        meet(desk, replace(a_card(), discount_bp=12_50)), a_check().bill
    )
    assert quote.to_pay == Money(1_750_00)


def test_no_points_are_quoted_and_none_are_refused(desk: TillDesk) -> None:
    quote = desk.till.checkout.quote(meet(desk, a_card(points=500)), a_check().bill)
    assert (quote.totals.earned, quote.totals.redeemed, quote.limits) == (0, 0, None)
    assert (quote.earn_refusal, quote.redeem_refusal) == (None, None)


def test_a_visit_with_nothing_off_is_booked_too(desk: TillDesk) -> None:
    desk.run(desk.till.checkout.confirm(meet(desk), a_check(49)))
    assert body_of(desk).discount_minor == 0


def test_tips_have_nothing_off(desk: TillDesk) -> None:
    bill = Bill(Money(2_250_00), tips_minor=250_00)
    desk.run(desk.till.checkout.confirm(meet(desk), Check(CheckId(an_id("tips")), bill)))
    assert body_of(desk).discount_minor == 100_00


def test_a_blocked_card_has_nothing_off(desk: TillDesk) -> None:
    view = meet(desk, a_card(status=CardStatus.BLOCKED))
    assert desk.till.checkout.quote(view, a_check().bill).to_pay == Money(2_000_00)
    with pytest.raises(CardNotUsable):
        desk.run(desk.till.checkout.confirm(view, a_check()))


def test_the_visit_counts_before_the_server_has_told(desk: TillDesk) -> None:
    view = meet(desk)
    after = desk.run(desk.till.checkout.confirm(view, a_check())).view.card
    assert after.lifetime_spent_minor == 2_000_00
    assert after.total_visits == view.card.total_visits + 1


def test_the_slip_says_what_is_off_and_nothing_of_points(desk: TillDesk) -> None:
    facts = desk.run(desk.till.checkout.confirm(meet(desk), a_check(number="17"))).facts
    assert facts.kind is SlipKind.DISCOUNT
    blocks = compose_receipt(facts, language=Language.RU).blocks
    pairs = {block.label: block.value for block in blocks if isinstance(block, Pair)}
    assert pairs["Скидка Серебро, 5\u00a0%"] == "−100\u00a0₽"
    assert pairs["К оплате"] == "1\u00a0900\u00a0₽"
    words = " ".join([*pairs, *(block.text for block in blocks if isinstance(block, Text))])
    assert "балл" not in words.casefold()
    assert "баланс" not in words.casefold()


def test_a_new_guest_is_welcomed_without_points(desk: TillDesk) -> None:
    form = RegistrationForm("79165554433", personal_data=True)
    made = desk.run(desk.till.registration.register(form))
    assert (made.view.total, made.facts.has_points) == (0, False)
    assert made.view.discount_bp == 0


def test_part_of_the_check_goes_back_without_points(desk: TillDesk) -> None:
    """LOY-102: a manager refunds 500.00; the slip speaks of money alone."""
    sold = desk.run(desk.till.checkout.confirm(meet(desk), a_check(number="17")))
    desk.sign_in(MANAGER)
    refunded = desk.run(desk.till.refund.refund(sold.operation_ids[0], Money(500_00)))
    card = refunded.view.card
    assert (card.lifetime_spent_minor, card.total_visits) == (1_500_00, sold.view.card.total_visits)
    views = desk.run(desk.till.operations.list())
    left = {view.kind: view.left_to_refund for view in views}
    assert left == {"discount": Money(1_500_00), "refund": None}
    facts = refunded.facts
    assert (facts.kind, facts.refunded, facts.has_points) == (
        SlipKind.REFUND,
        Money(500_00),
        False,
    )
    blocks = compose_receipt(facts, language=Language.RU).blocks
    labels = " ".join(block.label for block in blocks if isinstance(block, Pair))
    assert "балл" not in labels.casefold()


def test_the_list_of_operations_shows_the_check(desk: TillDesk) -> None:
    desk.run(desk.till.checkout.confirm(meet(desk), a_check()))
    (row,) = desk.run(desk.till.operations.list())
    assert (row.kind, row.points, row.amount) == ("discount", 0, Money(2_000_00))
    assert row.can_cancel


def test_a_cancelled_discount_is_no_visit_and_no_spending(desk: TillDesk) -> None:
    view = meet(desk)
    desk.run(desk.till.checkout.confirm(view, a_check()))
    target = desk.operations()[-1].operation_id
    desk.sign_in(MANAGER)
    done = desk.run(desk.till.cancellation.cancel(target, reason=AdjustmentReason.MISTAKE))
    after = done.view.card
    assert (after.lifetime_spent_minor, after.total_visits) == (0, view.card.total_visits)
    assert (done.facts.kind, done.facts.has_points) == (SlipKind.CANCEL, False)
    scene = done_scene(done.facts, view=done.view, language=Language.RU)
    assert (scene.title, scene.balance) == ("Скидка по чеку отменена", "")


def test_a_guest_is_found_with_his_percentage(desk: TillDesk) -> None:
    meet(desk)
    (hit,) = desk.run(desk.till.guest_search.search("1234567"))
    assert hit.discount_bp == 500

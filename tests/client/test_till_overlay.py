"""S9: whatever is done in whatever order, the till shows the server's card plus its own work."""

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from client.store.outbox import OutboxRow
from client.till.guest_view import GuestView
from shared.domain.card import Card
from shared.domain.errors import Refusal
from shared.domain.ids import GuestId
from shared.domain.lots import Lot, LotUse
from shared.domain.money import Money
from shared.domain.refunding import RefundPart, refund_uses
from shared.operations.bodies import CancelBody, EarnBody, OperationBody, RefundBody
from shared.operations.effects import card_after, uses_of
from shared.sync.messages import Outcome
from tests.builders import a_card, a_profile, an_id
from tests.client.till_desk import MANAGER, TillDesk, a_check, booked

pytestmark = pytest.mark.slow

FRIEND = GuestId(an_id("friend"))
Step = tuple[str, int]
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("earn"), st.integers(50, 5_000)),
        st.tuples(st.just("adjust"), st.integers(-400, 400)),
        st.tuples(st.just("cancel"), st.integers(0, 5)),
        st.tuples(st.just("refund"), st.integers(0, 5)),
        st.tuples(st.just("transfer"), st.integers(1, 300)),
        st.tuples(st.just("server answers"), st.integers(1, 3)),
        st.tuples(st.just("replica learns"), st.just(0)),
    ),
    max_size=9,
)


class ModelServer:
    """Books in order on a card of its own; a cancel gives and takes what its target did."""

    def __init__(self, desk: TillDesk) -> None:
        self.card = a_card(points=300, promo=50)
        self.shown = self.card
        self.booked_seq = 0
        self._desk = desk
        self._quota = 0
        self._uses: dict[str, tuple[LotUse, ...]] = {}
        self._amounts: dict[str, int] = {}
        self._refunded: Counter[str] = Counter()
        desk.delivery.decide = self._decide
        self.tell()

    def answer(self, count: int) -> None:
        self._quota = count
        self._desk.delivery.answer()

    def tell(self) -> None:
        """The feed brings the card as it is now."""
        self._desk.learn_guest(self.card, a_profile())
        self._desk.learn_changes_up_to(self.booked_seq)

    def _decide(self, row: OutboxRow) -> Outcome | None:
        if not self._quota:
            return None
        self._quota -= 1
        before = self.card
        self.card = self._booked(row, row.body())
        at = self._desk.clock.now_utc()
        self.booked_seq = row.seq
        return booked(
            row,
            change=(
                self.card.regular(at) - before.regular(at),
                self.card.promo(at) - before.promo(at),
            ),
            after=(self.card.regular(at), self.card.promo(at)),
            feed_seq=row.seq,
        )

    def _booked(self, row: OutboxRow, body: OperationBody) -> Card:
        created: tuple[Lot, ...] = ()
        if isinstance(body, CancelBody | RefundBody):
            target = self._uses[body.target_operation_id]
            part = self._part(body)
            uses = refund_uses(target, self.card.lots, part=part, at=row.occurred_at).uses
        else:
            created, uses = uses_of(row.operation_id, body, self.card, at=row.occurred_at)
        self._uses[row.operation_id] = uses
        if isinstance(body, EarnBody):
            self._amounts[row.operation_id] = body.check.amount_minor
        return card_after(self.card, created, uses)

    def _part(self, body: CancelBody | RefundBody) -> RefundPart:
        """Of a check that was refunded before, what is left; all of another operation."""
        before = self._refunded[body.target_operation_id]
        amount = self._amounts.get(body.target_operation_id, before + 1)
        now = body.refund_minor if isinstance(body, RefundBody) else amount - before
        self._refunded[body.target_operation_id] += now
        return RefundPart(amount, before, now)


@settings(max_examples=40)
@given(STEPS)
def test_the_shown_card_is_the_servers_plus_what_is_pending(steps: list[Step]) -> None:
    with TemporaryDirectory() as folder:
        desk = TillDesk(Path(folder) / "till.db")
        desk.sign_in(MANAGER)
        desk.learn_guest(a_card(FRIEND), a_profile("79990000002"))
        _play(desk, ModelServer(desk), steps)
        desk.store.close()


@settings(max_examples=25)
@given(STEPS)
def test_no_order_of_commands_shows_a_negative_balance(steps: list[Step]) -> None:
    with TemporaryDirectory() as folder:
        desk = TillDesk(Path(folder) / "till.db")
        desk.sign_in(MANAGER)
        desk.learn_guest(a_card(FRIEND), a_profile("79990000002"))
        desk.learn_guest(a_card(points=300, promo=50), a_profile())
        for kind, number in steps:
            view = _do(desk, kind, number)
            assert min(view.regular, view.promo) >= 0
        desk.store.close()


def _play(desk: TillDesk, server: ModelServer, steps: list[Step]) -> None:
    expected = desk.view().total
    for kind, number in steps:
        if kind == "server answers":
            server.answer(number)
        elif kind == "replica learns":
            server.tell()
        else:
            expected = _do(desk, kind, number).total
        assert desk.view().total == expected
    server.answer(len(steps))
    server.tell()
    assert (desk.view().total, desk.view().waiting) == (expected, 0)


def _do(desk: TillDesk, kind: str, number: int) -> GuestView:
    """One command; what the rules refuse changes nothing."""
    view = desk.view()
    try:
        match kind:
            case "earn":
                check = a_check(number, number=str(len(desk.operations())))
                return desk.run(desk.till.checkout.confirm(view, check)).view
            case "adjust":
                command = desk.till.adjustment.adjust(view, number, reason="mistake")
                return desk.run(command).view
            case "transfer":
                given = desk.till.transfer.transfer(view, desk.view(FRIEND), number, reason="gift")
                return desk.run(given).view
            case _:
                _take_back(desk, kind, number)
    except Refusal:
        return desk.view()
    return desk.view()


def _take_back(desk: TillDesk, kind: str, number: int) -> None:
    for row in desk.operations()[number : number + 1]:
        if kind == "cancel":
            desk.run(desk.till.cancellation.cancel(row.operation_id))
        else:
            desk.run(desk.till.refund.refund(row.operation_id, Money(37_77)))

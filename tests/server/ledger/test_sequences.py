"""Any shift of any tills keeps every invariant: S1…S6, S12…S15, and a replay changes nothing."""

import random
from collections.abc import Callable

import pytest

from shared.sync.messages import Outcome
from tests.server.shop import Shop, Till

STEPS = 120
SEEDS = range(3)
PHONES = [f"7999000000{number}" for number in range(4)]


class Shift:
    """Tills that do anything, in any order, and send in pieces, some of them twice."""

    def __init__(self, shop: Shop, seed: int) -> None:
        self.shop = shop
        self.rng = random.Random(seed)
        self.tills = [shop.till(f"Касса {number}") for number in range(3)]
        self.guests: list[str] = []
        self.made: list[tuple[str, str, int]] = []
        self.outcomes: dict[str, Outcome] = {}

    def play(self) -> None:
        acts: list[Callable[[Till], None]] = [
            self.register,
            self.earn,
            self.earn,
            self.earn,
            self.redeem,
            self.check_with_both,
            self.adjust,
            self.cancel,
            self.refund,
            self.refund,
            self.transfer,
            self.poison,
            self.send,
            self.send,
        ]
        for _ in range(STEPS):
            self.shop.now_ms += self.rng.randrange(0, 40) * 3_600_000
            self.rng.choice(acts)(self.rng.choice(self.tills))
        for till in self.tills:
            while till.queue:
                self.send(till)

    def register(self, till: Till) -> None:
        self.guests.append(till.register(self.rng.choice(PHONES)))

    def earn(self, till: Till) -> None:
        if self.guests:
            guest_id, roubles = self.rng.choice(self.guests), self.rng.randrange(50, 9_000)
            self.made.append((guest_id, till.earn(guest_id, roubles), -roubles // 10))

    def redeem(self, till: Till) -> None:
        if self.guests:
            guest_id, points = self.rng.choice(self.guests), self.rng.randrange(10, 600)
            self.made.append((guest_id, till.redeem(guest_id, points, 5_000), points))

    def check_with_both(self, till: Till) -> None:
        if self.guests:
            guest_id, points = self.rng.choice(self.guests), self.rng.randrange(10, 600)
            check = till.check(5_000)
            redeemed = till.redeem(guest_id, points, check=check)
            till.earn(guest_id, 5_000, check=check, redeemed_points=points, after=redeemed)

    def adjust(self, till: Till) -> None:
        if self.guests:
            guest_id, points = self.rng.choice(self.guests), self.rng.randrange(-700, 700)
            self.made.append((guest_id, till.adjust(guest_id, points), -points))

    def cancel(self, till: Till) -> None:
        if self.made:
            guest_id, operation_id, points = self.rng.choice(self.made)
            till.cancel(guest_id, operation_id, points)

    def refund(self, till: Till) -> None:
        """Some of them more than is left, or of what is no check."""
        if self.made:
            guest_id, operation_id, points = self.rng.choice(self.made)
            till.refund(guest_id, operation_id, self.rng.randrange(1, 3_000), points=points // 3)

    def transfer(self, till: Till) -> None:
        """Now and then to the same person under another name."""
        if self.guests:
            sender, receiver = self.rng.choice(self.guests), self.rng.choice(self.guests)
            till.transfer(sender, receiver, self.rng.randrange(1, 400))

    def poison(self, till: Till) -> None:
        till.enqueue_text('{"kind":"teleport","v":1}')

    def send(self, till: Till) -> None:
        """A prefix of the queue; one time in three the reply is lost and it is sent again."""
        if not till.queue:
            return
        count = self.rng.randrange(1, len(till.queue) + 1)
        head = till.heads[till.queue[count - 1].seq - 1]
        request = till.request(till.queue[:count], head=head)
        for _ in range(self.rng.choice([1, 1, 2])):
            for outcome in till.send(request).outcomes:
                told = self.outcomes.setdefault(outcome.operation_id, outcome)
                assert told == outcome or told.status == "parked", "an outcome is sticky (S5)"
        till.sent += till.queue[:count]
        till.queue = till.queue[count:]


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_any_shift_leaves_a_sound_ledger(shop: Shop, seed: int) -> None:
    shift = Shift(shop, seed)
    shift.play()
    report = shop.verified()
    assert report.problems == ()
    before = [shop.card(guest_id) for guest_id in shift.guests]
    for till in shift.tills:
        if till.sent:
            till.send(till.request(till.sent))
    assert [shop.card(guest_id) for guest_id in shift.guests] == before
    assert shop.verified() == report
    kinds = {outcome.status for outcome in shift.outcomes.values()}
    assert kinds >= {"applied", "adjusted", "rejected", "quarantined"}

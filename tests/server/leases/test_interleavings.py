"""Whatever three honest tills do in whichever order: never negative, sums zero, S6, S11 (§10)."""

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, func, select

from server.chance import Chance
from server.database import Database, table_of
from server.ledger.leases import LeaseEnd
from server.ledger.tables import LeaseRow
from shared.domain.leases import OfflinePolicy, SilencePolicy
from tests.server.leases.pouch import Pouch, house_loss, reclaim, set_policy
from tests.server.shop import Shop
from tests.server.shop_fixtures import SHOP_FILE

MINUTE_MS = 60_000
PHONES = ("79991234567", "79997654321")
STEPS = 60
SEED_WITH_A_LOSS = 50810
ACTS = {
    "ask": 4,
    "want": 2,
    "spend": 10,
    "earn": 2,
    "hold": 2,
    "release": 1,
    "decide": 1,
    "correct": 1,
    "push": 2,
    "sync": 4,
    "wait": 3,
    "be silent": 2,
    "reclaim": 2,
}
"""What happens, and how often."""
_SEEDS = st.integers(0, 2**32 - 1)
_TEMPLATE = tuple[Shop, bytes]


class Evening:
    """Three tills, two guests, one of them registered twice."""

    def __init__(self, shop: Shop, policy: OfflinePolicy) -> None:
        set_policy(shop, policy)
        self.shop = shop
        self.pouches = [Pouch.of(shop, f"Касса {number}") for number in range(3)]
        first, second = self.pouches[0].till, self.pouches[1].till
        self.guests = [first.register(PHONES[0]), first.register(PHONES[1])]
        first.earn(self.guests[0], 5_000)
        first.earn(self.guests[1], 1_000)
        first.push()
        self.guests.append(second.register(PHONES[0]))
        second.push()
        for pouch in self.pouches:
            pouch.pull()
        self.spent: list[str] = []
        self.refused: list[str] = []

    def play(self, seed: int) -> None:
        rng = random.Random(seed)
        for act in rng.choices(list(ACTS), weights=list(ACTS.values()), k=STEPS):
            self._act(act, rng.choice(self.pouches), points=rng.randint(1, 400))
        for pouch in self.pouches:
            self._push(pouch)
        assert all(each >= 0 for guest in self.guests for each in self.shop.balance(guest))

    def _act(self, act: str, pouch: Pouch, *, points: int) -> None:
        guest_id = self.guests[points % len(self.guests)]
        acts: dict[str, Callable[[], object]] = {
            "ask": lambda: pouch.ask(guest_id),
            "want": lambda: pouch.ask(guest_id, points_wanted=points),
            "spend": lambda: self._spend(pouch, points),
            "earn": lambda: pouch.till.earn(guest_id, points * 10),
            "hold": lambda: pouch.earn_and_hold(guest_id, points * 10),
            "release": lambda: self._release(pouch, points),
            "decide": lambda: pouch.till.redeem(guest_id, points, 50_000),
            "correct": lambda: pouch.till.adjust(guest_id, -points),
            "push": lambda: self._push(pouch),
            "sync": lambda: self._sync(pouch),
            "wait": lambda: self._wait(points),
            "be silent": lambda: self._wait(points * 2),
            "reclaim": lambda: reclaim(self.shop),
        }
        acts[act]()

    def _spend(self, pouch: Pouch, points: int) -> None:
        """Only before its horizon, and only what it holds of one guest."""
        held = [each.guest_id for each in pouch.held.values() if each.left]
        if held and self.shop.now_ms < pouch.horizon_ms:
            guest_id = held[points % len(held)]
            self.spent.append(pouch.spend(guest_id, min(points, pouch.left(guest_id))))

    def _release(self, pouch: Pouch, points: int) -> None:
        held = [lease_id for lease_id, each in pouch.held.items() if each.left]
        if held:
            lease_id = held[points % len(held)]
            pouch.release(pouch.held[lease_id].guest_id, lease_id)

    def _push(self, pouch: Pouch) -> None:
        if not pouch.till.queue:
            return
        for outcome in pouch.push().outcomes:
            assert outcome.status != "quarantined"
            if outcome.operation_id in self.spent and outcome.status not in {"applied", "adjusted"}:
                self.refused.append(outcome.operation_id)

    def _sync(self, pouch: Pouch) -> None:
        self._push(pouch)
        pouch.pull()

    def _wait(self, minutes: int) -> None:
        self.shop.now_ms += minutes * MINUTE_MS


@pytest.fixture
def opened(sqlite_shop_template: _TEMPLATE, tmp_path: Path) -> Callable[[], Shop]:
    """Opens a new shop whenever it is asked; the one before is closed."""
    closed, content = sqlite_shop_template
    before: list[Database] = []

    def open_again() -> Shop:
        for database in before:
            database.close()
        for leftover in tmp_path.iterdir():
            leftover.unlink()
        (tmp_path / SHOP_FILE).write_bytes(content)
        before[:] = [Database.open(f"sqlite:///{tmp_path / SHOP_FILE}")]
        return replace(closed, database=before[0], chance=Chance())

    return open_again


def test_an_evening_is_the_same_on_either_database(shop: Shop) -> None:
    evening = Evening(shop, OfflinePolicy(horizon_minutes=60))
    evening.play(SEED_WITH_A_LOSS)
    assert evening.refused == []
    assert 0 < house_loss(shop) <= _reclaimed(shop)
    assert shop.verified().problems == ()


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=_SEEDS)
def test_a_timed_tenant_loses_no_more_than_was_taken_back(
    opened: Callable[[], Shop], seed: int
) -> None:
    """P2, P3, P4, S1…S3, S6, S11; all goods that were handed out are booked."""
    evening = Evening(opened(), OfflinePolicy(horizon_minutes=60))
    evening.play(seed)
    assert evening.refused == []
    assert house_loss(evening.shop) <= _reclaimed(evening.shop)
    assert evening.shop.verified().problems == ()


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=_SEEDS)
def test_a_strict_tenant_loses_nothing(opened: Callable[[], Shop], seed: int) -> None:
    evening = Evening(opened(), OfflinePolicy(silence=SilencePolicy.STRICT, horizon_minutes=60))
    evening.play(seed)
    assert evening.refused == []
    assert house_loss(evening.shop) == 0
    assert evening.shop.verified().problems == ()


def _reclaimed(shop: Shop) -> int:
    """All that was taken back from silent tills."""
    lease = table_of(LeaseRow)

    def read(conn: Connection) -> int:
        late = lease.c.points_late > 0
        taken = lease.c.ended == LeaseEnd.RECLAIMED.value
        total = select(func.coalesce(func.sum(lease.c.points_returned), 0)).where(late | taken)
        return int(conn.execute(total).scalar_one())

    return shop.read(read)

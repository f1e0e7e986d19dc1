"""A run booked together is its operations one by one; poison harms nobody else (P2, P7)."""

import random
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select, text

from server.books import writing
from server.chance import Chance
from server.database import Database
from server.schema import METADATA
from server.sync.run import Run, accept
from server.tenants.service import lock_tenant
from shared.sync.messages import PushedOperation
from tests.server.shop import Shop, Till
from tests.server.shop_fixtures import SHOP_FILE

PHONES = tuple(f"7999000000{number}" for number in range(3))
UNLUCKY_ROUBLES = 666
ACTS = ("register", "earn", "redeem", "both", "adjust", "cancel", "again", "poison")


@dataclass
class Evening:
    """What a till did, in a queue, told by numbers so that it can be done twice the same."""

    till: Till

    def __post_init__(self) -> None:
        self.guests = [self.till.register(phone) for phone in PHONES[:2]]
        self.earned: list[tuple[str, str]] = []

    def play(self, acts: list[tuple[str, int]]) -> None:
        doing: dict[str, Callable[[int], object]] = {
            "register": lambda n: self.guests.append(self.till.register(PHONES[n % len(PHONES)])),
            "earn": self.earn,
            "redeem": lambda n: self.till.redeem(self.guest(n), 1 + n % 400, 5_000),
            "both": self.both,
            "adjust": lambda n: self.till.adjust(self.guest(n), n % 900 - 450),
            "cancel": self.cancel,
            "again": self.again,
            "poison": lambda n: self.till.enqueue_text(f'{{"kind":"teleport","v":{n}}}'),
        }
        for act, number in acts:
            doing[act](number)

    def guest(self, number: int) -> str:
        return self.guests[number % len(self.guests)]

    def earn(self, number: int) -> None:
        guest_id = self.guest(number)
        self.earned.append((guest_id, self.till.earn(guest_id, 50 + number % 5_000)))

    def both(self, number: int) -> None:
        guest_id, check = self.guest(number), self.till.check(5_000)
        points = 1 + number % 300
        redeemed = self.till.redeem(guest_id, points, check=check)
        self.till.earn(guest_id, 5_000, check=check, redeemed_points=points, after=redeemed)

    def again(self, number: int) -> None:
        honest = [each for each in self.till.queue if "teleport" not in each.body]
        self.till.enqueue_again(honest[number % len(honest)])

    def cancel(self, number: int) -> None:
        if self.earned:
            guest_id, operation_id = self.earned[number % len(self.earned)]
            self.till.cancel(guest_id, operation_id, -1)


@dataclass(frozen=True)
class Template:
    """A shop, closed, and its file."""

    shop: Shop
    path: Path


@pytest.fixture(scope="session")
def template(
    sqlite_shop_template: tuple[Shop, bytes], tmp_path_factory: pytest.TempPathFactory
) -> Template:
    """By its path: Hypothesis tells every argument that fails."""
    shop, content = sqlite_shop_template
    path = tmp_path_factory.mktemp("runs") / SHOP_FILE
    path.write_bytes(content)
    return Template(shop, path)


@settings(max_examples=12, deadline=None)
@given(
    acts=st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 10_000)), max_size=30),
    sizes=st.lists(st.integers(1, 12), min_size=1, max_size=8),
)
def test_in_whatever_batches_the_same_operations_give_the_same_rows(
    template: Template, acts: list[tuple[str, int]], sizes: list[int]
) -> None:
    with _a_shop(template) as one, _a_shop(template) as other:
        one_by_one = _played(one, acts, sizes=[1])
        in_batches = _played(other, acts, sizes=sizes)
        assert in_batches == one_by_one
        assert _rows(other) == _rows(one)
        assert other.verified().problems == ()


@pytest.mark.expects_warning
def test_what_the_database_refuses_is_set_aside_and_its_neighbours_are_booked(
    shop: Shop, till: Till
) -> None:
    guest_id = till.register()
    till.earn(guest_id, UNLUCKY_ROUBLES)
    till.push()
    with _no_second_visit_for(shop, UNLUCKY_ROUBLES):
        till.earn(guest_id, 1_000)
        till.earn(guest_id, UNLUCKY_ROUBLES)
        till.redeem(guest_id, 50)
        run = list(till.queue)
        before, poison, after = till.push().outcomes
    assert (poison.status, poison.code, poison.effect) == ("quarantined", "server_bug", None)
    assert (before.status, after.status) == ("applied", "adjusted")
    assert shop.card(guest_id).total_visits == 2
    assert shop.verified().problems == ()
    assert till.send(till.request(run)).outcomes == (before, poison, after)


@pytest.mark.postgres
@pytest.mark.expects_warning
def test_what_would_be_refused_at_the_commit_is_set_aside_too(postgresql_shop: Shop) -> None:
    """PostgreSQL looks at deferred constraints last of all (design §4)."""
    shop, till = postgresql_shop, postgresql_shop.till()
    guest_id = till.register()
    till.push()
    with _no_visit_at_the_end_for(shop, UNLUCKY_ROUBLES):
        till.earn(guest_id, 1_000)
        till.earn(guest_id, UNLUCKY_ROUBLES)
        till.earn(guest_id, 1_000)
        statuses = [each.status for each in till.outcomes()]
    assert statuses == ["applied", "quarantined", "applied"]
    assert shop.card(guest_id).total_visits == 2
    assert shop.verified().problems == ()


def test_a_refused_operation_leaves_nothing_that_the_next_one_would_meet(
    shop: Shop, till: Till
) -> None:
    """The display code that a refused registration had claimed is still the till's to give."""
    token, code = "1" * 24, till.codes()[0]
    till.register("79990000001", card_token=token)
    till.register("79990000002", card_token=token, display_code=code)
    third = till.register("79990000003", display_code=code)
    first, refused, applied = till.outcomes()
    assert (first.status, applied.status) == ("applied", "applied")
    assert (refused.status, refused.data["field"]) == ("rejected", "card_token")
    assert shop.card(third).display_code == code
    assert shop.verified().problems == ()


@contextmanager
def _a_shop(template: Template) -> Iterator[Shop]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / SHOP_FILE
        shutil.copyfile(template.path, path)
        database = Database.open(f"sqlite:///{path}")
        yield replace(template.shop, database=database, chance=Chance(random.Random(7).randbytes))
        database.close()


def _played(shop: Shop, acts: list[tuple[str, int]], *, sizes: list[int]) -> list[Any]:
    """The outcomes of all that was done, brought in runs of these sizes, over and over."""
    till = shop.till()
    Evening(till).play(acts)
    outcomes: list[Any] = []
    rest = till.queue
    while rest:
        for size in sizes:
            run, rest = rest[:size], rest[size:]
            if run:
                outcomes += shop.write(partial(_accepted, shop=shop, till=till, part=run))
    return outcomes


def _accepted(
    conn: Connection, *, shop: Shop, till: Till, part: list[PushedOperation]
) -> list[Any]:
    run = Run(till.device, till.epoch, part, received_at_ms=shop.now_ms)
    lock_tenant(conn, shop.tenant_id)
    with writing(conn) as books:
        return [each.model_dump() for each in accept(books, run, chance=shop.chance).outcomes]


def _rows(shop: Shop) -> dict[str, list[Any]]:
    """Everything there is."""

    def work(conn: Connection) -> dict[str, list[Any]]:
        tables = METADATA.sorted_tables
        return {table.name: sorted(conn.execute(select(table)).all(), key=repr) for table in tables}

    return shop.read(work)


@contextmanager
def _no_second_visit_for(shop: Shop, roubles: int) -> Iterator[None]:
    """A rule of the database that our own code knows nothing of."""
    where = f"WHERE amount_minor = {roubles * 100}"
    index = f"CREATE UNIQUE INDEX unlucky ON visit (amount_minor) {where}"
    shop.write(lambda conn: conn.execute(text(index)))
    yield
    shop.write(lambda conn: conn.execute(text("DROP INDEX unlucky")))


@contextmanager
def _no_visit_at_the_end_for(shop: Shop, roubles: int) -> Iterator[None]:
    """As ``_no_second_visit_for``, but looked at when everything else is written."""
    refuse = f"""
        CREATE FUNCTION refuse_visit() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF NEW.amount_minor = {roubles * 100} THEN
                RAISE EXCEPTION 'unlucky' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN NULL;
        END
        $$
    """
    at_the_end = """
        CREATE CONSTRAINT TRIGGER unlucky AFTER INSERT ON visit
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse_visit()
    """
    shop.write(lambda conn: conn.execute(text(refuse)))
    shop.write(lambda conn: conn.execute(text(at_the_end)))
    yield
    shop.write(lambda conn: conn.execute(text("DROP TRIGGER unlucky ON visit")))
    shop.write(lambda conn: conn.execute(text("DROP FUNCTION refuse_visit")))

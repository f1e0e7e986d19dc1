"""No reader misses a change or is told it twice, however writers overlap (S7, design §5)."""

from collections.abc import Iterator

import pytest

from bench.feed_courses import naive_feed, product_feed
from bench.feed_race import Plan, race
from server.chance import Chance
from server.database import Database
from server.tenants.service import create_tenant
from tests.server.postgresql import Cluster

pytestmark = pytest.mark.postgres
ROWS = 20_000
MANY_ROWS = 250_000
"""Four races are a million; none is so long that it looks like a test that hangs.

What a row costs is mostly its being read: two readers look there, and four at the small race.
"""


@pytest.fixture
def url(cluster: Cluster, postgresql_template: str) -> Iterator[str]:
    """A PostgreSQL database of its own."""
    name = cluster.new_database(template=postgresql_template)
    yield cluster.url(name)
    cluster.drop(name)


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    opened = Database.open(url)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    "plan",
    [
        Plan(ROWS, batch=100),
        *(
            pytest.param(Plan(MANY_ROWS, readers=2, batch=2_000, seed=seed), marks=pytest.mark.slow)
            for seed in range(4)
        ),
    ],
    ids=lambda plan: f"{plan.rows} rows, seed {plan.seed}",
)
def test_32_writers_and_no_reader_misses_or_repeats_a_row(
    database: Database, url: str, chance: Chance, plan: Plan
) -> None:
    tenant_id = database.write_now(
        lambda conn: create_tenant(conn, name="Сушилка", now_ms=1, chance=chance)
    )
    finish = race(url, product_feed(tenant_id), plan)
    assert (finish.missed, finish.repeated) == (0, 0)
    assert finish.rolled_back > 0
    assert finish.pages > finish.rows // 500


def test_the_same_race_is_lost_by_a_feed_that_a_sequence_numbers(
    database: Database, url: str
) -> None:
    """Or else the race above would prove nothing."""
    course = database.write_now(naive_feed)
    assert race(url, course, Plan(2_000, batch=4)).missed > 0

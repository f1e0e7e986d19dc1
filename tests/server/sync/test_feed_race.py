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
MANY_ROWS = 200_000


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
    "rows", [ROWS, pytest.param(MANY_ROWS, marks=pytest.mark.slow)], ids=["some", "many"]
)
def test_32_writers_and_no_reader_misses_or_repeats_a_row(
    database: Database, url: str, chance: Chance, rows: int
) -> None:
    tenant_id = database.write_now(
        lambda conn: create_tenant(conn, name="Сушилка", now_ms=1, chance=chance)
    )
    finish = race(url, product_feed(tenant_id), Plan(rows, batch=max(40, rows // 1_000)))
    assert (finish.missed, finish.repeated) == (0, 0)
    assert finish.rolled_back > 0
    assert finish.pages > finish.rows // 500


def test_the_same_race_is_lost_by_a_feed_that_a_sequence_numbers(
    database: Database, url: str
) -> None:
    """Or else the race above would prove nothing."""
    course = database.write_now(naive_feed)
    assert race(url, course, Plan(2_000, batch=4)).missed > 0

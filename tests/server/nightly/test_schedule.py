"""The calendar of the house: what is due, once a day, and what an operator asks for."""

import asyncio
from datetime import UTC, date, datetime

import pytest

from server.nightly.birthdays import BIRTHDAYS
from server.nightly.expiry import EXPIRE
from server.nightly.levels import LEVELS
from server.nightly.rounds import Errand, Job
from server.nightly.schedule import JOBS, NAMES, run_by_hand, run_due
from shared.domain.ids import TenantId
from shared.operations.encode import to_millis
from tests.builders import SILVER, an_id
from tests.server.nightly.night import night, wait
from tests.server.shop import Shop, Till


def test_all_that_is_due_is_done_once(shop: Shop, till: Till) -> None:
    guest_id = till.register()
    till.earn(guest_id, 10_000)
    till.push()
    wait(shop, days=34)
    assert due(shop) == 100 + 1, "the welcome expires, and a guest is Silver"
    assert shop.card(guest_id).level_id == SILVER
    assert shop.balance(guest_id) == (1_000, 0)
    assert due(shop) == 0
    assert shop.verified().problems == ()


def test_who_asks_by_hand_has_it_done_again(shop: Shop, till: Till) -> None:
    assert night(shop, LEVELS) == 0
    till.earn(till.register(), 10_000)
    till.push()
    assert night(shop, LEVELS) == 0
    done = asyncio.run(run_by_hand(shop.database, "levels", now_ms=shop.now_ms))
    assert done == {shop.tenant_id: 1}


def test_the_jobs_have_names_of_their_own() -> None:
    assert NAMES == ("birthdays", "levels", "expire", "warn")
    assert [job.daily_at for job in JOBS] == sorted(job.daily_at for job in JOBS)


@pytest.mark.parametrize(
    ("job", "hour", "minute", "day"),
    [
        (LEVELS, 2, 59, date(2026, 11, 22)),
        (LEVELS, 3, 0, date(2026, 11, 23)),
        (EXPIRE, 3, 29, date(2026, 11, 22)),
        (EXPIRE, 23, 59, date(2026, 11, 23)),
        (BIRTHDAYS, 0, 0, date(2026, 11, 22)),
    ],
)
def test_a_day_of_a_job_begins_at_its_hour(job: Job, hour: int, minute: int, day: date) -> None:
    now_ms = to_millis(datetime(2026, 11, 23, hour, minute, tzinfo=UTC))
    assert Errand(TenantId(an_id("tenant")), job, now_ms).day == day  # LOY-31


def due(shop: Shop) -> int:
    return asyncio.run(run_due(shop.database, now_ms=shop.now_ms))

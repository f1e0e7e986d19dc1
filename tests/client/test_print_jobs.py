"""Print jobs as rows, and the facts of slips as JSON (CSH-64)."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from sqlite_utils import Database

from client.store import prints
from client.store.database import Store
from client.store.prints import Ending, JobState, PrintJob, PrintOrder
from client.store.slips import SlipFacts, SlipUnreadable, slip_from_json, slip_to_json
from shared.domain.money import Money
from shared.receipt.words import Language
from tests.sealed_files import store_key
from tests.slips import a_card_slip, a_closed_report, a_redeem_and_earn_slip, an_earn_slip

ORDER = PrintOrder(an_earn_slip(), Language.RU, receipt_id="r-1")
NOON = 1_795_255_200_000
HOUR_MS = 60 * 60 * 1000


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path / "till.db", store_key)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    "facts",
    [
        an_earn_slip(),
        a_redeem_and_earn_slip(),
        a_card_slip(),
        replace(an_earn_slip(), check_amount=Money(1, "KZT"), reason="Ошибка «кассира»"),
    ],
    ids=["earn", "redeem", "card", "tenge"],
)
def test_a_slip_says_the_same_after_it_was_kept(facts: SlipFacts) -> None:
    assert slip_from_json(slip_to_json(facts)) == facts


@pytest.mark.parametrize("text", ["", "{}", '{"slip": "letter"}', '{"slip": "receipt"}'])
def test_text_that_is_no_slip_is_told_apart(text: str) -> None:
    with pytest.raises(SlipUnreadable):
        slip_from_json(text)


def test_a_job_of_a_sale_that_failed_does_not_exist(store: Store) -> None:
    def sale_that_fails(db: Database) -> None:
        prints.enqueue(db, ORDER, at_ms=NOON)
        raise LookupError

    with pytest.raises(LookupError):
        store.write_now(sale_that_fails)
    assert store.read_now(partial(prints.list_recent, limit=10)) == ()


def test_jobs_are_taken_in_the_order_of_the_sales(store: Store) -> None:
    jobs = [_enqueue(store) for _ in range(3)]
    taken = [_take(store) for _ in range(4)]
    assert [each and each.job_id for each in taken] == [*(job.job_id for job in jobs), None]


def test_a_job_put_back_keeps_its_place(store: Store) -> None:
    first = _enqueue(store)
    _enqueue(store)
    _take(store)
    _settle(store, first, Ending(JobState.QUEUED, "paper_out"))
    again = _take(store)
    assert again is not None
    assert (again.job_id, again.attempts, again.trouble) == (first.job_id, 2, "paper_out")


def test_a_reprint_is_a_new_job_marked_as_a_copy(store: Store) -> None:
    first = _enqueue(store)
    copy = store.write_now(lambda db: prints.reprint(db, first.job_id, at_ms=NOON + 1))
    assert copy.job_id != first.job_id
    assert copy == replace(
        first,
        job_id=copy.job_id,
        copy_number=1,
        useful_until_ms=first.useful_until_ms + 1,
        created_at_ms=NOON + 1,
        updated_at_ms=NOON + 1,
    )
    assert store.read_now(partial(prints.latest_of_receipt, receipt_id="r-1")) == copy


@pytest.mark.parametrize(
    ("state", "after"),
    [
        (JobState.QUEUED, JobState.CANCELLED),
        (JobState.PRINTED, JobState.PRINTED),
        (JobState.MAYBE_PRINTED, JobState.MAYBE_PRINTED),
    ],
)
def test_only_a_waiting_job_can_be_cancelled(
    state: JobState, after: JobState, store: Store
) -> None:
    job = _settle(store, _enqueue(store), Ending(state))
    cancelled = store.write_now(lambda db: prints.cancel(db, job.job_id, at_ms=NOON))
    assert cancelled.state is after


def test_a_finished_job_is_forgotten_after_a_month_and_a_waiting_one_never(store: Store) -> None:
    waiting = _enqueue(store)
    _settle(store, _enqueue(store), Ending(JobState.PRINTED, picture=Path("7.png")))
    late = NOON + prints.FINISHED_JOBS_KEPT_MS + 1
    assert store.write_now(partial(prints.forget_old, at_ms=late)) == (Path("7.png"),)
    assert store.read_now(partial(prints.list_recent, limit=10)) == (waiting,)


def test_copies_are_numbered(store: Store) -> None:
    first = _enqueue(store)
    other = store.write_now(
        lambda db: prints.enqueue(db, replace(ORDER, receipt_id="r-2"), at_ms=NOON)
    )
    copies = [
        store.write_now(lambda db: prints.reprint(db, first.job_id, at_ms=NOON)) for _ in range(2)
    ]
    asked = store.write_now(lambda db: prints.enqueue(db, replace(ORDER, is_copy=True), at_ms=NOON))
    assert [job.copy_number for job in (first, other, *copies, asked)] == [0, 0, 1, 2, 3]


def test_a_paper_card_is_numbered_by_its_own_words(store: Store) -> None:
    card = PrintOrder(a_card_slip(), Language.RU)
    first = store.write_now(lambda db: prints.enqueue(db, card, at_ms=NOON))
    copy = store.write_now(lambda db: prints.reprint(db, first.job_id, at_ms=NOON))
    assert copy.copy_number == 1


@pytest.mark.parametrize(
    ("facts", "useful_ms"),
    [
        (an_earn_slip(), 4 * HOUR_MS),
        (a_card_slip(), 4 * HOUR_MS),
        (a_closed_report(), 72 * HOUR_MS),
    ],
    ids=["receipt", "card", "report"],
)
def test_paper_that_waited_too_long_is_offered_and_not_printed(
    facts: SlipFacts, useful_ms: int, store: Store
) -> None:
    order = PrintOrder(facts, Language.RU)
    job = store.write_now(lambda db: prints.enqueue(db, order, at_ms=NOON))
    assert _expired(store, NOON + useful_ms) == ()
    late = NOON + useful_ms + 1
    assert [each.job_id for each in _expired(store, late)] == [job.job_id]
    assert _take(store) is None
    revived = store.write_now(lambda db: prints.revive(db, job.job_id, at_ms=late))
    assert (revived.state, revived.copy_number) == (JobState.QUEUED, 0)
    assert revived.useful_until_ms == late + useful_ms
    assert _take(store) is not None


@pytest.mark.parametrize("state", [JobState.PRINTED, JobState.SENT, JobState.MAYBE_PRINTED])
def test_what_may_be_on_paper_is_never_revived(state: JobState, store: Store) -> None:
    job = _settle(store, _enqueue(store), Ending(state))
    assert store.write_now(lambda db: prints.revive(db, job.job_id, at_ms=NOON)) == job
    assert store.write_now(lambda db: prints.take(db, job.job_id, at_ms=NOON)) is None


def test_what_a_person_saw_on_paper_is_printed(store: Store) -> None:
    job = _settle(store, _enqueue(store), Ending(JobState.MAYBE_PRINTED, "printer_lost"))
    told = _tell_fate(store, job, is_on_paper=True)
    assert (told.job_id, told.state) == (job.job_id, JobState.PRINTED)
    assert store.read_now(prints.list_open) == ()


def test_what_nobody_found_comes_once_more_as_a_copy(store: Store) -> None:
    job = _settle(store, _enqueue(store), Ending(JobState.MAYBE_PRINTED, "printer_lost"))
    copy = _tell_fate(store, job, is_on_paper=False)
    assert (copy.state, copy.copy_number) == (JobState.QUEUED, 1)
    assert _tell_fate(store, job, is_on_paper=False).job_id == job.job_id, "asked twice, told once"
    assert store.read_now(prints.list_open) == (copy,)
    assert store.read_now(prints.count_waiting) == 1


def _expired(store: Store, at_ms: int) -> tuple[PrintJob, ...]:
    return store.write_now(lambda db: prints.expire(db, at_ms=at_ms))


def _tell_fate(store: Store, job: PrintJob, *, is_on_paper: bool) -> PrintJob:
    return store.write_now(
        lambda db: prints.tell_fate(db, job.job_id, is_on_paper=is_on_paper, at_ms=NOON)
    )


def _enqueue(store: Store) -> PrintJob:
    return store.write_now(lambda db: prints.enqueue(db, ORDER, at_ms=NOON))


def _take(store: Store) -> PrintJob | None:
    return store.write_now(lambda db: prints.take_next(db, at_ms=NOON))


def _settle(store: Store, job: PrintJob, ending: Ending) -> PrintJob:
    return store.write_now(lambda db: prints.settle(db, job.job_id, ending, at_ms=NOON))

"""Mistakes of a till: lost or doubled operations, wrong sums, leases spent twice or too late."""

from typing import Any

from client.store.me import me_of, set_acked
from shared.operations.chain import GENESIS
from tests.simulation.bugs.planting import (
    ALONE,
    COPIES,
    CUTS,
    HOURS,
    NEWCOMERS,
    RESTORES,
    SHIFTS,
    Bug,
    after,
    answers,
    does_nothing,
    every,
    with_option,
)

_FAR_MS = 4_102_444_800_000
"""The year 2100: a day that every time zone can show."""


def _all_acked(right: Any) -> Any:
    """Whatever was sent counts as held by the server."""

    def moves(db: Any, reply: Any) -> None:
        right(db, reply)
        me = me_of(db)
        set_acked(db, acked=me.last_seq, stable=me.stable)

    return moves


def _all_left(right: Any) -> Any:
    """The server's word for a lease fills it up again."""

    def puts(db: Any, lease: Any) -> None:
        right(db, lease)
        db.execute(
            "UPDATE lease_lot SET points_left = granted WHERE lease_id = ?", (lease.lease_id,)
        )

    return puts


def _doubled(right: Any) -> Any:
    """Every operation that waits is counted twice."""
    return lambda *args, **named: [row for row in right(*args, **named) for _ in range(2)]


def _later(right: Any) -> Any:
    """The next page is asked for from further on."""

    def sets(db: Any, cursor: Any, *, is_end: bool = True) -> None:
        right(db, cursor.model_copy(update={"seq": cursor.seq + 1}), is_end=is_end)

    return sets


def _forgets_waiting(right: Any) -> Any:
    """A new epoch begins without what the server never answered for."""

    def begins(db: Any, epoch: int, **options: Any) -> int:
        me = me_of(db)
        db.execute("DELETE FROM outbox WHERE epoch = ? AND outcome IS NULL", (me.epoch,))
        return int(right(db, epoch, **options))

    return begins


def _new_names(right: Any) -> Any:
    """What is enqueued again has no origin."""
    return lambda text, **options: right(text, **{**options, "origin": None})


TABLET_BUGS = (
    Bug("what was sent counts as acked", "client.store.outcomes:_move_on", _all_acked),
    Bug("outcomes are not written down", "client.store.outcomes:_record", every(4)),
    Bug(
        "the head of the chain is lost",
        "client.store.outbox:advance_chain",
        with_option("head", lambda _head: GENESIS),
    ),
    Bug(
        "totals are not carried on",
        "client.store.outbox:totals_with",
        lambda _right: lambda body: body.totals,
    ),
    Bug("what waits is not shown", "client.till.overlay:pending_for_guest", answers([])),
    Bug("what waits is shown twice", "client.till.overlay:pending_for_guest", _doubled),
    Bug("a change is passed over", "client.store.changes:_put", every(6)),
    Bug("what is gone stays", "client.store.changes:_remove", does_nothing),
    Bug("the cursor runs ahead", "client.store.changes:set_cursor", _later),
    Bug(
        "a lease is not debited",
        "client.till.check_booking:leases.debit",
        does_nothing,
        needs=ALONE,
    ),
    Bug("a lease is full again when told of", "client.store.leases:_put_lots", _all_left),
    Bug("a given back lease stays open", "client.store.leases:close_lease", does_nothing),
    Bug(
        "the horizon is not kept to",
        "client.store.me:Me.alone_until_ms",
        answers(_FAR_MS),
        needs=HOURS,
    ),
    Bug(
        "a set clock is trusted",
        "client.store.me:server_time_ms",
        lambda _right: lambda state, *, wall_ms, **_other: wall_ms - state.offset_ms,
        needs=HOURS,
    ),
    Bug(
        "a till vouches for whom it likes",
        "client.till.offline:_float_left",
        answers(10_000),
        needs=CUTS,
    ),
    Bug(
        "what a till vouched for a guest is forgotten",
        "client.till.offline:floats.unanswered_of_guest",
        answers(0),
        needs=CUTS,
    ),
    Bug(
        "a strict till holds welcomes",
        "client.till.new_guest:may_hold",
        answers(True),
        needs=NEWCOMERS,
    ),
    Bug(
        "a new epoch forgets what waits",
        "client.sync.recovering:begin_epoch",
        _forgets_waiting,
        needs=COPIES,
    ),
    Bug(
        "a new epoch gives new names",
        "client.store.epochs:repeated_text",
        _new_names,
        needs=COPIES,
    ),
    Bug(
        "what is done in a shift is of none",
        "client.store.outbox:open_shift_id",
        answers(None),
        needs=SHIFTS,
    ),
    Bug(
        "what a closed report lacks is not added",
        "client.store.outcomes:note_addenda",
        does_nothing,
        needs=SHIFTS,
    ),
    Bug("a rewind is not done", "client.sync.recovering:rewind", answers(True), needs=RESTORES),
    Bug(
        "what a restored server lost to a copy is not told again",
        "client.sync.recovering:_parting",
        answers(None),
        needs=COPIES,
    ),
    Bug(
        "leases are not announced",
        "client.sync.recovering:signed_leases",
        answers(()),
        needs=RESTORES,
    ),
    Bug(
        "what was kept for the server is not given back",
        "client.sync.recovering:keepsakes",
        answers(()),
        needs=RESTORES,
    ),
    # Survives: another till waits longer for its points, until the horizon, and no balance is
    # ever wrong. tests/scenarios/test_leases.py asks how fast a recall is.
    Bug("a recall is not heard", "client.store.leases:recalled_leases", answers(())),
    Bug("an alias is not learnt", "client.store.outcomes:set_alias", does_nothing),
    Bug(
        "the private part travels with another",
        "client.sync.push:_pushed",
        after(lambda pushed: pushed.model_copy(update={"private": None})),
    ),
)
